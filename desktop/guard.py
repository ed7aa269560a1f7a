"""Refuses, before Qt is imported, a PySide6 that would end the process in the middle of a lesson."""

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
