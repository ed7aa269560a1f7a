"""Lessons in files: what Python makes of them, what another language does, and that both see a difference."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relay.protocol.base import Event
from relay.protocol.catalog import new_memories, words
from tests.patience import PATIENCE
from tests.vectors.__main__ import FOLDER
from tests.vectors.form import differences
from tests.vectors.lessons import tag

NODE = shutil.which("node") or shutil.which("nodejs") or ""
FILES = sorted(FOLDER.glob("*.json"))
Check = Callable[[Path], list[str]]


def in_python(folder: Path) -> list[str]:
    """What differs in a folder of vectors, as this program sees it."""
    found = []
    for file in sorted(folder.glob("*.json")):
        found += [f"{file.name}: {one}" for one in differences(json.loads(file.read_text("ascii")))]
    return found


def in_node(folder: Path) -> list[str]:
    """The same, as the reader sees it that has nothing of this program."""
    *found, folded = run_node(folder)
    names = sorted(type(memory).__name__ for memory in new_memories())
    assert folded == f"{len(list(folder.glob('*.json')))} files: {' '.join(names)}"
    return found


def run_node(folder: Path) -> list[str]:
    """What the reader says, a line each."""
    if not NODE:
        pytest.skip("node is not installed")
    reader = [NODE, str(FOLDER / "reader.mjs"), str(folder)]
    done = subprocess.run(reader, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert not done.stderr
    lines = done.stdout.splitlines()
    assert done.returncode == (len(lines) > 1)
    return lines


READERS = pytest.mark.parametrize("check", [in_python, in_node])


@pytest.mark.rare
@pytest.mark.parametrize("seed", ["1", "2"])
def test_written_again_no_byte_changes(seed: str, tmp_path: Path) -> None:
    """Nor does the order in which sets are gone through, which is another one in each program."""
    writer, chance = [sys.executable, "-m", "tests.vectors", str(tmp_path)], {"PYTHONHASHSEED": seed}
    subprocess.run(writer, env=os.environ | chance, check=True, capture_output=True)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert {file.name for file in FILES} == made.keys(), "python -m tests.vectors"
    for file in FILES:
        assert file.read_bytes() == made[file.name], f"{file.name}: python -m tests.vectors"
    assert sum(map(len, made.values())) < 30_000 * len(made)


@pytest.mark.parametrize("kind", ["lesson", "log"])
def test_every_event_is_told(kind: str) -> None:
    told: set[str] = set()
    for file in FOLDER.glob(f"*-{kind}-*.json"):
        told |= {event["t"] for event in json.loads(file.read_text("ascii"))["events"]}
    assert {tag(word) for word in words(Event)} <= told


def test_every_memory_comes_to_something() -> None:
    some: set[str] = set()
    for file in FILES:
        for reader in json.loads(file.read_text("ascii"))["readers"]:
            some |= reader["memories"].keys()
    assert some == {type(memory).__name__ for memory in new_memories()}


@READERS
def test_all_of_them_fold_to_the_same(check: Check) -> None:
    assert check(FOLDER) == []


Break = Callable[[dict[str, Any]], object]
BROKEN: dict[str, tuple[str, Break, str]] = {
    "a byte of a message": ("chat-lesson", lambda it: change(it, "message_posted", text="hj"), "Chat"),
    "a byte of a title": (
        "lesson-lesson",
        lambda it: change(it, "session_started", title="Physicz"),
        "Lesson",
    ),
    "an event left out": (
        "hands-lesson",
        lambda it: it["events"].remove(first(it, "hand_raised")),
        "LessonStats",
    ),
    "an event told": ("admission-lesson", lambda it: it["readers"][1]["not_told"].clear(), "Admission"),
    "a number": ("lesson-lesson", lambda it: memories(it)["LessonStats"].update(uncounted=99), "LessonStats"),
    "a memory left out": ("lesson-lesson", lambda it: memories(it).pop("Lesson"), "Lesson"),
    "a memory of nobody's": ("lesson-lesson", lambda it: memories(it).update(Thumbs={"up": 1}), "Thumbs"),
}


def first(lesson: dict[str, Any], kind: str) -> dict[str, Any]:
    """The first event of a type."""
    event: dict[str, Any] = next(event for event in lesson["events"] if event["t"] == kind)
    return event


def change(lesson: dict[str, Any], kind: str, **fields: str) -> None:
    """Change what the first event of a type says."""
    first(lesson, kind).update(fields)


def memories(lesson: dict[str, Any]) -> dict[str, Any]:
    """The teacher's memories."""
    found: dict[str, Any] = lesson["readers"][0]["memories"]
    return found


@READERS
def test_differences_are_found_and_named(check: Check, tmp_path: Path) -> None:
    memories: dict[str, str] = {}
    for number, (kind, spoil, memory) in enumerate(BROKEN.values(), 1):
        lesson = json.loads((FOLDER / f"{kind}-1.json").read_text("ascii"))
        spoil(lesson)
        name = f"{kind}-{number}.json"
        (tmp_path / name).write_text(json.dumps(lesson), "ascii")
        memories[name] = memory
    found = check(tmp_path)
    for what, (name, memory) in zip(BROKEN, memories.items(), strict=True):
        assert any(line.startswith(f"{name}: {memory} ") for line in found), (what, found)
