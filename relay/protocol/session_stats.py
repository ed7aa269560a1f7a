"""What a session came to, in numbers."""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.base import Count, Label


class SessionStats(Struct, kw_only=True):
    """A session's figures. ``duration`` is in milliseconds, from start to end.

    ``counts`` has what events count (``Event.counts``), by name. The four before it are of relays and logs
    that have none, and for programs that read none.
    """

    duration: Count = 0
    people: Count = 0
    most_at_once: Count = 0
    messages: Count = 0
    questions: Count = 0
    answers: Count = 0
    hands: Count = 0
    counts: Annotated[dict[Label, Count], Meta(max_length=200)] = {}

    def counted(self) -> dict[str, int]:
        """All counts by name, also those of an older relay."""
        return {name: getattr(self, name) for name in COUNTED_BEFORE} | self.counts


COUNTED_BEFORE = ("messages", "questions", "answers", "hands")
