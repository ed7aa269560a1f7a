"""What may be wrong with a roster: remarks on lines, or the one reason why it can't be read."""

from dataclasses import dataclass
from typing import Literal

Why = Literal[
    "too_large", "too_many_people", "too_many_lines", "long_cell", "too_many_columns", "wrong_encoding",
    "not_text", "spreadsheet", "quotes", "empty",
    "damaged_zip", "locked_zip", "zip_bomb", "too_many_entries", "strange_names", "not_oneroster",
    "no_file", "no_column", "too_many_classes",
]  # fmt: skip

RemarkKind = Literal[
    "cleaned", "turned_round", "role_skipped", "person_skipped", "orphan_user", "orphan_class", "same_user",
    "enrollment_skipped", "no_manifest", "other_version", "many_more",
    "no_heading", "first_line", "title_above", "which_name", "class_guessed", "several_a_line",
    "cells_beyond", "odd_name", "same_name",
    "bad_quotes", "bad_cell", "bad_columns", "bad_classes",
]  # fmt: skip

ABOUT_COLUMNS: frozenset[RemarkKind] = frozenset((
    "no_heading", "first_line", "title_above", "which_name", "class_guessed", "several_a_line",
    "cells_beyond",
))  # fmt: skip
"""Questions that whoever chooses the columns has answered."""
ASKED: frozenset[RemarkKind] = ABOUT_COLUMNS | {"odd_name", "same_name"}
"""What somebody has to look at before it is believed."""
LEFT_OUT: frozenset[RemarkKind] = frozenset(("bad_quotes", "bad_cell", "bad_columns", "bad_classes"))
"""Lines that can't be read; the others can."""


class NotARoster(Exception):
    """The file can't be read as a roster, and nothing of it is taken.

    ``why`` is stable, for sentences in any language; ``line`` from 1 (0: the whole file); ``about``: which
    file, column or number it is about.
    """

    def __init__(self, why: Why, line: int = 0, about: str = "") -> None:
        super().__init__(f"{why} line {line} {about}".strip())
        self.why, self.line, self.about = why, line, about


@dataclass(frozen=True)
class Remark:
    """Something that whoever hands the file in should know about a line (0: about the whole file)."""

    kind: RemarkKind
    line: int = 0
    about: str = ""
