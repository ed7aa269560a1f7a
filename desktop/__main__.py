"""Starts the desktop: the guard, the profile, one Qt application, one event loop, one App.

Usage: python -P -m desktop [--profile FOLDER] [--shared-computer] [schoolbell://LINK]
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import platformdirs

from desktop.guard import import_as_python_does, refuse_broken_pyside
from relay.shared.system import have_streams, hide_argument, tell_person

EXIT_REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until the person quits; the exit code."""
    gc.disable()  # all that is read stays: looking through it meanwhile would take a tenth of the start
    try:
        return _main(arguments)
    finally:
        gc.enable()


def _main(arguments: Sequence[str] | None) -> int:
    have_streams()
    said = _read_arguments(arguments)
    hide_argument(said.link)  # a link may carry a secret, and it has been read by now
    from PySide6 import __version__ as pyside  # noqa: PLC0415  # no more of it than what the guard asks for

    why = refuse_broken_pyside(sys.version_info[:2], pyside)
    if why is not None:
        tell_person(why)
        return EXIT_REFUSED
    from desktop.single_instance import hand_over  # noqa: PLC0415  # Qt comes in here, after the guard

    import_as_python_does()
    profile, token = Path(said.profile), os.environ.get("XDG_ACTIVATION_TOKEN", "")
    if hand_over(profile, said.link, token):
        return 0
    start = read_all_the_rest()
    return start(profile, said.link, token, shared=said.shared_computer)


def read_all_the_rest() -> Callable[..., int]:
    """What runs the program."""
    from desktop.app.start import start  # noqa: PLC0415

    return start


class _Parser(argparse.ArgumentParser):
    """Says what is wrong where the person sees it: a program with windows may have no standard error."""

    def error(self, message: str) -> NoReturn:
        tell_person(f"{self.format_usage()}{self.prog}: {message}")
        self.exit(EXIT_REFUSED)


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(prog="schoolbell", description="Schoolbell, the desktop classroom.")
    parser.add_argument(
        "--profile",
        default=platformdirs.user_data_dir("Schoolbell", appauthor=False),
        metavar="FOLDER",
        help="where settings and the journal are kept (default: %(default)s)",
    )
    parser.add_argument(
        "--shared-computer",
        action="store_true",
        help="nothing about a person stays here after signing out, whatever they choose",
    )
    parser.add_argument(
        "link", nargs="?", default="", help="a join link, as the system hands it over when one is clicked"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
