"""What a command of the command line is. A module here that has ``add_commands`` is found by itself."""

import argparse
from collections.abc import Callable
from pathlib import Path

from relay.config import Settings, default_data_folder

DONE, REFUSED = 0, 1

Go = Callable[[argparse.Namespace, Settings], int]
"""Carries a command out; returns the exit code."""


class Commands:
    """The commands of the command line."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(self, name: str, go: Go, summary: str) -> argparse.ArgumentParser:
        """Add a command; what it takes is added to what comes back."""
        parser = self._parsers.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + "."
        )
        parser.set_defaults(go=go)
        parser.add_argument("--data", metavar="DIR", help=f"data folder ({default_data_folder()})")
        parser.add_argument("--settings", type=Path, metavar="FILE", help="settings file (relay.toml in DIR)")
        return parser
