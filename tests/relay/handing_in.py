"""Handing in files and reading them, as a client does it: in frames, within the window."""

import hashlib
from dataclasses import dataclass, field

from relay.protocol.files import (
    PART_BYTES,
    PIECE_BYTES,
    FileReceived,
    FileRefused,
    FileWanted,
    GetPart,
    NamedFile,
    OfferFile,
    PartComing,
    piece,
    read_piece,
)
from relay.protocol.frames import FILE_PART, UPLOAD, read_frame
from relay.school.uploads import WINDOW
from relay.shared.ids import new_ref
from tests.relay.client import Client, NotAccepted


def some_bytes(size: int, seed: int = 0) -> bytes:
    """The same for the same seed."""
    return hashlib.shake_128(seed.to_bytes(8, "big")).digest(size)


def named(data: bytes, kind: str = "") -> NamedFile:
    """A file as an event names it."""
    return NamedFile(hash=hashlib.sha256(data).hexdigest(), size=len(data), kind=kind)


@dataclass
class Handing:
    """One file that a client hands in. ``wanted`` is set once it has been offered."""

    client: Client
    session: str
    data: bytes
    kind: str = ""
    name: str = ""
    file: NamedFile = field(init=False)
    wanted: FileWanted = field(init=False)
    at: int = 0

    def __post_init__(self) -> None:
        self.file = named(self.data, self.kind)

    async def offer(self) -> FileWanted:
        """Ask whether it may come, and from where on; raises NotAccepted."""
        offer = OfferFile(
            ref=new_ref(), session=self.session, hash=self.file.hash, size=self.file.size, kind=self.kind,
            name=self.name,
        )  # fmt: skip
        self.wanted = await self.client.ask(offer, FileWanted)
        self.at = self.wanted.have
        return self.wanted

    @property
    def told(self) -> list[FileReceived | FileRefused]:
        """What the relay has said of it since it was offered."""
        kinds = FileReceived | FileRefused
        return [n for n in self.client.notices if isinstance(n, kinds) and n.stream == self.wanted.stream]

    @property
    def acknowledged(self) -> int:
        """Bytes that the relay has said it has."""
        told = [one.have for one in self.told if isinstance(one, FileReceived)]
        return max([self.wanted.have, *told])

    @property
    def is_over(self) -> bool:
        """It is kept, or refused."""
        return any(isinstance(one, FileRefused) or one.kept for one in self.told)

    async def send_piece(self, size: int = PIECE_BYTES) -> None:
        """The next piece, whether there is room for it or not."""
        data = self.data[self.at : self.at + size]
        await self.send_bytes(self.at, data)
        self.at += len(data)

    async def send_bytes(self, offset: int, data: bytes) -> None:
        """What a piece may say, or may not."""
        frame = piece(UPLOAD, self.session, self.wanted.stream, offset, data)
        await self.client.socket.send(frame.encode())

    async def send_until(self, upto: int) -> None:
        """Pieces within the window, until so many bytes have gone out or it is over."""
        while self.at < upto and not self.is_over:
            await self.client.until(
                lambda: self.at + PIECE_BYTES <= self.acknowledged + WINDOW or self.is_over
            )
            await self.send_piece(min(PIECE_BYTES, upto - self.at))

    async def hand_in(self) -> NamedFile:
        """All of it; raises NotAccepted where it is refused at its beginning or its end."""
        await self.offer()
        if not self.wanted.kept:
            await self.send_until(len(self.data))
            await self.client.until(lambda: self.is_over)
            if refused := self.refusal:
                raise NotAccepted(refused)
        return self.file

    @property
    def refusal(self) -> str:
        """The code with which it was refused."""
        return next((one.code for one in self.told if isinstance(one, FileRefused)), "")


async def read_part(
    client: Client, session: str, file: str, start: int = 0, length: int = PART_BYTES, stream: int = 1
) -> bytes:
    """One part of a file; raises NotAccepted."""
    if client.heard is None:
        client.heard = []
    heard, seen = client.heard, len(client.heard)
    part = GetPart(ref=new_ref(), session=session, file=file, start=start, length=length, stream=stream)
    coming = await client.ask(part, PartComing)
    found = bytearray()

    def take() -> bool:
        nonlocal seen
        for frame in heard[seen:]:
            if frame[:1] == bytes([FILE_PART]):
                read = read_frame(frame)
                offset, data = read_piece(read)
                if read.stream == stream:
                    assert offset == coming.start + len(found)
                    found.extend(data)
        seen = len(heard)
        return len(found) >= coming.length

    await client.until(take)
    return bytes(found)


async def read_file(client: Client, session: str, file: NamedFile) -> bytes:
    """All of it, part by part; raises NotAccepted."""
    found = b""
    for start in range(0, file.size, PART_BYTES):
        found += await read_part(client, session, file.hash, start)
    return found
