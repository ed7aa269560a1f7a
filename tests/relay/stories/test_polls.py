"""Polls through a real relay: late and faked answers, secrecy, who is missing, restarts, and erasing."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from relay.protocol.chat import Chat
from relay.protocol.lesson import EndSession
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.people import People
from relay.protocol.poll_drafts import PollDraft, Solution
from relay.protocol.polls import (
    AnswerPoll,
    OpenPoll,
    PollAnswered,
    PollOpened,
    Polls,
    ResultsShown,
    ShowResults,
)
from relay.protocol.prompts import ClosePrompt, Nudge, Nudged, ProlongPrompt, PromptClosed, Prompts
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.sessions import GetSession, ReopenSession, SessionDetails, SessionReply
from relay.protocol.stage import SetStage
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests
from tests.relay.inside import MovingClock, code_of, looked_at, relay_inside, school_inside
from tests.relay.process import school
from tests.relay.school.test_own_data import whole

KEY, WHY = 48_151.625, "because xylophones do"
QUIZ = PollDraft(
    question="How many?",
    kind="number",
    solution=Solution(number=KEY, tolerance=0.5),
    explanation=WHY,
)
CHOICE = PollDraft(question="Which?", options=["Red", "Blue"], solution=Solution(choices=[1]))


async def in_lesson(made: SchoolOfTests, *names: str) -> tuple[str, Client, list[Client]]:
    """The session, the teacher and these students, all in and told of each other."""
    lee = await made.teacher()
    pupils = [await made.student(name) for name in names]
    session = await made.live(lee)
    for client in (lee, *pupils):
        client.heard = []
        await client.enter(session)
    for client in (lee, *pupils):
        people = client.rooms[session].memories[People]
        await client.until(partial(all_here, people, 1 + len(names)))
    return session, lee, pupils


def all_here(people: People, count: int) -> bool:
    return len(people.present()) == count


async def ask(lee: Client, session: str, draft: PollDraft = CHOICE, instead_of: int = 0) -> int:
    """Opens a poll; its number."""
    ref = new_ref()
    await lee.do(OpenPoll(ref=ref, session=session, draft=draft, instead_of=instead_of))
    room = lee.rooms[session]

    def opened() -> list[int]:
        return [event.seq for event in room.told if isinstance(event, PollOpened) and event.ref == ref]

    await lee.until(opened)
    return opened()[0]


def answer(session: str, poll: int, *choices: int, **more: Any) -> AnswerPoll:
    return AnswerPoll(ref=new_ref(), session=session, prompt=poll, choices=list(choices), **more)


async def hears_of(client: Client, session: str, number: int) -> None:
    """The poll has come to them."""
    await client.until(lambda: number in client.rooms[session].memories[Polls].polls)


async def close(lee: Client, session: str, number: int) -> None:
    await lee.do(ClosePrompt(ref=new_ref(), session=session, prompt=number))
    prompts = lee.rooms[session].memories[Prompts]
    await lee.until(lambda: not prompts.prompts[number].open)


async def show(lee: Client, session: str, number: int, **more: Any) -> ResultsShown:
    ref = new_ref()
    await lee.do(ShowResults(ref=ref, session=session, prompt=number, **more))
    room = lee.rooms[session]

    def shown() -> list[ResultsShown]:
        return [event for event in room.told if isinstance(event, ResultsShown) and event.ref == ref]

    await lee.until(shown)
    return shown()[0]


async def lose(lee: Client, session: str, client: Client) -> None:
    """A line is cut, and the teacher has been told."""
    await client.cut()
    prompts = lee.rooms[session].memories[Prompts]
    await lee.until(lambda: client.me.id in prompts.lost)


async def back(client: Client, made: SchoolOfTests, name: str, session: str) -> Client:
    """Comes in again on a new line, with what was there before."""
    again = await made.student(name)
    again.heard = []
    again.rooms[session] = client.rooms[session]
    await again.enter(session)
    return again


def frames(client: Client) -> bytes:
    """Every byte that a program was sent, as text."""
    assert client.heard is not None
    return b"\n".join(client.heard)


async def history(client: Client, session: str) -> bytes:
    """The whole log as somebody reads it afterwards."""
    bodies, after = [], 0
    while True:
        page = await client.ask(ReadLog(ref=new_ref(), session=session, after=after), LogPage)
        bodies += [bytes(raw) for raw in page.events]
        after = page.upto
        if page.upto == page.head:
            return b"\n".join(bodies)


async def test_a_vote_given_while_the_line_was_down_counts_and_a_faked_one_does_not(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", "Zoe", gather_seconds=0.0) as (_, made):
        session, lee, (ana, tom, eve) = await in_lesson(made, "Ana", "Tom", "Eve")
        await lose(lee, session, eve)  # before it is asked
        number = await ask(lee, session)
        await hears_of(ana, session, number)
        await hears_of(tom, session, number)
        said_at = next(event.at for event in lee.rooms[session].told if event.seq == number) + 1
        await lose(lee, session, ana)
        await close(lee, session, number)

        assert await code_of(tom.do(answer(session, number, 1, said_at=said_at))) == "prompt_closed", (
            "was here"
        )
        zoe = await made.student("Zoe")
        await zoe.enter(session)
        late = answer(session, number, 1, said_at=said_at)
        assert await code_of(zoe.do(late)) == "prompt_closed", "came first afterwards"
        eve = await back(eve, made, "Eve", session)
        late = answer(session, number, 1, said_at=said_at)
        assert await code_of(eve.do(late)) == "prompt_closed", "could not know of it"

        ana = await back(ana, made, "Ana", session)
        told = await ana.do(answer(session, number, 1, said_at=said_at))
        assert isinstance(told, PollAnswered)
        assert told.late
        again = answer(session, number, 0, said_at=said_at)
        assert await code_of(ana.do(again)) == "prompt_closed", "a second one"
        shown = await show(lee, session, number)
        assert (shown.chosen, shown.answered) == ([0, 1], 1)


async def test_after_results_nothing_late_is_taken_and_they_stay_as_they_were(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", gather_seconds=0.0) as (_, made):
        session, lee, (ana, tom) = await in_lesson(made, "Ana", "Tom")
        number = await ask(lee, session)
        await hears_of(tom, session, number)
        await tom.do(answer(session, number, 0))
        said_at = lee.rooms[session].told[-1].at
        await lose(lee, session, ana)
        first = await show(lee, session, number)
        assert (first.chosen, first.answered, first.asked) == ([1, 0], 1, 2)
        ana = await back(ana, made, "Ana", session)
        late = answer(session, number, 1, said_at=said_at)
        assert await code_of(ana.do(late)) == "prompt_closed"
        second = await show(lee, session, number, solution=True)
        assert (second.chosen, second.answered, second.asked) == (first.chosen, first.answered, first.asked)


async def test_right_answers_and_others_answers_are_in_no_byte_that_a_pupil_got(tmp_path: Path) -> None:
    """Not live, not after a cut, not for who comes late, nor in the history."""
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", gather_seconds=0.0) as (_, made):
        session, lee, (ana, tom) = await in_lesson(made, "Ana", "Tom")
        number = await ask(lee, session, QUIZ)
        await hears_of(ana, session, number)
        await ana.do(answer(session, number, number=7_777.5))
        await lose(lee, session, tom)
        tom = await back(tom, made, "Tom", session)
        await close(lee, session, number)
        eve = await made.student("Eve")
        eve.heard = []
        await eve.enter(session)
        await tom.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
        for client in (ana, tom, eve):
            await history(client, session)
            await client.all_is_read()
        key, why = str(KEY).encode(), WHY.encode()
        assert key in frames(lee)
        assert why in frames(lee)
        for client in (ana, tom, eve):
            told = frames(client)
            assert b"How many?" in told
            for secret in (key, why, b"poll_keyed", b"solution", b"tolerance"):
                assert secret not in told, secret
        for client in (tom, eve):
            assert b"7777.5" not in frames(client)
            assert b"poll_answered" not in frames(client)
        assert b"7777.5" in frames(ana)
        await show(lee, session, number)
        await eve.until(lambda: eve.rooms[session].memories[Polls].polls[number].results)
        assert key not in frames(eve)
        assert why not in frames(eve), "results are shown, the solution is not"
        await show(lee, session, number, solution=True)
        await eve.until(lambda: why in frames(eve))
        assert key in frames(eve)
        await lee.do(EndSession(ref=new_ref(), session=session))
        for client in (tom, eve):
            assert b"poll_answered" not in await history(client, session), "afterwards neither"
            assert ana.me.id.encode() not in b"".join(
                line for line in (await history(client, session)).splitlines() if b'"prompt"' in line
            )


async def test_who_is_missing_with_one_line_cut_and_a_nudge_to_them_alone(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", "Zoe", gather_seconds=0.0) as (_, made):
        session, lee, (ana, tom, eve, zoe) = await in_lesson(made, "Ana", "Tom", "Eve", "Zoe")
        number = await ask(lee, session)
        for client in (ana, tom, eve, zoe):
            await hears_of(client, session, number)
        await ana.do(answer(session, number, 0))
        await lose(lee, session, tom)
        prompts = lee.rooms[session].memories[Prompts]
        await lee.until(lambda: ana.me.id in prompts.prompts[number].responded)
        assert prompts.waiting_for(number) == [eve.me.id, zoe.me.id]
        assert prompts.unreachable(number) == [tom.me.id]
        assert prompts.asked(number) == 4
        await lee.do(Nudge(ref=new_ref(), session=session, prompt=number))
        for client in (eve, zoe):
            await client.until(partial(nudges, client, session))
            assert [event.account for event in nudges(client, session)] == [client.me.id]
        tom = await back(tom, made, "Tom", session)
        for client in (ana, tom):
            await client.all_is_read()
            assert b"nudged" not in frames(client)


def nudges(client: Client, session: str) -> list[Nudged]:
    return [event for event in client.rooms[session].told if isinstance(event, Nudged)]


async def test_its_time_is_running_time_over_a_restart(tmp_path: Path) -> None:
    clock = MovingClock()
    folder = tmp_path / "data"
    timed = PollDraft(preset="yes_no", seconds=100)
    async with school_inside(folder, "Ana", clock=clock, gather_seconds=0.0) as (_, made):
        session, lee, (ana,) = await in_lesson(made, "Ana")
        number = await ask(lee, session, timed)
        clock.move(10)
        await ana.do(answer(session, number, 0))
        await lee.all_is_read()
        token, port = made.teacher_token, made.port
    clock.move(3600)
    async with relay_inside(folder, clock, port=port, gather_seconds=0.0) as (server, made):
        lee = await made.client(token)
        room = await lee.enter(session)
        prompt = room.memories[Prompts].prompts[number]
        assert prompt.open
        inside = server.rooms.get(session)
        assert inside is not None
        left = prompt.left(inside.room.now())
        assert left is not None
        assert 30_000 < left <= 100_000, "an hour went by in which nothing ran"
        clock.move(left / 1000 - 5)
        await looked_at(lee, session)
        assert prompt.open
        await lee.do(ProlongPrompt(ref=new_ref(), session=session, prompt=number, seconds=60))
        clock.move(10)
        await looked_at(lee, session)
        assert prompt.open, "a minute was added"
        clock.move(60)
        await lee.send(SetStage(ref=new_ref(), session=session))
        await lee.until(lambda: prompt.why == "time")


async def test_a_lesson_that_goes_on_has_its_poll_open_again(tmp_path: Path) -> None:
    clock = MovingClock()
    async with school_inside(tmp_path, "Ana", clock=clock, gather_seconds=0.0) as (_, made):
        session, lee, (ana,) = await in_lesson(made, "Ana")
        number = await ask(lee, session, PollDraft(preset="yes_no", seconds=600))
        known = lee.changes(session)
        await lee.do(EndSession(ref=new_ref(), session=session))
        await lee.told_of_more(session, known)
        clock.move(300)
        await lee.ask(ReopenSession(ref=new_ref(), session=session), SessionReply)
        for client in (lee, ana):
            await client.enter(session)
        prompts = lee.rooms[session].memories[Prompts]
        assert prompts.open == number
        assert prompts.prompts[number].idle >= 300_000
        await ana.do(answer(session, number, 1))
        await lee.until(lambda: ana.me.id in prompts.prompts[number].responded)
        assert [type(event) for event in lee.rooms[session].told].count(PromptClosed) == 0


async def test_a_relay_that_is_killed_before_it_answers_loses_no_vote_and_counts_none_twice(
    tmp_path: Path,
) -> None:
    async with school(tmp_path / "data", "Ana", gather_seconds=0.0) as (relay, made):
        session, lee, (ana,) = await in_lesson(made, "Ana")
        number = await ask(lee, session)
        await hears_of(ana, session, number)
        given = answer(session, number, 1)
        await ana.send(given)  # the answer may be stored or not, and nobody has heard
        await relay.kill()
        await relay.start()
        ana, lee = await back(ana, made, "Ana", session), await made.teacher()
        await lee.enter(session)
        await ana.answer(given)
        await lee.until(lambda: ana.me.id in lee.rooms[session].memories[Prompts].prompts[number].responded)
        await lee.all_is_read()
        votes = [event for event in lee.rooms[session].told if isinstance(event, PollAnswered)]
        assert [(vote.by, vote.choices, vote.ref) for vote in votes] == [(ana.me.id, [1], given.ref)]
        shown = await show(lee, session, number)
        assert (shown.chosen, shown.answered, shown.asked) == ([0, 1], 1, 1)


async def test_who_is_erased_leaves_no_word_in_what_was_asked_and_answered(tmp_path: Path) -> None:
    """Nor in what was shown of it to the class."""
    async with school_inside(tmp_path, "Ana", "Tom", gather_seconds=0.0) as (_, made):
        session, lee, (ana, tom) = await in_lesson(made, "Ana", "Tom")
        number = await ask(lee, session, PollDraft(question="In a word?", kind="text"))
        for client, words in ((ana, "xylophone"), (tom, "trumpet")):
            await hears_of(client, session, number)
            await client.do(answer(session, number, text=words))
        shown = await show(lee, session, number, texts=["xylophone", "trumpet"])
        assert {tally.text for tally in shown.tallies} == {"xylophone", "trumpet"}
        mine = json.dumps(await whole(ana, ana.me.id))
        assert "xylophone" in mine
        assert "trumpet" not in mine
        known = lee.changes(session)
        await lee.do(EndSession(ref=new_ref(), session=session))
        await lee.told_of_more(session, known)
        erased = await lee.ask(ErasePerson(ref=new_ref(), account=ana.me.id), PersonErased)
        assert erased.events >= 3, "who came, what she said, and where that was shown"
        left = await history(lee, session)
        assert b"xylophone" not in left
        assert left.count(b"trumpet") == 2
        assert b'"count":1' in left, "what was counted stays"


async def test_figures_count_polls(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", gather_seconds=0.0) as (_, made):
        session, lee, _ = await in_lesson(made, "Ana")
        number = await ask(lee, session)
        await ask(lee, session, instead_of=number)
        known = lee.changes(session)
        await lee.do(EndSession(ref=new_ref(), session=session))
        await lee.told_of_more(session, known)
        details = await lee.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
        assert details.figures is not None
        assert details.figures.counted()["polls"] == 2
        lines = [line.kind for line in lee.rooms[session].memories[Chat].messages]
        assert lines.count("poll") == 2
