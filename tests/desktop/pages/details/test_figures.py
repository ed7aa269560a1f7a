"""The figures of a lesson and its report: for its teachers alone, in pictures and in tables."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.details import DetailsPage
from desktop.pages.details.figures import SectionCard
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.pictures.view import PictureView
from desktop.theme.widgets import TableView
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.hands import CallOn, RaiseHand
from relay.protocol.hiding import HideMessage
from relay.protocol.lesson import EndSession
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.pages.conftest import Show
from tests.desktop.pdf import text_of

LEFT = Qt.MouseButton.LeftButton


async def lesson(classroom: Classroom) -> None:
    """Zoe asks and is answered, Ana asks and is not; one message is private, one is hidden."""
    await classroom.add_students("Zoe Adams", "Ana Silva", "Tom <b>Becker</b>")
    teacher, session = await classroom.teacher_room(), classroom.session
    zoe, ana = [await classroom.student_room(name) for name in ("Zoe Adams", "Ana Silva")]

    def posted(text: str) -> int:
        return next((m.id for m in teacher.memories[Chat].messages if m.text == text), 0)

    zoe.send(PostMessage(ref=new_ref(), session=session, text="Why is it blue?", kind="question"))
    ana.send(PostMessage(ref=new_ref(), session=session, text="And at night?", kind="question"))
    ana.send(PostMessage(ref=new_ref(), session=session, text="Whispered", private=True))
    zoe.send(PostMessage(ref=new_ref(), session=session, text="Something rude", kind="question"))
    zoe.send(RaiseHand(ref=new_ref(), session=session))
    await until(lambda: posted("Something rude") and posted("And at night?") and not zoe.waiting)
    question = posted("Why is it blue?")
    answer = PostMessage(ref=new_ref(), session=session, text="It scatters.", kind="answer", answers=question)
    teacher.send(answer)
    teacher.send(HideMessage(ref=new_ref(), session=session, message=posted("Something rude")))
    me = zoe.relay.me
    assert me is not None
    teacher.send(CallOn(ref=new_ref(), session=session, account=me.id))
    await until(lambda: not teacher.waiting)
    teacher.send(EndSession(ref=new_ref(), session=session))
    await until(lambda: teacher.over)


async def figures_of(page: DetailsPage) -> dict[str, SectionCard]:
    """Turns to the figures; the cards by their titles."""
    await until(lambda: page.model.state == "ready")
    QTest.mouseClick(page.parts.chip("figures"), LEFT)
    await until(lambda: page.figures.cards and not page.figures._tasks)
    return {card.section.title: card for card in page.figures.cards}


def told(card: SectionCard) -> str:
    """What a screen reader says of a card's pictures."""
    views = card.findChildren(PictureView)
    return "\n".join(f"{view.accessibleName()}\n{view.accessibleDescription()}" for view in views)


async def test_a_teacher_sees_what_a_lesson_came_to_and_a_student_does_not(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    cards = await figures_of(show(DetailsPage(await classroom.teacher(), theme, say, classroom.session)))
    told_of = ["Who was here", "What happened, by minute", "Who wrote", "Hands", "Turns", "Questions"]
    assert list(cards) == told_of
    names = [line.partition(";")[0] for line in told(cards["Who was here"]).splitlines()[2:]]
    assert names == ["Ana Silva", "Tom <b>Becker</b>", "Zoe Adams", "Ms Lee (teacher)"], (
        "by name, never by amount"
    )
    assert "Tom <b>Becker</b>; never came" in told(cards["Who was here"])
    assert "Answered; 1 (50 %)\nOpen; 1 (50 %)" in told(cards["Questions"])
    assert "called on: 1" in cards["Hands"].section.summary
    wrote = [line for line in told(cards["Who wrote"]).splitlines() if "; " in line][3:]
    assert [line.partition(";")[0] for line in wrote[-3:]] == ["Ana Silva", "Tom <b>Becker</b>", "Zoe Adams"]
    page = show(DetailsPage(await classroom.student("Zoe Adams"), theme, say, classroom.session))
    await until(lambda: page.model.state == "ready")
    assert not page.parts.chip("figures").isVisible()
    assert not page.report.paper.save.isVisible()


async def test_where_a_school_wants_none_no_single_student_is_told_of_but_when_they_were_there(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    teacher = await classroom.teacher()
    assert teacher.welcome is not None
    teacher.welcome.student_figures = False
    page = show(DetailsPage(teacher, theme, say, classroom.session))
    cards = await figures_of(page)
    assert "Ana Silva" in told(cards["Who was here"])
    assert "Hands" not in cards, "each row of it is a student"
    for title in ("Who wrote", "Questions"):
        assert not any(name in told(cards[title]) for name in ("Ana", "Zoe", "Becker")), title
    assert "Students; 4" in told(cards["Who wrote"]), "of the class it is told"
    QTest.mouseClick(page.parts.chip("attendance"), LEFT)
    await until(lambda: page.attendance.model.rows)
    assert not page.attendance.model.counts


@pytest.mark.rare  # meanwhile features/test_report_sections
async def test_pictures_can_be_read_as_tables(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    page = show(DetailsPage(await classroom.teacher(), theme, say, classroom.session))
    cards = await figures_of(page)
    pictures = sum(len(card.findChildren(PictureView)) for card in cards.values())
    already = sum(len(card.findChildren(TableView)) for card in cards.values())
    QTest.mouseClick(page.figures.tables, LEFT)
    await until(lambda: not page.figures._tasks)
    tables = [table for card in page.figures.cards for table in card.findChildren(TableView)]
    assert len(tables) - already == pictures > 4
    first = tables[0].model()
    assert [first.index(row, 0).data() for row in range(3)] == ["Ana Silva", "Tom <b>Becker</b>", "Zoe Adams"]
    QTest.mouseClick(page.parts.chip("overview"), LEFT)
    assert not page.figures.tables.isVisible()


async def test_the_report_has_questions_with_answers_and_nothing_that_is_hidden_or_private(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage], tmp_path: Path
) -> None:
    """Saved from the overview, before anybody has looked at the log."""
    await lesson(classroom)
    page = show(DetailsPage(await classroom.teacher(), theme, say, classroom.session))
    await until(page.report.paper.save.isVisible)
    page.report.paper.write(tmp_path / "report.pdf")
    await until(lambda: not page.report.paper.busy)
    assert page.banner.text == "Saved as report.pdf."
    text = text_of((tmp_path / "report.pdf").read_bytes())
    for words in (
        "Energy",
        "Why is it blue?",
        "It scatters.",
        "Open questions",
        "Attendance",
        "And at night?",
        "never came",
    ):
        assert "".join(words.split()) in text
    assert "Something" not in text
    assert "Whispered" not in text
    assert stat.S_IMODE((tmp_path / "report.pdf").stat().st_mode) == 0o600


async def test_the_report_may_have_the_chat_as_everybody_could_read_it(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage], tmp_path: Path
) -> None:
    await lesson(classroom)
    page = show(DetailsPage(await classroom.teacher(), theme, say, classroom.session))
    await until(page.report.with_chat.isVisible)
    page.report.with_chat.setChecked(True)
    page.report.paper.write(tmp_path / "report.pdf")
    await until(lambda: not page.report.paper.busy)
    text = text_of((tmp_path / "report.pdf").read_bytes())
    assert text.count("Whyisitblue?") == 2, "among the questions, and where it was said"
    assert "Thelessonhasended" in text
    assert "Chat" in text
    assert "Something" not in text
    assert "Whispered" not in text


async def test_without_the_school_server_the_report_says_as_of_when_it_is(
    classroom: Classroom,
    theme: Theme,
    say: Sentences,
    show: Show[DetailsPage],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop.client.connection.GRACE_SECONDS", 0)
    await lesson(classroom)
    page = show(DetailsPage(await classroom.teacher(), theme, say, classroom.session))
    await figures_of(page)
    await classroom.process.kill()
    await until(lambda: page.relay.state.kind != "connected")
    page.transcript.as_of = page.relay.now()  # as the log is that was kept
    page.report.paper.write(tmp_path / "report.pdf")
    await until(lambda: not page.report.paper.busy)
    text = text_of((tmp_path / "report.pdf").read_bytes())
    assert "couldnotbeaskedwhatcamelater" in text
    assert "Whyisitblue?" in text
