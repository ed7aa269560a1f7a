"""A class fetches a file while its chat goes on: how late messages are, and how late where all goes at once.

Each way is measured in a network of its own (``unshare -n``), in which every pupil has an address, and where
it says so a line of 1 Mbit/s to it. The relay runs as shipped, in a process of its own.
"""

import argparse
import asyncio
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom
from relay.protocol.files import OFFSET_BYTES, PART_BYTES, GetPart
from relay.protocol.frames import FILE_PART
from relay.shared.ids import new_ref
from relay.store.queries.files import FileQueries, OfferedFile
from relay.store.sqlite.files import make_folder_for, place_of
from tests.bench.figures import Figure, How, median, number, spread
from tests.bench.prepared import Prepared, furnishing
from tests.bench.pupils import Pupil, all_go, in_uvloop, read_event, read_word, trusting, until
from tests.relay.process import RelayProcess

NAME = "files"

PUPILS = 40
HEAD_BYTES = 21 + OFFSET_BYTES
"""Of a frame, before the bytes of the file."""
CHAT_SECONDS = 0.25
BEFORE_SECONDS = 1.0
MESSAGE = "message {}, about as long as most of them are in a lesson like this one"
P95_TARGET, RATIO_TARGET, MEMORY_TARGET = 0.5, 0.05, 30_000_000
NO_LIMITS = {
    "reader_buffer_bytes": 10**9,
    "reader_stuck_seconds": 600,
    "unsent_bytes": 10**10,
    "live_buffer_bytes": 10**9,
}
"""A relay that sends all at once would cut who does not take it."""


@dataclass(frozen=True)
class Way:
    """How a file is fetched. ``asked``: bytes at a time; ``mbit``: of each pupil's line, 0: any number."""

    name: str
    size: int
    asked: int
    mbit: float
    at_once: bool = False


SHAPED = Way("1 MB each over 1 Mbit/s", 1 << 20, 32_768, 1)
AT_ONCE = Way("1 MB each over 1 Mbit/s, all at once", 1 << 20, 1 << 20, 1, at_once=True)
UNSHAPED = Way("50 MB each, as fast as it goes", 50_000_000, PART_BYTES, 0)
QUICK = Way("5 MB each, as fast as it goes", 5_000_000, PART_BYTES, 0)


class Measured(msgspec.Struct):
    """What came of one way. ``late``: seconds that each message took to each pupil meanwhile."""

    late: list[float]
    expected: int
    seconds: float
    before: int
    """Bytes of memory that the relay had."""
    most: int

    @property
    def p95(self) -> float:
        """What was not heard at all took as long as all of it."""
        late = sorted(self.late) + [self.seconds] * (self.expected - len(self.late))
        return late[int(len(late) * 0.95)]


def shape(mbit: float) -> None:
    """Make this network; as whoever is root in it."""

    def do(*words: str) -> None:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    do("ip", "link", "set", "lo", "up")
    if not mbit:
        return
    do("ip", "link", "set", "lo", "mtu", "1500")
    do("ip", "link", "set", "lo", "gso_max_size", "3000")
    do("tc", "qdisc", "add", "dev", "lo", "root", "handle", "1:", "htb", "default", "1")
    do(*["tc", "class", "add", "dev", "lo", "parent", "1:", "classid", "1:1", "htb", "rate", "10gbit"])
    for pupil in range(PUPILS):
        line = f"1:{pupil + 10:x}"
        do(*f"tc class add dev lo parent 1: classid {line} htb rate {mbit}mbit burst 6k".split())
        do(*f"tc qdisc add dev lo parent {line} pfifo limit 200".split())
        to = f"tc filter add dev lo parent 1: protocol ip u32 match ip dst {address(pupil)}/32 flowid {line}"
        do(*to.split())


def address(pupil: int) -> str:
    return f"127.0.1.{pupil + 1}"


async def school_with_file(folder: Path, size: int) -> tuple[Prepared, str]:
    """A lesson in which a file of this size may be read by everybody; its hash."""
    data = hashlib.shake_128(b"file").digest(size)
    file = hashlib.sha256(data).hexdigest()
    async with furnishing(folder) as furnisher:
        await furnisher.people(PUPILS)
        session, store = await furnisher.lesson(), furnisher.store
        assert furnisher.asker
        offered = OfferedFile(furnisher.asker.account.id, file, size, "")
        name = "INSERT INTO session_file (session, file, seq, account) VALUES (?, ?, 1, ?)"

        def keep() -> None:
            store.queries(FileQueries).offer(session, offered, 0, 1)
            store.log._database.connection().execute(name, (session, file, offered.account))

        await store.write(keep)
        place = place_of(folder, file)
        make_folder_for(place)
        place.write_bytes(data)
        return furnisher.made, file


class Fetching:
    """A class that fetches a file, and hears what its teacher says meanwhile."""

    def __init__(self, way: Way, school: Prepared, file: str) -> None:
        self.way, self.school, self.file = way, school, file
        self.session = school.sessions[0]
        self.said: dict[str, float] = {}
        self.late: list[tuple[float, float]] = []
        self.asked: dict[Pupil, int] = {}
        self.got: dict[Pupil, int] = {}

    def ask(self, pupil: Pupil) -> None:
        """For the next part, or for as many as are asked for at a time."""
        upto = min(self.way.size, self.asked[pupil] + self.way.asked)
        while self.asked[pupil] < upto:
            start = self.asked[pupil]
            length = min(PART_BYTES, upto - start)
            part = GetPart(
                ref=new_ref(), session=self.session, file=self.file, start=start, length=length, stream=1
            )
            pupil.say(part)
            self.asked[pupil] = start + length

    def hear(self, pupil: Pupil, frame: bytes, now: float) -> None:
        """One frame."""
        if frame[0] == FILE_PART:
            self.got[pupil] += len(frame) - HEAD_BYTES
            if self.got[pupil] == self.asked[pupil]:
                self.ask(pupil)
            return
        word = read_word(frame) if frame[:1] == b"{" else None
        for raw in word.events if word else ():
            event = read_event(raw)
            if event.t == "message_posted" and event.ref in self.said and pupil in self.got:
                self.late.append((self.said[event.ref], now - self.said[event.ref]))

    async def run(self, port: int, memory: Path) -> Measured:
        """From the first who asks to the last who has all of it."""
        loop, tls = asyncio.get_running_loop(), trusting(self.school.certificate)

        async def come(token: str, host: str) -> Pupil:
            pupil = Pupil(token, self.hear)
            await loop.create_connection(
                lambda: pupil, "127.0.0.1", port, ssl=tls, server_hostname="127.0.0.1", local_addr=(host, 0)
            )
            await pupil.welcomed
            pupil.say(EnterRoom(ref=new_ref(), session=self.session))
            return pupil

        teacher = await come(self.school.teacher, "127.0.0.1")
        pupils = [await come(token, address(n)) for n, token in enumerate(self.school.students)]
        self.asked, self.got = dict.fromkeys(pupils, 0), dict.fromkeys(pupils, 0)
        talking = asyncio.create_task(self.talk(teacher))
        await asyncio.sleep(BEFORE_SECONDS)
        before = most = rss(memory)
        began = time.perf_counter()
        for pupil in pupils:
            self.ask(pupil)
        while min(self.got.values()) < self.way.size:
            await asyncio.sleep(0.05)
            most = max(most, rss(memory))
        ended = time.perf_counter()
        during = [ref for ref, at in self.said.items() if began <= at]
        talking.cancel()
        expected = len(during) * len(pupils)
        await until(lambda: sum(at >= began for at, _ in self.late) >= expected)
        late = [took for at, took in self.late if at >= began]
        await all_go([teacher, *pupils])
        return Measured(late, expected, ended - began, before, most)

    async def talk(self, teacher: Pupil) -> None:
        """The teacher says something again and again."""
        while True:
            said = PostMessage(ref=new_ref(), session=self.session, text=MESSAGE.format(len(self.said)))
            self.said[said.ref] = time.perf_counter()
            teacher.say(said)
            await asyncio.sleep(CHAT_SECONDS)


def rss(memory: Path) -> int:
    """Bytes of memory of a process, by its ``statm``."""
    return int(memory.read_text().split()[1]) * 4_096


async def in_this_network(way: Way) -> Measured:
    """Measures it here."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        school, file = await school_with_file(Path(folder) / "school", way.size)
        program = (sys.executable, "-m", "tests.bench.relay_at_once") if way.at_once else ()
        settings = {"announce": "off", "ping_seconds": 60} | (NO_LIMITS if way.at_once else {})
        relay = RelayProcess(school.folder, settings, program=program)
        await relay.start()
        try:
            assert relay.process is not None
            memory = Path(f"/proc/{relay.process.pid}/statm")
            return await in_uvloop(Fetching(way, school, file).run(relay.ready["port"], memory))
        finally:
            await relay.kill()


async def in_own_network(way: Way) -> Measured:
    """In a process of its own, in a network of its own; raises RuntimeError."""
    own = "-n" if os.geteuid() == 0 else "-rn"
    words = ("unshare", own, sys.executable, "-m", __name__, msgspec.json.encode(way).decode())
    child = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    told, errors = await child.communicate()
    if child.returncode:
        raise RuntimeError(errors.decode()[-2_000:])
    return msgspec.json.decode(told.splitlines()[-1], type=Measured)


async def measure(how: How) -> list[Figure]:
    """Interleaved: pulled, all at once, and what is large."""
    ways = (QUICK,) if how.quick else (SHAPED, AT_ONCE, UNSHAPED)
    found: dict[Way, list[Measured]] = {way: [] for way in ways}
    for _ in range(how.rounds):
        for way in ways:
            found[way].append(await in_own_network(way))
    told: list[Figure] = []
    for way, all_of_it in found.items():
        p95 = median([one.p95 for one in all_of_it])
        told.append(
            Figure(
                name=f"{PUPILS} pupils fetch {way.name}: 95 % of what is said meanwhile is heard within",
                value=p95,
                unit="s",
                target="" if way.at_once else f"below {P95_TARGET:g} s",
                met=None if how.quick or way.at_once else p95 < P95_TARGET,
                note=_note(all_of_it),
            )
        )
    if not how.quick:
        ratio = median([a.p95 / b.p95 for a, b in zip(found[SHAPED], found[AT_ONCE], strict=True)])
        told.append(
            Figure(
                name=f"{PUPILS} pupils fetch {SHAPED.name}: beside all at once",
                value=ratio,
                unit="times as long",
                ratio=ratio,
                beside="all at once",
                target=f"at most {RATIO_TARGET:g}",
                met=ratio <= RATIO_TARGET,
            )
        )
    grown = max(one.most - one.before for one in found[ways[-1]])
    told.append(
        Figure(
            name=f"{PUPILS} pupils fetch {ways[-1].name}: memory of the relay grows by at most",
            value=grown / 1e6,
            unit="MB",
            target=f"at most {MEMORY_TARGET / 1e6:g} MB",
            met=None if how.quick else grown <= MEMORY_TARGET,
        )
    )
    return told


def _note(found: Sequence[Measured]) -> str:
    seconds = number(median([one.seconds for one in found]))
    return "; ".join(
        note for note in (f"all is there after {seconds} s", spread([o.p95 for o in found])) if note
    )


def main() -> None:
    """One way, in the network in which this process is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way")
    way = msgspec.json.decode(parser.parse_args().way, type=Way)
    shape(way.mbit)
    sys.stdout.write(msgspec.json.encode(asyncio.run(in_this_network(way))).decode() + "\n")


if __name__ == "__main__":
    main()
