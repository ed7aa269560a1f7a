"""What a pasted list of names would do."""

from hypothesis import given, strategies as st

from desktop.pages.classes.names import (
    BYTES_AT_ONCE,
    NAMES_AT_ONCE,
    Line,
    alike,
    batches,
    read_names,
    to_send,
)
from relay.protocol.catalog import encode
from relay.protocol.classes import AddStudents
from relay.protocol.text import clean_name


def test_names_as_people_paste_them() -> None:
    text = "1. Ana  Silva\n\n2) Tom\tBecker\r\n- Yuki Tanaka\n\u202eOmar Haddad \n  \n3 Musketeers"
    assert [line.name for line in read_names(text)] == [
        "Ana Silva", "Tom Becker", "Yuki Tanaka", "Omar Haddad", "3 Musketeers",
    ]  # fmt: skip


def test_what_becomes_of_each() -> None:
    text = "Zoe Adams\nAna Silva\nana silva\nANA SILVA\nMax\nmax\n" + "W" * 101
    assert read_names(text, ["Ana Silva", "Ana Silva"]) == [
        Line("Zoe Adams", "new"),
        Line("Ana Silva", "there"),
        Line("ana silva", "there"),
        Line("ANA SILVA", "twice"),
        Line("Max", "new"),
        Line("max", "twice"),
        Line("W" * 101, "too_long"),
    ]


def test_sixty_four_wide_characters_are_not_too_long() -> None:
    assert read_names("漢" * 100) == [Line("漢" * 100, "new")]


def test_twins_are_sent_only_when_meant() -> None:
    lines = read_names("Ana\nMax\nmax", ["Ana"])
    assert to_send(lines, twins=False) == ["Ana", "Max"]
    assert to_send(lines, twins=True) == ["Ana", "Max", "max"]


NAMES = st.lists(st.text(min_size=1, max_size=64).map(clean_name).filter(bool), max_size=500)


@given(NAMES)
def test_batches_hold_everybody_once_keep_twins_together_and_fit_a_frame(names: list[str]) -> None:
    found = batches(names)
    assert sorted(name for batch in found for name in batch) == sorted(names)
    homes: dict[str, int] = {}
    for number, batch in enumerate(found):
        assert batch
        for name in batch:
            assert homes.setdefault(alike(name), number) == number
        alone = len({alike(name) for name in batch}) == 1
        assert alone or len(batch) <= NAMES_AT_ONCE
        size = sum(len(name.encode()) + 4 for name in batch)
        assert alone or size <= BYTES_AT_ONCE
        if size <= BYTES_AT_ONCE:
            command = AddStudents(ref="0" * 26, class_id="0" * 26, names=batch)
            assert len(encode(command)) < 65_536
