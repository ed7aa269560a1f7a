"""Each code has a sentence of its own that says what to do next."""

from typing import get_args

from desktop.documents.failures import DocumentCode
from desktop.documents.sentences import document_sentence


def test_each_code_has_its_sentence() -> None:
    sentences = [document_sentence(code) for code in get_args(DocumentCode)]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert sentence.count(".") > 1, "what has happened, and what helps"
