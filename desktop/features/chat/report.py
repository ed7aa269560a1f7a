"""Who wrote how much, for a lesson's teachers afterwards."""

from collections.abc import Iterator

from desktop.document import Illustration
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.theme.pictures.bars import CountBar, CountBars
from desktop.translating import translate
from relay.protocol.lesson_stats import LessonStats


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """The share of teachers and students, and what each wrote."""
    if written := record.memories[LessonStats].counts.get("messages", {}):
        yield _writing(written, record)


def _writing(written: dict[str, int], record: LessonRecord) -> ReportSection:
    messages = translate("Figures", "Messages")
    unnamed = written.get("", 0)  # questions of students
    by_students = sum(written.get(account, 0) for account, _ in record.students) + unnamed
    both = [
        CountBar(translate("Figures", "Teachers"), sum(written.values()) - by_students),
        CountBar(translate("Figures", "Students"), by_students),
    ]
    each = [CountBar(name, written.get(account, 0)) for account, name in record.students]
    pictures = [
        Illustration(
            CountBars(both, messages, shares=True), translate("Figures", "Messages of teachers and students")
        )
    ]
    if by_students and record.of_each:
        pictures.append(
            Illustration(CountBars(each, messages), translate("Figures", "Messages of each student"))
        )
    return ReportSection(translate("Figures", "Who wrote"), 30, pictures=pictures)
