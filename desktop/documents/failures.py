"""Why a document, or a page of it, can't be shown: stable codes, and the exception that carries one."""

from typing import Literal

DocumentCode = Literal[
    "locked",  # with a password
    "unreadable",  # damaged, cut short, empty, not what its name says, or gone
    "too_large",  # the file itself
    "too_many_pages",
    "wrong_kind",
    "no_office",  # slides that only LibreOffice can read, which is not here
    "too_slow",
    "too_big",  # needs too much memory
]
PageCode = Literal["page_failed", "too_slow", "too_big"]


class DocumentFailed(Exception):
    """A document can't be shown. ``code`` is stable, ``detail`` is for a person who helps."""

    def __init__(self, code: DocumentCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail
