"""A profile that can't simply be used: what is in the way is said, with a way on; no end in silence."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication

from desktop.app.profile import Profile, Taken
from desktop.single_instance import LOCK_NAME, OnlyOne, hand_over
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, Label
from tests.desktop.app.test_start import ended, started
from tests.desktop.classroom import until
from tests.desktop.program import program

posix = pytest.mark.skipif(sys.platform == "win32", reason="sockets and locks are of another kind there")


def left_on(profile: Path, computer: str, process: int = 4711, name: str = "schoolbell") -> None:
    """A lock as another computer writes it."""
    profile.mkdir(exist_ok=True)
    (profile / LOCK_NAME).write_text(f"{process}\n{name}\n{computer}\n")


def reads(dialog: Dialog) -> str:
    """What stands in a window."""
    return " ".join(label.text() for label in dialog.findChildren(Label))


async def asked(words: str) -> Dialog:
    """Waits for a window that says this."""

    def found() -> list[Dialog]:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, Dialog) and w.isVisible()]
        return [w for w in shown if words in reads(w)]

    await until(found)
    return found()[0]


@asynccontextmanager
async def taking(profile: Path, theme: Theme) -> AsyncIterator[tuple[OnlyOne, "asyncio.Task[Taken]"]]:
    only = OnlyOne(profile)
    task = asyncio.ensure_future(Profile(only, theme, "", "").take())
    try:
        yield only, task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        only.release()


async def test_a_lock_left_by_another_computer_is_named_and_can_be_passed_over(
    theme: Theme, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left_on(tmp_path / "home", "lab-pc-07")
    async with taking(tmp_path / "home", theme) as (_, taken):
        dialog = await asked("It was left open on lab-pc-07.")
        dialog.accept()
        assert await taken == "ours"
        assert not OnlyOne(tmp_path / "home").take(), "held now"
    assert any("left open on 'lab-pc-07'" in message for message in caplog.messages)


async def test_whoever_does_not_go_on_there_changes_nothing(theme: Theme, tmp_path: Path) -> None:
    left_on(tmp_path, "lab-pc-07")
    async with taking(tmp_path, theme) as (_, taken):
        (await asked("lab-pc-07")).reject()
        assert await taken == "given_up"
    assert "lab-pc-07" in (tmp_path / LOCK_NAME).read_text()


async def test_a_lock_of_which_a_power_cut_left_nothing(theme: Theme, tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).touch()
    async with taking(tmp_path, theme) as (_, taken):
        (await asked("left open on another computer")).accept()
        assert await taken == "ours"


@posix
async def test_a_lock_that_another_computer_holds_still_is_not_broken(theme: Theme, tmp_path: Path) -> None:
    import fcntl  # noqa: PLC0415  # not on Windows

    left_on(tmp_path, "lab-pc-07")
    with (tmp_path / LOCK_NAME).open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        async with taking(tmp_path, theme) as (_, taken):
            (await asked("left open on lab-pc-07")).accept()
            dialog = await asked("lab-pc-07 still holds it")
            fcntl.flock(held, fcntl.LOCK_UN)
            dialog.accept()
            assert await taken == "ours"


@posix
async def test_a_number_that_another_program_has_by_now_holds_nothing(theme: Theme, tmp_path: Path) -> None:
    running = QLockFile(str(tmp_path / "mine"))  # to know by which name it is known here
    running.lock()
    process, computer, name = running.getLockInfo()
    left_on(tmp_path, computer, process, name)
    async with taking(tmp_path, theme) as (_, taken):
        assert await taken == "ours"


@posix
async def test_a_program_that_does_not_answer_is_named(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.app.profile.STARTING_SECONDS", 0)
    first = OnlyOne(tmp_path)
    assert first.take()
    async with taking(tmp_path, theme) as (_, taken):
        dialog = await asked("open on this computer already")
        first.release()
        dialog.accept()
        assert await taken == "ours"


async def test_a_start_beside_another_that_is_not_ready_waits_for_it(theme: Theme, tmp_path: Path) -> None:
    first = OnlyOne(tmp_path)
    assert first.take()
    async with taking(tmp_path, theme) as (_, taken):
        await asyncio.sleep(0)
        first.listen()
        assert await taken == "handed_over"
    first.release()


async def test_where_nothing_can_be_written_the_program_runs_without_keeping(
    theme: Theme, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    profile = tmp_path / "file" / "profile"
    async with taking(profile, theme) as (only, taken):
        assert await taken == "without"
        assert only.hindrance is not None
        only.listen()
        if sys.platform != "win32":
            assert hand_over(profile), "a second start finds it all the same"
    async with program(profile, theme) as person:
        person.app.warnings.nothing_kept("Not a directory")
        await person.sees("Nothing can be kept on this computer: Not a directory.")
        person.app.settings.change(theme="dark")


FULL = """
import asyncio, sys
from pathlib import Path
import qasync
from PySide6.QtWidgets import QApplication
from desktop.app.profile import Profile
from desktop.single_instance import OnlyOne
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, Label
qt = QApplication([])
qt.setQuitOnLastWindowClosed(False)  # as start() does
async def main():
    task = asyncio.ensure_future(Profile(OnlyOne(Path(sys.argv[1])), Theme(qt), "", "").take())
    while not task.done():
        for w in QApplication.topLevelWidgets():
            if isinstance(w, Dialog) and w.isVisible():
                print(*(label.text() for label in w.findChildren(Label)), flush=True)
                w.accept()
        await asyncio.sleep(0.02)
    print(await task)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
    runner.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with Linux's own means")
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("head -c 100000 /dev/zero > $0/fill 2>/dev/null", "The disk is full Nothing can be kept"),
        ("mount -o remount,ro $0", "without"),
    ],
)
def test_a_full_disk_is_said_and_a_read_only_one_passed(tmp_path: Path, spoil: str, told: str) -> None:
    script = f'mount -t tmpfs -o size=64k tmpfs $0 && {{ {spoil}; exec "$@"; }}'
    words = ["unshare", "-rm", "sh", "-c", script, str(tmp_path), sys.executable, "-c", FULL, str(tmp_path)]
    if subprocess.run([*words[:4], "mount -t tmpfs tmpfs $0", str(tmp_path)], check=False).returncode:
        pytest.skip("no disk can be made here")
    quiet = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=quiet)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(told)
    assert done.stdout.splitlines()[-1] == "without"
    assert "can't be taken" in done.stderr


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a path that leaves room for a socket's."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@posix
async def test_a_socket_of_somebody_else_is_told_nothing(
    qapp: QApplication, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(short / "show.sock"))
        stranger.listen()
        stranger.setblocking(False)
        monkeypatch.setattr("desktop.single_instance.os.geteuid", lambda: os.getuid() + 1)
        assert not hand_over(short, "schoolbell://a/#pass=SECRET")
        with pytest.raises(BlockingIOError):
            stranger.accept()


@posix
async def test_a_long_path_meets_in_a_folder_of_this_user_alone(
    qapp: QApplication, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    monkeypatch.setattr("tempfile.tempdir", str(short))
    profile = short / ("p" * 100) / ("é" * 60)
    profile.mkdir(parents=True)
    only, heard = OnlyOne(profile), list[str]()
    only.asked_to_open.connect(heard.append)
    assert only.take()
    only.listen()
    assert only.deaf == ""
    place = short / f"schoolbell-{os.getuid()}"
    assert place.stat().st_mode & 0o777 == 0o700
    assert hand_over(profile, "schoolbell://a/")
    await until(lambda: heard == ["schoolbell://a/"])
    only.release()
    place.chmod(0o777)
    assert only.take()
    only.listen()
    assert not list(place.iterdir()), "nobody meets where others could put a socket of their own"
    only.release()


@posix
@pytest.mark.rare  # meanwhile test_start hands over, and a long path meets above
async def test_a_long_profile_without_a_language_starts_once(tmp_path: Path) -> None:
    profile = tmp_path / ("é" * 60 + "x" * 40) / ("y" * 60)
    assert len(os.fsencode(profile)) > 200
    async with started(profile, LC_ALL="C") as first:
        await until((profile / "logs" / "schoolbell.log").exists)
        async with started(profile, LC_ALL="C") as second:
            assert await ended(second) == 0
        assert first.returncode is None
        first.send_signal(signal.SIGTERM)
        assert await ended(first) == 0
    assert "a bug" not in (profile / "logs" / "schoolbell.log").read_text("utf-8")
