"""The hosted relay: started, found again after a crash, stopped, and honest when it can't be had."""

import asyncio
import contextlib
import json
import os
import socket
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import psutil
import pytest
import pytest_asyncio
from psutil import pid_exists

import desktop.hosting as hosting_module
from desktop.hosting import LOG_FILE, RECORD_FILE, Hosted, Hosting, HostingFailed
from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import LoggedIn, MakeFirstTeacher
from relay.shared.children import READY_FILE
from relay.shared.control_line import CONTROL_SOCKET
from relay.shared.ids import new_ref
from tests.desktop.classroom import PASSWORD, asked, until
from tests.ports import lasting_port
from tests.posix import posix

ROOT = Path(__file__).parents[2]


class Hosts:
    """Makes hostings on one folder; whatever they started is ended with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: set[int] = set()
        self.made: list[Hosting] = []

    def one(self, **how: object) -> Hosting:
        hosting = Hosting(self.folder, **{"host": "127.0.0.1", **how})  # type: ignore[arg-type]
        self.made.append(hosting)
        return hosting

    async def started_one(self, **how: object) -> tuple[Hosting, Hosted]:
        hosting = self.one(**how)
        hosted = await hosting.start()
        self.started.add(hosted.pid)
        return hosting, hosted


@pytest_asyncio.fixture
async def hosts(tmp_path: Path) -> AsyncIterator[Hosts]:
    made = Hosts(tmp_path / "school")
    yield made
    for hosting in made.made:
        with contextlib.suppress(HostingFailed):
            await hosting.stop()
    for pid in made.started:
        if pid_exists(pid):
            psutil.Process(pid).kill()


async def test_who_hosts_is_signed_in_without_comparing_words(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one()
    assert hosting.hosted == hosted
    visitor = QtRelayClient(hosted.address, hosted.pin)
    visitor.start()
    first = MakeFirstTeacher(
        ref=new_ref(), secret=hosted.first_teacher, name="Ms Lee", username="lee", password=PASSWORD
    )
    token = (await asked(visitor, first, LoggedIn)).token
    await visitor.close()
    teacher = QtRelayClient(hosted.address, hosted.pin, token)
    teacher.start()
    await until(lambda: teacher.me is not None)
    assert teacher.welcome is not None
    assert teacher.welcome.relay_id == hosted.relay_id
    await teacher.close()


@posix("modes of files")
async def test_the_folder_and_its_secrets_are_the_owners_alone(hosts: Hosts) -> None:
    _, hosted = await hosts.started_one()
    assert stat.S_IMODE(hosts.folder.stat().st_mode) == 0o700
    for name in (READY_FILE, RECORD_FILE, LOG_FILE):
        assert stat.S_IMODE((hosts.folder / name).stat().st_mode) == 0o600, name
    assert hosted.first_teacher
    assert hosted.first_teacher not in (hosts.folder / LOG_FILE).read_text()
    assert hosted.first_teacher.encode() not in _arguments(hosted.pid)


def _arguments(pid: int) -> bytes:
    """What everybody on this machine may read of a process."""
    file = Path(f"/proc/{pid}/cmdline")
    return file.read_bytes() if file.exists() else b""


async def test_it_is_in_a_group_of_its_own_and_started_once(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one()
    if sys.platform != "win32":
        assert os.getpgid(hosted.pid) != os.getpgid(0)
    assert (await hosting.start()).pid == hosted.pid
    assert (await hosts.one().start()).pid == hosted.pid


async def test_stopping_ends_it_in_good_order(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one()
    ends: list[str] = []
    hosting.ended.connect(ends.append)
    await hosting.stop()
    assert not pid_exists(hosted.pid)
    assert hosting.hosted is None
    assert not (hosts.folder / READY_FILE).exists()
    assert await hosts.one().find() is None
    assert ends == []
    await hosting.stop()


CRASH = """
import asyncio, os, sys
from pathlib import Path
import qasync
from PySide6.QtCore import QCoreApplication
from desktop.hosting import Hosting
async def main():
    hosted = await Hosting(Path(sys.argv[1]), host="127.0.0.1").start()
    print(hosted.pid, flush=True)
    os.kill(os.getpid(), 9)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(QCoreApplication([]))) as runner:
    runner.run(main())
"""


async def test_it_outlives_a_crash_of_the_desktop_and_is_found_again(hosts: Hosts) -> None:
    desktop = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CRASH,
        str(hosts.folder),
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await desktop.communicate()
    assert desktop.returncode
    pid = int(said)
    hosts.started.add(pid)
    hosting = hosts.one()
    found = await hosting.find()
    assert found is not None
    assert found.pid == pid
    await hosting.stop()
    await until(lambda: not pid_exists(pid))


async def test_letting_go_leaves_it_running(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one()
    hosting.let_go()
    assert hosting.hosted is None
    found = await hosts.one().find()
    assert found == hosted
    await hosts.made[-1].stop()


@pytest.mark.rare  # meanwhile one is found again after a crash above
async def test_the_port_is_kept_from_one_time_to_the_next(hosts: Hosts) -> None:
    hosting, first = await hosts.started_one(port=lasting_port())
    await hosting.stop()
    hosting, second = await hosts.started_one()
    assert second.port == first.port
    assert (second.pin, second.relay_id) == (first.pin, first.relay_id)
    await hosting.stop()
    with socket.create_server(("127.0.0.1", first.port)):
        _, third = await hosts.started_one()
        assert third.port != first.port, "taken meanwhile: another one"


async def test_a_port_that_was_asked_for_and_is_taken_is_said(hosts: Hosts) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(HostingFailed) as failed:
            await hosts.one(port=taken.getsockname()[1]).start()
        assert failed.value.code == "port_taken"


async def test_a_port_that_is_taken_while_it_starts_is_said(
    hosts: Hosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting_module, "why_not_listen", lambda *_: None)
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(HostingFailed) as failed:
            await hosts.one(port=taken.getsockname()[1]).start()
        assert failed.value.code == "port_taken"


@posix("signals")
async def test_a_relay_that_can_not_be_told_by_its_line_is_told_by_a_signal(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one()
    (hosts.folder / CONTROL_SOCKET).unlink()
    await hosting.stop()
    assert not pid_exists(hosted.pid)


async def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(HostingFailed) as failed:
        await Hosting(tmp_path / "file" / "school").start()
    assert failed.value.code == "folder_unwritable"


async def test_no_program_is_said(hosts: Hosts) -> None:
    with pytest.raises(HostingFailed) as failed:
        await hosts.one(command=("/no/such/program",)).start()
    assert failed.value.code == "no_program"


async def test_a_child_that_dies_is_said_with_its_last_words(hosts: Hosts) -> None:
    dying = (sys.executable, "-c", "import sys; sys.exit('the disk is on fire')")
    with pytest.raises(HostingFailed) as failed:
        await hosts.one(command=dying).start()
    assert failed.value.code == "did_not_start"
    assert "the disk is on fire" in failed.value.detail


@pytest.mark.parametrize("announce", [True, False])
async def test_a_class_that_is_not_to_be_found_is_not_announced(hosts: Hosts, announce: bool) -> None:
    telling = (sys.executable, "-c", "import sys; sys.exit(f'told {sys.argv}')")
    with pytest.raises(HostingFailed) as failed:
        await hosts.one(command=telling, announce=announce).start()
    assert ("'--announce', 'off'" in failed.value.detail) is not announce


async def test_a_child_that_never_gets_ready_is_ended(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting_module, "START_SECONDS", 0.5)
    hosting = hosts.one(command=(sys.executable, "-c", "import time; time.sleep(60)"))
    with pytest.raises(HostingFailed) as failed:
        await hosting.start()
    assert failed.value.code == "too_slow"
    assert hosting._child is None


@pytest.mark.rare  # meanwhile other folders that can not be are said
async def test_a_folder_that_another_relay_holds_is_said(hosts: Hosts) -> None:
    _, hosted = await hosts.started_one()
    (hosts.folder / READY_FILE).unlink()
    with pytest.raises(HostingFailed) as failed:
        await hosts.one().start()
    assert failed.value.code == "in_use"
    assert pid_exists(hosted.pid)


async def test_a_relay_that_dies_is_noticed(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one()
    ends: list[str] = []
    hosting.ended.connect(ends.append)
    psutil.Process(hosted.pid).kill()
    await until(lambda: ends)
    assert ends == ["died"]
    assert hosting.hosted is None
    _, again = await hosts.started_one()
    assert again.relay_id == hosted.relay_id


async def test_a_relay_that_nobody_uses_stops_by_itself(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one(stop_when_idle=0.5)
    ends: list[str] = []
    hosting.ended.connect(ends.append)
    await until(lambda: ends)
    assert ends == ["stopped"]
    assert not pid_exists(hosted.pid)


async def test_a_stale_ready_file_fools_nobody(hosts: Hosts) -> None:
    hosting, hosted = await hosts.started_one()
    ready = json.loads((hosts.folder / READY_FILE).read_text())
    await hosting.stop()
    hosts.folder.joinpath(READY_FILE).write_text(json.dumps(ready | {"pid": os.getpid()}))
    assert await hosts.one().find() is None, "this process lives, and is no relay"
    for wrong in ({"pid": 0}, {"pid": -1}, {"relay_id": "$(x)"}, {"pin": "A"}, {"port": 0}, {"port": 70_000}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(ready | wrong, Hosted)
    hosts.folder.joinpath(READY_FILE).write_text("{")
    assert await hosts.one().find() is None
    _, again = await hosts.started_one()
    assert again.pid != hosted.pid
