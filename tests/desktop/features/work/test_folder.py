"""A lesson's folder: what was saved is known again, nothing is written over, what one changed is offered."""

import hashlib
import os
import stat
import sys
from pathlib import Path

import pytest

from desktop.client import AccountCache, Store
from desktop.features.work.folder import (
    INDEX,
    folder_of_lesson,
    key_of,
    note_saved,
    place_for,
    saved_in,
    to_hand_in,
)
from relay.protocol.accounts import Account

ME = Account("01JB0000000000000000000000", "Ana Silva", "student")


def test_what_was_saved_is_known_again_also_once_it_was_changed(tmp_path: Path) -> None:
    folder = folder_of_lesson(tmp_path / "Documents", "Physics 10b", "2026-12-01", "Energy: part 2")
    assert folder == tmp_path / "Documents" / "Physics 10b" / "2026-12-01 Energy- part 2"
    assert saved_in(folder) == {}
    first = place_for(folder, "sheet.odt")
    first.write_bytes(b"first")
    note_saved(folder, key_of("a", "sheet.odt"), first)
    second = place_for(folder, "sheet.odt")
    assert second.name == "sheet (2).odt"
    second.write_bytes(b"second")
    note_saved(folder, key_of("b", "sheet.odt"), second)
    first.write_bytes(b"changed")
    assert saved_in(folder) == {key_of("a", "sheet.odt"): first, key_of("b", "sheet.odt"): second}
    second.unlink()
    assert saved_in(folder) == {key_of("a", "sheet.odt"): first}


@pytest.mark.parametrize("noted", [b"", b"{", b"[1]", b'{"a x": "../outside"}', b"\xff"])
def test_a_note_that_somebody_has_spoilt_says_nothing(tmp_path: Path, noted: bytes) -> None:
    folder = tmp_path / "lesson"
    folder.mkdir()
    (tmp_path / "outside").touch()
    (folder / INDEX).write_bytes(noted)
    assert saved_in(folder) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of the folder above there")
def test_what_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    folder = folder_of_lesson(tmp_path / "new" / "Schoolbell", "Physics", "2026-12-01", "Energy")
    place_for(folder, "a")
    for made in (folder, *folder.parents[:2]):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_what_one_changed_is_offered_and_nothing_else(tmp_path: Path) -> None:
    for age, name in enumerate(
        ("new.odt", "changed.odt", "as it was.odt", "game.exe", "~$new.odt", ".hidden")
    ):
        (tmp_path / name).write_bytes(name.encode())
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "empty.odt").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.odt").symlink_to(tmp_path / "new.odt")
    handed_out = {hashlib.sha256(b"as it was.odt").hexdigest()}
    assert [one.path.name for one in to_hand_in(tmp_path, handed_out)] == ["new.odt", "changed.odt"]
    assert to_hand_in(tmp_path / "nowhere", handed_out) == []


async def test_on_a_shared_computer_it_goes_with_all_else_of_a_person(tmp_path: Path) -> None:
    store = Store(tmp_path / "profile", 10_000_000, lambda trouble: None)
    await store.open()
    shared = AccountCache(store.open_files, documents_go=True)
    shared.identify("pin", ME)
    documents = shared.documents()
    assert documents is not None
    assert documents.is_relative_to(tmp_path / "profile")
    sheet = place_for(folder_of_lesson(documents, "Physics", "2026-12-01", "Energy"), "sheet.odt")
    sheet.write_bytes(b"mine")
    await shared.forget_fetched()
    assert sheet.exists(), "what one works on is no copy of what can be fetched again"
    await shared.forget()
    assert not documents.exists()
    sheet = place_for(documents, "sheet.odt")
    await store.clear_others()
    assert not documents.exists(), "nor does it stay for the next one where the power went"
    await store.close()


def test_on_ones_own_computer_it_is_among_ones_documents() -> None:
    assert AccountCache().documents() is None
