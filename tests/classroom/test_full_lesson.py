"""A full lesson in short: all acts of ``make faults SPECIAL=full-lesson``, with eight people."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

from tests.faults.checker import Finding
from tests.faults.full.acts import BOARD, DECK, SHEET, UNNAMED
from tests.faults.full.checks import check_attendance, check_figures, check_people
from tests.faults.full.held import ANA, MINUTE_MS, TEACHER, HeldLesson
from tests.faults.full.holding import hold
from tests.faults.full.ledger import Ledger, Line, Span
from tests.faults.full.paper import check_papers

PEOPLE = 8
TWO_MINUTES = Span(2 * MINUTE_MS, 2 * MINUTE_MS)


async def test_all_that_is_counted_agrees_with_what_was_done_and_what_was_not_is_found(
    tmp_path: Path,
) -> None:
    unfound: list[str] = []

    def try_the_checks(lesson: HeldLesson) -> list[Finding]:
        unfound.extend(name for name, spoil in SPOILT.items() if not _finds(lesson, name, spoil))
        return []

    outcome = await hold(tmp_path, PEOPLE, at_last=try_the_checks)
    assert outcome.findings == []
    assert outcome.counts["people"] == PEOPLE
    assert unfound == [], "had something else been done, nobody would have noticed"


def _finds(lesson: HeldLesson, kind: str, spoil: Callable[[Ledger], object]) -> bool:
    """Whether what is there differs from what was done, had that been something else."""
    done, lesson.ledger = lesson.ledger, deepcopy(lesson.ledger)
    try:
        spoil(lesson.ledger)
        return any(finding.kind == kind.partition(":")[0] for finding in _count_up(lesson))
    finally:
        lesson.ledger = done


def _count_up(lesson: HeldLesson) -> list[Finding]:
    papers = lesson.papers
    assert papers is not None
    attendance = check_attendance(lesson, papers.attendance)
    figures = check_figures(lesson, papers.details)
    return [*check_people(lesson), *attendance, *figures, *check_papers(lesson, papers)]


def _swap(ledger: Ledger) -> None:
    """Ana would have said her last words first."""
    places = [place for place, line in enumerate(ledger.lines) if line.by == ANA]
    first, last = places[0], places[-1]
    ledger.lines[first], ledger.lines[last] = ledger.lines[last], ledger.lines[first]


def _confide(ledger: Ledger, kind: str = "chat") -> None:
    """Something that all have read would have been for a student and the teacher alone."""
    alone = (ANA, TEACHER) if kind == "question" else (ledger.lines[2].by, TEACHER)
    place = next(p for p, line in enumerate(ledger.lines) if (line.by, line.kind) == (alone[0], kind))
    said = ledger.lines[place]
    ledger.lines[place] = Line(said.by, said.text, kind, frozenset(alone))


def _another_asker(ledger: Ledger) -> None:
    place = next(place for place, line in enumerate(ledger.lines) if line.unnamed)
    ledger.lines[place] = Line(ANA, UNNAMED, "question", unnamed=True)


SPOILT: dict[str, Callable[[Ledger], object]] = {
    "chat": lambda ledger: ledger.lines.append(Line(ANA, "what nobody has heard")),
    "chat: twice": lambda ledger: ledger.lines.append(ledger.lines[0]),
    "chat: lost": lambda ledger: ledger.lines.pop(),
    "chat: order": _swap,
    "secrets": _confide,
    "unnamed": _another_asker,
    "hands": lambda ledger: ledger.hands.subtract({ANA: 1}),
    "hands: called on": lambda ledger: ledger.calls.append(ANA),
    "polls": lambda ledger: ledger.polls[0].answers.pop(ANA),
    "polls: another answer": lambda ledger: ledger.polls[1].answers.update({ANA: 0}),
    "polls: shown": lambda ledger: ledger.polls[1].shown.update({ANA: [0, 0, 0]}),
    "checks": lambda ledger: ledger.checks[0].progress.update({ANA: "stuck"}),
    "checks: missing": lambda ledger: ledger.checks[0].missing.add(ANA),
    "me too": lambda ledger: ledger.me_too[UNNAMED].remove(ANA),
    "slides": lambda ledger: ledger.pages.update({DECK: 2}),
    "ink": lambda ledger: ledger.draws((DECK, 2), ANA),
    "ink: another page": lambda ledger: ledger.marks.pop((BOARD, 1)),
    "attendance": lambda ledger: ledger.drops.update({ANA: 1}),
    "attendance: late": lambda ledger: ledger.came.update({ANA: TWO_MINUTES}),
    "attendance: away": lambda ledger: ledger.was_offline(ANA, TWO_MINUTES),
    "attendance: somebody else": lambda ledger: ledger.came.update({"Nobody": Span()}),
    "figures": lambda ledger: ledger.lines.pop(),
    "figures: length": lambda ledger: setattr(ledger, "ran", ledger.ran + TWO_MINUTES),
    "table": lambda ledger: ledger.drops.update({ANA: 1}),
    "table: away": lambda ledger: ledger.was_offline(ANA, TWO_MINUTES),
    "report": lambda ledger: ledger.hands.update({ANA: 1}),
    "report: private": lambda ledger: _confide(ledger, "question"),
    "report: another answer": lambda ledger: ledger.polls[1].answers.update({ANA: 0}),
    "report: of each": lambda ledger: ledger.handed_in.pop(ANA),
    "saved chat": lambda ledger: ledger.lines.pop(),
    "saved chat: private": _confide,
    "work": lambda ledger: ledger.handed_out.update({SHEET: "0" * 64}),
    "work: handed in": lambda ledger: ledger.handed_in.pop(ANA),
}
