"""What the table of the first day's findings names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "docs/first-day.md").read_text("utf-8")
NAMED = re.compile(r"`([\w/]+\.py)?::(\w+)`")


def named() -> list[tuple[str, str]]:
    """Each file below tests and a test in it; without a file it is in the one before, of the same row."""
    found: list[tuple[str, str]] = []
    for row in TABLE.splitlines():
        file = ""
        for match in NAMED.finditer(row):
            file = match[1] or file
            found.append((file, match[2]))
    return found


def test_every_finding_has_its_row() -> None:
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", TABLE, re.MULTILINE)]
    assert sorted(numbers) == list(range(1, 42))


def test_every_test_that_is_named_is_there() -> None:
    assert len(named()) > 60
    for file, test in named():
        code = (ROOT / "tests" / file).read_text("utf-8")
        assert re.search(rf"def {test}\(", code), f"{file}::{test}"


def test_every_picture_that_is_linked_is_there() -> None:
    for picture in re.findall(r"\]\((pictures/[^)]+)\)", TABLE):
        assert (ROOT / "docs" / picture).exists(), picture
