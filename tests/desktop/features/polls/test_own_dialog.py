"""Writing a poll of one's own: what is missing is said at its field, and what is refused comes back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.client import LineState
from desktop.features.polls.own_dialog import OwnPollDialog
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Dialog
from relay.protocol.poll_drafts import PollDraft, Solution
from relay.protocol.polls import OpenPoll
from tests.desktop.classroom import until
from tests.desktop.features.polls.asked import lesson, opened
from tests.desktop.features.stand import START, Stand, asking, press
from tests.desktop.features.test_stage import pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def writing(page: RoomPage) -> OwnPollDialog:
    dialog = await asking(page, OwnPollDialog)
    assert isinstance(dialog, OwnPollDialog)
    return dialog


async def begun(open_room: Open) -> tuple[Stand, RoomPage, OwnPollDialog]:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    pick(page, "ask", "A poll of my own…")
    return stand, page, await writing(page)


async def test_options_are_written_by_keys_alone(open_room: Open) -> None:
    stand, _page, dialog = await begun(open_room)
    await until(dialog.isActiveWindow)
    form = dialog.form
    assert form.question.hasFocus()
    QTest.keyClicks(form.question, "Which is heaviest?")
    form.options.rows[0].field.setFocus()
    for words in ("Iron", "Lead", "Wood"):
        field = dialog.focusWidget()
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert form.options.options == ["Iron", "Lead", "Wood"]
    form.options.rows[1].right.click()
    form.options.rows[0].right.click()
    assert form.options.right == [0], "one alone is right where one alone is chosen"
    form.options.rows[1].right.click()
    QTest.keyClick(form.question, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(stand.last, OpenPoll)
    assert stand.last.draft == PollDraft(
        question="Which is heaviest?", options=["Iron", "Lead", "Wood"], solution=Solution(choices=[1])
    )
    assert not dialog.isVisible()


async def test_lines_that_are_pasted_become_options(open_room: Open) -> None:
    _, _, dialog = await begun(open_room)
    options = dialog.form.options
    QGuiApplication.clipboard().setText("Iron\n\n Lead \nWood")
    QTest.keyClick(options.rows[0].field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert options.options == ["Iron", "Lead", "Wood"]
    QGuiApplication.clipboard().setText("\n".join(map(str, range(20))))
    QTest.keyClick(options.rows[2].field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(options.rows) == 10
    assert not options.more.isVisible()
    for _ in range(8):
        options.rows[0].gone.click()
    assert len(options.rows) == 2
    assert not options.rows[0].gone.isVisible()


async def test_every_kind(open_room: Open) -> None:
    _, _, dialog = await begun(open_room)
    form = dialog.form
    form.question.setPlainText("How heavy is it?")
    form.kind.choose("number")
    assert not form.options_row.isVisible()
    form.number.setText("3,5")
    form.tolerance.setText("0.1")
    form.unit.setText("kg")
    form.explanation.setPlainText("It was weighed.")
    form.time.choose("60")
    assert form.fitting() == PollDraft(
        question="How heavy is it?",
        kind="number",
        unit="kg",
        solution=Solution(number=3.5, tolerance=0.1),
        explanation="It was weighed.",
        seconds=60,
    )
    form.kind.choose("text")
    draft = form.fitting()
    assert draft is not None
    assert (draft.kind, draft.solution, draft.unit) == ("text", None, "")
    form.kind.choose("yes_no")
    assert form.right_row.isVisible()
    form.right_option.choose("1")
    draft = form.fitting()
    assert draft is not None
    assert (draft.preset, draft.solution) == ("yes_no", Solution(choices=[1]))
    again = PollDraft(question="Even?", kind="many", options=["1", "2"], solution=Solution(choices=[1]))
    form.set_draft(again)
    assert form.fitting() == again


async def test_what_is_missing_is_said_at_its_field(open_room: Open) -> None:
    stand, _page, dialog = await begun(open_room)
    form = dialog.form
    press(dialog, "Ask the class")
    assert form.question_row.error == "Write what you ask."
    form.question.setPlainText("How?")
    assert form.question_row.error == ""
    press(dialog, "Ask the class")
    assert form.options_row.error == "Write at least two answers."
    form.options.set_options(["Iron", "Iron"])
    press(dialog, "Ask the class")
    assert form.options_row.error == "Two of the answers are the same. Change one of them."
    form.kind.choose("number")
    form.number.setText("heavy")
    press(dialog, "Ask the class")
    assert form.number_row.error == "Write a number, such as 12 or 3.5."
    form.number.setText("")
    form.question.setPlainText("x" * 510)
    press(dialog, "Ask the class")
    assert form.question_row.error == "That is 10 letters too long."
    assert dialog.isVisible()
    assert not [word for word in stand.wire.sent if isinstance(word, OpenPoll)]


@pytest.mark.parametrize(
    "draft",
    [
        PollDraft(preset="scale"),
        PollDraft(question="Even?", kind="many", options=["1", "2"], solution=Solution(choices=[1])),
    ],
)
async def test_what_is_refused_comes_back_as_it_was(draft: PollDraft, open_room: Open) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    if draft.preset:
        pick(page, "ask", "1 – 5")
    else:
        pick(page, "ask", "A poll of my own…")
        dialog = await writing(page)
        dialog.form.set_draft(draft)
        dialog.submit()
    asked = stand.last
    other = await opened(stand, by="01JA0000000000000000000001")
    await stand.refuse(asked, "prompt_still_open")
    await until(lambda: [one for one in page.findChildren(OwnPollDialog) if one.isVisible()] != [])
    dialog = await writing(page)
    assert dialog.form.fitting() == draft
    assert "asked something else" in dialog.banner.text
    assert not stand.room.waiting
    press(dialog, "Close “Understood?” and ask")
    assert isinstance(stand.last, OpenPoll)
    assert (stand.last.instead_of, stand.last.draft) == (other, draft)


async def test_over_the_stage_alone_what_is_refused_waits_until_one_asks_for_it(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    draft = PollDraft(question="Even?", kind="many", options=["1", "2"], solution=Solution(choices=[1]))
    pick(page, "ask", "A poll of my own…")
    dialog = await writing(page)
    dialog.form.set_draft(draft)
    dialog.submit()
    page.presenting.toggle()
    assert page.presents
    await stand.refuse(stand.last, "prompt_still_open")
    assert not [one for one in page.findChildren(OwnPollDialog) if one.isVisible()], "its solution is in it"
    (told,) = notices.held
    assert "asked something else" in told.title
    assert "Even?" not in told.title + told.body
    page.presenting.stop()
    notices.do(told.key, "again")
    again = await writing(page)
    assert again.form.fitting() == draft
    assert "asked something else" in again.banner.text


async def test_what_is_refused_takes_the_place_of_nothing_that_is_being_written(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    pick(page, "ask", "1 – 5")
    asked = stand.last
    pick(page, "ask", "A poll of my own…")
    dialog = await writing(page)
    dialog.form.set_draft(PollDraft(question="Even?", options=["1", "2"]))
    await stand.refuse(asked, "prompt_still_open")
    draft = dialog.form.fitting()
    assert draft is not None
    assert draft.question == "Even?"
    (told,) = notices.held
    page.gone()
    assert told not in notices.held


async def test_offline_nothing_is_asked_and_nothing_lost(open_room: Open) -> None:
    stand, _page, dialog = await begun(open_room)
    dialog.form.set_draft(PollDraft(question="Even?", options=["1", "2"]))
    stand.wire.set_line(LineState("reconnecting", START))
    dialog.submit()
    assert dialog.isVisible()
    assert "offline" in dialog.banner.text
    assert not stand.room.waiting
    stand.wire.set_line(LineState("connected", START))


async def test_what_was_written_is_not_closed_without_a_question(open_room: Open) -> None:
    _, page, dialog = await begun(open_room)
    dialog.form.question.setPlainText("Half a thought")
    dialog.reject()
    question = await asking(dialog, Dialog)
    press(question, "Go on writing")
    assert dialog.isVisible()
    assert dialog.form.question.toPlainText() == "Half a thought"
    dialog.reject()
    press(await asking(dialog, Dialog), "Close")
    await until(lambda: not [d for d in page.findChildren(OwnPollDialog) if d.isVisible()])


async def test_with_nothing_written_it_closes_at_once(open_room: Open) -> None:
    _, _page, dialog = await begun(open_room)
    dialog.reject()
    assert not dialog.isVisible()
