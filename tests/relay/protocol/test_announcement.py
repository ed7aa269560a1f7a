"""What a relay says of itself on the network: read as written, cut to fit, and safe whoever says it."""

import pytest
from hypothesis import given, strategies as st

from relay.protocol.announcement import (
    LARGEST,
    LONGEST_VALUE,
    MOST_LESSONS,
    PIN_HINT,
    AnnouncedLesson,
    Announcement,
    announcement,
    instance_name,
    read,
    written,
)
from relay.protocol.text import NAME_LENGTH, clean_name
from tests.announcing import PIN, RELAY_ID

LESSONS = [AnnouncedLesson(f"Class {n}", f"Teacher {n}", f"Title {n}") for n in range(5)]


def as_heard(what: Announcement) -> dict[bytes, bytes | None]:
    return {key.encode(): value.encode() for key, value in written(what).items()}


def test_it_is_read_as_it_was_written() -> None:
    what = announcement(RELAY_ID, PIN, "Westfield", LESSONS)
    assert what.lessons == tuple(LESSONS[:MOST_LESSONS])
    assert what.more == len(LESSONS) - MOST_LESSONS
    assert read(as_heard(what)) == what


def test_the_pin_is_hinted_at_and_never_told() -> None:
    what = announcement(RELAY_ID, "ABCDEFGH" * 6 + "ABCD", "Westfield")
    assert what.pin_hint == "ABCDEFGHABCDEFGH"
    assert what.may_be(RELAY_ID, "ABCDEFGH" * 6 + "WXYZ")
    assert not what.may_be(RELAY_ID, "B" + "ABCDEFGH" * 6 + "ABC")
    assert not what.may_be("01JD0000000000000000000001", "ABCDEFGH" * 6 + "ABCD")
    assert not what.may_be("", "ABCDEFGH" * 6 + "ABCD")


@given(st.text(max_size=NAME_LENGTH), st.lists(st.tuples(st.text(max_size=NAME_LENGTH)), max_size=9))
def test_whatever_people_call_things_it_fits_and_is_safe(school: str, names: list[tuple[str]]) -> None:
    lessons = [AnnouncedLesson(clean_name(name) or "?", *[clean_name(name)] * 2) for (name,) in names]
    pairs = written(announcement(RELAY_ID, PIN, clean_name(school), lessons))
    assert all(len(value.encode()) <= LONGEST_VALUE for value in pairs.values())
    assert sum(len(f"{key}={value}".encode()) + 1 for key, value in pairs.items()) <= LARGEST
    heard = read({key.encode(): value.encode() for key, value in pairs.items()})
    assert heard is not None
    assert len(heard.lessons) + heard.more == len(lessons)
    told = (text for one in heard.lessons for text in (one.class_name, one.teacher_name, one.title))
    assert all(clean_name(one) == one for one in (heard.school, *told))


def test_a_name_from_a_command_line_in_another_encoding_is_no_trouble() -> None:
    what = announcement(RELAY_ID, PIN, b"Sch\xfcle".decode("ascii", "surrogateescape"))
    assert written(what)["school"] == "Schle"


def test_a_name_that_is_too_long_says_so() -> None:
    what = announcement(RELAY_ID, PIN, "ö" * NAME_LENGTH)
    school = written(what)["school"]
    assert school.startswith("ö" * 40)
    assert school.endswith("ö…")


def test_of_lessons_with_long_names_fewer_are_told_and_the_others_counted() -> None:
    """The third is told only by what the packet can hold; none is told by half."""
    long = AnnouncedLesson("ä" * NAME_LENGTH, "ö" * NAME_LENGTH, "ü" * NAME_LENGTH)
    heard = read(as_heard(announcement(RELAY_ID, PIN, "ß" * NAME_LENGTH, [long] * 4)))
    assert heard is not None
    assert (len(heard.lessons), heard.more) == (2, 2)
    assert all(one.title.endswith("ü…") for one in heard.lessons)


def test_a_relay_of_before_told_no_titles() -> None:
    pairs = as_heard(announcement(RELAY_ID, PIN, "Westfield", LESSONS[:1]))
    assert pairs.pop(b"title1") == b"Title 0"
    heard = read(pairs)
    assert heard is not None
    assert heard.lessons == (AnnouncedLesson("Class 0", "Teacher 0"),)


RUBBISH = st.one_of(st.none(), st.binary(max_size=255))
KEYS = st.sampled_from(
    [b"id", b"pin", b"school", b"class1", b"teacher1", b"title1", b"more", b"v", b"\xff", b""]
)


@given(st.dictionaries(KEYS, RUBBISH))
def test_rubbish_is_nobodys_announcement_or_harmless(pairs: dict[bytes, bytes | None]) -> None:
    for extra in ({}, {b"id": RELAY_ID.encode(), b"pin": PIN[:PIN_HINT].encode()}):
        heard = read(pairs | extra)
        if heard is None:
            assert not extra
            continue
        of_lessons = (text for one in heard.lessons for text in (one.class_name, one.teacher_name, one.title))
        for text in (heard.school, *of_lessons):
            assert clean_name(text) == text
            assert len(text) <= NAME_LENGTH
        assert 0 <= heard.more <= 999


@pytest.mark.parametrize(
    "pairs",
    [
        {},
        {b"id": b"", b"pin": b"A" * 16},
        {b"id": RELAY_ID.encode(), b"pin": b""},
        {b"id": RELAY_ID.encode(), b"pin": b"A"},  # a hint that fits many keys
        {b"id": RELAY_ID.encode(), b"pin": b"0" * 16},
        {b"id": b"../../../../../../etc/passwd", b"pin": b"A" * 16},
        {b"id": None, b"pin": None},
    ],
)
def test_without_an_identity_it_says_nothing(pairs: dict[bytes, bytes | None]) -> None:
    assert read(pairs) is None


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    pairs = as_heard(announcement(RELAY_ID, PIN, "Westfield")) | {b"v": b"2", b"room": b"12"}
    heard = read(pairs)
    assert heard is not None
    assert heard.school == "Westfield"


def test_the_name_of_the_announcement_holds_nobodys_text() -> None:
    assert instance_name(RELAY_ID) == "Schoolbell 00000000._schoolbell._tcp.local."
