"""A check over a real relay and in real windows: asked, done, stuck, nudged, over."""

from collections.abc import Callable
from functools import partial

import pytest

from desktop.features.hands import HandsPanel
from desktop.features.hands.rows import HandRow
from desktop.pages.room import RoomPage
from desktop.theme.widgets import ElidedLabel
from relay.protocol.base import Event
from relay.protocol.catalog import read_from_relay
from relay.protocol.hands import Hands
from relay.protocol.log import Page
from relay.protocol.prompts import Nudged
from tests.chaos import chaos_before
from tests.desktop.classroom import Classroom, hand, until
from tests.desktop.features.checks.checked import card, pupils, teachers, title
from tests.desktop.features.stand import part
from tests.desktop.features.test_stage import pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def noted(page: RoomPage, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every frame that this person is sent from now on, unpacked."""
    connection = page.context.room.relay._connection
    read, frames = connection._read, list[bytes]()

    def note(frame: bytes) -> object:
        word = read_from_relay(frame)
        frames.append(frame)
        if isinstance(word, Page):
            frames.extend(bytes(event) for event in word.events)
        return read(frame)

    monkeypatch.setattr(connection, "_read", note)
    return frames


async def test_a_check_is_asked_ticked_and_ended(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    pick(lee, "ask", "Done?")
    await until(lambda: all(card(page).isVisible() for page in (lee, ana, ben)))
    await until(lambda: teachers(lee).counted() == "0 of 2")
    pupils(ana).done.click()
    await until(lambda: teachers(lee).counted() == "1 of 2")
    assert teachers(lee).missing.text() == "Waiting for Ben"
    assert pupils(ben).check.progress == {}, "nothing of it came to a classmate"
    await until(lambda: not ana.context.room.waiting)
    assert title(ana) == "Done? You are done"
    card(ana).head.back.click()
    await until(lambda: teachers(lee).counted() == "0 of 2" and not ana.context.room.waiting)
    pupils(ana).done.click()
    await until(lambda: teachers(lee).counted() == "1 of 2")
    teachers(lee).end.click()
    await until(lambda: not pupils(ben).prompt.open)
    await until(lambda: title(lee) == "Done? Missing: Ben")
    card(lee).head.away.click()
    await until(card(lee).isHidden)


@pytest.mark.rare  # meanwhile relay/features/test_checks, and test_card
async def test_a_nudge_reaches_the_missing_alone(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    nudged: list[tuple[str, str]] = []

    def note(reader: str, events: list[Event], _live: bool) -> None:
        nudged.extend((reader, event.account) for event in events if isinstance(event, Nudged))

    for page in (ana, ben):
        page.context.room.told.connect(partial(note, page.context.me))
    pick(lee, "ask", "Done?")
    await until(lambda: card(ana).isVisible() and card(ben).isVisible())
    pupils(ana).done.click()
    await until(lambda: teachers(lee).missing.text() == "Waiting for Ben")
    assert teachers(lee).nudge.text() == "Remind 1"
    teachers(lee).nudge.click()
    await until(lambda: nudged and not lee.context.room.waiting)
    assert not teachers(lee).nudge.isEnabled(), "not again for a while"
    ana.context.room.send(hand(ana.context.room))
    await until(lambda: not ana.context.room.waiting)
    assert nudged == [(ben.context.me, ben.context.me)]


async def test_stuck_raises_a_hand_whose_reason_no_classmate_is_sent(
    classroom: Classroom, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    to_lee, to_ben = noted(lee, monkeypatch), noted(ben, monkeypatch)
    pick(lee, "ask", "Done?")
    await until(lambda: card(ana).isVisible() and card(ben).isVisible())
    pupils(ana).stuck.click()
    pupils(ana).about.setText("exercise zebra")
    pupils(ana).reasons[1].click()
    await until(lambda: bool(lee.context.memory(Hands).queue and ben.context.memory(Hands).queue))
    await until(lambda: teachers(lee).stuck.isVisible() and teachers(lee).stuck.text() == "1 stuck")
    teachers(lee).stuck.click()

    def reasons() -> list[str]:
        rows = part(lee, HandsPanel).findChildren(HandRow)
        labels = [label for row in rows for label in row.findChildren(ElidedLabel) if label.isVisible()]
        return [label.text() for label in labels if "zebra" in label.text()]

    await until(lambda: reasons() == ["exercise zebra · One step doesn't work"])
    pupils(ana).done.click()
    await until(lambda: not (lee.context.memory(Hands).queue or ben.context.memory(Hands).queue))
    await until(lambda: teachers(lee).counted() == "1 of 2")
    (his,) = ben.context.memory(Hands).past
    assert (his.reason, his.about, his.prompt) == ("", "", 0)
    lees, bens = b"\n".join(to_lee), b"\n".join(to_ben)
    for secret in (b"zebra", b"hand_explained", b"ticked", b'"step"'):
        assert secret in lees, secret
        assert secret not in bens, secret
    assert b"hand_raised" in bens


@pytest.mark.rare  # meanwhile relay/features/test_checks, and test_card
async def test_a_cut_line_stands_apart_and_what_was_said_last_counts(
    classroom: Classroom, open_room: Open
) -> None:
    """Also where the check is over before the line is back."""
    lee = open_room(await classroom.teacher_room())
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        line = await classroom.student("Ana")
        ana = open_room(await classroom.room(line))
        pick(lee, "ask", "Done?")
        await until(lambda: card(ana).number == card(lee).number > 0 and teachers(lee).counted() == "0 of 1")
        await proxy.stop()
        await until(lambda: not ana.context.room.is_in)
        pupils(ana).stuck.click()
        pupils(ana).reasons[0].click()
        pupils(ana).done.click()
        assert len(ana.context.room.waiting) == 1, "the later in place of the one that was not sent"
        assert pupils(ana).note.text() == "Your teacher is told when you are back online."
        await until(lambda: teachers(lee).lost.text() == "Connection lost: Ana")
        assert not teachers(lee).missing.isVisible()
        teachers(lee).end.click()
        await until(lambda: not teachers(lee).prompt.open)
        await proxy.start()
        line.wake()
        await until(lambda: teachers(lee).counted() == "1 of 1")
        await until(lambda: not ana.context.room.waiting)
        await until(lambda: not card(ana).isVisible())
        assert not lee.context.memory(Hands).queue
