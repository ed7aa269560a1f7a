"""A poll over a real relay and in real windows: asked, answered, closed, shown."""

from collections.abc import Callable
from functools import partial

import pytest

from desktop.features.polls import PollEntries
from desktop.features.polls.own_dialog import OwnPollDialog
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import LoggedIn, SignInFirst
from relay.protocol.admin import AccountReply, AddClass, AddTeacher
from relay.protocol.base import Event
from relay.protocol.classes import ClassReply
from relay.protocol.lesson import EndSession
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import AnswerPoll, OpenPoll, Polls
from relay.protocol.prompts import Nudged
from relay.shared.ids import new_ref
from tests.chaos import chaos_before
from tests.desktop.classroom import PASSWORD, Classroom, asked, hand, until
from tests.desktop.features.polls.asked import card, pupils, teachers
from tests.desktop.features.stand import asking, part, press
from tests.desktop.features.test_stage import pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def test_a_preset_is_asked_answered_closed_and_shown(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    pick(lee, "ask", "Understood?")
    await until(lambda: all(card(page).isVisible() for page in (lee, ana, ben)))
    await until(lambda: teachers(lee).line() == "0 of 2")
    pupils(ana).options[1].click()
    await until(lambda: teachers(lee).line() == "1 of 2")
    assert teachers(lee).bars.accessibleName() == "Yes: 0. Partly: 1. No: 0."
    assert teachers(lee).missing.text() == "Waiting for Ben"
    number = card(ana).number
    assert ben.context.memory(Polls).polls[number].answers == {}, "nothing of it came to a classmate"
    teachers(lee).close_button.click()
    await until(lambda: not pupils(ben).prompt.open)
    assert "You did not answer." in pupils(ben).result.text()
    teachers(lee).results.click()
    await until(lambda: pupils(ana).bars.isVisible() and pupils(ben).bars.isVisible())
    assert pupils(ana).bars.accessibleName() == "Yes: 0. Partly: 1, your answer. No: 0."
    assert pupils(ben).bars.accessibleName() == "Yes: 0. Partly: 1. No: 0."


@pytest.mark.rare  # meanwhile relay/features and stories, and the panels beside
async def test_a_nudge_reaches_those_alone_who_have_not_answered(
    classroom: Classroom, open_room: Open
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    nudged: list[tuple[str, str]] = []

    def note(reader: str, events: list[Event], _live: bool) -> None:
        nudged.extend((reader, event.account) for event in events if isinstance(event, Nudged))

    for page in (ana, ben):
        page.context.room.told.connect(partial(note, page.context.me))
    pick(lee, "ask", "Yes / No")
    await until(lambda: card(ana).isVisible() and card(ben).isVisible())
    pupils(ana).options[0].click()
    await until(lambda: teachers(lee).missing.text() == "Waiting for Ben")
    teachers(lee).nudge.click()
    await until(lambda: nudged and not lee.context.room.waiting)
    ana.context.room.send(hand(ana.context.room))
    await until(lambda: not ana.context.room.waiting)
    assert nudged == [(ben.context.me, ben.context.me)]


@pytest.mark.rare  # meanwhile relay/features and stories, and the panels beside
async def test_what_was_answered_last_offline_counts_alone(classroom: Classroom, open_room: Open) -> None:
    """Also where the poll is closed before the line is back."""
    lee = open_room(await classroom.teacher_room())
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        line = await classroom.student("Ana")
        ana = open_room(await classroom.room(line))
        for closes in (False, True):
            pick(lee, "ask", "A – D")
            await until(lambda: card(ana).number == card(lee).number > 0 and teachers(lee).line() == "0 of 1")
            await proxy.stop()
            await until(lambda: not ana.context.room.is_in)
            pupils(ana).choose(0)
            pupils(ana).choose(2)
            assert pupils(ana).line() == "C, waits for the connection"
            await until(lambda: teachers(lee).lost.text() == "Connection lost: Ana")
            if closes:
                teachers(lee).close_button.click()
                await until(lambda: not teachers(lee).prompt.open)
            await proxy.start()
            line.wake()
            await until(lambda: teachers(lee).bars.accessibleName() == "A: 0. B: 0. C: 1. D: 0.")
            await until(lambda: not ana.context.room.waiting)
            assert pupils(ana).line() == "C"
            if not closes:
                teachers(lee).close_button.click()
                await until(lambda: not teachers(lee).prompt.open)


@pytest.mark.rare  # meanwhile relay/features and stories, and the panels beside
async def test_what_comes_after_results_is_a_sentence_and_changes_nothing(
    classroom: Classroom, open_room: Open, notices: Notifications
) -> None:
    lee = open_room(await classroom.teacher_room())
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        line = await classroom.student("Ana")
        ana = open_room(await classroom.room(line))
        pick(lee, "ask", "A – D")
        await until(lambda: card(ana).isVisible() and card(lee).isVisible())
        await proxy.stop()
        await until(lambda: not ana.context.room.is_in)
        pupils(ana).choose(1)
        teachers(lee).results.click()
        await until(lambda: teachers(lee).poll.results is not None)
        await proxy.start()
        line.wake()
        await until(lambda: "Came after the end, not counted: B" in pupils(ana).result.text())
        assert pupils(ana).bars.accessibleName() == "A: 0. B: 0. C: 0. D: 0."
        assert teachers(lee).bars.accessibleName() == "A: 0. B: 0. C: 0. D: 0."
        assert not ana.context.room.waiting
        assert not [one for one in notices.held if "poll" in one.key]


@pytest.mark.rare  # meanwhile relay/features and stories, and the panels beside
async def test_what_comes_after_the_lesson_stays_with_what_was_not_sent(
    classroom: Classroom, open_room: Open, notices: Notifications
) -> None:
    lee = open_room(await classroom.teacher_room())
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        line = await classroom.student("Ana")
        ana = open_room(await classroom.room(line))
        pick(lee, "ask", "A – D")
        await until(lambda: card(ana).isVisible())
        await proxy.stop()
        await until(lambda: not ana.context.room.is_in)
        pupils(ana).choose(1)
        lee.context.room.send(EndSession(ref=new_ref(), session=classroom.session))
        await until(lambda: lee.context.room.over)
        await proxy.start()
        line.wake()
        await until(lambda: ana.context.room.over)
        (kept,) = line.waiting()[classroom.session]
        assert isinstance(kept.command, AnswerPoll)
        assert (kept.state, kept.code) == ("refused", "session_not_live")
        told = [one for one in notices.held if one.key.endswith("not-sent")]
        assert [(one.title, one.body) for one in told] == [
            ("Your answer was not sent, and does not count", "B")
        ]


@pytest.mark.rare  # meanwhile relay/features and stories, and the panels beside
async def test_two_teachers_ask_at_once_and_the_second_can_ask_instead(
    classroom: Classroom, open_room: Open
) -> None:
    """The one who comes second has it back in the form, with one click to close the other."""
    first, second = await classroom.teacher_room(), await classroom.teacher_room()
    lee, again = open_room(first), open_room(second)
    pick(lee, "ask", "Yes / No")
    await until(lambda: card(again).isVisible())
    part(again, PollEntries).context.room.send(
        OpenPoll(ref=new_ref(), session=second.session_id, draft=PollDraft(preset="scale"))
    )
    dialog = await asking(again, OwnPollDialog)
    press(dialog, "Close “Yes or no?” and ask")
    await until(lambda: card(lee).number and teachers(lee).poll.preset == "scale")
    await until(lambda: not again.context.room.waiting)


async def colleague(classroom: Classroom) -> QtRelayClient:
    """Another teacher, and a lesson of a class that both teach: the classroom's from now on."""
    lee = await classroom.teacher()
    made = await asked(lee, AddTeacher(ref=new_ref(), name="Mr Diallo"), AccountReply)
    name, code = made.account.username, made.code
    add = AddClass(ref=new_ref(), name="Shared", teachers=["lee", name])
    classroom.class_id = (await asked(lee, add, ClassReply)).school_class.id
    classroom.session = await classroom.live_lesson(lee)
    visitor = await classroom.line()
    first = SignInFirst(ref=new_ref(), username=name, code=code, password=PASSWORD)
    return await classroom.line((await asked(visitor, first, LoggedIn)).token)


@pytest.mark.rare  # meanwhile relay/features and stories, and the panels beside
async def test_two_teachers_have_one_poll_and_what_both_do_is_no_error(
    classroom: Classroom, open_room: Open, notices: Notifications
) -> None:
    """Whoever comes second with what is so already hears nothing of it."""
    other = await colleague(classroom)
    lee = open_room(await classroom.teacher_room())
    diallo = open_room(await classroom.room(other))
    ana = open_room(await classroom.student_room("Ana"))
    assert len({page.context.me for page in (lee, diallo, ana)}) == 3
    pick(lee, "ask", "Yes / No")
    await until(lambda: 0 < card(lee).number == card(diallo).number == card(ana).number)
    pupils(ana).options[1].click()
    await until(lambda: all(teachers(page).line() == "1 of 1" for page in (lee, diallo)))
    assert teachers(lee).bars.accessibleName() == teachers(diallo).bars.accessibleName() == "Yes: 0. No: 1."
    teachers(diallo).close_button.click()
    teachers(lee).results.click()
    await until(lambda: all(teachers(page).poll.results for page in (lee, diallo)))
    teachers(diallo).doing.close(card(diallo).number)
    teachers(lee).doing.close(card(lee).number)
    for page in (lee, diallo):
        teachers(page).hide_results()
    await until(lambda: not (lee.context.room.waiting or diallo.context.room.waiting))
    for page in (lee, diallo):
        teachers(page).discard()
    await until(lambda: not (lee.context.room.waiting or diallo.context.room.waiting))
    await until(lambda: not any(card(page).isVisible() for page in (lee, diallo, ana)))
    assert not [one.key for one in notices.held if one.key.startswith(("refused", "polls"))]
