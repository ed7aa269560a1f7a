"""Stories of one relay and several windows: what people see when things go well, and when they do not."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from desktop.client import backoff
from desktop.demo.user import DemoUser
from relay.protocol.admission import Admission
from relay.protocol.hands import Hands
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import People
from relay.protocol.stage import SetStage
from relay.shared.ids import new_ref
from tests.chaos import chaos_before
from tests.classroom.windows import Story, story


@pytest_asyncio.fixture
async def lesson(tmp_path: Path) -> AsyncIterator[Story]:
    async with story(tmp_path, gather_seconds=0.1, ping_seconds=0.5) as told:
        yield told


async def say(person: DemoUser, text: str) -> None:
    await person.fill("Message to everyone", text)
    await person.press("Return")


def present(person: DemoUser) -> int:
    return len(person.room.memories[People].present()) if person.room else 0


def missing(person: DemoUser, text: str) -> bool:
    return not person.reads(text)


def times_read(person: DemoUser, text: str) -> int:
    return sum(text in words for words in person.words())


@pytest.mark.rare  # meanwhile features/test_people, and relay/stories
async def test_the_count_follows_people_coming_and_going(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    ana = await lesson.in_the_lesson("Ana Silva")
    await lee.until(lambda: present(lee) == 2, "does not see Ana")
    await ana.click("Leave")
    await lee.until(lambda: present(lee) == 1, "does not see that Ana left")
    await ana.sees("Lessons")


async def test_nothing_keeps_the_page_of_a_lesson_that_one_has_left(lesson: Story) -> None:
    ana = await lesson.in_the_lesson("Ana Silva")
    page = weakref.ref(ana.app.window.page)
    await ana.click("Leave")
    await ana.sees("Lessons")

    def gone() -> bool:
        gc.collect()
        return page() is None

    await ana.until(gone, "still has the page of the lesson")


async def test_a_short_cut_heals_by_itself_and_what_was_said_arrives_once(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    async with chaos_before(lesson.relay.ready["port"]) as line:
        ana = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        await ana.sees("Connected")
        await line.stop()
        await ana.sees("Reconnecting")
        await say(ana, "said into the dark")
        await say(lee, "said while she was away")
        await line.start()
        for person in (lee, ana):
            await person.sees("said into the dark")
            await person.sees("said while she was away")
        await ana.sees("Connected")
        await ana.until(lambda: ana.room is not None and not ana.room.waiting, "still waits")
        for person in (lee, ana):
            assert times_read(person, "said into the dark") == 1


async def test_a_relay_that_dies_and_comes_back_loses_nothing_that_was_shown(lesson: Story) -> None:
    lee, ana = await lesson.in_the_lesson("Ms Lee"), await lesson.in_the_lesson("Ana Silva")
    await say(ana, "before the end of the world")
    await lee.sees("before the end of the world")
    await ana.click("Raise hand")
    await lee.sees("Call on Ana Silva")
    await lesson.relay.kill()
    await lee.sees("Reconnecting")
    await lesson.relay.start()
    for person in (lee, ana):
        await person.sees("Connected")
        await person.until(lambda p=person: present(p) == 2, "is not among two")  # type: ignore[misc]
        assert person.room is not None
        assert len(person.room.memories[Hands].queue) == 1
        assert times_read(person, "before the end of the world") == 1
    await say(ana, "and afterwards")
    await lee.sees("and afterwards")


async def test_two_windows_of_one_account_work_side_by_side(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    one, two = await lesson.in_the_lesson("Ana Silva"), await lesson.in_the_lesson("Ana Silva")
    await say(one, "from the first window")
    await say(two, "from the second window")
    for person in (lee, one, two):
        await person.sees("from the first window")
        await person.sees("from the second window")
    await lee.until(lambda: present(lee) == 2, "is not among two")  # a slow computer may take a line for lost
    await one.click("Leave")
    await one.sees("Lessons")
    await say(two, "still here")
    await lee.sees("still here")
    await lee.until(lambda: present(lee) == 2, "is not among two")
    assert missing(lee, "Ana Silva left")


async def test_a_token_that_is_no_longer_good_shows_nothing(lesson: Story) -> None:
    await lesson.classroom.add_students("Ana Silva")
    lesson.classroom.tokens["Ana Silva"] = "sb_not_good"
    ana = await lesson.window("Ana Silva")
    await ana.sees("Sign in")
    assert not ana.reads("Energy")


@pytest.mark.rare  # meanwhile features/test_people, and relay/stories
async def test_a_removed_student_is_told_what_to_do(lesson: Story) -> None:
    lee, ana = await lesson.in_the_lesson("Ms Lee"), await lesson.in_the_lesson("Ana Silva")
    await lee.until(lambda: present(lee) == 2, "does not see Ana")
    assert lee.room is not None
    page = lee.app.window.page
    remove = next(a for a in page.context.panels.person_actions(ana.room.me.id) if a.danger)  # type: ignore[union-attr]
    remove.do()
    await lee.click("Remove")
    await ana.sees("You were removed from this lesson")
    await ana.click("Back to the lessons")
    await ana.sees("Energy")


@pytest.mark.qt_log_ignore("grabbing the keyboard")
@pytest.mark.rare  # meanwhile features/test_stage
async def test_who_comes_late_sees_what_is_shown_also_what_only_a_newer_program_knows(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    ana = await lesson.in_the_lesson("Ana Silva")
    await lee.pick("Show", "How students join")
    await ana.sees("Your teacher shows how to join")
    assert lee.room is not None
    code = lee.room.memories[Admission].code
    await lee.sees(" ".join(code))
    await lee.pick("Show", "Who is here")
    await ana.sees("Who is here")
    lee.room.send(SetStage(ref=new_ref(), session=lee.room.session_id, kind="hologram"))
    tom = await lesson.in_the_lesson("Tom Becker")
    for person in (lee, ana, tom):
        await person.sees("This needs a newer Schoolbell")
        assert not person.reads("Who is here")
    await say(tom, "I came late")
    await ana.sees("I came late")
    await lee.pick("Show", "Nothing")
    for person in (lee, ana, tom):
        await person.until(partial(missing, person, "This needs a newer"), "still shows it")
    assert not any(person.reads(" ".join(code)) or person.reads(code) for person in (ana, tom))


@pytest.mark.rare  # meanwhile pages/room tries each refusal
async def test_a_full_lesson_says_so(lesson: Story) -> None:
    teacher = await lesson.classroom.teacher()
    session = await lesson.classroom.live_lesson(teacher, "Small", seats=1)
    await lesson.classroom.room(teacher, session)
    await lesson.classroom.room(await lesson.classroom.student("Ana Silva"), session)
    tom = await lesson.window("Tom Becker")
    await tom.click("Join: Small")
    await tom.sees("This lesson is full")


async def test_what_was_said_goes_out_also_when_its_room_is_left(lesson: Story) -> None:
    lee = await lesson.in_the_lesson("Ms Lee")
    async with chaos_before(lesson.relay.ready["port"]) as line:
        ana = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        await line.stop()
        await ana.sees("Reconnecting")
        await say(ana, "not to be lost")
        await ana.click("Leave")
        await ana.sees("Waiting to be sent in “Energy” (1)")
        await line.start()
        await lee.sees("not to be lost")
        await ana.until(lambda: not ana.reads("Waiting to be sent"), "still waits")
        await lee.until(lambda: present(lee) == 1, "does not see that Ana left")
        assert times_read(lee, "not to be lost") == 1


async def test_signing_out_over_a_lesson_leaves_it_and_happens_once(lesson: Story) -> None:
    lee, ana = await lesson.in_the_lesson("Ms Lee"), await lesson.in_the_lesson("Ana Silva")
    await lee.until(lambda: present(lee) == 2, "does not see Ana")
    await ana.press("Ctrl+,")
    await ana.sees("Settings")
    header = ana.app.window.header
    header.sign_out_wanted.emit()
    header.sign_out_wanted.emit()
    await ana.sees("Password")
    await lee.until(lambda: present(lee) == 1, "does not see that Ana left")
    assert ana.app.signed_in is None


@pytest.mark.rare  # meanwhile one signs out over a lesson above
async def test_whoever_else_ends_a_stay_waits_for_the_sign_out_under_way(lesson: Story) -> None:
    async with chaos_before(lesson.relay.ready["port"]) as line:
        ana = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        line.stall()
        ana.app.window.header.sign_out_wanted.emit()
        await ana.sees("Live now")
        stay = ana.app.signed_in
        assert stay is not None
        await asyncio.gather(stay.close(), stay.close())
        await ana.sees("Password")


@pytest.mark.rare  # meanwhile client/test_moving
async def test_in_another_network_the_line_is_tried_at_once(
    lesson: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "FIRST_PAUSE", 3600.0)
    monkeypatch.setattr(backoff, "LONGEST_PAUSE", 3600.0)
    async with chaos_before(lesson.relay.ready["port"]) as line:
        ana = await lesson.in_the_lesson("Ana Silva", line.listens_on)
        await line.stop()
        await ana.sees("Reconnecting")
        await line.start()
        ana.app.network.changed.emit()
        await ana.until(lambda: ana.room is not None and ana.room.caught_up, "is not in again")


@pytest.mark.rare  # meanwhile features/chat/test_private
async def test_a_private_word_is_noticed_and_answered_in_private_also_while_all_are_muted(
    lesson: Story,
) -> None:
    lee, ana = await lesson.in_the_lesson("Ms Lee"), await lesson.in_the_lesson("Ana Silva")
    tom = await lesson.in_the_lesson("Tom Becker")
    assert lee.room is not None
    lee.room.send(MuteChat(ref=new_ref(), session=lee.room.session_id))
    await ana.sees("You can still write to the teacher")
    await ana.fill("Message that teachers and the school's admins see", "I do not understand")
    await ana.press("Return")
    await lee.sees("Ana Silva wrote to you privately")
    await lee.click("Answer Ana Silva privately")
    await lee.fill("Message that Ana Silva, teachers and the school's admins see", "Shall we look at it?")
    await lee.press("Return")
    await ana.sees("only for Ana Silva, teachers and admins")
    await ana.sees(": Shall we look at it?")
    lee.room.send(UnmuteChat(ref=new_ref(), session=lee.room.session_id))
    await tom.until(partial(missing, tom, "has muted the chat"), "is still muted")
    await say(tom, "I have it")
    await ana.sees("I have it")
    assert not any(tom.reads(words) for words in ("I do not understand", "Shall we look at it?"))
