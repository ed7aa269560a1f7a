"""Whole programs for stories: each person's App on a profile of their own, signed in to a real relay."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.app.language import Language
from desktop.credentials import MemoryCredentials
from desktop.demo.user import DemoUser
from desktop.notifications import Notifier, SilentNotifier
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from relay.tls import CERTIFICATE_FILE
from tests.desktop.classroom import Classroom, classroom_on
from tests.given_clock import GivenClock, relay_by
from tests.relay.inside import copied_school
from tests.relay.process import RelayProcess, relay_process


@dataclass(eq=False)
class Story:
    """A relay, a classroom made on it, and windows that people open."""

    folder: Path
    relay: RelayProcess
    classroom: Classroom
    theme: Theme
    clock: GivenClock | None
    _windows: AsyncExitStack
    _opened: int = field(default=0)

    async def window(self, name: str, port: int = 0, notifier: Notifier | None = None) -> DemoUser:
        """A program of this person, already signed in, going to ``port`` (a proxy's, perhaps)."""
        if name not in self.classroom.tokens:
            await self.classroom.add_students(name)
        self._opened += 1
        profile = self.folder / f"{name} {self._opened}"
        profile.mkdir()
        credentials = MemoryCredentials()
        known = RememberedRelay(
            host="127.0.0.1",
            port=port or self.relay.ready["port"],
            pin=self.relay.ready["pin"],
            relay_id=self.relay.ready["relay_id"],
            name="Hill School",
            certificate=(self.relay.folder / CERTIFICATE_FILE).read_text("ascii"),
            username=name,
        )
        await credentials.put(known.pin, name, self.classroom.tokens[name])
        settings = Settings(profile)
        await settings.load()
        settings.remember(known)
        await settings.close()
        outside = notifier or SilentNotifier()
        app = App(profile, theme=self.theme, credentials=credentials, notifier=outside, clock=self.clock)
        await app.open()
        self._windows.push_async_callback(_close, app)
        app.window.resize(1180, 780)
        return DemoUser(name, app, self.folder)

    async def in_the_lesson(self, name: str, port: int = 0, notifier: Notifier | None = None) -> DemoUser:
        """A program of this person that has joined the live lesson."""
        person = await self.window(name, port, notifier)
        await join(person)
        return person


async def join(person: DemoUser, title: str = "Energy") -> None:
    """From the list of lessons into this one, which is live."""
    await person.click(f"Join: {title}")
    await person.until(lambda: person.room is not None and person.room.caught_up, "did not get in")


async def _close(app: App) -> None:
    """Its widgets end here and now, and not when some other thread happens to collect garbage."""
    await app.close()
    app.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@asynccontextmanager
async def story(
    folder: Path,
    names: Sequence[str] = (),
    *,
    anew: bool = False,
    clock: GivenClock | None = None,
    **settings: object,
) -> AsyncIterator[Story]:
    """Everything a story needs, ended with it. ``names``: students who have signed in before.

    ``anew``: the school is made at this relay, and no copy. ``clock``: the relay's and the windows'.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    there = None if anew else await copied_school(folder / "school", *names)
    program = relay_by(clock) if clock else ()
    async with (
        relay_process(folder / "school", there, program, **settings) as relay,
        classroom_on(relay) as classroom,
        AsyncExitStack() as windows,
    ):
        language = Language(application)
        language.speak()
        windows.callback(language.hush)
        yield Story(folder, relay, classroom, Theme(application), clock, windows)
