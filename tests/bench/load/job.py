"""What the generator is told on standard input and tells on standard output: one JSON object a line."""

from msgspec import Struct

TEXT_BYTES = 64
"""Length of every message's text: what most people say in a lesson is no longer."""
STAMP = b"#%012d#"
"""At the start of every text: when the message was due, in microseconds since the generator began."""


class Shape(Struct, frozen=True):
    """So many rooms with so many people each; so many of them speak in turn."""

    rooms: int
    people: int
    speakers: int = 4

    def __str__(self) -> str:
        return f"{self.rooms} × {self.people:,}"


class Job(Struct, frozen=True, kw_only=True):
    """Whom to connect to, and as whom."""

    language: str
    """A key of ``languages.LANGUAGES``."""
    port: int
    shape: Shape
    certificate: str = ""
    """File to trust; empty: no TLS."""
    rooms: list[str] = []
    """What each room is called on the server."""
    tokens: list[list[str]] = []
    """For each room, with what each of its people is let in (relay)."""
    bare: bool = False
    """The server is the trivial one: no greeting, the words as they are."""
    core: int | None = None
    """The processor core to stay on."""


class Step(Struct, frozen=True):
    """So many messages a second for so many seconds; what was due in the first ``warm`` is not timed."""

    rate: float
    seconds: float
    warm: float = 0.3


class Outcome(Struct, frozen=True, kw_only=True):
    """How a step went. Times in milliseconds."""

    sent: int
    expected: int
    """Deliveries that all messages should have come to."""
    delivered: int
    seconds: float
    """From when the first message was due to the last delivery."""
    p50: float
    p99: float
    worst: float
    timed: int
    """Deliveries that were timed."""
    late: float
    """The 99th percentile of how late messages left the generator."""
    busy: float
    """Share of a core that the generator used."""
    bytes: int
    reads: int
    lost_lines: int = 0
    stuck: bool = False
    """Deliveries were still coming long after the last message: the next step would start behind."""

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.delivered / self.seconds if self.seconds > 0 else 0.0


class Told(Struct, frozen=True):
    """One line from the generator: that it is ready, an outcome, or what went wrong."""

    ready: bool = False
    outcome: Outcome | None = None
    error: str = ""
