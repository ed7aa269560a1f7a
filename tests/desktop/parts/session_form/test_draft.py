"""The values of the form, and the commands they make."""

from dataclasses import replace

from msgspec import UNSET, structs

from desktop.parts.session_form.draft import QUARTER_MS, SessionDraft
from relay.protocol.sessions import Session

NOON = 1_764_000_000_000 // QUARTER_MS * QUARTER_MS


def session() -> Session:
    return Session(
        id="01JB0000000000000000000000",
        class_id="01JC0000000000000000000000",
        class_name="Physics",
        teacher_id="t",
        teacher_name="Ms. Lee",
        title="Waves",
        description="Bring a slinky.",
        scheduled_at=NOON,
        duration=30,
    )


def test_a_new_one_starts_at_the_next_full_quarter() -> None:
    assert SessionDraft.new(NOON + 1).scheduled_at == NOON + QUARTER_MS
    assert SessionDraft.new(NOON).scheduled_at == NOON + QUARTER_MS


def test_only_what_was_changed_is_sent() -> None:
    before = session()
    command = replace(SessionDraft.of(before), title="Waves and light", duration=45).edit("r", before)
    assert (command.title, command.duration, command.revision) == ("Waves and light", 45, 1)
    for name in ("description", "type", "class_id", "scheduled_at", "max_participants"):
        assert getattr(command, name) is UNSET, name


def test_what_others_changed_stays_and_so_does_what_was_typed_here() -> None:
    before = session()
    theirs = structs.replace(before, title="Waves, part 1", duration=20, revision=2)
    mine = replace(SessionDraft.of(before), title="Waves, in short")
    merged = mine.onto(SessionDraft.of(before), SessionDraft.of(theirs))
    assert (merged.title, merged.duration) == ("Waves, in short", 20)


def test_the_whole_draft_is_in_the_command_that_creates() -> None:
    draft = replace(SessionDraft.of(session()), also_at=(NOON + 1, NOON + 2))
    command = draft.create("r")
    assert command.also_at == [NOON + 1, NOON + 2]
    for name, value in vars(replace(draft, also_at=())).items():
        assert getattr(command, name) == value or name == "also_at", name


def test_problems() -> None:
    good = SessionDraft.of(session())
    assert good.problems(NOON - 1) == {}
    assert replace(good, title="   ").clean().problems(NOON - 1) == {"title": "empty"}
    assert replace(good, title="W" * 101).problems(NOON - 1) == {"title": "too_long"}
    assert replace(good, description="W" * 4_001).problems(NOON - 1) == {"description": "too_long"}
    assert replace(good, class_id="").problems(NOON - 1) == {"class_id": "empty"}
    late = NOON + 120_000
    assert good.problems(late) == {"scheduled_at": "past"}
    assert good.problems(late, starts_now=True) == {}
    assert good.problems(late, was=NOON) == {}, "who edits an overdue session need not move it"


def test_a_new_one_is_as_long_and_as_large_as_the_last_of_its_class() -> None:
    draft = SessionDraft.new(NOON, "c", structs.replace(session(), duration=90, max_participants=30))
    assert (draft.duration, draft.max_participants, draft.title) == (90, 30, "")
