"""The protocol's documents say what the words say; ``make protocol`` writes them anew."""

import pytest

from relay.protocol.catalog import subjects
from tests.protocol_documents import FOLDER, PROTOCOL, documents, protocol

MADE = documents()


@pytest.mark.parametrize("subject", MADE)
def test_the_tables_of_a_subject_are_those_of_its_words(subject: str) -> None:
    file = FOLDER / f"{subject}.md"
    assert file.exists(), "make protocol"
    assert file.read_text("utf-8") == MADE[subject], "make protocol"


def test_the_limits_of_the_protocol_are_these() -> None:
    assert PROTOCOL.read_text("utf-8") == protocol(), "make protocol"


def test_no_document_is_of_a_subject_that_is_gone() -> None:
    names = {module.__name__.rpartition(".")[2] for module in subjects()}
    assert {file.stem for file in FOLDER.glob("*.md")} <= names
