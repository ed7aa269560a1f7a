"""A room over the line: everything once and in order, whatever happens to the line."""

import asyncio
import time
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio
from websockets.asyncio.server import ServerConnection

import desktop.client.command_queue as queue_module
import desktop.client.session_log as log_module
from desktop.client import PendingCommand, RelayClient, RoomClient
from relay.protocol.base import Command, Event, Reply, RoomCommand
from relay.protocol.catalog import encode
from relay.protocol.chat import Chat, MessagePosted, PostMessage
from relay.protocol.entering import Entered, EnterRoom, LeaveRoom, LeftRoom
from relay.protocol.hands import HandRaised, RaiseHand
from relay.protocol.lesson import Lesson, SessionEnded, SessionReopened, SessionStarted
from relay.protocol.log import Afresh, Answered, LogPage, Page, ReadLog
from relay.protocol.people import PersonRemoved
from relay.protocol.refusals import Refused
from relay.protocol.session_stats import SessionStats
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.desktop.client.little import ME, SESSION, Key, LittleRelay, little_relay

EPOCH, OTHER_EPOCH = "01J0000000000000000000000E", "01J0000000000000000000000F"
TEACHER = "01J0000000000000000000000T"


def said(seq: int, text: str = "", ref: str = "", by: str = TEACHER) -> MessagePosted:
    return MessagePosted(seq=seq, at=1000 + seq, by=by, ref=ref or new_ref(), text=text or f"line {seq}")


def page(prev: int, *events: Event, upto: int = 0) -> Page:
    last = events[-1].seq if events else prev
    return Page(
        session=SESSION, prev=prev, upto=upto or last, events=[msgspec.Raw(encode(e)) for e in events]
    )


class Scripted:
    """What the little relay answers: to each kind of command a function, else nothing."""

    def __init__(self, little: LittleRelay) -> None:
        self.little = little
        self.epoch, self.head, self.after = EPOCH, 0, 0
        self.afresh = False
        self.answers: dict[type[Command], object] = {}
        self.log: list[Event] = []
        little.talk = self.talk

    def heard(self, kind: type[Command]) -> list[Command]:
        return [command for command in self.little.heard if isinstance(command, kind)]

    async def talk(self, relay: LittleRelay, socket: ServerConnection) -> None:
        while True:
            command = await relay.read(socket)
            answer = self.answers.get(type(command), self.enter if isinstance(command, EnterRoom) else None)
            if callable(answer):
                words = answer(command)
                for word in words if isinstance(words, list) else [words]:
                    if word is not None:
                        await relay.say(word)

    def enter(self, command: EnterRoom) -> list[Reply | Page]:
        after = 0 if self.afresh else command.after
        entered = Entered(
            ref=command.ref,
            session=SESSION,
            epoch=self.epoch,
            after=after,
            head=self.head,
            role="student",
            afresh=self.afresh,
        )
        self.afresh = False
        rest = [event for event in self.log if event.seq > after]
        return [entered, *([page(after, *rest)] if rest else [])]


@pytest_asyncio.fixture
async def script(key: Key) -> AsyncIterator[Scripted]:
    async with little_relay(key) as little:
        yield Scripted(little)


@pytest_asyncio.fixture
async def line(script: Scripted, key: Key) -> AsyncIterator[RelayClient]:
    relay = RelayClient(script.little.address, key.pin, "token")
    relay.start()
    await until(lambda: relay.state.kind == "connected")
    yield relay
    await relay.close()


class Watched:
    """A room and everything it told."""

    def __init__(self, room: RoomClient) -> None:
        self.room = room
        self.told: list[tuple[int, bool]] = []
        self.slices = 0
        self.closed: list[str] = []
        self.refused: list[PendingCommand] = []
        self.afresh = 0
        room.on_told.connect(self._told)
        room.on_closed.connect(self.closed.append)
        room.on_refused.connect(self.refused.append)
        room.on_afresh.connect(self._afresh)

    def _told(self, events: list[Event], live: bool) -> None:
        self.slices += 1
        self.told += [(event.seq, live) for event in events]

    def _afresh(self) -> None:
        self.afresh += 1

    def texts(self) -> list[str]:
        return [m.text for m in self.room.memories[Chat].messages if m.kind != "system"]


async def entered(line: RelayClient) -> Watched:
    watched = Watched(line.room(SESSION))
    await until(lambda: watched.room.is_in and watched.room.caught_up)
    return watched


def post(text: str) -> PostMessage:
    return PostMessage(ref=new_ref(), session=SESSION, text=text)


async def test_a_newcomer_is_caught_up_and_then_told_live(line: RelayClient, script: Scripted) -> None:
    script.log, script.head = [said(1), said(2), said(3)], 3
    seen = await entered(line)
    assert seen.told == [(1, False), (2, False), (3, False)]
    assert (seen.room.role, seen.room.me, seen.room.upto) == ("student", ME, 3)
    await script.little.say(page(3, said(4)))
    await until(lambda: seen.room.upto == 4)
    assert seen.told[-1] == (4, True)
    assert seen.texts() == ["line 1", "line 2", "line 3", "line 4"]


async def test_a_page_over_the_head_is_caught_up_first_and_live_after(
    line: RelayClient, script: Scripted
) -> None:
    script.log, script.head = [said(1), said(2), said(3)], 2
    seen = await entered(line)
    await until(lambda: seen.room.upto == 3)
    assert seen.told == [(1, False), (2, False), (3, True)]


async def test_hidden_events_move_the_place_and_nothing_else(line: RelayClient, script: Scripted) -> None:
    script.head = 2
    script.answers[EnterRoom] = lambda c: [*script.enter(c), page(0, upto=2)]
    seen = await entered(line)
    await script.little.say(page(2, said(4), upto=5))
    await script.little.say(page(5, said(6)))
    await until(lambda: seen.room.upto == 6)
    assert [seq for seq, _ in seen.told] == [4, 6]


async def test_an_event_of_tomorrow_is_passed_over(line: RelayClient, script: Scripted) -> None:
    seen = await entered(line)
    tomorrow = msgspec.Raw(b'{"t":"from_the_future","seq":2,"at":1,"by":"x","ref":"y","question":"?"}')
    broken = msgspec.Raw(b'["not an event"]')
    events = [msgspec.Raw(encode(said(1))), tomorrow, broken, msgspec.Raw(encode(said(3)))]
    await script.little.say(Page(session=SESSION, prev=0, upto=3, events=events))
    await until(lambda: seen.room.upto == 3)
    assert [seq for seq, _ in seen.told] == [1, 3]


async def test_what_comes_twice_is_told_once(line: RelayClient, script: Scripted) -> None:
    seen = await entered(line)
    one, two, three = said(1), said(2), said(3)
    for words in (page(0, one, two), page(0, one, two), page(0, one, two, three)):
        await script.little.say(words)
    await until(lambda: seen.room.upto == 3)
    assert seen.told == [(1, True), (2, True), (3, True)]


async def test_a_gap_is_not_skipped_but_asked_for(line: RelayClient, script: Scripted) -> None:
    seen = await entered(line)
    script.log, script.head = [said(1), said(2), said(3)], 3
    await script.little.say(page(2, script.log[2]))
    await until(lambda: not seen.room.is_in)
    await until(lambda: seen.room.caught_up and seen.room.upto == 3)
    assert [seq for seq, _ in seen.told] == [1, 2, 3]
    assert len(script.heard(EnterRoom)) == 2


async def test_after_a_cut_it_goes_on_from_its_place(line: RelayClient, script: Scripted) -> None:
    script.log, script.head = [said(1), said(2, ref=new_ref())], 2
    seen = await entered(line)
    script.log.append(said(3))
    script.head = 3
    script.little.sockets[-1].transport.abort()
    await until(lambda: len(script.heard(EnterRoom)) == 2)
    await until(lambda: seen.room.caught_up)
    again = script.heard(EnterRoom)[-1]
    assert isinstance(again, EnterRoom)
    assert (again.epoch, again.after, again.seen, again.seen_ref) == (EPOCH, 2, 2, script.log[1].ref)
    assert seen.told == [(1, False), (2, False), (3, False)]
    assert seen.afresh == 0


@pytest.mark.parametrize("way", ["said so", "other epoch", "notice"])
async def test_afresh_forgets_and_reads_again(line: RelayClient, script: Scripted, way: str) -> None:
    script.log, script.head = [said(1, "old"), said(2, "old")], 2
    seen = await entered(line)
    script.log, script.head = [said(1, "new")], 1
    if way == "notice":
        await script.little.say(Afresh(session=SESSION))
    else:
        script.epoch = OTHER_EPOCH
        script.afresh = True
        script.little.sockets[-1].transport.abort()
    await until(lambda: seen.afresh == 1)
    await until(lambda: seen.room.caught_up)
    assert seen.texts() == ["new"]
    assert seen.room.upto == 1


async def test_no_entry_is_told_with_its_code(line: RelayClient, script: Scripted) -> None:
    script.answers[EnterRoom] = lambda c: Refused(ref=c.ref, code="session_full")
    seen = Watched(line.room(SESSION))
    waiting = seen.room.send(post("hello?"))
    await until(lambda: seen.closed)
    assert seen.closed == ["session_full"]
    assert (waiting.state, waiting.code) == ("refused", "session_full")
    del script.answers[EnterRoom]
    assert line.room(SESSION) is not seen.room, "asking again makes a new try"
    await until(lambda: line.room(SESSION).is_in)


async def test_a_busy_room_is_knocked_at_again(line: RelayClient, script: Scripted) -> None:
    def busy_once(command: EnterRoom) -> object:
        if len(script.heard(EnterRoom)) == 1:
            return Refused(ref=command.ref, code="busy", retry=0.05)
        return script.enter(command)

    script.answers[EnterRoom] = busy_once
    await entered(line)
    assert len(script.heard(EnterRoom)) == 2


async def test_being_removed_closes_the_room(line: RelayClient, script: Scripted) -> None:
    seen = await entered(line)
    await script.little.say(page(0, PersonRemoved(seq=1, at=1, by=TEACHER, ref=new_ref(), account=ME.id)))
    await until(lambda: seen.closed)
    assert seen.closed == ["removed"]
    assert not seen.room.is_in


# Sending.


async def test_a_message_waits_is_sent_and_goes_when_it_is_told(line: RelayClient, script: Scripted) -> None:
    seen = await entered(line)
    changes: list[list[str]] = []
    seen.room.on_waiting_changed.connect(lambda: changes.append([w.state for w in seen.room.waiting]))
    waiting = seen.room.send(post("hello"))
    assert [w.ref for w in seen.room.waiting] == [waiting.ref]
    await until(lambda: script.heard(PostMessage))
    assert waiting.state == "sent"
    await script.little.say(page(0, said(1, "hello", waiting.ref, by=TEACHER)))
    await until(lambda: seen.room.upto == 1)
    assert seen.room.waiting == [waiting], "somebody else's event with this ref answers nothing"
    await script.little.say(page(1, said(2, "hello", waiting.ref, by=ME.id)))
    await until(lambda: not seen.room.waiting)
    assert changes[-1] == []


async def test_messages_go_one_by_one_and_in_order(line: RelayClient, script: Scripted) -> None:
    seq, at = 0, 0.0

    def take(command: PostMessage) -> Page:
        nonlocal seq, at
        seq, at = seq + 1, time.monotonic()
        return page(seq - 1, said(seq, command.text, command.ref, by=ME.id))

    script.answers[PostMessage] = take
    seen = await entered(line)
    began = time.monotonic()
    for n in range(6):
        seen.room.send(post(f"{n}"))
    await until(lambda: not seen.room.waiting)
    assert seen.texts() == ["0", "1", "2", "3", "4", "5"]
    assert at - began > 0.5, "a student's sixth message in a second waits its turn"


async def test_every_paced_command_waits_its_turn(line: RelayClient, script: Scripted) -> None:
    at: list[float] = []

    def up(command: RaiseHand) -> Page:
        at.append(time.monotonic())
        seq = len(at)
        return page(seq - 1, HandRaised(seq=seq, at=1000 + seq, by=ME.id, ref=command.ref))

    script.answers[RaiseHand] = up
    seen = await entered(line)
    for _ in range(3):
        seen.room.send(RaiseHand(ref=new_ref(), session=SESSION))
    await until(lambda: not seen.room.waiting)
    assert at[2] - at[1] > 1.5, "a third hand at once waits until the relay takes it"
    assert not seen.refused


async def test_a_later_code_holds_the_head_and_keeps_the_order(line: RelayClient, script: Scripted) -> None:
    asked: list[str] = []

    def away_at_first(command: PostMessage) -> object:
        asked.append(command.text)
        if len(asked) <= 2:
            return Refused(ref=command.ref, code="teacher_away", retry=0.1)
        return page(len(asked) - 3, said(len(asked) - 2, command.text, command.ref, by=ME.id))

    script.answers[PostMessage] = away_at_first
    script.answers[RaiseHand] = lambda c: None
    seen = await entered(line)
    first = seen.room.send(post("first"))
    seen.room.send(post("second"))
    up = seen.room.send(RaiseHand(ref=new_ref(), session=SESSION))
    await until(lambda: first.code == "teacher_away")
    await until(lambda: up.state == "sent")  # a hand does not wait behind a held message
    await until(lambda: len(seen.texts()) == 2)
    assert asked == ["first", "first", "first", "second"]
    assert first.code == ""
    assert not seen.refused


async def test_a_final_code_keeps_the_message_until_discarded_or_said_again(
    line: RelayClient, script: Scripted
) -> None:
    script.answers[PostMessage] = lambda c: (
        Refused(ref=c.ref, code="muted") if c.text == "bad" else page(0, said(1, c.text, c.ref, by=ME.id))
    )
    seen = await entered(line)
    bad = seen.room.send(post("bad"))
    seen.room.send(post("good"))
    await until(lambda: seen.texts() == ["good"])
    assert seen.refused == [bad]
    assert [(w.state, w.code) for w in seen.room.waiting] == [("refused", "muted")]
    seen.room.discard(bad.ref)
    again = seen.room.send(post("bad"))
    await until(lambda: again.state == "refused")
    seen.room.discard(again.ref)
    assert seen.room.waiting == []


async def test_what_has_no_answer_is_sent_again_with_the_same_ref_and_answered_clears_it(
    line: RelayClient, script: Scripted
) -> None:
    seen = await entered(line)
    waiting = seen.room.send(post("kept"))
    await until(lambda: script.heard(PostMessage))
    assert waiting.command.said_at == 0  # type: ignore[attr-defined]
    script.log, script.head = [said(1, "kept", waiting.ref, by=ME.id)], 1
    script.answers[PostMessage] = lambda c: Answered(ref=c.ref, session=SESSION, first=1, last=1)
    script.little.sockets[-1].transport.abort()
    await until(lambda: not seen.room.waiting)
    assert seen.texts() == ["kept"]
    assert {c.ref for c in script.heard(PostMessage)} == {waiting.ref}


async def test_answered_waits_for_its_events(line: RelayClient, script: Scripted) -> None:
    script.answers[PostMessage] = lambda c: Answered(ref=c.ref, session=SESSION, first=1, last=2)
    seen = await entered(line)
    waiting = seen.room.send(post("kept"))
    await until(lambda: waiting.answered_upto == 2)
    assert seen.room.waiting == [waiting]
    await script.little.say(page(0, upto=2))
    await until(lambda: not seen.room.waiting)


async def test_an_answer_that_comes_after_its_events_clears_it(line: RelayClient, script: Scripted) -> None:
    script.answers[PostMessage] = lambda c: [
        page(0, said(1, by="")),
        Answered(ref=c.ref, session=SESSION, first=1, last=1),
    ]
    seen = await entered(line)
    seen.room.send(post("told by nobody"))
    await until(lambda: script.heard(PostMessage))
    await until(lambda: not seen.room.waiting)


async def test_what_the_relay_takes_later_is_gone_past_and_tried_at_once_when_asked_to(
    line: RelayClient, script: Scripted
) -> None:
    head = 0

    def slow(command: PostMessage) -> object:
        nonlocal head
        if command.kind == "chat" and not command.private and len(script.heard(PostMessage)) < 5:
            return Refused(ref=command.ref, code="too_fast", retry=3600)
        head += 1
        return page(head - 1, said(head, command.text, command.ref, by=ME.id))

    script.answers[PostMessage] = slow
    seen = await entered(line)
    first, second = seen.room.send(post("first")), seen.room.send(post("second"))
    await until(lambda: first.held)
    assert first.due - line.now() > 3_500_000
    question, private = post("why?"), post("psst")
    question.kind, private.private = "question", True
    for command in (question, private, post("third")):
        seen.room.send(command)
    await until(lambda: seen.texts() == ["why?", "psst"])
    await until(lambda: len(seen.room.waiting) == 3)
    assert [w.state for w in seen.room.waiting] == ["waiting"] * 3
    assert second.code == ""
    seen.room.try_held()
    await until(lambda: len(script.heard(PostMessage)) == 4 and first.held)
    seen.room.try_held()
    await until(lambda: not seen.room.waiting)
    assert seen.texts() == ["why?", "psst", "first", "second", "third"]


async def test_what_has_not_left_is_taken_back_and_what_has_is_not(
    line: RelayClient, script: Scripted
) -> None:
    seen = await entered(line)
    room = seen.room
    sent, other = room.send(post("sent")), room.send(RaiseHand(ref=new_ref(), session=SESSION))
    await until(lambda: len(script.heard(PostMessage)) == 1)
    for text in ("once", "twice"):
        room.send(post(text))
    assert [one.text for one in room.asked_of(PostMessage)] == ["sent", "once", "twice"]
    assert not room.take_back(PostMessage, lambda one: one.text == "sent"), "it is on its way"
    assert room.take_back(PostMessage)
    assert room.waiting == [sent, other]
    assert not room.take_back(PostMessage)


async def test_silence_on_a_line_that_stands_is_asked_again(
    line: RelayClient, script: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "RESEND_SECONDS", 0.2)
    seen = await entered(line)
    waiting = seen.room.send(post("anybody?"))
    await until(lambda: len(script.heard(PostMessage)) == 3)
    assert {c.ref for c in script.heard(PostMessage)} == {waiting.ref}


async def test_what_is_said_while_the_line_is_down_carries_its_time(
    line: RelayClient, script: Scripted
) -> None:
    seen = await entered(line)
    lost = seen.room.send(post("sent, and cut"))
    await until(lambda: script.heard(PostMessage))
    await script.little.stop(1011)
    await until(lambda: line.state.kind == "reconnecting")
    before = line.now()
    down = seen.room.send(post("while down"))
    up = seen.room.send(RaiseHand(ref=new_ref(), session=SESSION))
    after = line.now()
    assert isinstance(down.command, PostMessage)
    assert isinstance(up.command, RaiseHand)
    assert before <= down.command.said_at <= after
    assert before <= up.command.said_at <= after
    assert down.state == "waiting"
    assert isinstance(lost.command, PostMessage)
    assert lost.command.said_at == lost.since, "what had no answer when the line went was said then"
    script.little.heard.clear()
    await script.little.start()
    line.wake()
    await until(lambda: script.heard(PostMessage))
    first = script.heard(PostMessage)[0]
    assert first.ref == lost.ref


async def test_not_in_room_enters_again_and_sends_again(line: RelayClient, script: Scripted) -> None:
    def not_at_first(command: PostMessage) -> object:
        if len(script.heard(PostMessage)) == 1:
            return Refused(ref=command.ref, code="not_in_room", retry=2.0)
        return page(0, said(1, command.text, command.ref, by=ME.id))

    script.answers[PostMessage] = not_at_first
    seen = await entered(line)
    seen.room.send(post("hello"))
    await until(lambda: seen.texts() == ["hello"])
    assert len(script.heard(EnterRoom)) == 2


# The end.


def ended(seq: int) -> SessionEnded:
    return SessionEnded(seq=seq, at=9000, by=TEACHER, ref=new_ref(), reason="teacher", figures=SessionStats())


async def test_what_has_no_answer_when_the_lesson_ends_is_refused(
    line: RelayClient, script: Scripted
) -> None:
    seen = await entered(line)
    waiting = seen.room.send(post("too late"))
    await until(lambda: script.heard(PostMessage))
    await script.little.say(page(0, ended(1)))
    await until(lambda: waiting.state == "refused")
    assert waiting.code == "session_not_live"
    assert seen.refused == [waiting]
    assert seen.closed == [], "the end is told, not closed"
    assert seen.room.caught_up, "there is nothing more to come"
    script.little.sockets[-1].transport.abort()
    await until(lambda: len(script.little.sockets) == 2 and line.state.kind == "connected")
    assert len(script.heard(EnterRoom)) == 1, "an ended lesson is not entered again"


async def test_who_was_away_at_the_end_reads_the_rest_of_the_log(line: RelayClient, script: Scripted) -> None:
    script.log, script.head = [said(1)], 1
    seen = await entered(line)
    told = seen.room.send(post("just in time"))
    lost = seen.room.send(RaiseHand(ref=new_ref(), session=SESSION))
    await until(lambda: script.heard(PostMessage) and script.heard(RaiseHand))
    log = [said(1), said(2, "just in time", told.ref, by=ME.id), said(3), ended(4)]
    script.answers[EnterRoom] = lambda c: Refused(ref=c.ref, code="session_not_live")

    def two_at_a_time(command: ReadLog) -> LogPage:
        events = log[command.after : command.after + 2]
        raw = [msgspec.Raw(encode(event)) for event in events]
        return LogPage(
            ref=command.ref,
            session=SESSION,
            epoch=EPOCH,
            prev=command.after,
            upto=events[-1].seq,
            head=4,
            events=raw,
        )

    script.answers[ReadLog] = two_at_a_time
    script.little.sockets[-1].transport.abort()
    await until(lambda: seen.room.over)
    assert seen.told == [(1, False), (2, False), (3, False), (4, False)]
    assert [w.ref for w in seen.room.waiting] == [lost.ref]
    assert (lost.state, lost.code) == ("refused", "session_not_live")
    assert seen.closed == []


async def test_a_page_is_told_at_once_after_a_while(
    line: RelayClient, script: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first event is not told alone, however long others had their turn before it came."""
    monkeypatch.setattr(log_module, "SLICE_SECONDS", 5.0)  # more than this takes
    script.log, script.head = [said(1), said(2), said(3)], 3
    room = line.room(SESSION)
    told: list[int] = []
    room.on_told.connect(lambda events, live: told.append(len(events)))
    await until(lambda: room.caught_up)
    assert told == [3]


async def test_an_end_with_more_behind_it_is_not_the_end(
    line: RelayClient, script: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("SLICE_SECONDS", "LONGEST_SLICE_SECONDS"):
        monkeypatch.setattr(log_module, limit, -1)  # on a slow computer each event is a slice
    began = SessionStarted(
        seq=1,
        at=1001,
        by=TEACHER,
        ref=new_ref(),
        title="Energy",
        teacher=TEACHER,
        teacher_name="Ms Lee",
        max_participants=30,
        duration=45,
    )
    again = SessionReopened(seq=3, at=1003, by=TEACHER, ref=new_ref(), ended_at=1002)
    script.log, script.head = [began, ended(2), again, said(4)], 4
    seen = await entered(line)
    assert seen.told == [(1, False), (2, False), (3, False), (4, False)]
    assert not seen.room.over
    assert seen.room.memories[Lesson].live
    await script.little.say(page(4, ended(5)))
    await until(lambda: seen.room.over)


async def test_a_session_that_never_began_is_closed(line: RelayClient, script: Scripted) -> None:
    script.answers[EnterRoom] = lambda c: Refused(ref=c.ref, code="session_not_live")
    script.answers[ReadLog] = lambda c: LogPage(
        ref=c.ref, session=SESSION, epoch=EPOCH, prev=0, upto=0, head=0
    )
    seen = Watched(line.room(SESSION))
    await until(lambda: seen.closed)
    assert seen.closed == ["session_not_live"]


async def test_leaving_says_so_and_stays_away(line: RelayClient, script: Scripted) -> None:
    seen = await entered(line)
    await seen.room.leave()
    assert not seen.room.is_in
    assert type(script.little.heard[-1]).__name__ == "LeaveRoom"
    script.little.sockets[-1].transport.abort()
    await until(lambda: len(script.little.sockets) == 2 and line.state.kind == "connected")
    assert len(script.heard(EnterRoom)) == 1


async def test_leaving_too_fast_is_said_again_and_coming_in_too_fast_is_tried_again(
    line: RelayClient, script: Scripted
) -> None:
    def too_fast_once(command: RoomCommand) -> object:
        if len(script.heard(type(command))) == 1:
            return Refused(ref=command.ref, code="too_fast", retry=0.05)
        if isinstance(command, EnterRoom):
            return script.enter(command)
        return LeftRoom(ref=command.ref, session=SESSION)

    script.answers[EnterRoom] = script.answers[LeaveRoom] = too_fast_once
    seen = await entered(line)
    assert len(script.heard(EnterRoom)) == 2
    assert not seen.closed
    await seen.room.leave()
    await until(lambda: len(script.heard(LeaveRoom)) == 2)


# Length.


async def test_a_long_catch_up_leaves_others_their_turn(line: RelayClient, script: Scripted) -> None:
    """While 50,000 events are folded, others in the loop have their turns."""
    count = 50_000
    start = SessionStarted(
        seq=1,
        at=1,
        by=TEACHER,
        ref=new_ref(),
        title="x",
        teacher=TEACHER,
        teacher_name="T",
        max_participants=300,
        duration=45,
    )
    log: list[Event] = [start]
    log += [HandRaised(seq=2, at=2, by=TEACHER, ref=new_ref())]
    log += [said(seq) for seq in range(3, count + 1)]
    script.head = count

    def enter_and_read(command: EnterRoom) -> list[Reply | Page]:
        return [*script.enter(command), *(page(n, *log[n : n + 64]) for n in range(0, count, 64))]

    script.answers[EnterRoom] = enter_and_read
    gaps: list[float] = []
    last = time.thread_time()  # of this thread: other programs do not count

    async def beat() -> None:
        nonlocal last
        while True:
            gaps.append(time.thread_time() - last)
            last = time.thread_time()
            await asyncio.sleep(0.005)

    seen = Watched(line.room(SESSION))
    await until(lambda: seen.told)
    last = time.thread_time()
    beating = asyncio.create_task(beat())
    await until(lambda: seen.room.caught_up)
    beating.cancel()
    assert seen.room.upto == count
    assert [seq for seq, _ in seen.told] == list(range(1, count + 1))
    assert not any(live for _, live in seen.told)
    assert len(gaps) > 10
    assert sorted(gaps)[len(gaps) * 9 // 10] < 0.1, "nine of ten turns come after 100 ms of work"
