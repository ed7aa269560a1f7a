"""The laws of memories, over random lessons: whoever arrives late remembers what a witness remembers."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings, strategies as st

from relay.protocol.admission import Admission, Admit, ChangeCode, ConfirmName, SetDoor, TurnAway
from relay.protocol.base import RoomCommand
from relay.protocol.catalog import new_memories, read_event
from relay.protocol.chat import Chat, Kind, PostMessage
from relay.protocol.hands import CallOn, Hands, LowerAllHands, LowerHand, RaiseHand
from relay.protocol.lesson import Lesson as LessonMemory
from relay.protocol.limits import GUESSES_ALLOWED
from relay.protocol.log import may_see
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import AllowBack, People, RemovePerson
from relay.protocol.refusals import Refusal
from relay.protocol.stage import HandStage, SetStage, Stage
from relay.room import Asker, RoomLimits, new_ref
from tests.relay.lists import SESSION, Lesson, person, remember

STUDENTS = [
    person("Ana"),
    person("Tom"),
    replace(person("Eve"), standing="claimed", claims="01ARZ3NDEKTSV4RRFFQ69G5FAX"),
    replace(person("Omar"), standing="guest"),
]
TEACHER = person("Ms Lee", "teacher")
PEOPLE = [TEACHER, *STUDENTS]

who = st.sampled_from(PEOPLE)
student = st.sampled_from(STUDENTS)
act = st.one_of(
    st.tuples(st.just("enter"), who),
    st.tuples(st.just("leave"), who),
    st.tuples(st.just("lose"), who),
    st.tuples(st.just("say"), who, st.sampled_from(("chat", "question")), st.booleans()),
    st.tuples(st.just("answer"), who, st.integers(1, 60)),
    st.tuples(st.just("raise"), who),
    st.tuples(st.just("lower"), who, student),
    st.tuples(st.just("lower all"), who),
    st.tuples(st.just("call on"), who, student),
    st.tuples(st.just("mute"), who, st.none() | student),
    st.tuples(st.just("unmute"), who, st.none() | student),
    st.tuples(st.just("stage"), who, st.sampled_from(("", "people", "of a newer program"))),
    st.tuples(st.just("hand stage"), who, st.none() | student),
    st.tuples(st.just("remove"), who, student),
    st.tuples(st.just("allow back"), who, student),
    st.tuples(st.just("door"), who, st.sampled_from(("off", "guests", "all")), st.booleans()),
    st.tuples(st.just("change code"), who),
    st.tuples(st.just("guesses")),
    st.tuples(st.just("admit"), who, student),
    st.tuples(st.just("admit all"), who),
    st.tuples(st.just("turn away"), who, student),
    st.tuples(st.just("confirm"), who, student),
    st.tuples(st.just("wait"), st.sampled_from((0.2, 1.5, 40.0, 700.0))),
    st.tuples(st.just("crash")),
    st.tuples(st.just("end")),
    st.tuples(st.just("reopen")),
)


def command(kind: str, args: tuple[object, ...]) -> RoomCommand:
    ref = new_ref()
    account = args[0].account if args and isinstance(args[0], Asker) else None
    match kind, args:
        case "say", (str(said), bool(private)):
            kind_said: Kind = "question" if said == "question" else "chat"
            return PostMessage(ref=ref, session=SESSION, text="hi", kind=kind_said, private=private)
        case "answer", (int(to),):
            return PostMessage(ref=ref, session=SESSION, text="so", kind="answer", answers=to)
        case "raise", _:
            return RaiseHand(ref=ref, session=SESSION)
        case "lower", _:
            return LowerHand(ref=ref, session=SESSION, account=account)
        case "lower all", _:
            return LowerAllHands(ref=ref, session=SESSION)
        case "mute", _:
            return MuteChat(ref=ref, session=SESSION, account=account)
        case "unmute", _:
            return UnmuteChat(ref=ref, session=SESSION, account=account)
        case "stage", (str(shown),):
            return SetStage(ref=ref, session=SESSION, kind=shown)
        case "hand stage", _:
            return HandStage(ref=ref, session=SESSION, account=account or "")
        case "door", ("off" | "guests" | "all" as waiting, bool(locked)):
            return SetDoor(ref=ref, session=SESSION, codes=True, waiting=waiting, locked=locked)
        case "change code", _:
            return ChangeCode(ref=ref, session=SESSION)
        case "admit", _:
            return Admit(ref=ref, session=SESSION, accounts=[account] if account else [])
        case "admit all", _:
            return Admit(ref=ref, session=SESSION)
    assert account is not None
    kinds: dict[str, Callable[..., RoomCommand]] = {
        "call on": CallOn,
        "remove": RemovePerson,
        "allow back": AllowBack,
        "turn away": TurnAway,
        "confirm": ConfirmName,
    }
    return kinds[kind](ref=ref, session=SESSION, account=account)


def play(acts: list[tuple[object, ...]]) -> Lesson:
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    for kind, *args in acts:
        try:
            match kind, args:
                case "enter", [Asker() as asker]:
                    lesson.enter(asker)
                case "leave", [Asker() as asker]:
                    lesson.leave(asker)
                case "lose", [Asker() as asker]:
                    lesson.lose(asker)
                case "wait", [float(seconds)]:
                    lesson.pass_time(seconds)
                case "guesses", []:
                    lesson.room.guesses += GUESSES_ALLOWED
                    lesson.look()
                case "crash", []:
                    lesson.crash()
                case "end", []:
                    lesson.end()
                case "reopen", []:
                    lesson.reopen()
                case str(), [Asker() as asker, *rest]:
                    lesson.ask(asker, command(kind, tuple(rest)))
        except Refusal:
            continue
    return lesson


lessons = st.lists(act, max_size=60).map(play)


@settings(max_examples=150, deadline=None)
@given(lessons)
def test_the_log_has_no_gaps_and_nothing_after_the_end(lesson: Lesson) -> None:
    assert [entry.seq for entry in lesson.told] == list(range(1, lesson.room.head + 1))
    kinds = lesson.kinds()
    for kind, following in pairwise(kinds):
        assert (kind == "session_ended") == (following == "session_reopened")


@settings(max_examples=150, deadline=None)
@given(lessons)
def test_the_relay_remembers_what_its_log_says(lesson: Lesson) -> None:
    teacher = lesson.seen_by(TEACHER)
    for mine, theirs in zip(lesson.room._memories, teacher, strict=True):
        assert mine == theirs


@settings(max_examples=150, deadline=None)
@given(lessons, who, st.data())
def test_a_late_arrival_remembers_what_a_witness_remembers(
    lesson: Lesson, asker: Asker, data: st.DataObject
) -> None:
    """Read in one go, or in pieces with cuts between: the same, for each audience."""
    witness = new_memories()
    cuts = data.draw(st.lists(st.integers(0, len(lesson.told)), max_size=4).map(sorted))
    for start, end in zip([0, *cuts], [*cuts, len(lesson.told)], strict=True):
        for entry in lesson.told[start:end]:
            if may_see(entry.audience, asker.account, asker.role == "teacher"):
                event = read_event(entry.body)
                assert event is not None
                witness.apply(event)
    assert list(witness) == list(remember(lesson.told, asker))


@settings(max_examples=150, deadline=None)
@given(lessons)
def test_students_remember_the_same_but_for_what_is_private(lesson: Lesson) -> None:
    teacher = lesson.seen_by(TEACHER)
    for asker in STUDENTS:
        mine = lesson.seen_by(asker)
        assert mine[Hands] == teacher[Hands]
        assert mine[People] == teacher[People]
        hidden = [m for m in teacher[Chat].messages if m not in mine[Chat].messages]
        assert all(m.private and m.author != asker.account for m in hidden)


@settings(max_examples=150, deadline=None)
@given(lessons)
def test_hands_up_belong_to_people_who_came_and_have_not_left(lesson: Lesson) -> None:
    everybody = lesson.room[People].everybody
    raised = [entry.by for entry in lesson.told if entry.kind == "hand_raised"]
    for hand in lesson.room[Hands].queue:
        assert everybody[hand.account].state in ("here", "lost")
        assert hand.account in raised
    accounts = [hand.account for hand in lesson.room[Hands].queue]
    assert len(set(accounts)) == len(accounts)
    raised_at = [hand.raised_at for hand in lesson.room[Hands].queue]
    assert raised_at == sorted(raised_at)


@settings(max_examples=150, deadline=None)
@given(lessons)
def test_the_stage_is_held_only_where_something_is_shown_by_one_who_may_be_back(lesson: Lesson) -> None:
    stage = lesson.room[Stage]
    if stage.holder:
        assert stage.kind
        assert lesson.room[People].everybody[stage.holder].state in ("here", "lost")


@settings(max_examples=150, deadline=None)
@given(lessons, student)
def test_students_know_nothing_of_the_door_and_whoever_waits_is_not_in(lesson: Lesson, asker: Asker) -> None:
    assert lesson.seen_by(asker)[Admission] == Admission()
    entrance, people = lesson.room[Admission], lesson.room[People]
    assert not entrance.queue.keys() & {person.account for person in people.present()}
    assert not lesson.room.presence.waiting.keys() & lesson.room.presence.here.keys()
    if lesson.room[LessonMemory].live:
        assert entrance.queue.keys() == lesson.room.presence.waiting.keys()
