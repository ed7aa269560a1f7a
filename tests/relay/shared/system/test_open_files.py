"""Files that one reads are in nobody's way."""

from pathlib import Path

from relay.shared.system import open_shared


def test_a_file_that_is_read_can_be_deleted_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "Zoë Ünal.pdf"
    file.write_bytes(b"a\r\nb\x1a\n")
    with open_shared(file) as opened:
        assert opened.read(2) == b"a\r"
        file.unlink()
        assert opened.read() == b"\nb\x1a\n"
    assert list(tmp_path.iterdir()) == []
