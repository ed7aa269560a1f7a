"""Who was in a lesson from when to when, for its teachers afterwards."""

from collections.abc import Iterator

from PySide6.QtCore import QLocale

from desktop.document import Illustration
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.features.panel.words import waited
from desktop.theme.pictures.strips import PresenceStrip, presence_strips
from desktop.translating import translate
from relay.protocol.people import People
from relay.protocol.stays import Stays


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """Strips of presence: all students in their order, then the teachers."""
    stays, people = record.memories[Stays], record.memories[People]
    shown = list(record.students)
    for one in people.everybody.values():
        if one.role == "teacher":
            shown.append((one.account, translate("Figures", "{name} (teacher)").format(name=one.name)))
    if not any(account in stays.of for account, _ in shown):
        return
    strips = [
        PresenceStrip(name, stays.of.get(account, ()), _note(stays, account, record.now))
        for account, name in shown
    ]
    title = translate("Figures", "Who was here")
    picture = presence_strips(stays, strips, record.now)
    yield ReportSection(title, 10, pictures=[Illustration(picture, title)])


def _note(stays: Stays, account: str, now: int) -> str:
    if account not in stays.of:
        return translate("Figures", "never came")
    here, drops = waited(stays.spent(account, "here", now)), stays.drops(account)
    if not drops:
        return here
    words = translate("Figures", "{time} · lost {count}×")
    return words.format(time=here, count=QLocale().toString(drops))
