"""A class sees slides: how soon the first page of a PDF is before everybody, and what turning pages costs.

The windows of a teacher and a student, and 38 lean clients, which fetch the first page's picture as a program
does. The first page is compared with what the teacher's own program needs to make such a page and to send its
picture once, a moment before, with another document of the same length.
"""

import asyncio
import hashlib
import tempfile
import threading
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.client.files.part_length import FIRST
from relay.protocol.entering import EnterRoom
from relay.protocol.files import GetPart
from relay.protocol.frames import FILE_PART
from relay.shared.ids import new_ref
from tests.bench.desktop_side import Order, at_work
from tests.bench.figures import Figure, How, median, number, spread
from tests.bench.files import HEAD_BYTES
from tests.bench.prepared import TEACHER, Prepared, prepare
from tests.bench.pupils import Pupil, all_go, connect_all, in_uvloop, read_word, trusting, until
from tests.relay.process import RelayProcess, relay_process

NAME = "slides"

CLIENTS = 38
PAGES, QUICK_PAGES = 30, 6
RATIO_TARGET = 1.5
Times = dict[str, float]


class _File(Struct):
    hash: str
    size: int


class _Page(Struct):
    picture: _File | None = None


class _PagesAdded(Struct):
    t: str
    pages: list[_Page] = []


_read_pages = msgspec.json.Decoder(_PagesAdded).decode


class _Class:
    """Lean clients, in a thread of their own: each fetches the first picture that it is told of."""

    def __init__(self, port: int, school: Prepared, tokens: list[str]) -> None:
        self._port, self._school, self._tokens = port, school, tokens
        self._here, self._gone = threading.Event(), threading.Event()
        self._file: _File | None = None
        self._got: dict[Pupil, bytearray] = {}
        self.have_it: list[float] = []
        """When each had it whole."""
        self._staying: asyncio.Task[None] | None = None

    async def come(self) -> None:
        """Returns once all are in the room."""
        self._staying = asyncio.create_task(in_uvloop(self._stay()))
        here = asyncio.create_task(asyncio.to_thread(self._here.wait))
        await asyncio.wait([here, self._staying], return_when=asyncio.FIRST_COMPLETED)
        if self._staying.done():
            self._here.set()
            await self._staying

    async def go(self) -> None:
        self._gone.set()
        if self._staying is not None:
            await self._staying

    async def _stay(self) -> None:
        pupils = await connect_all(self._port, trusting(self._school.certificate), self._tokens, self._hear)
        for pupil in pupils:
            pupil.say(EnterRoom(ref=new_ref(), session=self._school.sessions[0]))
        await until(lambda: all(pupil.frames > 1 for pupil in pupils))
        self._here.set()
        try:
            await until(self._gone.is_set, 600)
        finally:
            await all_go(pupils)

    def _hear(self, pupil: Pupil, frame: bytes, now: float) -> None:
        if frame[0] == FILE_PART:
            self._take(pupil, frame, now)
            return
        word = read_word(frame) if frame[:1] == b"{" else None
        for raw in word.events if word else ():
            told = _read_pages(raw)
            if told.t == "pages_added" and pupil not in self._got:
                self._file = told.pages[0].picture
                self._got[pupil] = bytearray()
                self._ask(pupil)

    def _take(self, pupil: Pupil, frame: bytes, now: float) -> None:
        file, got = self._file, self._got[pupil]
        assert file is not None
        got += frame[HEAD_BYTES:]
        if len(got) == file.size:
            assert hashlib.sha256(got).hexdigest() == file.hash
            self.have_it.append(now)
        elif len(got) % FIRST == 0:
            self._ask(pupil)

    def _ask(self, pupil: Pupil) -> None:
        """For the next part, once the last has come."""
        file, start = self._file, len(self._got[pupil])
        assert file is not None
        length = min(FIRST, file.size - start)
        pupil.say(
            GetPart(
                ref=new_ref(),
                session=self._school.sessions[0],
                file=file.hash,
                start=start,
                length=length,
                stream=1,
            )
        )


async def measure(how: How) -> list[Figure]:
    """Rounds of the same deck."""
    pages = QUICK_PAGES if how.quick else PAGES
    rounds = [await _shown(pages) for _ in range(how.rounds)]
    ratios = [one["on all"] / one["alone"] for one in rounds]
    parts = ("alone", "on all", "the teacher", "the student", "half of the clients")
    took = {part: number(median([one[part] for one in rounds])) for part in parts}
    when = ", ".join(f"{part} after {took[part]} s" for part in parts[2:])
    turned = max(one["bytes of turning"] for one in rounds)
    return [
        Figure(
            name=f"the first of {pages} pages before a teacher, a student and {CLIENTS} clients",
            value=median(ratios),
            unit="times as long",
            ratio=median(ratios),
            beside="making it and sending it once, alone",
            target=f"at most {RATIO_TARGET:g}",
            met=None if how.quick else median(ratios) <= RATIO_TARGET,
            note=f"{took['on all']} s beside {took['alone']} s; {when}; {spread(ratios)}".rstrip("; "),
        ),
        Figure(
            name=f"turning all of {pages} pages that are there: bytes of files to both windows",
            value=turned,
            unit="bytes",
            target="0",
            met=turned == 0,
            note=f"the deck was {median([one['bytes of the deck'] for one in rounds]) / 1000:.0f} kB",
        ),
    ]


async def _shown(pages: int) -> Times:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        school = await prepare(folder / "school", 1 + CLIENTS)
        async with relay_process(school.folder, ping_seconds=60) as relay:

            def order(what: str, person: str, token: str) -> Order:
                return _order(what, folder, relay, school, person, token, pages)

            student = school.accounts[0].name
            others = _Class(relay.ready["port"], school, school.students[1:])
            async with (
                at_work(order("show", TEACHER, school.teacher)) as teacher,
                at_work(order("look", student, school.students[0])) as window,
            ):
                try:
                    await others.come()
                    await teacher.ready()
                    await window.ready()
                    await window.go()
                    await teacher.go()
                    await teacher.ready()
                    await window.ready()
                    showing = (await teacher.told()).figures
                    looking = (await window.told()).figures
                    assert len(others.have_it) == CLIENTS
                finally:
                    await others.go()
    began = showing["sent at"]
    seen = [showing["first page at"], looking["first page at"], *others.have_it]
    return {
        "alone": showing["alone"],
        "on all": max(seen) - began,
        "the teacher": showing["first page at"] - began,
        "the student": looking["first page at"] - began,
        "half of the clients": median(others.have_it) - began,
        "bytes of turning": showing["bytes of turning"] + looking["bytes of turning"],
        "bytes of the deck": looking["bytes of the deck"],
    }


def _order(
    what: str, folder: Path, relay: RelayProcess, school: Prepared, person: str, token: str, count: int
) -> Order:
    return Order(
        what=what,
        folder=str(folder),
        person=person,
        token=token,
        port=relay.ready["port"],
        pin=relay.ready["pin"],
        relay_id=relay.ready["relay_id"],
        certificate=school.certificate.read_text("ascii"),
        lesson="Energy 1",
        count=count,
        students=1 + CLIENTS,
    )
