"""What a pasted list of names would do."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings, strategies as st

from desktop.pages.classes.names import (
    BYTES_AT_ONCE,
    NAMES_AT_ONCE,
    PastedName,
    batches,
    lines_of,
    to_send,
)
from relay.protocol.catalog import encode
from relay.protocol.classes import AddStudents
from relay.protocol.text import clean_name
from relay.shared.rosters import read_pasted
from tests.examples import many


def read(text: str, there: Sequence[str] = ()) -> list[PastedName]:
    return lines_of(read_pasted(text), there)


def test_what_becomes_of_each() -> None:
    text = "Zoe Adams\nAna Silva\nana silva\nAna Silva\nMax Ek\nMax Ek\nmax ek\nTotal 2\n" + "W" * 101
    assert read(text, ["Ana Silva", "Zoë Adams"]) == [
        PastedName("Zoe Adams", "like", "Zoë Adams"),
        PastedName("Ana Silva", "there"),
        PastedName("ana silva", "new"),
        PastedName("Ana Silva", "twice"),
        PastedName("Max Ek", "new"),
        PastedName("Max Ek", "twice"),
        PastedName("max ek", "new"),
        PastedName("Total 2", "odd"),
        PastedName("W" * 101, "too_long"),
    ]


def test_a_hundred_wide_characters_are_not_too_long() -> None:
    assert read("漢" * 100) == [PastedName("漢" * 100, "new")]


def test_who_is_in_the_list_is_not_whom_another_is_like() -> None:
    for names in ("Zoe\nZoë", "Zoë\nZoe"):
        assert {line.what for line in read(names, ["Zoë"])} == {"there", "new"}


def test_twins_are_sent_only_when_meant() -> None:
    lines = read("Ana\nMax\nMax\n" + "W" * 101, ["Ana"])
    assert to_send(lines, twins=False) == ["Ana", "Max"]
    assert to_send(lines, twins=True) == ["Ana", "Max", "Max"]


NAMES = st.lists(st.text(min_size=1, max_size=64).map(clean_name).filter(bool), max_size=500)


@settings(max_examples=many(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES)
def test_batches_hold_everybody_once_keep_twins_together_and_fit_a_frame(names: list[str]) -> None:
    found = batches(names)
    assert sorted(name for batch in found for name in batch) == sorted(names)
    homes: dict[str, int] = {}
    for number, batch in enumerate(found):
        assert batch
        for name in batch:
            assert homes.setdefault(name, number) == number
        alone = len(set(batch)) == 1
        assert alone or len(batch) <= NAMES_AT_ONCE
        size = sum(len(name.encode()) + 4 for name in batch)
        assert alone or size <= BYTES_AT_ONCE
        if size <= BYTES_AT_ONCE:
            command = AddStudents(ref="0" * 26, class_id="0" * 26, names=batch)
            assert len(encode(command)) < 65_536
