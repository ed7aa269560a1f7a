"""A lesson in which the class has a time, the chip, and the stage as people see them."""

from collections.abc import Iterator, Sequence

from desktop.features.timer import TimerPanel, TimerStage
from desktop.features.timer.chip import ChipButton, ChipLabel
from desktop.pages.room import RoomPage
from relay.protocol.timer import TimerStarted
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, part

CAN = (
    "replies", "stage", "register", "private", "chat_rules", "hiding", "moments", "gather",
    "polls", "prompts", "checks", "hand_reasons", "timer",
)  # fmt: skip
NAMES = ("Ana Silva", "Ben Okafor", "Yusuf Demir", "Mia Wolf")


async def lesson(*, teaches: bool, can: Sequence[str] = CAN) -> Stand:
    """As a teacher, or as the first student."""
    stand = Stand(can=can) if teaches else Stand(account(0), NAMES[0], "student", can=can)
    await stand.start(NAMES)
    return stand


async def started(stand: Stand, seconds: int = 300, label: str = "") -> int:
    """A timer begins; gives its number."""
    await stand.tell(TimerStarted(by=TEACHER, time=seconds * 1000, label=label))
    return stand.upto


def pass_time(stand: Stand, page: RoomPage, seconds: float) -> None:
    """So much later by the relay's clock; the page is told that a second has passed."""
    stand.wire.time += int(seconds * 1000)
    page._tick()
    for panel in (part(page, TimerPanel), part(page, TimerStage)):
        panel.refresh()


def pass_seconds(stand: Stand, page: RoomPage, seconds: int) -> Iterator[None]:
    """The same second by second, as far as the chip is concerned."""
    panel = part(page, TimerPanel)
    for _ in range(seconds):
        stand.wire.time += 1000
        panel.tick(stand.wire.time)
        panel.refresh()
        yield


def chip(page: RoomPage) -> ChipButton | ChipLabel:
    made = part(page, TimerPanel).chip
    assert made is not None
    return made


def reads(page: RoomPage) -> str:
    """What stands on the chip, if it is there."""
    panel = part(page, TimerPanel)
    if not panel.isVisible() or panel.chip is None:
        return ""
    made = panel.chip
    return made.words.fitting(made.width() - made._around())


async def shows(page: RoomPage, words: str) -> None:
    """Waits for the room that it asks for."""
    await until(lambda: reads(page) == words)
