"""Up to the limits of work, and one further."""

from pathlib import Path

from relay.protocol.limits import NAME_LENGTH
from relay.protocol.work import HANDS, MOST_FILES, MOST_TASKS, NOTE_LENGTH, HandIn, HandOut
from relay.shared.ids import new_ref
from tests.relay.acts.work import FILE, keep
from tests.relay.handing_in import Handing
from tests.relay.inside import code_of, in_lesson, school_inside
from tests.relay.lists import SESSION, Lesson, refused


def _lesson() -> Lesson:
    lesson = Lesson()
    lesson.enter(lesson.teacher)
    return lesson


def _out(note: str = "Page 7", names: list[str] | None = None) -> HandOut:
    names = names or []
    return HandOut(ref=new_ref(), session=SESSION, note=note, files=[FILE] * len(names), names=names)


async def tasks(folder: Path) -> str:
    lesson = _lesson()
    for _ in range(MOST_TASKS):
        lesson.ask(lesson.teacher, _out())
    return refused(lesson, lesson.teacher, _out())


async def files(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        kept = [
            await Handing(lee, session, str(number).encode()).hand_in() for number in range(MOST_FILES + 1)
        ]

        def out(count: int) -> HandOut:
            names = [f"{number}.txt" for number in range(count)]
            return HandOut(ref=new_ref(), session=session, files=kept[:count], names=names)

        await lee.do(out(MOST_FILES))
        return await code_of(lee.do(out(MOST_FILES + 1)))


async def note(folder: Path) -> str:
    lesson = _lesson()
    lesson.ask(lesson.teacher, _out("ü" * NOTE_LENGTH))
    return refused(lesson, lesson.teacher, _out("ü" * (NOTE_LENGTH + 1)))


async def name(folder: Path) -> str:
    lesson = _lesson()
    keep(lesson)
    lesson.ask(lesson.teacher, _out(names=["ü" * NAME_LENGTH]))
    return refused(lesson, lesson.teacher, _out(names=["ü" * (NAME_LENGTH + 1)]))


async def handing_in(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        lee, ana, session = await in_lesson(made)
        await lee.do(HandOut(ref=new_ref(), session=session, note="Page 7", collect=True))
        task = lee.rooms[session].upto
        file = await Handing(ana, session, b"mine").hand_in()
        commands = [
            HandIn(ref=new_ref(), session=session, task=task, files=[file], names=["7.txt"])
            for _ in range(int(HANDS[1] * 0.4) + 1)
        ]
        for command in commands[:-1]:
            await ana.do(command)
        return await code_of(ana.do(commands[-1]))


TRIES = {
    "tasks": tasks,
    "work's files": files,
    "work's note": note,
    "name of a file": name,
    "handing in": handing_in,
}
