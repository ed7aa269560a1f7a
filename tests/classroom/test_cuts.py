"""Stories of lines that drop: what people see meanwhile, and that nothing jumps when the line is back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog

from desktop.demo.user import DemoUser
from desktop.features.catch_up import CatchUpCard, card
from desktop.features.chat import ChatPanel, ChatView
from desktop.features.hands.rows import HandRow
from desktop.notifications import NativeNotifier
from relay.protocol.hands import Hands
from relay.protocol.lesson import EndSession
from relay.protocol.mutes import MuteChat, Mutes, UnmuteChat
from relay.shared.ids import new_ref
from tests.chaos import chaos_before
from tests.classroom.windows import Story, story
from tests.desktop.bus import WITHOUT, notification_service
from tests.patience import PATIENCE

pytestmark = pytest.mark.rare


@pytest_asyncio.fixture
async def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Story]:
    monkeypatch.setattr(card, "SHORT_MS", 0)  # cuts of tests are short
    async with story(tmp_path, gather_seconds=0.1) as told:
        yield told


async def say(person: DemoUser, text: str, kind: str = "Message") -> None:
    await person.choose("Kind of message", kind)
    await person.fill(f"{kind} to everyone", text)
    await person.press("Return")


def view(person: DemoUser) -> ChatView:
    (panel,) = person.app.window.findChildren(ChatPanel)
    return panel.view


def queue(person: DemoUser) -> list[str]:
    """The accounts whose hands are up, as this person's room has them."""
    assert person.room is not None
    return [hand.account for hand in person.room.memories[Hands].queue]


def place(person: DemoUser, text: str) -> int:
    """How far from the upper edge of the window the message with this text stands."""
    lines = view(person).lines
    row = next(row for row in range(lines.said) if lines.line(row).text == text)
    point = QPoint(0, view(person).rowViewportPosition(row))
    return view(person).viewport().mapTo(person.app.window, point).y()


async def caught_up(person: DemoUser) -> None:
    await person.sees("Connected")
    await person.until(lambda: person.room and person.room.caught_up, "has not caught up")
    await person.until(lambda: view(person).settled, "still makes rows")


async def test_nothing_scrolls_or_opens_when_a_cut_is_over(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    async with chaos_before(lesson.relay.ready["port"]) as line:
        up = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        down = await lesson.in_the_lesson("Tom Becker", line.listens_on)
        for number in range(20):
            await say(
                lee, f"before the cut, number {number}" + ", in a sentence that goes on for a while" * 6
            )
        for person in (up, down):
            await person.sees("number 19")
            await caught_up(person)
        bar = view(up).verticalScrollBar()
        bar.setValue(bar.maximum() - 300)
        assert bar.value() > 0
        assert not view(up).at_bottom
        shown = view(up).lines.line(view(up).rowAt(view(up).height() // 2)).text
        before = place(up, shown)

        await line.stop()
        for person in (up, down):
            await person.sees("Reconnecting since")
        for number in range(5):
            await say(lee, f"missed number {number}")
        await lee.sees("missed number 4")
        await line.start()
        for person in (up, down):
            await caught_up(person)
            await person.sees("You missed 5 messages")
            assert not [dialog for dialog in person.app.window.findChildren(QDialog) if dialog.isVisible()]
            assert not person.app.notices.held
        assert place(up, shown) == before, "whoever read further up sees the same words at the same place"
        assert view(up).unread == 5
        assert view(down).at_bottom
        assert view(down).unread == 0

        await up.click("Show the first")
        first = next(c for c in up.app.window.findChildren(CatchUpCard)).gap
        assert first is not None
        await up.until(lambda: view(up).reading()[0] <= first.first <= view(up).reading()[1], "not led there")


async def test_a_hand_keeps_its_place_and_one_raised_in_a_cut_takes_its_own_on_arrival(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    async with chaos_before(lesson.relay.ready["port"]) as line:
        ana = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        tom = await lesson.in_the_lesson("Tom Becker", line.listens_on)
        zoe = await lesson.in_the_lesson("Zoe Winter")
        accounts = [person.room.me.id for person in (ana, zoe, tom) if person.room]
        await ana.click("Raise hand")
        await lee.sees("Call on Ana Silva")
        await line.stop()
        for person in (ana, tom):
            await person.sees("Reconnecting since")
        await tom.click("Raise hand")
        await tom.sees("Hand waits")
        await zoe.click("Raise hand")
        await lee.sees("Call on Zoe Winter")
        assert queue(lee) == accounts[:2]
        await line.start()
        await lee.sees("Call on Tom Becker")
        for person in (lee, ana, tom, zoe):
            await person.until(lambda p=person: queue(p) == accounts, "sees another order")  # type: ignore[misc]
        await tom.sees("Lower hand")
        assert lee.room is not None
        late = lee.room.memories[Hands].queue[2]
        assert 0 < late.said_at < late.raised_at
        rows = [row for row in lee.app.window.findChildren(HandRow) if row.isVisible()]
        assert len(rows) == 3


async def test_a_hand_for_a_lesson_that_has_ended_is_refused_with_a_sentence(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    async with chaos_before(lesson.relay.ready["port"]) as line:
        ana = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        await line.stop()
        await ana.sees("Reconnecting since")
        await ana.click("Raise hand")
        await say(ana, "May I still ask?")
        await ana.sees("Will be sent when you are back online")
        assert lee.room is not None
        lee.room.send(EndSession(ref=new_ref(), session=lee.room.session_id))
        await lee.sees("The lesson has ended")
        await line.start()
        await ana.sees("The lesson has ended")
        await ana.sees("Your hand was not raised")
        await ana.sees("The lesson was over before you were back online.")
        await ana.sees("Not sent. The lesson is over.")
        await ana.click("Copy: May I still ask?")


async def test_what_was_refused_after_a_cut_is_written_anew(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    async with chaos_before(lesson.relay.ready["port"]) as line:
        ana = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        await line.stop()
        await ana.sees("Reconnecting since")
        await say(ana, "Is it heat?")
        assert lee.room is not None
        session = lee.room.session_id
        lee.room.send(MuteChat(ref=new_ref(), session=session))
        await lee.until(lambda: lee.room and not lee.room.waiting, "could not mute")
        await line.start()
        await ana.sees("Not sent. The teacher has muted the chat.")
        lee.room.send(UnmuteChat(ref=new_ref(), session=session))
        await ana.until(lambda: ana.room and not ana.room.memories[Mutes].everybody, "is still muted")
        await ana.click("Edit and send again: Is it heat?")
        await ana.write("Message to everyone", " I think so.")
        await ana.click("Send")
        for person in (lee, ana):
            await person.sees("Is it heat? I think so.")
        await ana.sees("Is it heat? I think so. (Sent)")
        await ana.until(lambda: ana.room and not ana.room.waiting, "still waits")


@pytest.mark.skipif(bool(WITHOUT), reason=WITHOUT)
async def test_the_system_is_told_of_nothing_that_was_caught_up(
    lesson: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with notification_service() as service, chaos_before(lesson.relay.ready["port"]) as line:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        lee = await lesson.in_the_lesson("Ms Lee", line.listens_on, NativeNotifier())
        ana, tom = await lesson.in_the_lesson("Ana Silva"), await lesson.in_the_lesson("Tom Becker")
        await lee.until(lambda: not lee.app.window.isActiveWindow(), "still looks")
        await tom.click("Raise hand")
        (told,) = await service.until(1)
        assert told["summary"] == "Tom Becker raised a hand"
        calls = await service.calls()
        await line.stop()
        await lee.until(lambda: lee.room and not lee.room.is_in, "still has the line")
        ana.come_to_the_front()
        await ana.click("Raise hand")
        await say(ana, "Why is that so?", "Question")
        await ana.sees("Why is that so? (Sent)")
        await line.start()
        await lee.until(lambda: lee.room and lee.room.caught_up and len(queue(lee)) == 2, "has not caught up")
        await lee.sees("Call on Ana Silva")
        await lee.sees("Why is that so?")
        # one that happens afterwards is told, so whatever was on its way has arrived before it
        zoe = await lesson.in_the_lesson("Zoe Winter")
        await zoe.click("Raise hand")
        await lee.sees("Call on Zoe Winter")
        async with asyncio.timeout(PATIENCE):
            while "Zoe Winter" not in (shown := (await service.shown())[0]["summary"]):
                await asyncio.sleep(0.01)
        assert shown == "Tom Becker and Zoe Winter raised a hand"
        assert await service.calls() == calls + 1
