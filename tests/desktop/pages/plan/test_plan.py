"""Polls are prepared on a page of their own, kept by the school's server, and never lost on the way."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec import Raw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from desktop.features.polls.planned import draft_of
from desktop.pages.plan import PlanPage
from desktop.pages.plan.model import PlanOf
from desktop.pages.plan.paste_dialog import PasteDialog
from desktop.pages.plan.poll_dialog import PollDialog
from desktop.poll_text import read_polls
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences, find_sentences
from desktop.theme import Theme
from relay.protocol.plans import PlanItem
from relay.protocol.poll_drafts import PollDraft, Solution
from tests.desktop.classroom import Classroom, until
from tests.desktop.pages.conftest import Show

LEFT = Qt.MouseButton.LeftButton
THREE = "The capital?\n- Lyon\n* Paris\n\nHow long?\n= 0.99 ± 0.02 m\n\n@ understood\n"


@pytest.fixture
def say() -> Sentences:
    """With those of subjects."""
    return Sentences(lambda: find_sentences("desktop.features"))


class Opened:
    """The page of the class's plan."""

    def __init__(self, page: PlanPage) -> None:
        self.page = page

    @property
    def questions(self) -> list[str]:
        rows = self.page.rows
        return [rows.index(row, 1).data() for row in range(rows.rowCount())]

    async def saved(self) -> None:
        await until(lambda: not self.page.model.unsaved and not self.page.model._saving)

    async def paste(self, text: str) -> PasteDialog:
        QTest.mouseClick(self.page.paste, LEFT)
        dialog = self.page.findChild(PasteDialog)
        assert dialog is not None
        dialog.text.setPlainText(text)
        dialog.submit()
        return dialog


async def opened(
    relay: QtRelayClient, theme: Theme, say: Sentences, show: Show[PlanPage], of: PlanOf
) -> Opened:
    page = show(PlanPage(relay, theme, say, of))
    await until(lambda: page.model.state == "ready")
    return Opened(page)


def class_plan(classroom: Classroom) -> PlanOf:
    return PlanOf(classroom.class_id, "Physics")


async def test_what_is_pasted_is_kept_and_found_again(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PlanPage]
) -> None:
    relay = await classroom.teacher()
    first = await opened(relay, theme, say, show, class_plan(classroom))
    assert first.page.body.currentWidget() is first.page.body.empty
    dialog = await first.paste(THREE)
    assert not dialog.isVisible()
    await first.saved()
    again = await opened(relay, theme, say, show, class_plan(classroom))
    assert again.questions == ["The capital?", "How long?", "Understood?"]
    assert again.page.model.drafts == [poll.draft for poll in read_polls(THREE)]
    lesson = await opened(relay, theme, say, show, PlanOf(classroom.class_id, "Energy", classroom.session))
    assert lesson.questions == [], "a lesson has its own"


async def test_one_is_written_in_the_form_and_edited_there(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PlanPage]
) -> None:
    plan = await opened(await classroom.teacher(), theme, say, show, class_plan(classroom))
    QTest.mouseClick(plan.page.add, LEFT)
    dialog = plan.page.findChild(PollDialog)
    assert dialog is not None
    dialog.submit()
    assert dialog.isVisible(), "nothing is asked yet"
    dialog.form.question.setPlainText("The capital?")
    for place, words in enumerate(("Lyon", "Paris")):
        field = dialog.form.options.rows[place].field
        assert isinstance(field, QLineEdit)
        field.setText(words)
    dialog.form.options.rows[1].right.click()
    dialog.submit()
    right = Solution(choices=[1])
    assert plan.page.model.drafts == [
        PollDraft(question="The capital?", options=["Lyon", "Paris"], solution=right)
    ]
    await plan.saved()
    await until(lambda: plan.page.findChild(PollDialog) is None)
    plan.page.table.choose(0)
    QTest.keyClick(plan.page.table, Qt.Key.Key_Return)
    editing = plan.page.findChild(PollDialog)
    assert editing is not None
    before = editing.dirty
    editing.form.question.setPlainText("The capital of France?")
    assert (before, editing.dirty) == (False, True)
    editing.submit()
    assert plan.questions == ["The capital of France?"]
    await plan.saved()


async def test_order_is_changed_and_deleting_undone_by_keys(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PlanPage]
) -> None:
    plan = await opened(await classroom.teacher(), theme, say, show, class_plan(classroom))
    await plan.paste(THREE)
    table = plan.page.table
    table.choose(0)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert plan.questions == ["How long?", "The capital?", "Understood?"]
    assert table.place == 1, "it stays chosen"
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert plan.questions == ["How long?", "Understood?"]
    assert "The capital?" in plan.page.banner.text
    plan.page.banner.acted.emit()
    assert plan.questions == ["How long?", "The capital?", "Understood?"]
    plan.page.undo()
    assert plan.questions == ["The capital?", "How long?", "Understood?"]
    await plan.saved()
    again = await opened(plan.page.relay, theme, say, show, class_plan(classroom))
    assert again.questions == plan.questions


async def test_what_can_not_be_read_stays_with_what_is_wrong_and_the_rest_is_taken(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PlanPage]
) -> None:
    plan = await opened(await classroom.teacher(), theme, say, show, class_plan(classroom))
    dialog = await plan.paste("Why?\n\nWhich?\n- only one\n\nHow?")
    assert plan.questions == ["Why?", "How?"]
    assert dialog.isVisible()
    assert dialog.text.toPlainText() == "Which?\n- only one"
    assert "Line 2" in dialog.problems.text()
    assert not dialog.go.isEnabled()
    dialog.text.setPlainText("Which?\n- only one\n- another")
    dialog.submit()
    assert not dialog.isVisible()
    assert plan.questions == ["Why?", "How?", "Which?"]
    await plan.saved()


async def test_what_the_server_refuses_is_not_lost_and_said(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PlanPage]
) -> None:
    """Polls that are too large together."""
    plan = await opened(await classroom.teacher(), theme, say, show, class_plan(classroom))
    large = [PollDraft(question=f"{n} " + "w" * 400, kind="text", explanation="x" * 500) for n in range(40)]
    plan.page.change(large, 0)
    await until(plan.page.standing.isVisible)
    assert "Not saved" in plan.page.standing.text
    assert plan.page.model.drafts == large
    assert not plan.page.may_leave()
    plan.page.change(large[:5], 0)
    await plan.saved()
    assert not plan.page.standing.isVisible()
    assert plan.page.may_leave()


async def test_what_this_program_can_not_read_stays_in_the_plan(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PlanPage]
) -> None:
    """As a newer program may have written it."""
    plan = await opened(await classroom.teacher(), theme, say, show, class_plan(classroom))
    kept = PlanItem(kind="poll", draft=Raw(b'{"question":"Why?","kind":"text","mood":"glad"}'))
    plan.page.model._others = [PlanItem(kind="poll", draft=Raw(b'{"question":"How?","kind":"text"}'))]
    await plan.paste("Who?")
    await plan.saved()
    again = await opened(plan.page.relay, theme, say, show, class_plan(classroom))
    assert again.questions == ["Who?", "How?"]
    assert draft_of(kept) is not None, "what is only added is passed over"
    assert draft_of(PlanItem(kind="poll", draft=Raw(b'{"question":"Why?","kind":"sketch"}'))) is None


async def test_what_is_prepared_for_the_class_is_copied_into_a_lessons_plan(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PlanPage]
) -> None:
    relay = await classroom.teacher()
    plan = await opened(relay, theme, say, show, class_plan(classroom))
    assert not plan.page.copy.isVisible(), "there is nothing to copy"
    await plan.paste(THREE)
    await plan.saved()
    of_lesson = PlanOf(classroom.class_id, "Energy", classroom.session)
    lesson = await opened(relay, theme, say, show, of_lesson)
    await lesson.paste("Why?")
    QTest.mouseClick(lesson.page.copy, LEFT)
    assert [action.text() for action in lesson.page.plans.actions()] == ["Physics · Ms Lee (3)"]
    lesson.page.plans.actions()[0].trigger()
    lesson.page.plans.close()
    await until(lambda: len(lesson.questions) == 4)
    await lesson.saved()
    again = await opened(relay, theme, say, show, of_lesson)
    assert again.questions == ["Why?", "The capital?", "How long?", "Understood?"]


async def test_what_is_changed_without_a_connection_is_saved_with_the_next(
    classroom: Classroom,
    theme: Theme,
    say: Sentences,
    show: Show[PlanPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop.client.connection.GRACE_SECONDS", 0)
    plan = await opened(await classroom.teacher(), theme, say, show, class_plan(classroom))
    await plan.paste("Why?")
    await plan.saved()
    await classroom.process.stop()
    await until(lambda: not plan.page.model.online)
    plan.page.change([*plan.page.model.drafts, PollDraft(question="How?", kind="text")], 1)
    assert plan.page.standing.isVisible()
    assert "Offline" in plan.page.standing.text
    await classroom.process.start()
    await plan.saved()
    again = await opened(plan.page.relay, theme, say, show, class_plan(classroom))
    assert again.questions == ["Why?", "How?"]


@pytest.mark.parametrize(("place", "said"), [(0, ""), (1, "2")])
async def test_they_are_saved_as_a_file(
    classroom: Classroom,
    theme: Theme,
    say: Sentences,
    show: Show[PlanPage],
    tmp_path: Path,
    place: int,
    said: str,
) -> None:
    """As text all of them; as Aiken those that it can say, and it is told which it can't."""
    plan = await opened(await classroom.teacher(), theme, say, show, class_plan(classroom))
    await plan.paste(THREE)
    await plan.saved()
    plan.page.files.actions()[place].trigger()
    dialog = plan.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "polls.txt"))
    dialog.close()
    await until((tmp_path / "polls.txt").exists)
    await until(plan.page.banner.isVisible)
    kept: Sequence[PollDraft | None] = plan.page.model.drafts
    kept = kept[:1] if said else kept
    assert [poll.draft for poll in read_polls((tmp_path / "polls.txt").read_text())] == kept
    assert ("2, 3" in plan.page.banner.text) is bool(said)
