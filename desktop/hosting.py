"""The relay inside a teacher's laptop: a child process that outlives this program and is found again."""

import asyncio
import logging
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.pinned import Address, KeyChanged, LineDown, health
from desktop.processes import start
from relay.shared.children import EXIT_PORT_TAKEN, READY_FILE, holder, program, runs, why_not_listen
from relay.shared.control_line import ask_to_stop
from relay.shared.files import write_private
from relay.shared.ids import Id
from relay.shared.system import tell_to_end

RELAY = program("relay")
LOOPBACK = "127.0.0.1"
RECORD_FILE = "hosting.json"
LOG_FILE = "hosting.log"
LOG_TAIL = 2_000

START_SECONDS = 90.0
"""A virus scanner reads every file of the program at its first start."""
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.05
WATCH_MS = 1_000

S = TypeVar("S", bound=msgspec.Struct)
Port = Annotated[int, Meta(ge=1, le=65535)]

log = logging.getLogger(__name__)


class HostingFailed(Exception):
    """The relay could not be started or stopped. ``code`` is stable, ``detail`` is for a person who helps.

    "port_taken", "folder_unwritable", "no_program", "did_not_start", "too_slow", "in_use" (another relay has
    the folder and can't be reached), "would_not_stop".
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


class Hosted(msgspec.Struct, frozen=True):
    """A relay that runs here. ``first_teacher``: its one-time secret, empty if it started with accounts."""

    port: Port
    pin: Annotated[str, Meta(pattern=r"\A[A-Z2-7]{52}\Z")]
    words: tuple[str, ...]
    relay_id: Id
    pid: Annotated[int, Meta(gt=1)]
    """It is told to end, one day: never a group of processes, or all."""
    first_teacher: Annotated[str, Meta(max_length=100)] = ""

    @property
    def address(self) -> Address:
        return Address(LOOPBACK, self.port)


class _Record(msgspec.Struct):
    """What is remembered from one start to the next."""

    port: Annotated[int, Meta(ge=0, le=65535)] = 0


class Hosting(QObject):
    """One relay on one data folder. ``command`` starts a relay; ``run`` and its flags are added to it.

    The folder holds secrets: it and the files in it are the owner's alone. The key and the first teacher's
    secret come through the ready file, so that who hosts is never asked to compare words with herself.
    """

    ended = Signal(str)
    """The relay ended without being told to from here: "stopped" (nobody was there any more) or "died"."""

    def __init__(
        self,
        data: Path,
        *,
        host: str = "",
        port: int = 0,
        stop_when_idle: float = 0,
        relay_name: str = "",
        announce: bool = True,
        command: Sequence[str] = RELAY,
        parent: QObject | None = None,
    ) -> None:
        """``host`` empty: every interface. ``port`` 0: the one used last if it is free, else any.
        ``stop_when_idle``: seconds without anybody connected after which it stops; 0: never. ``relay_name``:
        what people see as its name. ``announce``: whether others on the network find it by themselves."""
        super().__init__(parent)
        self.data = data
        self.hosted: Hosted | None = None
        self._host, self._port, self._idle, self._command = host, port, stop_when_idle, tuple(command)
        self._relay_name, self._announce = relay_name, announce
        self._child: subprocess.Popen[bytes] | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look)

    async def find(self) -> Hosted | None:
        """The relay that runs on this folder already, whoever started it; None if there is none."""
        ready = await asyncio.to_thread(_read, self.data / READY_FILE, Hosted)
        if ready is None or not runs(ready.pid):
            return None
        try:
            said = await health(ready.address, ready.pin)
        except (LineDown, KeyChanged) as error:
            log.warning("no relay where the ready file says: %s", error)
            return None
        if said.get("relay_id") != ready.relay_id:
            return None
        self._found(ready)
        return ready

    async def start(self) -> Hosted:
        """The relay that runs already, or a new one; raises HostingFailed."""
        found = await self.find()
        if found is not None:
            return found
        port = await asyncio.to_thread(self._prepare)
        try:
            self._child = await asyncio.to_thread(self._spawn, port)
        except OSError as error:
            raise HostingFailed("no_program", str(error)) from error
        try:
            hosted = await self._wait_until_ready(self._child)
        except BaseException:
            await self._end_child()
            raise
        record = msgspec.json.encode(_Record(hosted.port))
        await asyncio.to_thread(write_private, self.data / RECORD_FILE, record)
        self._found(hosted)
        return hosted

    async def stop(self) -> None:
        """Tells the relay to end and waits until it has; raises HostingFailed "would_not_stop"."""
        hosted, self.hosted = self.hosted, None
        self._watch.stop()
        if hosted is None:
            return
        if self._runs(hosted):
            if not await asyncio.to_thread(ask_to_stop, self.data):  # it is of an earlier version, or hangs
                tell_to_end(hosted.pid)
            if not await _until(lambda: not self._runs(hosted), STOP_SECONDS):
                self.hosted = hosted
                self._watch.start()
                raise HostingFailed("would_not_stop", str(hosted.pid))
        self._child = None
        await asyncio.to_thread(_remove, self.data / READY_FILE)

    def let_go(self) -> None:
        """Leaves the relay running when this program ends."""
        self._watch.stop()
        self.hosted, child, self._child = None, self._child, None
        if child is not None:
            threading.Thread(target=child.wait, name="let go of the relay", daemon=True).start()

    def _prepare(self) -> int:
        """Makes the folder, and returns the port to ask for."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove(self.data / READY_FILE)
            write_private(self.data / LOG_FILE, b"")
        except OSError as error:
            raise HostingFailed("folder_unwritable", str(error)) from error
        if self._port:
            if why_not_listen(self._host, self._port):
                raise HostingFailed("port_taken", str(self._port))
            return self._port
        record = _read(self.data / RECORD_FILE, _Record)
        last = record.port if record else 0
        return 0 if why_not_listen(self._host, last) else last

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        flags = ["run", "--data", str(self.data), "--port", str(port)]
        flags += ["--ready-file", str(self.data / READY_FILE)]
        if self._host:
            flags += ["--host", self._host]
        if self._idle:
            flags += ["--stop-when-idle", f"{self._idle:g}"]
        if self._relay_name:
            flags += ["--relay-name", self._relay_name]
        if not self._announce:
            flags += ["--announce", "off"]
        with (self.data / LOG_FILE).open("ab") as journal:
            return start([*self._command, *flags], journal)

    async def _wait_until_ready(self, child: subprocess.Popen[bytes]) -> Hosted:
        began = time.monotonic()
        while time.monotonic() - began < START_SECONDS:
            ready = await asyncio.to_thread(_read, self.data / READY_FILE, Hosted)
            if ready is not None:
                return ready
            if (exit_code := child.poll()) is not None:
                raise await asyncio.to_thread(self._why_it_died, exit_code)
            await asyncio.sleep(LOOK_SECONDS)
        raise HostingFailed("too_slow", await asyncio.to_thread(_tail, self.data / LOG_FILE))

    def _why_it_died(self, exit_code: int) -> HostingFailed:
        said = _tail(self.data / LOG_FILE)
        if exit_code == EXIT_PORT_TAKEN:
            return HostingFailed("port_taken", said)
        if holder(self.data):
            return HostingFailed("in_use", said)
        return HostingFailed("did_not_start", said)

    async def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None or child.poll() is not None:
            return
        child.terminate()
        if not await _until(lambda: child.poll() is not None, STOP_SECONDS):
            child.kill()
            await _until(lambda: child.poll() is not None, STOP_SECONDS)

    def _found(self, hosted: Hosted) -> None:
        self.hosted = hosted
        self._watch.start()

    def _runs(self, hosted: Hosted) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        return runs(hosted.pid)

    def _look(self) -> None:
        if self.hosted is None or self._runs(self.hosted):
            return
        self._watch.stop()
        clean = self._child is not None and self._child.returncode == 0
        self.hosted = self._child = None
        self.ended.emit("stopped" if clean else "died")


async def _until(true: Callable[[], bool], seconds: float) -> bool:
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True


def _read(file: Path, kind: type[S]) -> S | None:
    """What a file says; None when it is not there or says nothing sensible."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)


def _tail(file: Path) -> str:
    """The end of what the relay said: errors, never secrets."""
    try:
        return file.read_bytes()[-LOG_TAIL:].decode(errors="replace").strip()
    except OSError:
        return ""
