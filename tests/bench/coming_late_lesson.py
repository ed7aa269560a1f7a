"""A lesson of 45 minutes, held as fast as it goes, and one who comes late to it over a slow line.

``python -m tests.bench.coming_late_lesson PAGES STROKES MBIT`` in a new network; tells the figures as JSON.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
from PySide6.QtGui import QGuiApplication

from desktop.client import Address, RelayClient, RoomClient
from desktop.documents.lines import DocumentPage
from desktop.documents.opening import open_document
from desktop.features.ink.strokes import strokes_of
from relay.protocol.base import RoomCommand, same_pace
from relay.protocol.chat import PostMessage
from relay.protocol.ink import DrawMarks, MarkLook
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import OpenPoll
from relay.protocol.slides import AddDeck, AddPages, FinishDeck, NewPage, ShowPage, Slides
from relay.protocol.stage import SetStage
from relay.shared.ids import new_ref
from tests.bench.desktop_side import Order, at_work
from tests.bench.prepared import Prepared, prepare
from tests.bench.pupils import until
from tests.desktop.documents.files import slides
from tests.desktop.features.ink.paper import handwriting
from tests.relay.process import RelayProcess, relay_process

WORDS_EVERY = 10
"""Strokes between two messages."""
UNDER_WAY = 100
"""Commands, at most."""
HOLD_SECONDS = 600
CAN = ("moments", "chat", "slides", "ink", "files", "stage", "polls")


class _Teacher:
    """Holds the lesson."""

    def __init__(self, relay: RelayClient, room: RoomClient) -> None:
        self._relay, self._room, self._session = relay, room, room.session_id
        for command in (DrawMarks, ShowPage, PostMessage):
            command.pace = same_pace(10_000, 10_000)

    async def hold(self, file: Path, strokes: int) -> None:
        """Everything, one after the other, until the relay has it."""
        self._room.send(AddDeck(ref=new_ref(), session=self._session, name="Pulleys"))
        await until(lambda: self._room.memories[Slides].decks)
        (deck,) = self._room.memories[Slides].decks
        pages = await self._pages_of(file)
        await self._say(AddPages(ref=new_ref(), session=self._session, deck=deck, pages=pages))
        await self._say(FinishDeck(ref=new_ref(), session=self._session, deck=deck))
        await self._say(SetStage(ref=new_ref(), session=self._session, kind="page", of=str(deck)))
        await self._write(deck, len(pages), strokes)
        asked = PollDraft(question="Is it so?", preset="yes_no")
        await self._say(OpenPoll(ref=new_ref(), session=self._session, draft=asked))
        await until(lambda: not self._room.waiting, HOLD_SECONDS)

    async def _write(self, deck: int, pages: int, strokes: int) -> None:
        shown = 0
        for number, touches in enumerate(handwriting(strokes)):
            page = 1 + number * pages // strokes
            if page != shown:
                shown = page
                await self._say(ShowPage(ref=new_ref(), session=self._session, deck=deck, page=page))
            (drawn,) = strokes_of(touches, pressed=True)
            await self._say(
                DrawMarks(
                    ref=new_ref(),
                    session=self._session,
                    deck=deck,
                    page=page,
                    looks=[MarkLook()],
                    points=[drawn.points],
                    pressures=[drawn.pressure],
                )
            )
            if number % WORDS_EVERY == 0:
                text = f"something that is said in a lesson while they draw, {number}"
                await self._say(PostMessage(ref=new_ref(), session=self._session, text=text))

    async def _pages_of(self, file: Path) -> list[NewPage]:
        files, pages = self._relay.files, list[NewPage]()
        async with open_document(file) as document:
            async for page in document:
                assert isinstance(page, DocumentPage)
                pages.append(
                    NewPage(
                        picture=await files.send(self._session, page.image, "webp"),
                        thumbnail=await files.send(self._session, page.thumb, "webp"),
                        width=page.width,
                        height=page.height,
                    )
                )
        return pages

    async def _say(self, command: RoomCommand) -> None:
        """Once not too much is under way."""
        await until(lambda: len(self._room.waiting) < UNDER_WAY)
        self._room.send(command)


async def hold(relay: RelayProcess, school: Prepared, file: Path, strokes: int) -> None:
    address, pin = Address("127.0.0.1", relay.ready["port"]), relay.ready["pin"]
    teacher = RelayClient(address, pin, school.teacher, can=CAN)
    teacher.start()
    room = teacher.room(school.sessions[0])
    try:
        await until(lambda: room.caught_up)
        await _Teacher(teacher, room).hold(file, strokes)
    finally:
        await teacher.close()


def shape(port: int, mbit: float) -> None:
    """What this relay says, and what it is told, goes over a line of its own from now on."""

    def do(words: str) -> None:
        subprocess.run(words.split(), check=True, stdout=subprocess.DEVNULL)

    do("ip link set dev lo mtu 1500")
    do("ip link set dev lo gso_max_size 3000")
    do("tc qdisc add dev lo root handle 1: htb default 1")
    do("tc class add dev lo parent 1: classid 1:1 htb rate 10gbit")
    for line, side in ((10, "sport"), (11, "dport")):
        do(f"tc class add dev lo parent 1: classid 1:{line} htb rate {mbit}mbit burst 6k")
        do(f"tc qdisc add dev lo parent 1:{line} pfifo limit 200")
        do(f"tc filter add dev lo parent 1: protocol ip u32 match ip {side} {port} 0xffff flowid 1:{line}")


async def late(pages: int, strokes: int, mbit: float) -> dict[str, float]:
    """Seconds from the click on Join, by what is seen."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        school = await prepare(folder / "school", 1)
        file = slides(folder / "Pulleys.pdf", pages)
        settings: dict[str, object] = {"pace_factor": 10_000, "announce": "off", "ping_seconds": 60}
        async with relay_process(school.folder, **settings) as relay:
            await hold(relay, school, file, strokes)
            shape(relay.ready["port"], mbit)
            order = Order(
                what="come late",
                folder=str(folder),
                person=school.accounts[0].name,
                token=school.students[0],
                port=relay.ready["port"],
                pin=relay.ready["pin"],
                relay_id=relay.ready["relay_id"],
                certificate=school.certificate.read_text("ascii"),
                lesson="Energy 1",
                count=strokes,
            )
            async with at_work(order) as desktop:
                await desktop.ready()
                return (await desktop.told()).figures


def main() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    application = QGuiApplication([])
    pages, strokes, mbit = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    figures = asyncio.run(late(pages, strokes, mbit))
    application.quit()
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    main()
