"""A lesson between a teacher on Windows, who hosts it, and two pupils on Linux; make windows-test plays it.

    schoolbell.exe -P -m lesson_of_the_test teacher FOLDER      this file, under that name beside our modules
    python packaging/windows/lesson.py pupils FOLDER

Both sides go through the controls of real programs. They meet by files in FOLDER, and put pictures there.
"""

import asyncio
import importlib
import json
import logging
import os
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.app.language import Language
from desktop.credentials import MemoryCredentials
from desktop.demo.acts.slides import PAGES, write
from desktop.demo.cast import ANA, CLASS, TEACHER, TITLE, TOM
from desktop.demo.lesson import first_sign_in, slips
from desktop.demo.user import DemoUser, NothingHappened
from desktop.notifications import SilentNotifier
from desktop.theme import Theme

import qasync  # type: ignore[import-untyped]  # isort: skip  # asks QT_API while it is imported

PATIENCE = 150.0
"""Seconds: a computer that plays another one is slow."""
WAITS = (
    "desktop.demo.user.PATIENCE",
    "desktop.client.pending_requests.ANSWER_SECONDS",
    "desktop.client.connection.OPEN_SECONDS",
    "desktop.client.socket.OPEN_SECONDS",
    "relay.shared.pinned.CONTACT_SECONDS",
)
SLIPS = "slips.json"


class Meeting:
    """Where one side waits for the other to have come as far as it has."""

    def __init__(self, folder: Path, me: str, other: str) -> None:
        self.folder, self._me, self._other = folder, me, other

    async def at(self, place: str) -> None:
        (self.folder / f"{place}.{self._me}").touch()
        await self.file(f"{place}.{self._other}")
        sys.stdout.write(f"{self._me}: {place}\n")
        sys.stdout.flush()

    async def file(self, name: str) -> Path:
        try:
            async with asyncio.timeout(PATIENCE):
                while not (self.folder / name).exists():  # noqa: ASYNC110  # another system tells nothing
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise NothingHappened(f"{self._me}: the others did not come to “{name}”") from None
        return self.folder / name


async def teach(theme: Theme, folder: Path) -> None:
    """Hosts, teaches, ends the lesson and the relay."""
    meeting = Meeting(folder, "teacher", "pupils")
    async with program(TEACHER, theme, folder) as lee:
        await lee.click("Start on this computer")
        await lee.fill("Your name", TEACHER)
        await lee.fill("Name of the class", CLASS)
        await lee.click("Start the class")
        await lee.sees("No lessons yet")
        await lee.click("Add students")
        await lee.paste(f"Names for {CLASS}", f"{ANA}\n{TOM}")
        await lee.click("Add")
        await lee.until(lambda: len(slips(lee)) == 2, "no codes were made")
        lee.picture("1 class")
        hosted = lee.app.settings.now.relays[0]
        written = folder / f"{SLIPS}.new"
        written.write_text(json.dumps([hosted.port, slips(lee)]), "utf-8")
        written.rename(folder / SLIPS)
        await lee.click("Back")
        await meeting.at("signed in")
        await lee.click("Plan a lesson")
        await lee.fill("Title", TITLE)
        await lee.click("Create")
        await lee.sees(TITLE)
        await meeting.at("planned")
        await lee.click(f"Start: {TITLE}")
        await lee.sees("People · 2")
        await lee.say("Good morning! Today: where does energy go?")
        await lee.sees("Good morning, Ms Lee")
        await meeting.at("talked")
        await lee.pick("Show", "Slides…")
        await lee.open_file("Pulleys.pdf", write)
        await lee.is_shown("Pages", "Page 1 of 3, Pulleys")
        await lee.is_told(PAGES[0][1][0])
        await meeting.at("first page")
        await lee.press("PgDown")
        await lee.sees("Page 2 of 3, Pulleys")
        lee.picture("2 slides")
        await meeting.at("second page")
        await lee.pick("Ask", "Understood?")
        await meeting.at("answered")
        lee.picture("3 poll")
        await lee.click("Show results")
        await meeting.at("results")
        await lee.click("End lesson")
        await lee.sees("End the lesson?")
        await lee.click("End lesson")
        await lee.sees("The lesson has ended")
        lee.picture("4 ended")
        await meeting.at("ended")
        await lee.app.host.stop()


async def learn(theme: Theme, folder: Path) -> None:
    """Both pupils, each at a window of their own."""
    meeting = Meeting(folder, "pupils", "teacher")
    port, codes = json.loads((await meeting.file(SLIPS)).read_text("utf-8"))
    async with program(ANA, theme, folder) as ana, program(TOM, theme, folder) as tom:
        for one in (ana, tom):
            await first_sign_in(one, f"127.0.0.1:{port}", *codes[one.name])
        await meeting.at("signed in")
        for one in (ana, tom):
            await one.sees(TITLE)
        await meeting.at("planned")
        for one in (ana, tom):
            await one.sees(f"{TITLE} has started")
            await one.click("Join")
        for one in (ana, tom):
            await one.sees("People · 2")
        await tom.say("Good morning, Ms Lee")
        for one in (ana, tom):
            await one.sees("where does energy go?")
        await meeting.at("talked")
        for one in (ana, tom):
            await one.is_shown("Pages", "Page 1 of 3, Pulleys")
            await one.is_told(PAGES[0][1][0])
        await meeting.at("first page")
        for one in (ana, tom):
            await one.sees("Page 2 of 3, Pulleys")
            await one.is_told(PAGES[1][1][0])
            one.picture("2 slides")
        await meeting.at("second page")
        await ana.click("1, Yes")
        await tom.click("2, Partly")
        await ana.sees("Understood? · Yes")
        await tom.sees("Understood? · Partly")
        await meeting.at("answered")
        await ana.sees("You answered: Yes")
        await tom.sees("You answered: Partly")
        await meeting.at("results")
        for one in (ana, tom):
            await one.sees("The lesson has ended")
        await meeting.at("ended")


@asynccontextmanager
async def program(name: str, theme: Theme, folder: Path) -> AsyncIterator[DemoUser]:
    """The program of one person, on a profile of its own."""
    app = App(folder / name, theme=theme, credentials=MemoryCredentials(), notifier=SilentNotifier())
    await app.open()
    app.window.resize(1200, 700)
    try:
        yield DemoUser(name, app, folder)
    finally:
        await app.close()


def main() -> int:
    """The exit code; a failure is told."""
    who, folder = sys.argv[1], Path(sys.argv[2])
    logging.basicConfig(level=logging.INFO, filename=folder / f"{who}.log", encoding="utf-8")
    for name in WAITS:
        module, _, constant = name.rpartition(".")
        setattr(importlib.import_module(module), constant, PATIENCE)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)  # nobody is there to use one
    qt = QApplication(sys.argv[:1])
    qt.setQuitOnLastWindowClosed(False)
    Language(qt).speak()
    side = {"teacher": teach, "pupils": learn}[who]
    try:
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
            runner.run(side(Theme(qt), folder))
    except BaseException:
        (folder / f"failed.{who}").write_text(traceback.format_exc(), "utf-8")
        return 1
    (folder / f"done.{who}").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
