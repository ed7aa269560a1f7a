"""The stage: what everybody is shown, and the one student who may turn and draw on it beside the teachers."""

from typing import Annotated

from relay.protocol.base import AccountId, Event, Label, MaybeId, RoomCommand, RoomRole
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.memory import Memory, named_alone
from relay.protocol.people import PeopleWent, PersonRemoved
from relay.protocol.personal import OfNobody
from relay.protocol.refusals import final


class SetStage(RoomCommand, kw_only=True):
    """A teacher shows something to everybody, or with no kind nothing any more; the last act stands.

    ``kind``: what it is, a word of the subject that shows it; ``of``: which one, as that subject says it.
    Both are plain text as a name is: with a control, direction or unseen character they are a bad value.
    """

    kind: Label = ""
    of: Label = ""


class HandStage(RoomCommand, kw_only=True):
    """A teacher lets one student turn, point and draw on the stage, or with no account takes it back."""

    account: MaybeId = ""


class StageSet(Event, kw_only=True):
    """Something else is on the stage, or nothing. Whoever held the stage holds it no longer."""

    kind: Annotated[Label, OfNobody()] = ""
    of: Annotated[Label, OfNobody()] = ""


class StageHanded(Event, kw_only=True):
    """``account`` holds the stage from now on; empty: nobody but the teachers does."""

    account: MaybeId = ""


class Stage(Memory):
    """What is shown, and who holds it. A cut line keeps the stage for a while; leaving gives it up."""

    kind: str = ""
    """Empty: nothing. Whoever does not know a kind says so, and goes on."""
    of: str = ""
    holder: AccountId = ""
    at_end: tuple[str, str] = ("", "")
    """What was shown when the lesson ended: shown again if it is opened again."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case StageSet():
                self.kind, self.of, self.holder = event.kind, event.of, ""
            case StageHanded():
                self.holder = event.account
            case PersonRemoved(account=self.holder):
                self.holder = ""
            case PeopleWent():
                if any(goer.account == self.holder and goer.how != "lost" for goer in event.people):
                    self.holder = ""
            case SessionEnded():
                self.at_end = (self.kind, self.of)
                self.kind = self.of = self.holder = ""
            case SessionReopened():
                self.kind, self.of = self.at_end
                self.at_end = ("", "")

    def may_use(self, account: AccountId, role: RoomRole) -> bool:
        """Whether this person may turn, point and draw on what is shown."""
        return role == "teacher" or account == self.holder


NOTHING_STAGED = final("nothing_staged")
"""Nobody can be handed an empty stage."""
