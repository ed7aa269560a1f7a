"""Rules of the chat on screen: the teacher's menu, what waits for her, and what those who write are told."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.features.chat import ChatPanel, ChatView
from desktop.features.chat.held import HELD_AT_ONCE
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button
from relay.protocol.chat import MessagePosted, PostMessage
from relay.protocol.chat_rules import (
    ApproveMessage,
    ChatSet,
    MessageHeld,
    MessageTurnedDown,
    SetChat,
    TurnDownMessage,
)
from relay.protocol.hiding import MessageWithdrawn
from relay.protocol.lesson import SessionEnded
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import START, TEACHER, Stand, account, part, rows_of

Open = Callable[..., RoomPage]
CAN = ("stage", "chat_rules")


def chat_of(page: RoomPage) -> ChatPanel:
    return part(page, ChatPanel)


def shows(view: ChatView, text: str) -> int:
    return sum(text in row for row in rows_of(view))


def buttons(view: ChatView, start: str) -> list[Button]:
    """Those under messages whose names for screen readers begin so."""
    found = [b for b in view.findChildren(Button) if b.isVisible() and b.accessibleName().startswith(start)]
    return sorted(found, key=lambda button: button.mapTo(view, button.rect().topLeft()).y())


def offered(page: RoomPage) -> dict[str, list[QAction]]:
    """The menus within *More*, by their words."""
    inner = [action.menu() for action in page.menus["more"].menu_shown.actions()]
    return {menu.title(): menu.actions() for menu in inner if isinstance(menu, QMenu)}


def ticked(actions: list[QAction]) -> list[str]:
    return [action.text() for action in actions if action.isChecked()]


def held(number: int, text: str) -> MessageHeld:
    return MessageHeld(by=account(number), name=f"Student {number}", text=text)


class TestTheMenu:
    async def test_more_has_both_rules_with_what_is_on_now_ticked(self, open_room: Open) -> None:
        stand = Stand(can=CAN)
        await stand.start(["Ana"])
        page = open_room(stand.room)
        assert page.menus["more"].isVisible()
        slow, first = offered(page)["Slow mode: off"], offered(page)["Approve messages first: off"]
        assert [len(slow), len(first)] == [4, 3]
        assert (ticked(slow), ticked(first)) == (["Off"], ["Off"])
        slow[2].trigger()
        assert isinstance(stand.last, SetChat)
        assert (stand.last.slow, stand.last.approve) == (30, None)
        await until(lambda: "Slow mode: 30 s" in offered(page))
        await stand.tell(ChatSet(by=TEACHER, slow=30, ref=stand.last.ref))
        offered(page)["Approve messages first: off"][2].trigger()
        assert isinstance(stand.last, SetChat)
        assert (stand.last.slow, stand.last.approve) == (None, "all")
        await stand.tell(ChatSet(by=TEACHER, slow=30, approve="all", ref=stand.last.ref))
        assert ticked(offered(page)["Slow mode: 30 s"]) == ["A message every 30 s"]
        assert ticked(offered(page)["Approve messages first: all students"]) == ["All students"]

    async def test_students_and_older_relays_have_none(self, open_room: Open) -> None:
        for stand in (Stand(), Stand(account(0), "Ana", "student", can=CAN)):
            await stand.start(["Ana"])
            page = open_room(stand.room)
            assert not any("Slow mode" in words for words in offered(page))


class TestWhoWrites:
    async def test_is_told_of_the_rules_in_one_quiet_line(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana", "student", can=CAN)
        await stand.start(["Ana"])
        composer = chat_of(open_room(stand.room)).composer
        note = composer.note
        assert not note.isVisible()
        await stand.tell(ChatSet(slow=30))
        assert (note.text(), note.isVisible()) == ("One message every 30 s", True)
        await stand.tell(ChatSet(approve="guests"))
        assert not note.isVisible()
        await stand.tell(ChatSet(approve="all"))
        assert note.text() == "The teacher looks at your messages first"
        await stand.tell(ChatSet(approve="all", slow=10))
        assert note.text() == "One message every 10 s · The teacher looks at your messages first"
        composer.private.setChecked(True)
        assert not note.isVisible(), "what is for the teachers alone is spared"
        composer.private.setChecked(False)
        assert note.isVisible()

    async def test_a_guest_is_told_where_guests_are_looked_at(self, open_room: Open) -> None:
        stand = Stand(account(0), "Gil", "student", can=CAN)
        await stand.start()
        await stand.tell(PeopleCame(people=[Comer(account(0), "Gil", "student", "guest")]))
        note = chat_of(open_room(stand.room)).composer.note
        await stand.tell(ChatSet(approve="guests"))
        assert note.text() == "The teacher looks at your messages first"

    async def test_a_message_that_slow_mode_holds_back_counts_down(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana", "student", can=CAN)
        await stand.start(["Ana"])
        chat = chat_of(open_room(stand.room))
        await stand.tell(ChatSet(slow=30))
        for text in ("one", "two"):
            chat.composer.input.setPlainText(text)
            chat.composer.submit()
        assert isinstance(stand.last, PostMessage)
        await stand.refuse(stand.last, "too_fast", 23.0)
        await until(lambda: shows(chat.view, "Goes out in 23 s") == 1)
        stand.wire.time = START + 13_000
        chat.tick(stand.wire.time)
        assert shows(chat.view, "Goes out in 10 s") == 1
        assert shows(chat.view, "Waits for its turn") == 1
        sent = len(stand.wire.sent)
        await stand.tell(ChatSet(slow=0))
        await until(lambda: len(stand.wire.sent) > sent)
        assert isinstance(stand.last, PostMessage)
        assert stand.last.text == "one"

    async def test_ones_own_held_message_waits_at_the_end_until_it_is_there(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana", "student", can=CAN)
        await stand.start(["Ana"])
        chat = chat_of(open_room(stand.room))
        await stand.tell(ChatSet(approve="all"))
        chat.composer.input.setPlainText("may I?")
        chat.composer.submit()
        await stand.tell(MessageHeld(by=account(0), name="Ana", text="may I?", ref=stand.last.ref))
        number = stand.upto
        assert stand.room.waiting == []
        assert shows(chat.view, "may I?") == shows(chat.view, "Waits for the teacher") == 1
        assert not buttons(chat.view, "Approve")
        await stand.say(TEACHER, "Ms. Lee", "listen")
        await until(lambda: "listen" in rows_of(chat.view)[-2])
        assert "may I?" in rows_of(chat.view)[-1]
        approved = MessagePosted(text="may I?", name="Ana", author=account(0), of=number, said_at=START)
        await stand.tell(approved)
        await until(lambda: not shows(chat.view, "Waits for the teacher") and shows(chat.view, "may I?"))
        assert shows(chat.view, "may I?") == 1
        assert chat.view.lines.line(chat.view.lines.rowCount() - 1).mine

    async def test_ones_own_message_is_no_news_when_it_is_let_through(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana", "student", can=CAN)
        await stand.start(["Ana", "Ben"])
        page = open_room(stand.room)
        await stand.tell(StageSet(kind="people", by=TEACHER), held(0, "may I?"))
        number = stand.upto
        chat = chat_of(page)
        await until(lambda: "People" in page.side.tabs)
        QTest.mouseClick(page.side.tab("People"), Qt.MouseButton.LeftButton)
        assert chat.isHidden()
        await stand.tell(MessagePosted(text="may I?", name="Ana", author=account(0), of=number))
        assert not chat.count()
        await stand.say(account(1), "Ben", "hello")
        assert chat.count() == 1

    async def test_what_is_held_when_the_lesson_ends_waits_for_nobody(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana", "student", can=CAN)
        await stand.start(["Ana"])
        chat = chat_of(open_room(stand.room))
        await stand.tell(held(0, "may I?"))
        assert shows(chat.view, "Waits for the teacher") == 1
        await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
        assert shows(chat.view, "may I?") == 1
        assert not shows(chat.view, "Waits for the teacher")

    async def test_what_was_turned_down_says_so_kindly(self, open_room: Open, notices: Notifications) -> None:
        stand = Stand(account(0), "Ana", "student", can=CAN)
        await stand.start(["Ana"])
        page = open_room(stand.room)
        chat = chat_of(page)
        kind, read_by = (
            "The teacher did not show a message of yours to the class",
            "Only teachers have read it: ",
        )
        turned_down = MessageTurnedDown(by=TEACHER, message=stand.upto + 1, account=account(0))
        await stand.tell(held(0, "rude"))
        await stand.tell(turned_down)
        await until(lambda: shows(chat.view, kind) == 1)
        assert not shows(chat.view, "rude")
        assert [(notice.title, notice.body) for notice in notices.held] == [(kind, read_by + "rude")]
        page.ticked.emit(stand.room.now() + 8_000)
        assert not notices.held
        turned_down.message = stand.upto + 1
        await stand.tell(held(0, "hm"), turned_down)
        assert [(notice.title, notice.body) for notice in notices.held] == [(kind, read_by + "hm")]


class TestTheTeacher:
    async def test_one_click_lets_it_through_or_turns_it_down(self, open_room: Open) -> None:
        stand = Stand(can=CAN)
        await stand.start(["Ana", "Ben"])
        chat = chat_of(open_room(stand.room))
        await stand.tell(held(0, "hello"))
        first = stand.upto
        await stand.tell(held(1, "rude"))
        await until(lambda: len(buttons(chat.view, "Approve")) == 2)
        assert chat.count() == 2
        assert shows(chat.view, "Only teachers see it until you approve it") == 2
        buttons(chat.view, "Approve: hello")[0].click()
        assert isinstance(stand.last, ApproveMessage)
        assert stand.last.message == first
        approval = stand.last.ref
        await until(lambda: len(buttons(chat.view, "Approve")) == 1)
        buttons(chat.view, "Turn down: rude")[0].click()
        await until(lambda: not buttons(chat.view, "Turn down"))
        hello = MessagePosted(
            text="hello", author=account(0), name="Student 0", of=first, said_at=START, ref=approval
        )
        await stand.tell(hello)
        await until(lambda: isinstance(stand.last, TurnDownMessage))
        await until(lambda: shows(chat.view, "hello") == 1)
        assert chat.count() == 1
        await stand.refuse(stand.last, "not_held")
        await until(lambda: not stand.room.waiting)
        await until(lambda: len(buttons(chat.view, "Turn down")) == 1)

    async def test_a_few_stand_there_at_once_and_the_rest_is_counted(self, open_room: Open) -> None:
        stand = Stand(can=CAN)
        await stand.start([f"Student {n}" for n in range(8)])
        chat = chat_of(open_room(stand.room))
        for number in range(8):
            await stand.tell(held(number, f"text {number}"))
        await until(lambda: len(buttons(chat.view, "Approve")) == HELD_AT_ONCE)
        assert [shows(chat.view, f"text {n}") for n in range(8)] == [1, 1, 0, 0, 0, 0, 0, 0]
        assert rows_of(chat.view)[-1] == "And 6 more to look at"
        assert chat.count() == 8

    async def test_whoever_looks_elsewhere_is_told_once(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = Stand(can=CAN)
        await stand.start(["Ana"])
        open_room(stand.room, shown=False)
        await stand.tell(held(0, "one"))
        await stand.tell(held(0, "two"))
        (told,) = [notice for notice in notices.held if "look at" in notice.title]
        assert told.title == "2 messages for you to look at"

    async def test_what_a_colleague_has_dealt_with_or_is_withdrawn_is_told_of_no_more(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = Stand(can=CAN)
        await stand.start(["Ana"])
        open_room(stand.room, shown=False)
        await stand.tell(held(0, "one"), held(0, "two"))
        first, second = stand.upto - 1, stand.upto
        await stand.tell(MessageTurnedDown(by=account(9), message=second, account=account(0)))
        assert [(one.title, one.body) for one in notices.held] == [("1 message for you to look at", "one")]
        await stand.tell(MessagePosted(author=account(0), name="Ana", text="one", of=first))
        assert not notices.held
        await stand.tell(held(0, "oops"))
        assert [one.body for one in notices.held] == ["oops"]
        await stand.tell(MessageWithdrawn(by=account(0), message=stand.upto, account=account(0)))
        assert not notices.held


async def test_a_teacher_is_told_once_what_is_as_it_was_last_time(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    open_room(stand.room)
    await stand.tell(ChatSet(approve="guests", slow=30, at=START, by=""))
    (told,) = notices.held
    assert told.title == "The chat has its rules of last time; you find them in More"
    assert told.body == "Slow mode: 30 s · Messages of guests wait for you"
