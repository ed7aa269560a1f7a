"""One line of a chat as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from desktop.features.panel.words import was_late
from relay.protocol.base import ChatLine, IdentityStatus

LineStanding = Literal["said", "waiting", "sent", "refused", "held"]


@dataclass(slots=True)
class ShownLine:
    """One line, with its height kept for one width."""

    id: int
    ref: str
    kind: str
    author: str
    name: str
    text: str
    at: int
    said_at: int = 0
    teacher: bool = False
    known: IdentityStatus = "account"
    """How its author is known: as a guest, say."""
    mine: bool = False
    private: bool = False
    read_by: str = ""
    """Who reads it, in a word or two, if not everybody does."""
    to: str = ""
    """Of a private message of a teacher: the student's name."""
    follows: bool = False
    """Goes on under the name of the line before."""
    quoted: str = ""
    """For an answer or a reply: whose words, and the first of them."""
    quotes: int = 0
    """The number of the message these words are of, if it is here."""
    parts: Sequence[ChatLine] = ()
    """For a line of comings and goings: all that it tells."""
    answered: bool = False
    """For a question: whether somebody answered it."""
    standing: LineStanding = "said"
    hidden: str = ""
    """`hidden` or `withdrawn`: its author and the teachers alone can read it."""
    reason: str = ""
    """Why a message was refused or has to wait, as a sentence; empty for what is about to go."""
    width: int = field(default=-1, compare=False)
    height: int = field(default=0, compare=False)

    @property
    def upto(self) -> int:
        """The number of the last line that this one stands for."""
        return self.parts[-1].id if self.parts else self.id

    @property
    def late(self) -> bool:
        """Written a while before it arrived."""
        return was_late(self.at, self.said_at)

    @property
    def has_buttons(self) -> bool:
        """What was refused can be written anew, and a teacher lets through what others said."""
        return self.standing == "refused" or (self.standing == "held" and not self.mine)

    @property
    def asks(self) -> bool:
        """A question that can be answered."""
        return self.kind == "question" and self.standing == "said" and not self.hidden

    @property
    def spoken(self) -> bool:
        """Somebody's words, not a line of the room's own."""
        return self.kind != "system"
