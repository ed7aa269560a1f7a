"""Where large pieces of memory come from: left alone, glibc keeps what others have given back."""

import contextlib
import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""The options' numbers (mallopt(3))."""


def set_mmap_threshold(size: int, *, spare: int = 0) -> None:
    """Have glibc take pieces of so many bytes from the system, and give them back to it, now and later.

    Once one has been given back, it would take the next ones from the heaps that it has for each thread.
    ``spare``: so much is kept at the end of each heap for smaller ones; 0: what glibc keeps by itself.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library
            libc = ctypes.CDLL(None)
            libc.mallopt(M_MMAP_THRESHOLD, size)
            if spare:
                libc.mallopt(M_TRIM_THRESHOLD, spare)
