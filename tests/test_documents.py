"""Documents name files, buttons and commands that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from relay.cli import main

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "docs/for-teachers.md", "docs/for-the-schools-helper.md")
NAME = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
FILE = re.compile(r"`((?:relay|desktop|resources|packaging|tests|docs)/[\w./-]*)`")
EXAMPLES = re.compile("SUBJECT|thumb")
"""What such a file would be called."""
COMMAND = re.compile(r"schoolbell-relay ([a-z][a-z-]+)")


def read(page: str) -> str:
    return " ".join((ROOT / page).read_text("utf-8").split())


@cache
def said() -> list[str]:
    """What the desktop says: all texts of its sources."""
    trees = (ast.parse(file.read_bytes()) for file in (ROOT / "desktop").rglob("*.py"))
    found = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [text for text in found if isinstance(text, str)]


def test_every_file_that_is_named_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = [(page.name, file) for page in pages for file in FILE.findall(page.read_text("utf-8"))]
    assert len(named) > 200
    places = ROOT, ROOT / "tests"  # the first day names tests by where they are in there
    gone = [(page, file) for page, file in named if not any((place / file).exists() for place in places)]
    assert not [(page, file) for page, file in gone if not EXAMPLES.search(file)]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_named_is_said_by_the_program(page: str) -> None:
    names = {name.rstrip("….:") for name in NAME.findall(read(page))}
    assert names
    assert not [name for name in names if not any(text.startswith(name) for text in said())]


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_those_of_the_relay(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in set(COMMAND.findall(read(page))):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0, command
    capsys.readouterr()
