"""One name, one meaning: no public class of the relay or the desktop has the name of another."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("relay", "desktop")
CLASS = re.compile(r"^class ([^\W_]\w*)", re.MULTILINE)
"""A public one of a module; to read each file as Python does takes fifty times as long."""

BOTH_SIDES = {
    "Clock": "what time it is, handed in so that tests can move it",
    "Connection": "one end each of what joins a client to a relay",
    "Settings": "all that can be set in the program",
    "Store": "all that the program keeps on disk, and the one thread that writes it",
}
"""The same thing on each side of the wire, and which thing: one word for both is what a reader expects."""


def classes(root: Path) -> dict[str, list[str]]:
    """The modules that define each public class."""
    modules: dict[str, list[str]] = {}
    for file in sorted(file for package in PACKAGES for file in (root / package).rglob("*.py")):
        for name in CLASS.findall(file.read_text("utf-8")):
            modules.setdefault(name, []).append(file.relative_to(root).as_posix())
    return modules


@pytest.fixture(scope="module")
def ours() -> dict[str, list[str]]:
    return classes(ROOT)


def shared_names(modules: dict[str, list[str]]) -> dict[str, list[str]]:
    """The names that stand for more than one thing, and where."""
    return {
        name: files
        for name, files in modules.items()
        if len(files) > 1 and not (name in BOTH_SIDES and sides(files) == list(PACKAGES))
    }


def sides(files: Iterable[str]) -> list[str]:
    return sorted((file.split("/")[0] for file in files), key=PACKAGES.index)


def test_no_two_classes_have_one_name(ours: dict[str, list[str]]) -> None:
    assert shared_names(ours) == {}, "say what each of them is"


@pytest.mark.parametrize("name", BOTH_SIDES)
def test_what_may_stand_on_both_sides_does(ours: dict[str, list[str]], name: str) -> None:
    assert sides(ours[name]) == list(PACKAGES)


def test_a_second_class_of_a_name_is_reported(tmp_path: Path) -> None:
    written = {
        "relay/room.py": "class Room: ...\nclass _Lane: ...\nclass Clock: ...",
        "relay/inner/lines.py": "class Line: ...\nclass Store: ...\nclass Engine: ...",
        "desktop/room.py": "class _Lane: ...\nclass Clock: ...\nclass Line: ...",
        "desktop/store.py": "class Store: ...\nclass OldStore: ...",
        "desktop/old.py": "class Store: ...",
    }
    for name, text in written.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert shared_names(classes(tmp_path)) == {
        "Line": ["desktop/room.py", "relay/inner/lines.py"],
        "Store": ["desktop/old.py", "desktop/store.py", "relay/inner/lines.py"],
    }
