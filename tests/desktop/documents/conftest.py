"""Folders for documents are looked for where the test looks."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.documents.files import children


@pytest.fixture(autouse=True)
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which private folders are made. Nothing of them is left, and nobody who reads."""
    folder = tmp_path / "private"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []
    assert children() == []
