"""What teachers set for the chat: how often students may write, and whose messages wait for a teacher."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import Struct, field

from relay.protocol.base import AccountId, ChatLine, Count, Event, Milliseconds, Name, RoomCommand, Text
from relay.protocol.chat import Kind, MessagePosted, slowed
from relay.protocol.hiding import MessageWithdrawn
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of
from relay.protocol.refusals import final
from relay.protocol.renaming import PersonRenamed

Approve = Literal["off", "guests", "all"]
"""Whose messages to everybody wait for a teacher: nobody's, those of unconfirmed guests, all students'."""
SLOW_STEPS = (0, 10, 30, 60)
"""Seconds between two messages of one student; 0: as fast as the pace allows."""


class SetChat(RoomCommand, kw_only=True):
    """A teacher sets rules of the chat; what is left out stays as it is.

    ``approve``: whose messages to everybody a teacher looks at first. ``slow``: seconds between two messages
    of one student to everybody, one of 0, 10, 30 and 60.
    """

    approve: Approve | None = None
    slow: Count | None = None


class ApproveMessage(RoomCommand, kw_only=True):
    """A teacher lets everybody see a message that is held."""

    message: Count


class TurnDownMessage(RoomCommand, kw_only=True):
    """A teacher does not let others see a message that is held."""

    message: Count


class ChatSet(Event, kw_only=True):
    """The rules of the chat as they are from now on."""

    approve: Approve = "off"
    slow: Count = 0


class MessageHeld(Event, kw_only=True):
    """A message waits for a teacher; its author and teachers alone are told. Nothing counts it.

    If it is approved, ``message_posted`` repeats it to everybody, with its number in ``of``.
    """

    text: Annotated[Text, Of("by")]
    kind: Kind = "chat"
    name: Annotated[Name, Of("by")] = ""
    answers: Count = 0
    said_at: Milliseconds = 0
    replies_to: Count = 0


class MessageTurnedDown(Event, kw_only=True):
    """The held message with this number, of ``account``, is shown to nobody else; they and teachers know."""

    message: Count
    account: AccountId
    moderation: ClassVar[bool] = True

    def chat_lines(self) -> Iterator[ChatLine]:
        line = self.system_line("turned_down", [self.account])
        line.private = True
        yield line


class HeldMessage(Struct):
    """What waits for a teacher. ``at``: when it came."""

    author: AccountId
    name: str
    kind: Kind
    text: str
    answers: int
    at: int
    said_at: int
    ref: str
    replies_to: int = 0

    def as_line(self, number: int) -> ChatLine:
        """As it would stand in the chat; ``number``: as which it is held."""
        said = self.kind, self.text, self.answers, False, self.said_at, self.ref
        return ChatLine(number, self.at, self.author, self.name, "student", *said, replies_to=self.replies_to)


class ChatRules(Memory):
    """The rules of the chat, what is held by them, and when each student last wrote to everybody."""

    approve: Approve = "off"
    slow: int = 0
    held: dict[int, HeldMessage] = field(default_factory=dict)
    """By number, in the order in which they came."""
    wrote: dict[str, int] = field(default_factory=dict)
    """When each student's last message came that slow mode counts (ms UTC), by account."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case ChatSet():
                self.approve, self.slow = event.approve, event.slow
            case MessageHeld():
                self.held[event.seq] = HeldMessage(
                    event.by,
                    event.name,
                    event.kind,
                    event.text,
                    event.answers,
                    event.at,
                    event.said_at or event.at,
                    event.ref,
                    event.replies_to,
                )
                self._wrote(event.by, event.kind, event.at)
            case MessagePosted():
                self.held.pop(event.of, None)
                if event.role == "student" and not event.private and event.by:
                    self._wrote(event.by, event.kind, event.at)
            case PersonRenamed():
                for held in self.held.values():
                    held.name = event.name if held.author == event.account else held.name
            case MessageTurnedDown() | MessageWithdrawn():
                self.held.pop(event.message, None)

    def holds(self, *, guest: bool) -> bool:
        """Whether a student's message to everybody waits for a teacher; ``guest``: nobody confirmed them."""
        return self.approve == "all" or (self.approve == "guests" and guest)

    def wait(self, account: str, now: int) -> int:
        """Milliseconds until slow mode lets this student write to everybody again."""
        wrote = self.wrote.get(account)
        return 0 if wrote is None else max(0, wrote + self.slow * 1000 - now)

    def _wrote(self, account: str, kind: Kind, at: int) -> None:
        if slowed(kind):
            self.wrote[account] = at


NOT_HELD = final("not_held")
"""It is not held, or not any more."""
