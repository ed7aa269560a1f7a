"""What PySide6 must not do: end the process in the middle of a lesson, or read every source at the start."""

import builtins
import linecache

IMMORTAL_SINGLETONS = (3, 12)
BROKEN_SERIES = "6.12."


def refuse_broken_pyside(python: tuple[int, ...], pyside: str) -> str | None:
    """Why this PySide6 must not run on this Python, or None.

    PySide6 6.12 loses a reference to True or None on every signal. Before Python 3.12 these are counted,
    and the process dies with "bool_dealloc" after some hundred signals.
    """
    if tuple(python[:2]) >= IMMORTAL_SINGLETONS or not pyside.startswith(BROKEN_SERIES):
        return None
    return (
        f"PySide6 {pyside} does not work with Python {python[0]}.{python[1]}: the program would end by "
        'itself. Please install "PySide6-Essentials<6.12", or use Python 3.12 or newer.'
    )


def import_as_python_does() -> None:
    """Takes back what PySide6, once imported, has put in the place of ``import``.

    It would read the source of every module that is imported afterwards, to see which of them could ask for
    its other ways to spell names (``from __feature__ import snake_case``, which nothing here does), and keep
    it all: a tenth of the start, and 15 MB.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    linecache.clearcache()  # what it has read of itself
