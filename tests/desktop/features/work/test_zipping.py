"""A folder is packed whole or refused: no links, nothing hidden, no programs, and not without end."""

import os
import zipfile
from pathlib import Path

import pytest

from desktop.client.file_failures import FileFailed
from desktop.features.work import zipping
from desktop.features.work.zipping import pack


def test_what_lies_in_a_folder_is_packed_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "essay.odt").write_bytes(b"essay")
    (folder / "data" / "table.csv").write_bytes(b"1;2")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").touch()
    (folder / ".~lock.essay.odt#").touch()
    (tmp_path / "secret").write_text("not yours")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "elsewhere").symlink_to(tmp_path)
    os.utime(folder / "essay.odt", (0, 0))
    pack(folder, tmp_path / "packed")
    with zipfile.ZipFile(tmp_path / "packed") as packed:
        assert sorted(packed.namelist()) == ["project/data/table.csv", "project/essay.odt"]
        assert packed.read("project/essay.odt") == b"essay"


@pytest.mark.parametrize(
    ("names", "code"),
    [(("game.exe",), "wrong_kind"), ((), "file_unreadable"), (("a", "b", "c"), "folder_too_large")],
)
def test_what_is_not_packed_says_why_and_leaves_nothing(
    tmp_path: Path, names: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipping, "MOST_ENTRIES", 2)
    folder = tmp_path / "project"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"x")
    with pytest.raises(FileFailed) as failed:
        pack(folder, tmp_path / "packed")
    assert failed.value.code == code
    assert not (tmp_path / "packed").exists()


def test_bytes_are_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipping, "MOST_BYTES", 10)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a").write_bytes(b"x" * 11)
    with pytest.raises(FileFailed, match="folder_too_large"):
        pack(folder, tmp_path / "packed")
