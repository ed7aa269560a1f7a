"""The journal has what went wrong, with tracebacks, and no secrets."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from desktop.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    root = logging.getLogger()
    level = root.level
    made = Journal(tmp_path / "logs")
    made.open()
    yield made
    made.close()
    root.setLevel(level)


def test_a_bug_is_written_with_its_traceback(journal: Journal) -> None:
    try:
        raise ValueError("a drawer that jams")
    except ValueError:
        logging.getLogger("desktop.test").exception("a bug")
    journal.close()
    text = journal.path.read_text("utf-8")
    assert "ValueError: a drawer that jams" in text
    assert "test_journal.py" in text


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer s3cr3t",
        "token=s3cr3t",
        'LoggedIn(token="s3cr3t", you=1)',
        "password: s3cr3t",
        '> TEXT \'{"t":"log_in","password":"a s3cr3t of words","device_key":"s3cr3t\'',
        "code='s3cr3t', old='s3cr3t words', new='s3cr3t'",
        "a word sb_s3cr3t alone",
    ],
)
def test_secrets_are_struck_out(journal: Journal, line: str) -> None:
    logging.getLogger("other").warning("%s", line)
    journal.close()
    text = journal.path.read_text("utf-8")
    assert "other" in text
    assert "s3cr3t" not in text


def test_what_qt_says_is_written_too(journal: Journal) -> None:
    qWarning("a widget without a parent")
    journal.close()
    assert "WARNING qt: a widget without a parent" in journal.path.read_text("utf-8")


def test_what_passes_over_the_line_is_not_written_at_any_level(journal: Journal) -> None:
    """The library prints frames in two halves, so that a password may stand without its name."""
    for name in ("websockets.client", "desktop.client.websockets"):
        logger = logging.getLogger(name)
        before = logger.level
        logger.setLevel(logging.DEBUG)
        logger.debug("> TEXT '%s'", '...d":"a s3cr3t of words"}')
        logger.warning("a line in bad order")
        logger.setLevel(before)
    journal.close()
    text = journal.path.read_text("utf-8")
    assert "s3cr3t" not in text
    assert text.count("a line in bad order") == 2


def test_where_no_file_can_be_written_it_goes_to_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "logs")
    journal.open()
    logging.getLogger("desktop").warning("the disk is gone, token=SECRET")
    journal.close()
    said = capfd.readouterr().err
    assert "the disk is gone" in said
    assert "SECRET" not in said
