"""Of questions."""

from typing import NamedTuple


class QuestionsOfClass(NamedTuple):
    """Whether one may ask without a name when a lesson begins."""

    unnamed: bool = False
