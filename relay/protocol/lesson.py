"""The course of a lesson: started, paused while the teacher is away, reopened after a crash, ended."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from relay.protocol.base import (
    AccountId,
    ChatLine,
    Count,
    Description,
    Event,
    HostAndPort,
    Label,
    Milliseconds,
    Name,
    RoomCommand,
)
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of, OfNobody
from relay.protocol.refusals import later
from relay.protocol.renaming import PersonRenamed
from relay.protocol.session_stats import SessionStats

LONGEST_GAP_MS = 24 * 3_600_000
"""Over a restart; what is longer is no time that anybody spent in the lesson."""

EndReason = Literal["teacher", "teacher_gone", "relay"]


class EndSession(RoomCommand, kw_only=True):
    """Ends a live session for everybody."""


class SessionStarted(Event, kw_only=True):
    """The first event of every log: what the session is, as it was when it began."""

    title: Annotated[Name, Of("teacher")]
    description: Annotated[Description, Of("teacher")] = ""
    type: Annotated[Label, OfNobody()] = "lecture"
    class_name: Annotated[Name, OfNobody()] = ""
    teacher: AccountId
    teacher_name: Annotated[Name, Of("teacher")]
    max_participants: Count
    duration: Count
    connect_address: Annotated[HostAndPort, OfNobody()] = ""

    def chat_lines(self) -> Iterator[ChatLine]:
        yield self.system_line("started", [self.teacher], [self.teacher_name])


class SessionEnded(Event, kw_only=True):
    """The last event, unless it is opened again: why it ended and what it came to."""

    ends_session: ClassVar[bool | None] = True

    reason: EndReason
    figures: SessionStats

    def chat_lines(self) -> Iterator[ChatLine]:
        yield self.system_line("ended")


class SessionReopened(Event, kw_only=True):
    """It goes on where it ended; ``ended_at`` is when that was, and what lies between is no part of it.

    Everybody who was here then has to come in again. Nobody is told of it as lost, and hands stay up.
    """

    ends_session: ClassVar[bool | None] = False

    ended_at: Milliseconds

    def chat_lines(self) -> Iterator[ChatLine]:
        yield self.system_line("reopened")


class TeacherWentAway(Event, kw_only=True):
    """The last teacher is gone: the lesson pauses, and ends by itself after ``limit`` milliseconds."""

    limit: Milliseconds

    def chat_lines(self) -> Iterator[ChatLine]:
        yield self.system_line("teacher_away")


class TeacherCameBack(Event, kw_only=True):
    """A teacher is here again: the lesson goes on where it was."""

    def chat_lines(self) -> Iterator[ChatLine]:
        yield self.system_line("teacher_back")


class RelayReopened(Event, kw_only=True):
    """The relay was down since ``down_since``; everybody who was here has to come in again."""

    down_since: Milliseconds

    @property
    def uncounted(self) -> int:
        """Milliseconds that are in no figure: the clock was set, or the relay was off for more than a day."""
        gap = self.at - self.down_since
        return gap if gap > LONGEST_GAP_MS else 0


class Lesson(Memory):
    """What the session is and how far it has come."""

    title: str = ""
    description: str = ""
    type: str = "lecture"
    class_name: str = ""
    teacher: str = ""
    teacher_name: str = ""
    max_participants: int = 0
    duration: int = 0
    started_at: int = 0
    ended_at: int = 0
    ended_why: EndReason | None = None
    figures: SessionStats | None = None
    """What the session came to, once it has ended."""
    teacher_away_since: int = 0
    """When the lesson was paused, by the relay's clock; 0 while it runs."""
    away_limit: int = 0
    reopened_at: int = 0
    closed_for: int = 0
    """Milliseconds between its ends and its being opened again: no part of the time it has run."""

    @property
    def live(self) -> bool:
        """Started and not ended."""
        return self.started_at > 0 and self.ended_at == 0

    def ran_for(self, now: int) -> int:
        """Milliseconds that it has run, up to its end or to ``now``."""
        return max(0, (self.ended_at or now) - self.started_at - self.closed_for) if self.started_at else 0

    @property
    def paused(self) -> bool:
        """No teacher is here."""
        return self.teacher_away_since > 0

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case SessionStarted():
                self.title, self.description, self.type = event.title, event.description, event.type
                self.class_name, self.max_participants = event.class_name, event.max_participants
                self.teacher, self.teacher_name = event.teacher, event.teacher_name
                self.duration, self.started_at = event.duration, event.at
            case PersonRenamed() if event.account == self.teacher:
                self.teacher_name = event.name
            case SessionEnded():
                self.ended_at, self.ended_why = event.at, event.reason
                self.figures = event.figures
                self.teacher_away_since = 0
            case SessionReopened():
                self.closed_for += max(0, event.at - event.ended_at)
                self.ended_at, self.ended_why, self.figures = 0, None, None
                self.reopened_at = event.at
            case TeacherWentAway():
                self.teacher_away_since, self.away_limit = event.at, event.limit
            case TeacherCameBack():
                self.teacher_away_since = 0
            case RelayReopened():
                self.reopened_at, self.teacher_away_since = event.at, 0


TEACHER_AWAY = later("teacher_away")
