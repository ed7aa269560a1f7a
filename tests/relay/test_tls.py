"""The relay's key: made once, for the owner only, known by its pin and six words."""

import ssl
import stat
import sys
from pathlib import Path

import pytest

from relay.protocol.pin import pin_of, words_of
from relay.tls import CERTIFICATE_FILE, KEY_FILE, identity


def test_made_once_and_kept(tmp_path: Path) -> None:
    first, second = identity(tmp_path), identity(tmp_path)
    assert first == second
    assert len(first.words) == 6
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600 or sys.platform == "win32"
    assert identity(_folder(tmp_path / "other")).pin != first.pin


def test_a_lost_half_is_not_made_anew_in_silence(tmp_path: Path) -> None:
    """A new key would lock every client out: the owner has to decide."""
    identity(tmp_path)
    (tmp_path / CERTIFICATE_FILE).unlink()
    with pytest.raises(FileNotFoundError):
        identity(tmp_path)


def test_tls_13_only(tmp_path: Path) -> None:
    assert identity(tmp_path).context().minimum_version is ssl.TLSVersion.TLSv1_3


def test_a_school_may_bring_its_own(tmp_path: Path) -> None:
    theirs = identity(_folder(tmp_path / "theirs"))
    ours = identity(tmp_path, str(theirs.certificate), str(theirs.key))
    assert ours.pin == theirs.pin
    assert not (tmp_path / KEY_FILE).exists()


def test_words_are_the_first_66_bits() -> None:
    """By hand: SHA-256 of nothing begins e3b0c44298fc1c14 9a: 11 bits at a time."""
    pin = pin_of(b"")
    assert pin.startswith("4OYMIQUY7QOB")
    digits = f"{0xE3B0C44298FC1C149A:072b}"[:66]
    assert words_of(pin) == tuple(_words()[int(digits[i : i + 11], 2)] for i in range(0, 66, 11))


def _words() -> list[str]:
    return Path("resources/words/english.txt").read_text("utf-8").split()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
