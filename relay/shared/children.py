"""How a program of ours is started in a process of its own."""

import sys


def program(module: str) -> tuple[str, ...]:
    """The command that runs one of our modules with this Python.

    ``-P``: nothing is imported from the folder that one happens to be in, which may be anybody's.
    """
    return (sys.executable, "-P", "-m", module)
