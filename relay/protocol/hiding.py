"""Hiding: from some moment on a message is for its author and the teachers alone, until it is shown again."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal, cast, get_args

from msgspec import Meta, Struct, field

from relay.protocol.base import (
    ChatLine,
    Count,
    Event,
    MaybeId,
    Milliseconds,
    Name,
    RoomCommand,
    RoomRole,
    Text,
    same_pace,
)
from relay.protocol.chat import Kind
from relay.protocol.limits import Limit
from relay.protocol.log import TEACHERS, Audience
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of, Quoted
from relay.protocol.refusals import final

WITHDRAWN_WITHIN_MS = 5 * 60_000
"""So long after it was told a message may be withdrawn by its author."""
MOST_COPIES = 8
"""So often one message is shown again: each time its text is told anew."""
LIMITS = (
    Limit("withdrawing", f"a message is withdrawn within {WITHDRAWN_WITHIN_MS // 1000} s", "too_late"),
    Limit("showing again", f"one message is shown again {MOST_COPIES} times", "shown_too_often"),
)

How = Literal["hidden", "withdrawn"]
"""By a teacher, or by its author. The same word stands in ``ChatLine.line``."""


class HideMessage(RoomCommand, kw_only=True):
    """A teacher hides a message from everybody but its author and the teachers.

    ``message``: its number in the log. ``mute``: its author, if a student, can't write from then on.
    """

    message: Count
    mute: bool = False


class WithdrawMessage(RoomCommand, kw_only=True):
    """Takes a message of one's own back, soon after it was told or held; teachers can read it still."""

    message: Count
    pace = same_pace(1, 5)


class ShowMessage(RoomCommand, kw_only=True):
    """A teacher shows a message again that a teacher has hidden, to those who could read it before."""

    message: Count
    pace = same_pace(1, 5)


class SaidMessage(Struct, kw_only=True, omit_defaults=True):
    """A message as it was told, at ``at``. ``account``: its author; ``to``: as ``message_posted`` has it."""

    text: Annotated[Text, Of("account"), Quoted(unless="account")]
    account: MaybeId = ""
    name: Annotated[Name, Of("account")] = ""
    role: RoomRole = "student"
    kind: Kind = "chat"
    answers: Count = 0
    private: bool = False
    at: Milliseconds = 0
    said_at: Milliseconds = 0
    replies_to: Count = 0
    to: MaybeId = ""

    def as_line(self, number: int, ref: str, how: How | None = None) -> ChatLine:
        """As it stands in the chat, hidden or not; ``ref``: of the event that tells it now."""
        return ChatLine(
            number,
            self.at,
            self.account,
            self.name,
            self.role,
            self.kind,
            self.text,
            self.answers,
            self.private,
            self.said_at,
            ref,
            how,
            replies_to=self.replies_to,
            accounts=[self.to] if self.to else [],
        )


class MessageHidden(Event, kw_only=True):
    """A teacher has hidden a message, whose number and place stay.

    Its event, and the ``copies`` that have told it again, are from now on for its author (``account``;
    empty if nobody may know it) and the teachers. ``posted_at``: when the message was told.
    """

    message: Count
    account: MaybeId = ""
    posted_at: Milliseconds = 0
    copies: Annotated[list[Count], Meta(max_length=MOST_COPIES)] = []
    moderation: ClassVar[bool] = True
    how: ClassVar[How] = "hidden"

    def narrows(self) -> Sequence[tuple[int, Audience]]:
        return [(number, self.account or TEACHERS) for number in (self.message, *self.copies)]

    def chat_lines(self) -> Iterator[ChatLine]:
        if 0 < self.message < self.seq:
            yield ChatLine(self.message, self.posted_at, "", "", "", "system", line=self.how)


class MessageWithdrawn(MessageHidden, kw_only=True):
    """Its author has withdrawn a message; else as ``message_hidden``."""

    moderation: ClassVar[bool] = False
    how: ClassVar[How] = "withdrawn"


class _Telling:
    """What is searched of an event that tells a message anew."""

    __slots__ = ()
    said: SaidMessage
    searched: ClassVar[tuple[str, ...]] = ("name", "text")
    quotes: ClassVar[bool] = True
    repeats: ClassVar[str] = "message"

    @property
    def name(self) -> str:
        return self.said.name

    @property
    def text(self) -> str:
        return self.said.text


class MessageKept(_Telling, Event, kw_only=True):
    """What a hidden message said: told to its author and the teachers, right behind its being hidden."""

    message: Count
    said: SaidMessage
    how: How = "hidden"

    def chat_lines(self) -> Iterator[ChatLine]:
        if 0 < self.message < self.seq:
            yield self.said.as_line(self.message, self.ref, self.how)


class MessageShown(_Telling, Event, kw_only=True):
    """A teacher shows a hidden message again, which tells its text anew to those who could read it before."""

    message: Count
    said: SaidMessage
    account: MaybeId = ""
    moderation: ClassVar[bool] = True

    def chat_lines(self) -> Iterator[ChatLine]:
        if 0 < self.message < self.seq:
            yield self.said.as_line(self.message, self.ref)


def said_message(line: ChatLine) -> SaidMessage | None:
    """What a line of the chat says, if it is a message that can be hidden."""
    if line.kind not in get_args(Kind):
        return None
    return SaidMessage(
        text=line.text,
        account=line.author,
        name=line.name,
        role="teacher" if line.role == "teacher" else "student",
        kind=cast(Kind, line.kind),
        answers=line.answers,
        private=line.private,
        at=line.at,
        said_at=line.said_at,
        replies_to=line.replies_to,
        to=line.accounts[0] if line.accounts else "",
    )


class Hiding(Memory):
    """Which messages are hidden. Their texts, for those who may read them, are in the chat."""

    hidden: dict[int, int] = field(default_factory=dict)
    """By the message's number, that of the event that hid it."""
    withdrawn: set[int] = field(default_factory=set)
    """Those of them that their authors have withdrawn."""
    copies: dict[int, list[int]] = field(default_factory=dict)
    """By the message's number, those of the events that have told it again."""

    def events_of(
        self, number: int, said: SaidMessage, kind: type[MessageHidden]
    ) -> tuple[MessageHidden, MessageKept]:
        """That hide or withdraw a message: told to all, and to those who may still read it."""
        copies = [*self.copies.get(number, ())]
        hidden = kind(message=number, account=said.account, posted_at=said.at, copies=copies)
        return hidden, MessageKept(message=number, said=said, how=kind.how)

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case MessageHidden():
                self.hidden[event.message] = event.seq
                if event.copies:  # which those who come later are not told
                    self.copies[event.message] = [*event.copies]
                if isinstance(event, MessageWithdrawn):
                    self.withdrawn.add(event.message)
            case MessageShown():
                self.hidden.pop(event.message, None)
                self.withdrawn.discard(event.message)
                self.copies.setdefault(event.message, []).append(event.seq)


ALREADY_HIDDEN = final("already_hidden")
NOT_HIDDEN = final("not_hidden")
TOO_LATE = final("too_late")
SHOWN_TOO_OFTEN = final("shown_too_often")
