"""A person with the real desktop's outbox and cache, in a process that is killed and started again."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

import msgspec

from tests.faults.journal import Journal, Said, read
from tests.faults.person import Place, Who
from tests.faults.window import Report, Settings, Word

ASK_SECONDS = 0.2
QUIT_SECONDS = 10.0


class Program:
    """The same to a lesson as a ``Person``."""

    def __init__(
        self,
        who: Who,
        place: Place,
        session: str,
        profile: Path,
        journal: Journal,
    ) -> None:
        self.who, self.journal, self._place, self._session = who, journal, place, session
        self._profile = profile
        self.lines = 0
        self._file = profile / "journal.jsonl"
        self._process: Process | None = None
        self._report = Report(ready=False)
        self._reading: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._work: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._told = 0
        """Words that the program was given and should have promised to send."""

    # What the person does.

    def start(self) -> None:
        """The program starts with what is on its disk."""
        self._do(self._start())

    def say(self, text: str, kind: str = "chat", private: bool = False) -> None:
        """Lost if the program is not there: nobody can write in it."""
        self._tell(Word("say", text=text, private=private))

    def hand(self) -> None:
        """Raises or lowers the hand, as this program last knew it."""
        self._tell(Word("hand"))

    async def leave(self) -> None:
        """Goes out of the room; the program stays."""
        self.journal.leaves += 1
        self._tell(Word("leave"))

    def come_back(self) -> None:
        """Into the room again."""
        self._tell(Word("come"))

    def hang(self) -> None:
        """Not done to these."""

    async def die(self) -> None:
        """Kill -9, when what was said last is in the outbox."""
        async with self._turn:
            process = self._process
            if process is None:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    while not self._report.ready or self._said() < self._told:
                        await asyncio.sleep(0.01)
            await self._kill(process)

    def awake(self) -> None:
        """Whatever befell the program: it runs and is on its way into the room."""
        if self._process is None:
            self.start()
        else:
            self.come_back()

    async def stop(self) -> None:
        """The end of the test; the journal is complete afterwards."""
        async with self._turn:
            self._stopped = True
            process = self._process
            if process is not None:
                self._tell(Word("quit"))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(QUIT_SECONDS):
                        await process.wait()
                await self._kill(process)
        for task in list(self._work):
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        self.journal.notes = read(self._file)

    # How it stands.

    @property
    def is_in(self) -> bool:
        """Whether it is in the room."""
        return self._report.is_in

    @property
    def upto(self) -> int:
        """The place reached in the log."""
        return self._report.upto

    @property
    def ended(self) -> bool:
        """Whether the program knows that the lesson is over."""
        return self._report.ended

    @property
    def quiet(self) -> bool:
        """In, caught up, and nothing waits."""
        return self.is_in and self._report.caught_up and not self._report.waiting

    def describe(self) -> str:
        """For a finding."""
        return f"{self.who.name}, the desktop: {self._report}"

    def mark(self) -> int:
        """How many notes there are by now."""
        return len(read(self._file))

    async def _start(self) -> None:
        async with self._turn:
            if self._process is not None or self._stopped:
                return
            self._profile.mkdir(exist_ok=True)
            self._told = self._said()
            settings = Settings(
                profile=str(self._profile),
                journal=str(self._file),
                port=self._place.port(),
                pin=self._place.pin,
                token=self.who.token,
                username=self.who.username,
                session=self._session,
            )
            file = self._profile / "settings.json"
            file.write_bytes(msgspec.json.encode(settings))
            with (self._profile / "desktop.log").open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "tests.faults.window", str(file)),
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=log,
                )
            self.lines += 1
            self._reading = asyncio.create_task(self._read(self._process))

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        while True:
            self._tell(Word("report"))
            line = await process.stdout.readline()
            if not line:
                return
            self._report = msgspec.json.decode(line, type=Report)
            await asyncio.sleep(ASK_SECONDS)

    async def _kill(self, process: Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        self._process, self._reading, self._report = None, None, Report(ready=False, ended=self.ended)

    def _said(self) -> int:
        return sum(isinstance(note, Said) for note in read(self._file))

    def _tell(self, word: Word) -> None:
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(msgspec.json.encode(word) + b"\n")
            self._told += word.do in ("say", "hand")

    def _do(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
