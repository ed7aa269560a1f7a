"""Each start is told once, in whatever order the relay's answers come."""

from collections.abc import Sequence

from hypothesis import given, strategies as st
from msgspec.structs import replace

from desktop.pages.sessions.started import Known, look
from relay.protocol.sessions import Session

ME = "01JB0000000000000000000000"
TEACHER = "01JB0000000000000000000001"
NOON = 1_764_000_000_000


def session(number: int = 0, status: str = "scheduled", revision: int = 1, teacher: str = TEACHER) -> Session:
    made = Session(
        id=f"01JB{number:022}",
        class_id="01JC0000000000000000000000",
        class_name="Physics 10b",
        teacher_id=teacher,
        teacher_name="Ms. Lee",
        title=f"Lesson {number}",
        scheduled_at=NOON,
        revision=revision,
    )
    started = NOON + number if status in ("live", "ended") else None
    return replace(made, status=status, started_at=started)


def told(*looks: Sequence[Session], me: str = ME, inside: Sequence[str] = ()) -> list[str]:
    """The titles told over several looks, in order."""
    known, titles = Known(), []
    for seen in looks:
        news = look(known, seen, me, inside)
        known = news.known
        titles += [s.title for s in news.started]
    return titles


def test_a_start_is_told() -> None:
    assert told([session()], [session(status="live", revision=2)]) == ["Lesson 0"]


def test_what_is_live_at_first_sight_is_told_once() -> None:
    live = session(status="live", revision=2)
    assert told([live], [live], [replace(live, revision=3, title="Lesson 0, renamed")]) == ["Lesson 0"]


def test_my_own_session_is_not_told() -> None:
    assert told([session(status="live", teacher=ME)]) == []


def test_where_i_am_already_is_not_told_even_after_i_have_left() -> None:
    live = session(status="live", revision=2)
    news = look(Known(), [live], ME, [live.id])
    assert news.started == []
    assert look(news.known, [replace(live, revision=3)], ME).started == []


def test_an_old_answer_that_comes_late_is_no_news() -> None:
    assert told([session(status="ended", revision=3)], [session(status="live", revision=2)]) == []


def test_the_end_takes_back_what_was_told() -> None:
    first = look(Known(), [session(status="live", revision=2)], ME)
    second = look(first.known, [session(status="ended", revision=3)], ME)
    assert second.over == [session().id]
    assert look(second.known, [session(status="ended", revision=3)], ME).over == []


def test_a_relay_put_back_to_an_older_state_is_believed_after_reconnecting() -> None:
    known = look(Known(), [session(1, "ended", 9)], ME).known.reconnected()
    news = look(known, [session(1, "scheduled", 2), session(2, "live", 2)], ME)
    assert [s.title for s in news.started] == ["Lesson 2"]


def test_starts_are_told_in_the_order_in_which_they_happened() -> None:
    assert told([session(2, "live"), session(1, "live")]) == ["Lesson 1", "Lesson 2"]


COURSE = ("scheduled", "scheduled", "live", "live", "ended")
"""A session's states, revision by revision."""


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, len(COURSE) - 1)), max_size=6), max_size=12)
)
def test_every_start_is_told_exactly_once_in_any_order(looks: list[list[tuple[int, int]]]) -> None:
    """Told: those that an answer showed as live, none newer having come before, until they are over."""
    answers = [[session(number, COURSE[step], step + 1) for number, step in seen] for seen in looks]
    newest: dict[int, int] = {}
    expected: set[str] = set()
    over: set[int] = set()
    for seen in looks:
        here: dict[int, int] = {}
        for number, step in seen:
            if step >= newest.get(number, 0):
                newest[number] = here[number] = step
        for number, step in here.items():
            if COURSE[step] == "ended":
                over.add(number)
            elif COURSE[step] == "live" and number not in over:
                expected.add(f"Lesson {number}")
    titles = told(*answers)
    assert len(titles) == len(set(titles))
    assert set(titles) == expected
