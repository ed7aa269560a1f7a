"""What the teacher saves after the lesson, table and report, held against what was done."""

import csv
from collections.abc import Iterator
from pathlib import Path

from desktop.features.panel.finding import offered
from desktop.parts.when import length
from relay.protocol.sessions import SessionDetails
from tests.desktop.pdf import text_of
from tests.faults.checker import Finding
from tests.faults.full.checks import counts
from tests.faults.full.held import MINUTE_MS, HeldLesson, Papers

LATE, LOST, PRESENT = "late", "connection lost, counts as present", "present"


async def save(lesson: HeldLesson) -> tuple[Path, Path]:
    """Attendance as a table, and the report, from the lesson's details."""
    lee = lesson.lee
    await lee.click("Back to the lessons")
    await lee.click("Details: Energy")
    await lee.click("Attendance")
    await lee.click("Save as CSV")
    table = await lee.save_as("attendance.csv")
    await lee.sees("Saved as attendance.csv")
    await lee.click("Figures")
    await lee.sees("Who was here")
    await lee.click("Save report…")
    report = await lee.save_as("report.pdf")
    await lee.sees("Saved as report.pdf")
    return table, report


def check_papers(lesson: HeldLesson, papers: Papers) -> list[Finding]:
    """Both, as they were saved."""
    return [*check_table(lesson, papers.table), *check_report(lesson, papers.report, papers.details)]


def check_table(lesson: HeldLesson, file: Path) -> list[Finding]:
    """A row each, of whole minutes."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        _, *rows = csv.reader(opened)
    found = {row[0]: row[1:] for row in rows}
    findings = []
    if found.keys() != lesson.ledger.came.keys():
        findings.append(Finding("table", f"{sorted(found)} stand in it"))
    for name in found.keys() & lesson.ledger.came.keys():
        findings += [Finding("table", f"{name}: {about}") for about in _row(lesson, name, found[name])]
    return findings


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
    """What was counted stands in it, with every name, and nothing of what was private."""
    ledger, figures = lesson.ledger, details.figures
    assert figures is not None
    text = _packed(text_of(file.read_bytes()))
    wanted, labels = counts(ledger), offered("figure_labels")
    said = [f"{labels[name]}: {count}" for name, count in wanted.items() if name in labels]
    said += [f"Duration: {length(figures.duration)}", f"Students: {len(ledger.came)}"]
    said += [f"Raised: {ledger.hands.total()}", f"called on: {len(ledger.calls)}"]
    said.append(f"Collected: 1. Handed in: {len(ledger.handed_in)}, of these late: 0")
    said += [f"{len(one.progress)} of {len(one.progress) + len(one.missing)}" for one in ledger.checks]
    said += [*ledger.came, *(line.text for line in ledger.lines if line.kind == "question")]
    findings = [Finding("report", f"“{one}” is missing") for one in said if _packed(one) not in text]
    secret = [line.text for line in ledger.lines if line.readers]
    findings += [Finding("report", f"“{one}” stands in it") for one in secret if _packed(one) in text]
    return findings


def _packed(words: str) -> str:
    return "".join(words.split()).replace("ˮ", "”")  # as one glyph of the font stands for both
