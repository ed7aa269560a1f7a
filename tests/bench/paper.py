"""Paper: the report of a large class's lesson with ten thousand messages, and how long any step of it takes.

In a process of its own, offscreen. Between two steps the window has its turn if 10 ms are over: the longest
step is what may hold it up. The lesson is made up (``tests/desktop/made_up.py``).
"""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE

from tests.bench.desktop_side import offscreen
from tests.bench.figures import Figure, How, median, spread

NAME = "paper"

STUDENTS, MESSAGES = 300, 10_000
QUICK_STUDENTS, QUICK_MESSAGES = 30, 200
STEP_TARGET_MS = 50.0

Told = dict[str, float]


async def measure(how: How) -> list[Figure]:
    """Rounds of the same report."""
    size = (QUICK_STUDENTS, QUICK_MESSAGES) if how.quick else (STUDENTS, MESSAGES)
    rounds = [await _made(*size) for _ in range(how.rounds)]
    of_what = "report of {:,} students and {:,} messages".format(*size)
    steps, times = ([told[name] for told in rounds] for name in ("longest step", "seconds"))
    pages, kilobytes = (median([told[name] for told in rounds]) for name in ("pages", "kilobytes"))
    worst = max(steps)
    return [
        Figure(
            name=f"longest step, {of_what}",
            value=worst,
            unit="ms CPU",
            target=f"at most {STEP_TARGET_MS:g}",
            met=worst <= STEP_TARGET_MS,
            note=spread(steps),
        ),
        Figure(
            name=of_what,
            value=median(times),
            unit="s CPU",
            note=f"{pages:,.0f} pages, {kilobytes:,.0f} kB; {spread(times)}",
        ),
    ]


async def _made(students: int, messages: int) -> Told:
    words = ("-m", "tests.bench.paper", str(students), str(messages))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=PIPE, env=os.environ | offscreen()
    )
    out, _ = await process.communicate()
    told: Told = json.loads(out)
    return told


def made_here(students: int, messages: int) -> Told:
    """Makes the report in this process, which is used for nothing else."""
    from PySide6.QtCore import QBuffer  # noqa: PLC0415  # Qt comes in here, in the process alone
    from PySide6.QtGui import QPainter  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop.features.panel.report import LessonRecord  # noqa: PLC0415
    from desktop.parts.chat_export import ChatRecord, chat_blocks  # noqa: PLC0415
    from desktop.parts.lesson_report import report_of  # noqa: PLC0415
    from desktop.parts.paper.typesetter import Typesetter  # noqa: PLC0415
    from desktop.parts.paper.writing import page_layout, pdf_writer  # noqa: PLC0415
    from desktop.shown_people import ShownPeople  # noqa: PLC0415
    from desktop.theme import Theme  # noqa: PLC0415
    from desktop.theme.pictures.look import DrawingLook  # noqa: PLC0415
    from relay.protocol.people import People  # noqa: PLC0415
    from tests.desktop import made_up  # noqa: PLC0415

    theme = Theme(QApplication([]))
    memories = made_up.memories(students, messages)
    people = [(made_up.student(number), made_up.name(number)) for number in range(students)]
    known = ShownPeople(lambda: memories[People], teaches=lambda: True)
    chat = ChatRecord(memories, made_up.TEACHER, known, now=made_up.BEGAN)
    record = LessonRecord(memories, people, made_up.BEGAN)
    document = report_of(made_up.details(), record, None, chat=chat_blocks(chat, for_all=True))
    buffer = QBuffer()
    writer = pdf_writer(buffer, document.title, page_layout())
    painter = QPainter(writer)
    look = DrawingLook.on_screen(theme, rtl=False).on_paper(writer.logicalDpiX())
    began = last = time.process_time()
    longest = 0.0
    for _ in Typesetter(painter, writer, look).set(document):
        now = time.process_time()
        longest, last = max(longest, now - last), now
    painter.end()
    ended = time.process_time()
    return {
        "longest step": 1000 * max(longest, ended - last),
        "seconds": ended - began,
        "pages": bytes(buffer.data().data()).count(b"/Type /Page\n"),
        "kilobytes": buffer.size() / 1000,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(made_here(int(sys.argv[1]), int(sys.argv[2]))))
