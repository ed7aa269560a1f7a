"""Taking the profile: what is in the way is said in a window, with a way on, and written to the log."""

import asyncio
import logging
from typing import Literal

from PySide6.QtCore import QObject

from desktop.single_instance import Hindrance, OnlyOne, hand_over
from desktop.theme import Theme
from desktop.theme.widgets import ask

log = logging.getLogger(__name__)

Taken = Literal["ours", "without", "handed_over", "given_up"]
"""Ours; nothing can be kept; another process has what was to be opened; the person gave up."""
STARTING_SECONDS = 5.0
"""Who has the profile may only just have started, and not listen yet."""
AGAIN_SECONDS = 0.25


class Profile(QObject):
    """One attempt to hold a profile; asks where a person has to say what is right."""

    def __init__(self, only: OnlyOne, theme: Theme, link: str, token: str) -> None:
        super().__init__()
        self._only, self._theme, self._said = only, theme, (link, token)

    async def take(self) -> Taken:
        """Until it is clear what becomes of this start."""
        if self._only.take():
            return "ours"
        if await self._handed_over(STARTING_SECONDS):
            return "handed_over"
        tried = False
        while (why := self._only.hindrance) is not None:
            log.warning("the profile %s can't be taken: %s %s", self._only.profile, why.kind, why.detail)
            if why.kind == "unwritable":
                return "without"
            if not await self._asked(why, tried):
                return "given_up"
            tried = True
            if why.kind == "full":
                return "without"
            if why.kind == "elsewhere":
                if self._only.take_over():
                    log.warning("went on with a profile that was left open on %r", why.detail)
            elif await self._handed_over(0):
                return "handed_over"
        return "ours"

    async def _handed_over(self, seconds: float) -> bool:
        """Takes it after all, or finds who has it, for so long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not self._only.take():
            if self._only.hindrance is None or self._only.hindrance.kind != "open":
                return False
            if await asyncio.to_thread(hand_over, self._only.profile, *self._said):
                return True
            if loop.time() >= until:
                return False
            await asyncio.sleep(AGAIN_SECONDS)
        return False

    async def _asked(self, why: Hindrance, tried: bool) -> bool:
        title, text, confirm = self._words(why, tried)
        return await ask(self._theme, None, title, text, confirm=confirm, cancel=self.tr("Quit"))

    def _words(self, why: Hindrance, tried: bool) -> tuple[str, str, str]:
        go_on = self.tr("Go on here")
        if why.kind == "elsewhere" and tried:
            title = self.tr("Schoolbell is still open elsewhere")
            text = self.tr("{computer} still holds it. Close Schoolbell there, or switch that computer off.")
            return (
                title,
                text.format(computer=why.detail or self.tr("Another computer")),
                self.tr("Try again"),
            )
        if why.kind == "elsewhere":
            title = self.tr("Schoolbell was left open")
            text = self.tr(
                "It was left open on {computer}. If it is still open there, close it there first: what waits "
                "to be sent could be lost."
            )
            return title, text.format(computer=why.detail or self.tr("another computer")), go_on
        if why.kind == "full":
            text = self.tr(
                "Nothing can be kept on this computer: {why}. You can go on, but what you choose and what "
                "waits to be sent is lost when you quit."
            )
            return self.tr("The disk is full"), text.format(why=why.detail), self.tr("Go on without keeping")
        text = self.tr("It does not answer. Close it, or wait a moment and try again.")
        return self.tr("Schoolbell is open on this computer already"), text, self.tr("Try again")
