"""A lesson in which the class is asked whether it is done, the card, and its parts as people see them."""

from collections.abc import Sequence

from desktop.features.checks import CheckCard
from desktop.features.checks.pupil import PupilCheckFace
from desktop.features.checks.teacher import TeacherCheckFace
from desktop.pages.room import RoomPage
from relay.protocol.checks import CheckStarted, Progress, Ticked
from relay.protocol.hands import HandExplained, HandRaised, Reason
from tests.desktop.features.stand import TEACHER, Stand, account, part

CAN = (
    "replies", "stage", "register", "private", "chat_rules", "hiding", "moments", "gather",
    "polls", "prompts", "checks", "hand_reasons",
)  # fmt: skip
NAMES = ("Ana Silva", "Ben Okafor", "Yusuf Demir", "Mia Wolf")


async def lesson(*, teaches: bool, names: Sequence[str] = NAMES, can: Sequence[str] = CAN) -> Stand:
    """As a teacher, or as the first student."""
    stand = Stand(can=can) if teaches else Stand(account(0), names[0], "student", can=can)
    await stand.start(names)
    return stand


async def started(stand: Stand, task: str = "", time: int = 0) -> int:
    """The class is asked; gives the check's number."""
    await stand.tell(CheckStarted(by=TEACHER, task=task, time=time))
    return stand.upto


async def ticked(stand: Stand, check: int, number: int, progress: Progress) -> None:
    """A student of this number has said how far they are."""
    await stand.tell(Ticked(by=account(number), prompt=check, progress=progress))


async def is_stuck(stand: Stand, check: int, number: int, reason: Reason, about: str = "") -> None:
    """A student of this number is stuck, and their hand goes up with the reason."""
    by = account(number)
    await stand.tell(
        Ticked(by=by, prompt=check, progress="stuck"),
        HandRaised(by=by),
        HandExplained(by=by, reason=reason, about=about, prompt=check),
    )


def card(page: RoomPage) -> CheckCard:
    return part(page, CheckCard)


def teachers(page: RoomPage) -> TeacherCheckFace:
    face = card(page).face
    assert isinstance(face, TeacherCheckFace)
    return face


def pupils(page: RoomPage) -> PupilCheckFace:
    face = card(page).face
    assert isinstance(face, PupilCheckFace)
    return face


def title(page: RoomPage) -> str:
    """The card's first line."""
    return card(page).head.title.text()
