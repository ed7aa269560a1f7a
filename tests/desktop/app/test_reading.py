"""What comes after the first page is read while nobody waits, and at once for whoever does."""

import json
import subprocess
import sys
from functools import cache
from importlib import import_module

from desktop.app.reading import AHEAD, Reading, _each
from tests.patience import PATIENCE

BESIDE = """
import asyncio, importlib, json, sys
from desktop.app.reading import AHEAD, REST_SECONDS, Reading

async def main():
    reading, turns, told = Reading(), 0, {}

    async def somebody_else():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(somebody_else())
    reading.then("room", lambda: told.update(room=len(sys.modules)))
    reading.start()
    part = sys.argv[1]
    await reading.upto(part)
    while part == "room" and "room" not in told:
        await asyncio.sleep(0)
    told["modules"], told["turns"] = len(sys.modules), turns
    told["has"] = [part for part in AHEAD if reading.has(part)]
    before = set(sys.modules)
    for door in sys.argv[2:]:
        importlib.import_module(door)
    if part == "room":
        from desktop.features.panel.finding import find_panels
        find_panels()
    told["more"] = sorted(set(sys.modules) - before)
    await reading.close()
    other.cancel()
    print(json.dumps(told))

asyncio.run(main())
"""


DOORS = {
    "way in": ["desktop.app.sign_in.flow"],
    "lessons": ["desktop.app.signed_in", "desktop.pages.sessions"],
    "room": ["desktop.pages.room", "desktop.pages.room.absence"],
    "school": ["desktop.app.signed_in.school"],
}


@cache
def read_up_to(part: str) -> dict[str, object]:
    """In a process of its own, with somebody else in the same loop; then its doors are imported."""
    words = [sys.executable, "-c", BESIDE, part, *DOORS[part]]
    run = subprocess.run(words, capture_output=True, text=True, check=True, timeout=PATIENCE)
    told: dict[str, object] = json.loads(run.stdout)
    return told


def test_behind_a_door_nothing_is_left_to_read() -> None:
    """Else it would be read in one go when somebody opens it, and the window stood still so long."""
    for part in DOORS:
        assert read_up_to(part)["more"] == [], part


def test_what_comes_later_is_not_read_yet_and_others_have_their_turn() -> None:
    told = read_up_to("lessons")
    assert told["has"] == ["way in", "lessons"]
    assert "room" not in told
    turns = told["turns"]
    assert isinstance(turns, int)
    assert turns > len(AHEAD["way in"])


def test_whoever_waits_is_told_once_it_is_read() -> None:
    told = read_up_to("room")
    assert told["room"] == told["modules"]


LATER = """
import asyncio, gc, weakref
from desktop.app.reading import Reading

class Room:
    def __init__(self):
        self.panels = [self]

async def main():
    first, second = Reading(), Reading()
    first.start()
    await first.upto("room")
    assert gc.get_freeze_count(), "what was read need not be looked at"
    room = Room()
    kept = weakref.ref(room)
    await first.upto("school")
    second.start()
    await asyncio.sleep(0)
    assert second.has("room")
    for reading in (first, second):
        await reading.close()
    del room
    gc.collect()
    assert kept() is None

asyncio.run(main())
"""


def test_a_room_can_be_forgotten_whatever_is_read_while_it_is_open() -> None:
    subprocess.run([sys.executable, "-c", LATER], check=True, timeout=PATIENCE)


async def test_what_is_here_need_not_be_waited_for() -> None:
    for name in _each(AHEAD["way in"]):
        import_module(name)
    reading, done = Reading(), list[str]()
    reading.then("way in", lambda: done.append("at once"))
    assert done == ["at once"]
    await reading.upto("way in")
    await reading.close()


def test_a_star_stands_for_each_module_in_there() -> None:
    names = list(_each(["relay.protocol.*", "desktop.client"]))
    assert {"relay.protocol.chat", "relay.protocol.hands", "desktop.client"} < set(names)
    assert "relay.protocol" not in names
