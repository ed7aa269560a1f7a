"""What happened in each minute of a lesson: everything that is counted, of whatever subject."""

from collections.abc import Iterator

from desktop.document import Illustration
from desktop.features.panel.finding import offered
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.theme.pictures.lanes import MinuteLane, MinuteLanes
from desktop.translating import translate
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.stays import Stays


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A lane for each thing that was counted at all."""
    minutes, stays = record.memories[LessonStats].minutes, record.memories[Stays]
    lanes = [
        MinuteLane(label, minutes[name])
        for name, label in offered("figure_labels").items()
        if name in minutes
    ]
    if lanes:
        title = translate("Figures", "What happened, by minute")
        length = stays.into(stays.ended_at or record.now)
        yield ReportSection(title, 20, pictures=[Illustration(MinuteLanes(length, lanes), title)])
