"""The program as people start it, with something that looks on: for the benches that measure a start."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

Run = Callable[..., Coroutine[Any, Any, None]]


def run(words: Sequence[str], watched: Callable[[Run], Run]) -> int:
    """The program's exit code. ``watched`` is given what runs in its loop, and gives what does instead.

    All is read in the order and in the way in which it is read without anybody looking on.
    """
    from desktop import __main__ as program  # noqa: PLC0415  # what a start takes is measured

    begin = program.read_all_the_rest

    def read() -> Any:
        begun = begin()
        from desktop.app import start  # noqa: PLC0415

        start._run = watched(start._run)
        return begun

    program.read_all_the_rest = read
    return program.main(words)
