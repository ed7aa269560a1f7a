"""What fuzzing has found worth keeping is read again in every test run, and so is every golden sample."""

import sys

import pytest

from relay.protocol.text import clean_name, clean_text
from tests.fuzz.__main__ import main
from tests.fuzz.targets import CORPUS, TARGETS, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_corpus(name: str) -> None:
    tried = 0
    for data in seeds(name):
        TARGETS[name](data)
        for cut in (1, len(data) // 2) if name != "school_lines" else ():  # each begins a school anew
            TARGETS[name](data[:-cut])
        tried += 1
    assert tried > 0


def test_the_corpus_is_small_and_all_of_it_is_of_a_target() -> None:
    files = [file for file in CORPUS.rglob("*") if file.is_file()]
    assert {file.parent.name for file in files} <= set(TARGETS)
    assert sum(file.stat().st_size for file in files) < 200_000


def test_where_nothing_can_be_tried_that_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)  # as where it is not installed
    monkeypatch.setattr(sys, "argv", ["fuzz", "--minutes", "0.01"])
    assert main() == 2
    assert "nothing was tried" in capsys.readouterr().err


def test_nothing_can_be_put_between_a_letter_and_its_accent() -> None:
    """Found by fuzzing: two names that look the same and were not the same."""
    for between in ("\x07", "\u202e", "\u2066"):
        assert clean_name(f"A{between}\u0301na") == "\u00c1na"
        assert clean_text(f"A{between}\u0301na") == "\u00c1na"
