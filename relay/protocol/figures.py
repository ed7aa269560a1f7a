"""What a session came to, in numbers."""

from msgspec import Struct

from relay.protocol.base import Count


class Figures(Struct, kw_only=True):
    """A session's figures. ``duration`` is in milliseconds, from start to end."""

    duration: Count = 0
    people: Count = 0
    most_at_once: Count = 0
    messages: Count = 0
    questions: Count = 0
    answers: Count = 0
    hands: Count = 0
