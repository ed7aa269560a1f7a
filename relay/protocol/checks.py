"""Checks: asking the class whether everybody has finished, and who is stuck."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from relay.protocol.base import AccountId, ChatLine, Count, Event, Milliseconds, RoomCommand, same_pace
from relay.protocol.hands import Explanation, Reason
from relay.protocol.limits import DECODED, Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of
from relay.protocol.prompts import PromptOpened, PromptResponse, Seconds

TASK_LENGTH = 200
TICKS = (1, 5)
LIMITS = (
    Limit("task", f"what is to be done, of {TASK_LENGTH} characters", "too_long"),
    Limit("ticks' pace", "a tick: {:g} a second, {} at once".format(*TICKS), "too_fast", "pace_factor"),
)
Task = Annotated[str, Meta(max_length=DECODED * TASK_LENGTH)]
Progress = Literal["working", "stuck", "done"]


class StartCheck(RoomCommand, kw_only=True):
    """A teacher asks whether everybody has finished. ``task``: what; empty where the class knows.

    ``seconds`` and ``instead_of`` as of a poll.
    """

    task: Task = ""
    seconds: Seconds = 0
    instead_of: Count = 0


class Tick(RoomCommand, kw_only=True):
    """A student says how far they are, or something else than before.

    Being ``stuck`` raises their hand with a reason for the teachers alone, and being done lowers that hand.
    """

    prompt: Count
    progress: Progress
    reason: Reason = ""
    about: Explanation = ""
    said_at: Milliseconds = 0
    lasting = True
    pace = same_pace(*TICKS)


class CheckStarted(PromptOpened, kw_only=True):
    """A check; its number is the prompt's."""

    task: Annotated[Task, Of("by")] = ""
    counted: ClassVar[str] = "checks"

    def chat_lines(self) -> Iterator[ChatLine]:
        yield self.system_line("check_started")


class Ticked(PromptResponse, kw_only=True):
    """How far ``by`` is."""

    progress: Progress

    def responds(self) -> bool:
        """Of who is stuck nothing more is awaited either: they wait for the teacher."""
        return self.progress != "working"


class Checkpoint(Struct):
    """One check, as far as whoever looks may know of it."""

    task: str
    author: AccountId
    progress: dict[AccountId, Progress] = field(default_factory=dict)
    """By account: for teachers of all, for a student their own."""

    def those(self, progress: Progress) -> list[AccountId]:
        """Who is so far, in the order in which they first said how far they are."""
        return [account for account, how_far in self.progress.items() if how_far == progress]


class Checks(Memory):
    """Every check by its number, in order."""

    checks: dict[int, Checkpoint] = field(default_factory=dict)

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case CheckStarted():
                self.checks[event.seq] = Checkpoint(event.task, event.by)
            case Ticked() if check := self.checks.get(event.prompt):
                check.progress[event.by] = event.progress
