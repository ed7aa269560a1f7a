"""The child that reads a document, as its parent has it: asked, listened to, watched over and ended."""

import asyncio
import contextlib
import logging
import os
import subprocess
from pathlib import Path

import msgspec
import psutil

from desktop.documents.failures import PageCode
from desktop.documents.limits import MEMORY, PAGE_SECONDS
from desktop.documents.lines import LONGEST_LINE, ChildLine, DocumentPage, ReadingTask
from desktop.processes import end_at_once, start_piped
from relay.shared.children import program
from relay.shared.system import ENDED_FOR_TIME

COMMAND = program("desktop.documents.child")
LOOK_SECONDS = 0.1
_LONGEST_ERRORS = 2_000
_MUCH = MEMORY // 2
"""Of memory: who had so much and broke down, broke down for want of it."""

log = logging.getLogger(__name__)
_lines = msgspec.json.Decoder(ChildLine)


class ReaderProcess:
    """One child. It is there from the first on, and gone when `end` returns; both wait for no other thing."""

    def __init__(self, file: Path, folder: Path, first: int) -> None:
        self._task = ReadingTask(os.fsencode(file), os.fsencode(folder), first)
        self._folder = folder
        self._errors = folder / "errors"
        self._started = asyncio.ensure_future(asyncio.to_thread(self._start))
        self._reading: asyncio.Future[bytes] | None = None
        self._why: PageCode | None = None
        self._memory = 0
        self._pages = 0
        """So many were told. After the first it waits."""

    async def line(self) -> ChildLine | None:
        """What it tells next; None if it has broken down, or takes more than it may."""
        child = await self._child()
        if child is None:
            return None
        assert child.stdout is not None
        if self._pages == 1:
            _say(child, b"\n")
        self._reading = asyncio.ensure_future(asyncio.to_thread(child.stdout.readline, LONGEST_LINE))
        began = None
        while not (await asyncio.wait({self._reading}, timeout=LOOK_SECONDS))[0]:
            with contextlib.suppress(psutil.Error):  # it may be over, and what it told still be on its way
                process = psutil.Process(child.pid)
                times = process.cpu_times()
                used = times.user + times.system
                began = used if began is None else began
                memory = process.memory_info().rss
                self._memory = max(self._memory, memory)
                self._why = _too_much(used - began, memory)
            if self._why is not None:
                return None
        return self._decoded(self._reading.result())

    async def end(self) -> PageCode:
        """Ends it, if it is not over; says what it broke down at, whatever that was."""
        child = await self._child()
        if child is None:
            return "page_failed"
        code = await asyncio.to_thread(end_at_once, child)
        if self._reading is not None:
            await asyncio.wait({self._reading})
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):  # what it was not told any more is still to be written
                if pipe is not None:
                    pipe.close()
        await asyncio.to_thread(self._tell_errors)
        if self._why is None and code == ENDED_FOR_TIME:
            return "too_slow"
        return self._why or ("too_big" if self._memory > _MUCH else "page_failed")

    async def _child(self) -> subprocess.Popen[bytes] | None:
        try:
            return await asyncio.shield(self._started)
        except OSError as error:
            log.warning("who reads documents can't be started: %s", error)
            return None

    def _start(self) -> subprocess.Popen[bytes]:
        with self._errors.open("wb") as errors:
            child = start_piped(COMMAND, self._folder, errors)
        _say(child, msgspec.json.encode(self._task) + b"\n")
        return child

    def _decoded(self, line: bytes) -> ChildLine | None:
        if not line.endswith(b"\n"):  # it broke down
            return None
        try:
            decoded: ChildLine = _lines.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            log.warning("who reads a document said something else: %s", error)
            return None
        self._pages += isinstance(decoded, DocumentPage)
        return decoded

    def _tell_errors(self) -> None:
        with contextlib.suppress(OSError):
            if said := self._errors.read_bytes()[-_LONGEST_ERRORS:].strip():
                log.warning("who reads a document: %s", said.decode(errors="replace"))


def _say(child: subprocess.Popen[bytes], line: bytes) -> None:
    assert child.stdin is not None
    with contextlib.suppress(OSError):  # it has ended, which is told by the end of what it says
        child.stdin.write(line)
        child.stdin.flush()


def _too_much(seconds: float, memory: int) -> PageCode | None:
    if seconds > PAGE_SECONDS:
        return "too_slow"
    return "too_big" if memory > MEMORY else None
