"""What a teacher reads afterwards of the times that the class was given."""

from desktop.features.panel.report import LessonRecord
from desktop.features.timer.report import report_sections
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.timer import TimerEnded, TimerStarted, TimerStopped
from tests.desktop.features.stand import START, TEACHER

HEADINGS = ["What for", "Time given", "It ran", "How it ended"]
ROWS = [
    ["exercise 4", "5:00", "5:00", "time was up"],
    ["no words", "2:00", "0:30", "stopped"],
    ["reading", "10:00", "1:00", "it runs"],
]


def test_each_has_a_row_and_a_file_has_the_same() -> None:
    memories = new_memories()
    events: list[tuple[int, Event]] = [
        (0, TimerStarted(by=TEACHER, time=300_000, label="exercise 4")),
        (300, TimerEnded(timer=1)),
        (400, TimerStarted(by=TEACHER, time=120_000)),
        (430, TimerStopped(by=TEACHER, timer=3)),
        (500, TimerStarted(by=TEACHER, time=600_000, label="reading")),
    ]
    for number, (second, event) in enumerate(events, 1):
        event.seq, event.at = number, START + second * 1000
        memories.apply(event)
    (found,) = report_sections(LessonRecord(memories, (), START + 560_000))
    ((_, table),) = found.tables
    assert (table.headings, table.rows) == (HEADINGS, ROWS)
    (file,) = found.files
    assert file.rows() == [HEADINGS, *ROWS]


def test_where_there_was_none_nothing_is_told() -> None:
    assert not list(report_sections(LessonRecord(new_memories(), (), START)))
