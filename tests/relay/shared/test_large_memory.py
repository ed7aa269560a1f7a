"""Large pieces of memory go back to the system."""

import subprocess
import sys

from tests.posix import linux


@linux("mallopt, which is glibc's")
def test_large_memory_stays_apart_from_the_heap() -> None:
    """Once such a piece has been given back, glibc would take the next ones from its heap.

    It may still do so with a few, where it has room left from before.
    """
    program = """if True:
        import ctypes
        from relay.shared.large_memory import set_mmap_threshold
        LARGE = 131_072
        libc = ctypes.CDLL(None)
        libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = (
            ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p])
        class Info(ctypes.Structure):
            _fields_ = [(name, ctypes.c_size_t) for name in "abcdefghij"]
        libc.mallinfo2.restype = Info
        set_mmap_threshold(LARGE, spare=2 * LARGE)
        for _ in range(3):
            libc.free(libc.malloc(4 * LARGE))
        before = libc.mallinfo2().d
        for _ in range(20):
            libc.malloc(2 * LARGE)
        print(libc.mallinfo2().d - before)
    """
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(told.stdout) > 10
