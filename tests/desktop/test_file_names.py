"""Names of files from others: each system takes them, nothing in them misleads, and none is taken twice."""

import os
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from desktop.file_names import (
    LONGEST_NAME,
    is_lock,
    is_open_elsewhere,
    mark_as_from_elsewhere,
    names_in,
    parted,
    safe_name,
    untaken,
)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("worksheet.odt", "worksheet.odt"),
        ("../../etc/passwd", "-.-etc-passwd"),
        ("C:\\Windows\\a.doc", "C--Windows-a.doc"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\n c.pdf", "ab c.pdf"),
        ("Übung 1.pdf", "Übung 1.pdf"),
        ("name. . ", "name"),
        (".hidden", "hidden"),
        ("...", "Schoolbell"),
        ("", "Schoolbell"),
        ("مسألة.pdf", "مسألة.pdf"),
        ("\ud800x.txt", "x.txt"),
    ],
)
def test_a_name_is_one_that_each_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending_and_whole_letters() -> None:
    safe = safe_name("ä" * 300 + ".docx")
    assert len(safe.encode()) <= LONGEST_NAME
    assert safe.endswith("ä.docx")
    assert unicodedata.is_normalized("NFC", safe)


@given(st.text(max_size=200))
def test_any_text_becomes_a_name(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    safe = safe_name(text)
    assert safe == safe_name(safe), "it is safe already"
    assert 0 < len(safe.encode()) <= LONGEST_NAME
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert not safe.endswith((" ", "."))


def test_no_name_is_taken_twice_capital_or_small(tmp_path: Path) -> None:
    for name in ("Work.odt", "work (2).ODT"):
        (tmp_path / name).touch()
    assert untaken("work.odt", names_in(tmp_path)) == "work (3).odt"
    assert untaken("other.odt", names_in(tmp_path)) == "other.odt"
    assert untaken("work.odt", names_in(tmp_path / "nowhere")) == "work.odt"
    longest = "x" * (LONGEST_NAME - 4) + ".odt"
    numbered = untaken(longest, {longest})
    assert len(numbered.encode()) == LONGEST_NAME
    assert numbered.endswith(" (2).odt")


def test_an_ending_is_short() -> None:
    assert parted("a.tar.gz") == ("a.tar", ".gz")
    assert parted("Dr. Who and the rest") == ("Dr. Who and the rest", "")
    assert parted(".profile") == (".profile", "")


@pytest.mark.parametrize("lock", [".~lock.essay.docx#", "~$essay.docx", "~$say.docx"])
def test_what_an_office_program_has_open_is_known_by_its_lock(tmp_path: Path, lock: str) -> None:
    essay = tmp_path / "essay.docx"
    assert not is_open_elsewhere(essay)
    (tmp_path / lock).touch()
    assert is_lock(lock)
    assert is_open_elsewhere(essay)


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes are Linux's")
def test_what_came_from_elsewhere_is_marked(tmp_path: Path) -> None:
    file = tmp_path / "a.odt"
    file.touch()
    try:
        os.setxattr(file, "user.test", b"")
    except OSError:
        pytest.skip("this disk takes no such marks")
    mark_as_from_elsewhere(file)
    assert os.getxattr(file, "user.xdg.origin.url") == b"schoolbell:"


def test_a_disk_that_takes_no_mark_holds_nothing_up(tmp_path: Path) -> None:
    mark_as_from_elsewhere(tmp_path / "gone")
