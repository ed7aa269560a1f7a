"""One list of what is known and what is announced: no class twice, lessons first, liars apart."""

import msgspec

from desktop.discovery import AnnouncedRelay
from desktop.pages.connect import ClassEntry, KeptLesson, KeptState, Neighbour
from desktop.pages.connect.entries import entries
from desktop.settings import RememberedRelay
from relay.protocol.announcement import AnnouncedLesson
from tests.announcing import made_up

HILL = RememberedRelay(host="10.0.0.1", port=8443, pin="A" * 52, name="Hill", relay_id="X", username="lee")
OWN = RememberedRelay(host="127.0.0.1", port=8443, pin="B" * 52, name="Physics 10b", hosted=True)
PHYSICS, BIOLOGY = AnnouncedLesson("Physics 10b", "Ms Lee"), AnnouncedLesson("Biology 10b", "Mr Roe")


def neighbour(
    place: int,
    school: str = "",
    *lessons: AnnouncedLesson,
    more: int = 0,
    known: RememberedRelay | None = None,
    doubtful: bool = False,
) -> Neighbour:
    says = made_up(place, school=school, lessons=lessons, more=more)
    found = AnnouncedRelay(f"relay {place}", says, (f"192.168.1.{place}",), 8443)
    return Neighbour(found, known, doubtful)


def told(rows: list[ClassEntry]) -> list[tuple[str, str]]:
    return [(row.name, row.lesson.class_name if row.lesson else "") for row in rows]


def test_a_known_one_stands_there_once_whoever_announces_it_how_often() -> None:
    found = [
        neighbour(1, "Hill", PHYSICS, known=HILL),
        neighbour(2, "Hill", PHYSICS, BIOLOGY, known=HILL),
        neighbour(3, "Physics 10b", PHYSICS, known=OWN),
    ]
    rows = entries([HILL, OWN], found, {})
    assert told(rows) == [("Hill", "Physics 10b"), ("Hill", "Biology 10b"), ("Physics 10b", "Physics 10b")]
    assert all(row.known is not None and row.found is None for row in rows)


def test_one_that_is_known_at_two_addresses_stands_there_once() -> None:
    elsewhere = msgspec.structs.replace(HILL, host="10.0.0.77")
    rows = entries([HILL, elsewhere], [neighbour(1, "Hill", PHYSICS, known=elsewhere)], {})
    assert [(row.known, row.lesson) for row in rows] == [(HILL, PHYSICS)]


def test_lessons_come_first_then_what_was_used_last_then_names() -> None:
    found = [neighbour(1, "Crown"), neighbour(2, "Abbey"), neighbour(3, "Zoo", BIOLOGY)]
    rows = entries([HILL, OWN], found, {HILL.pin: "away"})
    assert told(rows) == [
        ("Zoo", "Biology 10b"),
        ("Hill", ""),
        ("Physics 10b", ""),
        ("Abbey", ""),
        ("Crown", ""),
    ]
    assert [row.reach for row in rows] == ["here", "away", "unknown", "here", "here"]


def test_more_lessons_than_are_named_have_a_row() -> None:
    rows = entries([], [neighbour(1, "Hill", PHYSICS, more=4)], {})
    assert [(row.lesson, row.more) for row in rows] == [(PHYSICS, 0), (None, 4)]


def test_two_that_read_the_same_are_told_apart() -> None:
    rows = entries(
        [], [neighbour(1, "Hill", PHYSICS), neighbour(2, "Hill", PHYSICS), neighbour(3, "Hill")], {}
    )
    assert [row.alike for row in rows] == [True, True, False]
    assert len({row.key for row in rows}) == 3


def test_one_with_another_key_stands_last_and_offers_no_lesson() -> None:
    rows = entries([HILL], [neighbour(1, "Hill", PHYSICS, known=HILL, doubtful=True)], {})
    assert [(row.doubtful, row.lesson) for row in rows] == [(False, None), (True, None)]


def kept(session: str, lesson: AnnouncedLesson, title: str, state: KeptState, at: int = 0) -> KeptLesson:
    return KeptLesson(session, lesson.class_name, lesson.teacher_name, title, state, at)


def test_what_is_kept_tells_the_title_of_a_lesson_what_comes_and_what_ended() -> None:
    here = [
        kept("1", PHYSICS, "Pulleys", "live"),
        kept("2", BIOLOGY, "The cell", "coming"),
        kept("3", BIOLOGY, "Leaves", "ended"),
    ]
    rows = entries([HILL, OWN], [neighbour(1, "Hill", PHYSICS, known=HILL)], {}, {HILL.pin: here})
    assert [(row.name, row.kept.title if row.kept else "") for row in rows] == [
        ("Hill", "Pulleys"),
        ("Hill", "The cell"),
        ("Physics 10b", ""),
        ("Hill", "Leaves"),
    ]
    assert len({row.key for row in rows}) == 4


def test_two_lessons_of_a_class_are_told_apart_by_their_titles() -> None:
    one, two = (AnnouncedLesson("Physics 10b", "Ms Lee", title) for title in ("Pulleys", "Levers"))
    here = [kept("1", PHYSICS, "Pulleys", "live"), kept("2", PHYSICS, "Levers", "live")]
    for said in ({}, {HILL.pin: here}):
        rows = entries([HILL], [neighbour(1, "Hill", one, two, known=HILL)], {}, said)
        assert [(row.title, row.alike) for row in rows] == [("Pulleys", False), ("Levers", False)]
        assert len({row.key for row in rows}) == 2


def test_a_title_that_was_cut_on_the_way_is_read_whole_where_it_is_kept() -> None:
    cut = AnnouncedLesson("Physics 10b", "Ms Lee", "Pulleys, leve…")
    here = [kept("1", PHYSICS, "Other", "live"), kept("2", PHYSICS, "Pulleys, levers and ropes", "live")]
    rows = entries([HILL], [neighbour(1, "Hill", cut, known=HILL)], {}, {HILL.pin: here})
    assert [row.title for row in rows] == ["Pulleys, levers and ropes"]


def test_a_lesson_that_was_live_when_it_was_last_heard_of_has_no_row_of_its_own() -> None:
    rows = entries([HILL], [], {}, {HILL.pin: [kept("1", PHYSICS, "Pulleys", "live")]})
    assert [(row.lesson, row.kept) for row in rows] == [(None, None)]
