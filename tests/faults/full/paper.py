"""What is saved after the lesson, tables, report and chat, held against what was done."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from desktop.demo.user import DemoUser
from desktop.features.panel.finding import offered
from desktop.parts.when import length
from relay.protocol.sessions import SessionDetails
from tests.desktop.pdf import text_of
from tests.faults.checker import Finding
from tests.faults.full.acts import ANSWERS, TASK, UNDERSTOOD
from tests.faults.full.checks import counts
from tests.faults.full.held import MINUTE_MS, HeldLesson, Papers
from tests.faults.full.ledger import AskedPoll, Ledger

UNNAMED = "Without a name"
LATE, LOST, PRESENT = "late", "connection lost, counts as present", "present"
WORDS = {"understood": UNDERSTOOD}
"""Of a poll that brings its own."""


async def save(lesson: HeldLesson) -> tuple[Path, Path, dict[str, Path]]:
    """Attendance as a table, the report, and the chat as each at a window may read it."""
    lee, ana = lesson.lee, lesson.ana
    for person in (lee, ana):
        await person.click("Back to the lessons")
        await person.click(f"Details: {lesson.title}")
    await lee.click("Attendance")
    await lee.click("Save as CSV")
    table = await lee.save_as("attendance.csv")
    await lee.sees("Saved as attendance.csv")
    await lee.click("Figures")
    await lee.sees("Who was here")
    await lee.click("Save report…")
    report = await lee.save_as("report.pdf")
    await lee.sees("Saved as report.pdf")
    return table, report, {person.name: await _save_chat(person) for person in (lee, ana)}


async def _save_chat(person: DemoUser) -> Path:
    await person.click("Chat")
    await person.click("Save chat…")
    file = await person.save_as(f"chat of {person.name}.csv")
    await person.sees(f"Saved as {file.name}")
    return file


def check_papers(lesson: HeldLesson, papers: Papers) -> list[Finding]:
    """All, as they were saved."""
    chats = [one for name, file in papers.chats.items() for one in check_chat(lesson, name, file)]
    return [*check_table(lesson, papers.table), *check_report(lesson, papers.report, papers.details), *chats]


def check_chat(lesson: HeldLesson, name: str, file: Path) -> list[Finding]:
    """Every line that they may read, once, and no other."""
    found = Counter((row[3], row[-1]) for row in _rows(file) if row[4] and row[5] != "Poll")
    wanted = Counter(
        (UNNAMED if line.unnamed else line.by, line.text)
        for line in lesson.ledger.lines
        if line.reaches(name)
    )
    return [
        Finding("saved chat", f"“{text}” of {by} is {found[by, text]} times in that of {name}")
        for by, text in (found | wanted)
        if found[by, text] != wanted[by, text]
    ]


def check_table(lesson: HeldLesson, file: Path) -> list[Finding]:
    """A row each, of whole minutes."""
    found = {row[0]: row[1:] for row in _rows(file)}
    findings = []
    if found.keys() != lesson.ledger.came.keys():
        findings.append(Finding("table", f"{sorted(found)} stand in it"))
    for name in found.keys() & lesson.ledger.came.keys():
        findings += [Finding("table", f"{name}: {about}") for about in _row(lesson, name, found[name])]
    return findings


def _rows(file: Path) -> list[list[str]]:
    """Without the headings."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return [*csv.reader(opened)][1:]


def _row(lesson: HeldLesson, name: str, row: list[str]) -> Iterator[str]:
    ledger = lesson.ledger
    status, _, late, _, early, there, offline, drops, remarks = row
    wanted = LATE if name == lesson.late.name else LOST if ledger.drops[name] else PRESENT
    if status != wanted:
        yield f"{status}, not {wanted}"
    for what, words, least, most in (
        ("late", late, ledger.came[name].least, ledger.came[name].most),
        ("early", early, 0, 0),
        ("there", there, ledger.ran.least - ledger.came[name].most, ledger.ran.most),
        ("offline", offline, ledger.offline[name].least, ledger.offline[name].most),
        ("drops", drops, ledger.drops[name] * MINUTE_MS, ledger.drops[name] * MINUTE_MS),
    ):
        if not least // MINUTE_MS <= int(words) <= most // MINUTE_MS:
            yield f"{what} {words}, not {least // MINUTE_MS} to {most // MINUTE_MS}"
    if remarks:
        yield remarks


def check_report(lesson: HeldLesson, file: Path, details: SessionDetails) -> list[Finding]:
    """What was counted stands in it, and of each what they did, and nothing of what was private."""
    ledger, text = lesson.ledger, _packed(text_of(file.read_bytes()))
    said = [*_sums(ledger, details), *_polls(ledger)]
    said += [one for name in ledger.came for one in _of_each(ledger, name)]
    findings = [Finding("report", f"“{one}” is missing") for one in said if _packed(one) not in text]
    for name in ledger.came:
        handed = re.search(rf"Worksheet3{_packed(name)}\d{{4}}(work|mine)\.txt", text)
        if (handed is not None) != (name in ledger.handed_in):
            findings.append(Finding("report", f"{name} has handed in {handed}"))
    secret = [line.text for line in ledger.lines if line.readers]
    return findings + [Finding("report", f"“{one}” stands in it") for one in secret if _packed(one) in text]


def _sums(ledger: Ledger, details: SessionDetails) -> Iterator[str]:
    figures, labels = details.figures, offered("figure_labels")
    assert figures is not None
    yield f"Duration: {length(figures.duration)}"
    yield f"Students: {len(ledger.came)}"
    for name, count in counts(ledger).items():
        if name in labels:
            yield f"{labels[name]}: {count}"
    yield f"Raised: {ledger.hands.total()}"
    yield f"called on: {len(ledger.calls)}"
    yield f"Collected: 1. Handed in: {len(ledger.handed_in)}, of these late: 0"
    for one in ledger.checks:
        yield f"Done with {TASK}? {len(one.progress)} of {len(one.progress) + len(one.missing)}"
    for line in ledger.lines:
        if line.kind == "question":
            yield line.text


def _polls(ledger: Ledger) -> Iterator[str]:
    for poll in ledger.polls:
        yield f"{len(poll.answers)} of {poll.asked} answered"
        chosen = Counter(poll.answers.values())
        for place, words in enumerate(_options(poll)):
            yield f"{words} {chosen[place]} ({round(100 * chosen[place] / chosen.total())} %)"


def _options(poll: AskedPoll) -> tuple[str, ...]:
    return WORDS.get(poll.question, ANSWERS)


def _of_each(ledger: Ledger, name: str) -> Iterator[str]:
    """What stands behind their name, section by section."""
    yield f"{name} {sum(line.by == name and not line.unnamed for line in ledger.lines)}"
    yield f"{name} {ledger.calls.count(name)} 0"
    answers = [
        _options(poll)[poll.answers[name]] if name in poll.answers else "no answer" for poll in ledger.polls
    ]
    yield " ".join((name, *answers))
    yield " ".join((name, *("done" if name in one.progress else "missing" for one in ledger.checks)))


def _packed(words: str) -> str:
    """Without what the font writes otherwise beside digits, and a glyph of it that stands for two letters."""
    return re.sub(r"[\ue000-\uf8ff:()\s]", "", words).replace("ˮ", "”")
