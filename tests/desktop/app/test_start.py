"""The program as people start it: a process of its own, one for each profile, that ends calmly."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from desktop.app.start import loop_errors, uncaught
from tests.desktop.classroom import until
from tests.patience import PATIENCE

QUIET = {"QT_QPA_PLATFORM": "offscreen", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}


@asynccontextmanager
async def started(profile: Path, *said: str, **environment: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "desktop",
        "--profile",
        str(profile),
        *said,
        env=os.environ | QUIET | environment,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ended(process: Process) -> int | None:
    async with asyncio.timeout(PATIENCE):
        await process.wait()
    return process.returncode


async def test_after_a_crash_a_second_start_hands_over_and_the_first_ends_calmly_when_told_to(
    tmp_path: Path,
) -> None:
    profile = tmp_path / "profile"
    async with started(profile) as crashed:
        await until((profile / "show.sock").exists)
        crashed.kill()
        await ended(crashed)
    (profile / "show.sock").unlink()
    async with started(profile) as first:
        await until((profile / "show.sock").exists)
        async with started(profile) as second:
            assert await ended(second) == 0
        assert first.returncode is None
        await until((profile / "logs" / "schoolbell.log").exists)
        first.send_signal(signal.SIGTERM)
        assert await ended(first) == 0
    assert not (profile / "in-use.lock").exists()
    assert msgspec.json.decode((profile / "settings.json").read_bytes())["geometry"]
    assert "a bug" not in (profile / "logs" / "schoolbell.log").read_text("utf-8")


async def test_a_clicked_link_reaches_the_program_that_runs_and_stays_out_of_its_journal(
    tmp_path: Path,
) -> None:
    profile = tmp_path / "profile"
    heard = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set()
        writer.close()

    stranger = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = stranger.sockets[0].getsockname()[1]
    link = f"schoolbell://127.0.0.1:{port}/#pin={'A' * 52}&code=K7M2XP&pass=SECRET"
    async with started(profile) as first:
        await until((profile / "show.sock").exists)
        async with started(profile, link) as second:
            assert await ended(second) == 0
        async with asyncio.timeout(PATIENCE):
            await heard.wait()  # it goes where the link leads
        first.send_signal(signal.SIGINT)
        assert await ended(first) == 0
    stranger.close()
    for file in profile.rglob("*"):
        if file.is_file():
            assert not any(word in file.read_bytes() for word in (b"K7M2XP", b"SECRET")), file


async def test_bugs_in_slots_and_callbacks_are_logged_and_told(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    hook = uncaught(lambda: told.append("slot"))
    handler = loop_errors(lambda: told.append("loop"))
    try:
        raise KeyError("a drawer")
    except KeyError as error:
        hook(type(error), error, error.__traceback__)
        handler(asyncio.get_running_loop(), {"message": "a task failed", "exception": error})
    assert told == ["slot", "loop"]
    assert [record.levelname for record in caplog.records] == ["CRITICAL", "CRITICAL"]
    assert all(record.exc_info and record.exc_info[1] is not None for record in caplog.records)


PAINTS_BADLY = """
import sys
from pathlib import Path
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from desktop.app.start import uncaught
from desktop.journal import Journal

class Bad(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawLine(0, 0, 5, 5)
        raise ValueError("in the middle of painting")

application = QApplication([])
told = []
journal = Journal(Path(sys.argv[1]))
journal.open()
sys.excepthook = uncaught(lambda: told.append("bug"))
bad = Bad()
bad.show()
for _ in range(5):
    application.processEvents()
    bad.update()
journal.close()
print("still up after", len(told) > 1)
"""


async def test_a_bug_in_the_middle_of_painting_does_not_end_the_program(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PAINTS_BADLY, str(tmp_path), stdout=PIPE, stderr=PIPE, env=os.environ | QUIET
    )
    async with asyncio.timeout(PATIENCE):
        said, errors = await process.communicate()
    assert (process.returncode, said.decode().strip()) == (0, "still up after True"), errors.decode()
    assert "in the middle of painting" in (tmp_path / "schoolbell.log").read_text("utf-8")
