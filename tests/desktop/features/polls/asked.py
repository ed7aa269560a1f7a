"""A lesson in which a poll is asked, its card, and its parts as people see them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.polls import PollCard
from desktop.features.polls.pupil import PupilFace
from desktop.features.polls.teacher import TeacherFace
from desktop.pages.room import RoomPage
from relay.protocol.polls import PollAnswered, PollOpened
from tests.desktop.features.stand import TEACHER, Stand, account, part

CAN = (
    "replies", "stage", "register", "private", "chat_rules", "hiding", "moments", "gather",
    "polls", "prompts",
)  # fmt: skip
NAMES = ("Ana Silva", "Ben Okafor", "Yusuf Demir", "Mia Wolf")


async def lesson(*, teaches: bool, names: Sequence[str] = NAMES) -> Stand:
    """As a teacher, or as the first student."""
    stand = Stand(can=CAN) if teaches else Stand(account(0), names[0], "student", can=CAN)
    await stand.start(names)
    return stand


async def opened(stand: Stand, **said: object) -> int:
    """The class is asked; gives the poll's number."""
    await stand.tell(PollOpened(**{"preset": "understood", "by": TEACHER, **said}))  # type: ignore[arg-type]
    return stand.upto


async def answered(stand: Stand, poll: int, number: int, *choices: int) -> None:
    """A student of this number has answered."""
    await stand.tell(PollAnswered(by=account(number), prompt=poll, choices=list(choices)))


def card(page: RoomPage) -> PollCard:
    return part(page, PollCard)


def teachers(page: RoomPage) -> TeacherFace:
    face = card(page).face
    assert isinstance(face, TeacherFace)
    return face


def pupils(page: RoomPage) -> PupilFace:
    face = card(page).face
    assert isinstance(face, PupilFace)
    return face


def seen(*widgets: QWidget) -> list[bool]:
    """Which of these are in sight."""
    return [widget.isVisible() for widget in widgets]
