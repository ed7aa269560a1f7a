"""Files for their owner alone, whole or not at all."""

from pathlib import Path

import pytest

from relay.shared.files import write_private
from tests.posix import posix

pytestmark = posix("modes of files, and links")


def test_a_file_is_its_owners_alone_whatever_was_there(tmp_path: Path) -> None:
    file, draft, victim = tmp_path / "one.json", tmp_path / "one.json.new", tmp_path / "victim"
    victim.write_text("mine")
    file.write_text("old")
    file.chmod(0o666)
    draft.symlink_to(victim)
    write_private(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o600
    assert victim.read_text() == "mine"
    assert not draft.exists()


def test_what_stood_there_stays_when_it_cannot_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "one" / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="one"):
        write_private(tmp_path / "one", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
