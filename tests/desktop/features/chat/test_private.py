"""Private writing: whom it reaches, what it looks like, that it is noticed, and the line that stays open."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.client import LineState
from desktop.features.chat import ChatPanel, ChatView
from desktop.features.mutes import MuteButton
from desktop.features.panel.finding import say_missed
from desktop.features.people.panel import PeoplePanel
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from relay.protocol.base import RoomRole
from relay.protocol.chat import Chat, Kind, MessagePosted, PostMessage
from relay.protocol.hiding import MessageHidden, MessageKept, MessageWithdrawn, SaidMessage
from relay.protocol.mutes import ChatMuted, ChatUnmuted, MuteChat
from relay.protocol.people import Comer, PeopleCame, PersonRemoved
from relay.protocol.private import WritePrivately
from tests.desktop.classroom import until
from tests.desktop.colours import colours_of
from tests.desktop.features.stand import SESSION, TEACHER, Stand, account, part, rows_of

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def at_a_new_relay(me: str = TEACHER, name: str = "Ms. Lee", role: RoomRole = "teacher") -> Stand:
    stand = Stand(me, name, role)
    assert stand.relay.welcome
    stand.relay.welcome.can.append("private")
    return stand


def chat_of(page: RoomPage) -> ChatPanel:
    return part(page, ChatPanel)


async def shown(view: ChatView, text: str) -> int:
    """The row in which it stands, once it does."""
    await until(lambda: any(text in row for row in rows_of(view)))
    return next(n for n, row in enumerate(rows_of(view)) if text in row)


def offered(chat: ChatPanel, row: int) -> dict[str, Callable[[], None]]:
    """What the menu of a row offers."""
    menu = chat.view.popup_menu(chat.view.lines.index(row, 0), QPoint(0, 0))
    actions = {action.text(): action.trigger for action in menu.actions() if action.text()}
    menu.close()
    return actions


def nothing_selected(chat: ChatPanel) -> bool:
    return not chat.view.selectionModel().hasSelection()


def person_action(page: RoomPage, who: str, label: str) -> None:
    """Chooses from a person's menu."""
    panel = part(page, PeoplePanel)
    menu = panel.popup_menu(panel.model.index(panel.model.row_of(who)), QPoint(0, 0))
    assert menu is not None
    next(action for action in menu.actions() if action.text() == label).trigger()
    menu.close()


def write(chat: ChatPanel, text: str) -> None:
    chat.composer.input.setPlainText(text)
    chat.composer.submit()


async def is_told(stand: Stand) -> None:
    """The relay tells what was written last."""
    asked = stand.last
    assert isinstance(asked, PostMessage | WritePrivately)
    to = asked.to if isinstance(asked, WritePrivately) else ""
    private = bool(to) or (isinstance(asked, PostMessage) and asked.private)
    await stand.tell(
        MessagePosted(by=stand.me, role=stand.role, text=asked.text, private=private, to=to, ref=asked.ref)
    )


def share_of(widget: QWidget, colour: str) -> float:
    """How much of what is painted has very nearly this colour."""
    colours, wanted, found = colours_of(widget.grab().toImage()), QColor(colour), 0
    for point, times in colours.items():
        seen = QColor(point)
        off = (seen.red() - wanted.red(), seen.green() - wanted.green(), seen.blue() - wanted.blue())
        found += times * (sum(map(abs, off)) < 12)
    return found / colours.total()


async def test_a_pupils_private_message_is_told_and_answered_by_one_click(
    open_room: Open, notices: Notifications
) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room, shown=False)
    chat = chat_of(page)
    number = await stand.say(account(0), "Ana", "I do not understand", private=True)
    (notice,) = notices.held
    assert (notice.title, notice.body) == ("Ana wrote to you privately", "I do not understand")
    assert chat.count() == 1
    page.show()
    page.activateWindow()
    await until(lambda: not notices.held)
    assert chat.private.strip.isVisible(), "it does not scroll away"
    assert chat.private.strip.words.text() == "Ana wrote to you privately"
    chat.private.strip.answer.click()
    assert not chat.private.strip.isVisible()
    assert chat.count() == 0
    assert chat.composer.alone.words.text() == "Only Ana, teachers and admins see it"
    assert chat.composer.input.placeholderText() == "Write to Ana…"
    write(chat, "Shall we look at it?")
    answer = stand.last
    assert isinstance(answer, WritePrivately)
    assert (answer.to, answer.text) == (account(0), "Shall we look at it?")
    assert answer.replies_to == number, "it says what it answers"
    assert "only for Ana, teachers and admins (Ana: I do not understand)" in rows_of(chat.view)[-1]
    await is_told(stand)
    write(chat, "After the bell")
    again = stand.last
    assert isinstance(again, WritePrivately), "and stays so until it is closed"
    assert again.text == "After the bell"
    await is_told(stand)
    chat.composer.strips.to_all.click()
    assert not chat.composer.alone.isVisible()
    write(chat, "Let us go on")
    to_all = stand.last
    assert isinstance(to_all, PostMessage)
    assert not to_all.private


async def test_it_is_answered_from_the_notice(open_room: Open, notices: Notifications) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room, shown=False)
    shows: list[bool] = []
    page.asked_to_show.connect(lambda: shows.append(True))
    await stand.say(account(0), "Ana", "I feel ill", private=True)
    number = await stand.say(account(1), "Tom", "So do I", private=True)
    (notice,) = notices.held
    assert notice.title == "Ana and Tom wrote to you privately"
    notices.do(notice.key, "answer")
    assert shows
    chat = chat_of(page)
    write(chat, "Come to me")
    assert isinstance(stand.last, WritePrivately)
    assert (stand.last.to, stand.last.replies_to) == (account(1), number)
    assert chat.private.strip.words.text() == "Ana wrote to you privately"


async def test_whoever_looks_on_is_not_told_twice_and_a_colleagues_answer_is_enough(
    open_room: Open, notices: Notifications
) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    chat = chat_of(page)
    await stand.say(account(0), "Ana", "I feel ill", private=True)
    assert not notices.held
    assert chat.private.strip.isVisible()
    colleague = account(9)
    await stand.tell(
        MessagePosted(by=colleague, name="Mr Fox", role="teacher", text="Go", private=True, to=account(0))
    )
    assert not chat.private.strip.isVisible()
    await stand.say(account(0), "Ana", "Thank you", private=True)
    assert chat.private.strip.isVisible()
    chat.private.strip.done.click()
    assert not chat.private.strip.isVisible()


async def test_the_line_shows_where_it_stands(open_room: Open) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana", "Tom"])
    chat = chat_of(open_room(stand.room))
    number = await stand.say(account(0), "Ana", "I feel ill", private=True)
    await stand.talk(account(1), "Tom", (f"Message {n}" for n in range(40)))
    await until(lambda: chat.view.settled)
    chat.private.strip.look.click()
    assert chat.view.currentIndex().row() == chat.view.lines.row_of(number)
    assert not chat.private.strip.isVisible()


async def test_the_menu_of_a_message_and_of_a_person(open_room: Open) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    chat = chat_of(page)
    number = await stand.say(account(1), "Tom", "It is 42")
    offered(chat, await shown(chat.view, "It is 42"))["Answer privately"]()
    assert chat.composer.alone.isVisible()
    write(chat, "Well done")
    assert isinstance(stand.last, WritePrivately)
    assert (stand.last.to, stand.last.replies_to) == (account(1), number)
    await is_told(stand)
    person_action(page, account(0), "Write privately")
    write(chat, "Do you follow?")
    assert (stand.last.to, stand.last.replies_to) == (account(0), 0)
    await is_told(stand)
    await stand.say(TEACHER, "Ms. Lee", "All of you")
    assert "Answer privately" not in offered(chat, await shown(chat.view, "All of you"))
    await stand.say(account(0), "Ana", "May I go?", "question", private=True)
    assert "Answer privately" not in offered(chat, await shown(chat.view, "May I go?"))
    await stand.tell(PersonRemoved(account=account(1), by=TEACHER))
    assert "Answer privately" not in offered(chat, await shown(chat.view, "It is 42"))


async def test_a_reply_to_private_words_is_private_whoever_replies(open_room: Open) -> None:
    for stand, to in (
        (at_a_new_relay(), account(0)),
        (at_a_new_relay(account(0), "Ana", "student"), ""),
    ):
        await stand.start(["Ana", "Tom"])
        page = open_room(stand.room)
        chat = chat_of(page)
        theirs = (account(0), "Ana") if to else (TEACHER, "Ms. Lee")
        number = await stand.say(*theirs, "between us", private=True, to="" if to else account(0))
        row = await shown(chat.view, "between us")
        menu = offered(chat, row)
        assert "Reply" not in menu, "it has one name, which says that it is private"
        for by_key in (False, True):
            if by_key:
                await until(partial(nothing_selected, chat))  # the menu is gone
                chat.view.setCurrentIndex(chat.view.lines.index(row, 0))
                QTest.keyClick(chat.view, Qt.Key.Key_Return)
            else:
                menu["Answer privately"]()
            assert chat.composer.replying.words.text() == f"Replying to {theirs[1]}: between us"
            assert chat.composer.alone.isVisible()
            write(chat, "yes")
            asked = stand.last
            assert isinstance(asked, WritePrivately if to else PostMessage)
            assert asked.replies_to == number
            assert (asked.to if isinstance(asked, WritePrivately) else "") == to
            assert isinstance(asked, WritePrivately) or asked.private
            await is_told(stand)
        offered(chat, row)["Answer privately"]()
        chat.composer.input.setPlainText("to all")
        chat.composer.strips.to_all.click()
        assert not chat.composer.replying.isVisible(), "to everybody it is no reply to that"
        chat.composer.submit()
        assert isinstance(stand.last, PostMessage)
        assert (stand.last.private, stand.last.replies_to) == (False, 0)


async def test_what_is_hidden_is_answered_privately_alone(open_room: Open) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana", "Tom"])
    chat = chat_of(open_room(stand.room))
    numbers = {}
    told: list[tuple[str, Kind, bool]] = [("rude", "chat", False), ("why?", "question", False)]
    for text, kind, private in (*told, ("you", "chat", True)):
        numbers[text] = number = await stand.say(account(0), "Ana", text, kind, private=private)
        await shown(chat.view, text)
        said = SaidMessage(text=text, account=account(0), name="Ana", kind=kind, private=private)
        await stand.tell(MessageHidden(by=TEACHER, message=number, account=account(0)))
        await stand.tell(MessageKept(by=TEACHER, message=number, said=said))
    for text, number in numbers.items():
        menu = offered(chat, chat.view.lines.row_of(number))
        assert not menu.keys() & {"Reply", "Answer"}
        menu["Answer privately"]()
        write(chat, f"because of {text}")
        assert isinstance(stand.last, WritePrivately)
        assert (stand.last.to, stand.last.replies_to) == (account(0), number)
        await is_told(stand)
        offered(chat, chat.view.lines.row_of(number))["Answer privately"]()
        chat.composer.strips.to_all.click()
        assert not chat.composer.replying_to, "others would be told that it is not here"


async def test_what_is_hidden_or_withdrawn_is_told_of_no_more(
    open_room: Open, notices: Notifications
) -> None:
    stand = at_a_new_relay(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    chat = chat_of(open_room(stand.room, shown=False))
    first, second = [
        await stand.say(TEACHER, "Ms. Lee", text, private=True, to=account(0)) for text in ("a", "secret")
    ]
    assert [notice.body for notice in notices.held] == ["secret"]
    await stand.tell(MessageWithdrawn(by=TEACHER, message=second, account=TEACHER))
    assert [notice.body for notice in notices.held] == ["a"]
    assert chat.private.count == 1
    await stand.tell(MessageHidden(by=TEACHER, message=first, account=TEACHER))
    assert not notices.held
    assert (chat.private.count, chat.count()) == (0, 0)
    assert chat.private.strip.isHidden()
    at_once = MessagePosted(by=TEACHER, name="Ms. Lee", role="teacher", text="c", private=True, to=account(0))
    await stand.tell(at_once, MessageHidden(by=TEACHER, message=stand.upto + 1, account=TEACHER))
    assert not notices.held
    assert chat.private.count == 0


async def test_an_older_relay_is_not_asked(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    chat = chat_of(page)
    await stand.say(account(0), "Ana", "I feel ill", private=True)
    assert "Answer privately" not in offered(chat, await shown(chat.view, "I feel ill"))
    assert [a.label for a in chat.person_actions(account(0))] == []
    assert not part(page, MuteButton).menu_entries()


async def test_a_pupil_is_told_and_answers_the_teachers(open_room: Open, notices: Notifications) -> None:
    stand = at_a_new_relay(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room, shown=False)
    chat = chat_of(page)
    await stand.tell(
        MessagePosted(
            by=TEACHER, name="Ms. Lee", role="teacher", text="Do you follow?", private=True, to=account(0)
        )
    )
    (notice,) = notices.held
    assert notice.title == "Ms. Lee wrote to you privately"
    page.show()
    page.activateWindow()
    row = await shown(chat.view, "Do you follow?")
    assert "only for Ana, teachers and admins" in rows_of(chat.view)[row]
    line = chat.view.lines.line(chat.view.lines.rowCount() - 1)
    assert line.read_by == "You, teachers and admins"
    chat.private.strip.answer.click()
    assert chat.composer.input.placeholderText() == "Write to teachers…"
    write(chat, "Not quite")
    assert isinstance(stand.last, PostMessage)
    assert stand.last.private
    assert not chat.private.strip.isVisible()


async def test_what_a_colleague_answered_during_a_cut_waits_no_more(open_room: Open) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana", "Tom"])
    chat = chat_of(open_room(stand.room))
    for number, name in enumerate(("Ana", "Tom")):
        await stand.say(account(number), name, "I feel ill", private=True)
    stand.wire.set_line(LineState("reconnecting", stand.wire.time))
    stand.wire.set_line(LineState("connected", stand.wire.time))
    stand.room.enter()
    await stand.enter(head=stand.upto + 1)
    await stand.tell(
        MessagePosted(by=account(9), name="Mr Fox", role="teacher", text="Go", private=True, to=account(0))
    )
    assert chat.private.strip.words.text() == "Tom wrote to you privately"


async def test_what_nobody_has_answered_waits_again_after_a_crash(
    open_room: Open, notices: Notifications
) -> None:
    async def told(stand: Stand) -> None:
        await stand.tell(PeopleCame(people=[Comer(TEACHER, "Ms. Lee", "teacher")]))
        await stand.come("Ana", "Tom", "Mia")
        await stand.say(account(0), "Ana", "I feel ill", private=True)
        await stand.say(account(1), "Tom", "So do I", private=True)
        await stand.say(TEACHER, "Ms. Lee", "Go home", private=True, to=account(1))

    stand = at_a_new_relay()
    await stand.enter()
    chat = chat_of(open_room(stand.room))
    await told(stand)
    chat.private.strip.done.click()
    await stand.say(account(2), "Mia", "I do not understand", private=True)
    assert chat.private.strip.words.text() == "Mia wrote to you privately"

    again = at_a_new_relay()
    again.relay.cache.drafts.update(stand.relay.cache.drafts)  # as a disk keeps them
    await again.enter(head=stand.upto)
    chat = chat_of(open_room(again.room, shown=False))
    await told(again)
    await again.say(account(2), "Mia", "I do not understand", private=True)
    assert chat.private.strip.words.text() == "Mia wrote to you privately", "Ana's had been read"
    assert chat.count() == 1
    assert not notices.held, "what was missed is told in one line"
    await again.say(TEACHER, "Ms. Lee", "Page 31", private=True, to=account(2))
    assert chat.count() == 0


async def test_a_refused_private_message_is_edited_to_the_same_person(open_room: Open) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    chat = chat_of(page)
    number = await stand.say(account(0), "Ana", "Hm")
    offered(chat, await shown(chat.view, "Hm"))["Answer privately"]()
    write(chat, "Do you follow?")
    await stand.refuse(stand.last, "lesson_full")
    chat.composer.strips.to_all.click()
    chat.view.edit_wanted.emit(stand.room.waiting[0].ref)
    assert chat.composer.alone.isVisible()
    assert chat.composer.replying.words.text() == "Replying to Ana: Hm"
    chat.composer.submit()
    assert isinstance(stand.last, WritePrivately)
    assert (stand.last.to, stand.last.replies_to) == (account(0), number)
    assert not chat.composer.alone.isVisible(), "as it was before"


async def test_a_draft_to_one_is_to_that_one_again(open_room: Open) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana"])
    first = open_room(stand.room)
    person_action(first, account(0), "Write privately")
    QTest.keyClicks(chat_of(first).composer.input, "Do you fo")
    first.hide()
    first.gone()
    await until(lambda: stand.room.over)
    composer = chat_of(open_room(stand.relay.room(SESSION))).composer
    assert composer.input.toPlainText() == "Do you fo"
    assert composer.alone.isVisible(), "also before it is known what one is here"
    assert composer.addressed.to == account(0)
    composer.input.clear()


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_private_writing_has_a_colour_of_its_own(open_room: Open, theme: Theme, mode: str) -> None:
    theme.apply(mode, 1.0)  # type: ignore[arg-type]
    stand = at_a_new_relay(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    chat = chat_of(page)
    soft = theme.colours.private_soft
    assert share_of(chat, soft) < 0.01
    chat.composer.private.click()
    assert share_of(chat.composer.input, soft) > 0.5
    assert share_of(chat.composer.alone, soft) > 0.5
    chat.composer.strips.to_all.click()
    assert share_of(chat.composer, soft) < 0.01
    await stand.say(account(0), "Ana", "I feel ill, and would like to go home. " * 3, private=True)
    await shown(chat.view, "ill")
    assert share_of(chat.view, soft) > 0.05


@pytest.mark.parametrize("whom", [None, account(0)])
async def test_while_muted_the_line_to_the_teacher_stays_open(open_room: Open, whom: str | None) -> None:
    stand = at_a_new_relay(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    composer = chat.composer
    await stand.tell(ChatMuted(account=whom))
    assert composer.alone.isVisible()
    assert not composer.private.isEnabled()
    assert not composer.strips.to_all.isVisible()
    assert "You can still write to the teacher." in composer.note.text()
    write(chat, "I feel ill")
    assert isinstance(stand.last, PostMessage)
    assert stand.last.private
    await is_told(stand)
    await stand.say(TEACHER, "Ms. Lee", "Come here", private=True, to=account(0))
    row = await shown(chat.view, "Come here")
    assert "Answer privately" in offered(chat, row)
    await stand.tell(ChatMuted(account=whom, private=True))
    assert composer.input.isReadOnly()
    assert "Answer privately" not in offered(chat, row), "nothing may be written"
    await stand.tell(ChatMuted(account=whom))
    assert not composer.input.isReadOnly()
    await stand.tell(ChatUnmuted(account=whom))
    assert not composer.alone.isVisible(), "as it was before"
    assert composer.private.isEnabled()
    write(chat, "Good morning")
    assert not stand.last.private


async def test_words_begun_for_one_side_never_go_to_the_other_by_themselves(open_room: Open) -> None:
    stand = at_a_new_relay(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    composer = chat.composer
    composer.input.setPlainText("Hello all")
    await stand.tell(ChatMuted())
    assert not composer.alone.isVisible()
    assert composer.spared.isVisible()
    before = len(stand.wire.sent)
    composer.submit()
    assert len(stand.wire.sent) == before
    composer.strips.to_teachers.click()
    assert composer.alone.isVisible()
    await stand.tell(ChatUnmuted())
    assert composer.alone.isVisible(), "what was begun in private stays private"
    composer.submit()
    assert isinstance(stand.last, PostMessage)
    assert stand.last.private


async def test_muting_may_stop_private_messages_too(open_room: Open) -> None:
    stand = at_a_new_relay()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    mutes = part(page, MuteButton)
    mutes.button.click()
    asked = stand.last
    assert isinstance(asked, MuteChat)
    assert not asked.private
    await stand.tell(ChatMuted(ref=asked.ref))
    (entry,) = mutes.menu_entries()
    assert (entry.menu, entry.checked) == ("more", False)
    entry.do()
    asked = stand.last
    assert isinstance(asked, MuteChat)
    assert (asked.account, asked.private) == (None, True)
    await stand.tell(ChatMuted(ref=asked.ref, private=True))
    assert mutes.menu_entries()[0].checked
    mutes.button.click()
    await stand.tell(ChatUnmuted(ref=stand.last.ref))
    mutes.button.click()
    asked = stand.last
    assert isinstance(asked, MuteChat)
    assert asked.private, "as she chose the last time"
    await stand.tell(ChatMuted(ref=asked.ref, private=True))
    person_action(page, account(0), "Mute chat")
    asked = stand.last
    assert isinstance(asked, MuteChat)
    assert (asked.account, asked.private) == (account(0), False)
    await stand.tell(ChatMuted(ref=asked.ref, account=account(0)))
    person_action(page, account(0), "Mute private messages too")
    asked = stand.last
    assert isinstance(asked, MuteChat)
    assert (asked.account, asked.private) == (account(0), True)


def test_missed_private_messages_are_counted_apart(theme: Theme) -> None:
    said = [
        MessagePosted(text="a"),
        MessagePosted(text="b", private=True),
        MessagePosted(text="c", kind="question", private=True),
    ]
    assert say_missed(said)[:3] == ["1 message", "1 private message", "1 question"]


async def test_the_transcript_says_who_could_read_it(theme: Theme) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    await stand.tell(
        MessagePosted(by=TEACHER, name="Ms. Lee", role="teacher", text="Well?", private=True, to=account(0))
    )
    view = ChatView(theme)
    view.resize(400, 300)
    view.show()
    view.show_messages(stand.room.memories[Chat].messages, account(5))
    await until(lambda: view.settled)
    assert "only for Ana, teachers and admins: Well?" in rows_of(view)[-1]
    assert view.lines.line(view.lines.rowCount() - 1).read_by == "Ana, teachers and admins"
    view.hide()
    view.deleteLater()
