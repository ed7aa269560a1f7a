"""A worksheet is handed out, most students hand in, the others are asked for theirs, and one has it back."""

import asyncio
from pathlib import Path

from desktop.demo.cast import TOM, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser

order = 57
SHEET, DONE = "worksheet 3.txt", "worksheet 3 done.txt"
STILL_AT_IT = 6
PRAISE = "Well done. Look at exercise 2 once more."


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick("Ask", "Hand out…")
    await lee.click("Add files…")
    await lee.open_file(SHEET, lambda file: _write(file, "1. What is energy?\n2. What becomes of it?\n"))
    await lee.sees(SHEET)
    await lee.fill("What to do with it", "Worksheet 3")
    lee.picture("work 1 written")
    await lee.click("Hand out")
    await cast.students.see("Worksheet 3", SHEET, picture="work 2 handed out")
    timeline.reached(lee.name, "hands a worksheet out, which opens nowhere by itself")
    working = cast.crowd.here()[:-STILL_AT_IT]
    await asyncio.gather(hand_in(tom), *(one.hand_in(f"{one.name}.txt") for one in working))
    await lee.click("Work")
    await lee.sees(f"{len(working) + 1} handed in")
    lee.picture("work 3 most have handed in")
    await lee.click("Remind those missing")
    await ana.sees("Your teacher asks for your work")
    ana.picture("work 4 asked for")
    timeline.reached(ana.name, "is asked for her work, and nothing is taken from her computer")
    await lee.click_at("Who has handed in", TOM)
    await lee.fill("Say something about it", PRAISE)
    lee.picture("work 5 read")
    await lee.click("Give back")
    await tom.click("Work")
    await tom.sees(PRAISE)
    tom.picture("work 6 given back")
    timeline.reached(tom.name, "has his work back, with what his teacher says about it")
    await lee.click("Take it back from everyone")
    await lee.click("Take it back")
    await cast.students.miss("Worksheet 3")


async def hand_in(tom: DemoUser) -> None:
    await tom.click("Hand in…")
    await tom.click("Add files…")
    await tom.open_file(DONE, lambda file: _write(file, "1. The ability to do work.\n2. It stays.\n"))
    await tom.sees(DONE)
    await tom.click("Hand in")
    await tom.misses("Hand in…")


def _write(file: Path, text: str) -> None:
    file.write_text(text)
