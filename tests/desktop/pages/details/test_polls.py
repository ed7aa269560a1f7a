"""The polls of a past lesson: among its figures, in its report, and saved as tables for spreadsheets."""

import csv
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu

from desktop.pages.details import DetailsPage
from desktop.pages.details.figures import SectionCard
from desktop.qt_client import QtRoomClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Button, TableView
from relay.protocol.lesson import EndSession
from relay.protocol.poll_drafts import PollDraft, Solution
from relay.protocol.polls import AnswerPoll, OpenPoll, Polls
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.pages.conftest import Show
from tests.desktop.pdf import text_of

LEFT = Qt.MouseButton.LeftButton


async def lesson(classroom: Classroom) -> None:
    """Ana knows the capital, Zoe writes a formula, Tom never comes."""
    await classroom.add_students("Zoe Adams", "Ana Silva", "Tom Becker")
    teacher, session = await classroom.teacher_room(), classroom.session
    zoe, ana = [await classroom.student_room(name) for name in ("Zoe Adams", "Ana Silva")]
    drafts = [
        PollDraft(question="The capital?", options=["Lyon", "Paris"], solution=Solution(choices=[1])),
        PollDraft(question="Why?", kind="text"),
    ]
    for draft, who, given in ((drafts[0], ana, {"choices": [1]}), (drafts[1], zoe, {"text": "=1+1"})):
        polls = teacher.memories[Polls].polls
        before, last = len(polls), max(polls, default=0)
        teacher.send(OpenPoll(ref=new_ref(), session=session, draft=draft, instead_of=last))
        await until(partial(_has_polls, who, before + 1))
        prompt = max(who.memories[Polls].polls)
        who.send(AnswerPoll(ref=new_ref(), session=session, prompt=prompt, **given))
        await until(partial(_is_answered, teacher, prompt))
    teacher.send(EndSession(ref=new_ref(), session=session))
    await until(lambda: teacher.over)


def _has_polls(room: QtRoomClient, count: int) -> bool:
    return len(room.memories[Polls].polls) == count


def _is_answered(room: QtRoomClient, prompt: int) -> bool:
    poll = room.memories[Polls].polls.get(prompt)
    return bool(poll and poll.answers)


async def polls_of(page: DetailsPage) -> SectionCard:
    await until(lambda: page.model.state == "ready")
    QTest.mouseClick(page.parts.chip("figures"), LEFT)
    await until(lambda: page.figures.cards and not page.figures._tasks)
    return next(card for card in page.figures.cards if card.section.title == "Polls")


async def test_they_are_among_the_figures_and_in_the_report(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage], tmp_path: Path
) -> None:
    await lesson(classroom)
    page = show(DetailsPage(await classroom.teacher(), theme, say, classroom.session))
    card = await polls_of(page)
    (table,) = card.findChildren(TableView)
    model = table.model()
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert cells == [
        ["Ana Silva", "Paris", "no answer"],
        ["Tom Becker", "", ""],
        ["Zoe Adams", "no answer", "=1+1"],
    ]
    page.report.paper.write(tmp_path / "report.pdf")
    await until(lambda: not page.report.paper.busy)
    text = text_of((tmp_path / "report.pdf").read_bytes())
    for words in ("Thecapital?", "1of2answered", "right:Paris", "Whoansweredwhat", "Polls:2"):
        assert words in text


async def test_each_and_all_are_saved_and_no_answer_is_a_formula(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage], tmp_path: Path
) -> None:
    await lesson(classroom)
    page = show(DetailsPage(await classroom.teacher(), theme, say, classroom.session))
    card = await polls_of(page)
    save = next(button for button in card.findChildren(Button) if button.text() == "Save as CSV…")
    for place, name in ((0, "Polls Energy.csv"), (2, "2. Why.csv")):
        QTest.mouseClick(save, LEFT)
        menu = save.findChild(QMenu)
        assert menu is not None
        assert len(menu.actions()) == 3
        menu.actions()[place].trigger()
        menu.close()
        dialog = page.findChild(QFileDialog)
        assert dialog is not None
        assert [Path(file).name for file in dialog.selectedFiles()] == [name]
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.close()
        await until((tmp_path / name).exists)
        await until(lambda: page.findChild(QFileDialog) is None)
    rows = list(csv.reader((tmp_path / "Polls Energy.csv").read_text("utf-8-sig").splitlines()))
    assert rows == [
        ["Name", "1. The capital?", "2. Why?"],
        ["Ana Silva", "Paris", "no answer"],
        ["Tom Becker", "", ""],
        ["Zoe Adams", "no answer", "'=1+1"],
    ]


async def test_they_are_lines_of_its_chat(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    page = show(DetailsPage(await classroom.student("Ana Silva"), theme, say, classroom.session))
    await until(lambda: page.model.state == "ready")
    QTest.mouseClick(page.parts.chip("chat"), LEFT)
    lines = page.chat.view.lines
    await until(lambda: any(lines.line(row).text == "Why?" for row in range(lines.said)))
    told = next(lines.line(row) for row in range(lines.said) if lines.line(row).text == "Why?")
    assert (told.kind, told.name) == ("poll", "Ms Lee")
