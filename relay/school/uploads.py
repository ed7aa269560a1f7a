"""Files that come to the relay in pieces: each goes on after a cut where it was, until all of it is here."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from relay.protocol.base import Notice
from relay.protocol.files import (
    ACKNOWLEDGED_BYTES,
    FILE_DAMAGED,
    GUEST_UPLOADS_IN_ALL,
    KEEPS_PLACE_BYTES,
    KEEPS_PLACE_SECONDS,
    PIECE_BYTES,
    PIECES_UNDER_WAY,
    UPLOAD_LOST,
    UPLOADS_IN_ALL,
    FileReceived,
    FileRefused,
)
from relay.protocol.refusals import BAD_VALUE, BUSY, DISK_LOW, FAULT, TOO_FAST, Refusal
from relay.shared.tasks import Tasks
from relay.store.engine import Files, Incoming
from relay.store.errors import StoreClosed
from relay.store.queries.files import FileBytes, OfferedFile, counted

WINDOW = ACKNOWLEDGED_BYTES + PIECES_UNDER_WAY * PIECE_BYTES
"""Bytes that may be under way beyond what was acknowledged."""
MOST_PARTS, MOST_PARTS_OF_ONE = 1_000, 10
"""Files of which not all has come and which come no more: in all, and of one person."""

journal = logging.getLogger(__name__)


@dataclass(slots=True)
class PartialFile:
    """What has come of a file, over whatever connection."""

    session: str
    offered: OfferedFile
    is_guest: bool
    incoming: Incoming
    upload: "Upload | None" = None
    """By which it comes now."""
    heard_at: float = 0.0
    """Seconds of running time when something came of it last, once it comes no more."""

    @property
    def bytes(self) -> int:
        """That it takes, or will, as limits count them."""
        return counted(self.offered.size if self.upload else self.incoming.have)


class Upload:
    """One file that comes over one connection. ``part.incoming`` is open until it ends."""

    def __init__(
        self,
        part: PartialFile,
        line: object,
        running: Callable[[], float],
        disk_low: Callable[[], bool],
        forget: Callable[[], None],
    ) -> None:
        """``line``: the connection over which it comes."""
        self.part, self.line = part, line
        self._running, self._disk_low, self._forget = running, disk_low, forget
        self.have = self._received = self._told = part.incoming.have
        self.heard_at = self.paced_at = running()
        self._paced = self.have
        """Bytes that had come when it was last as fast as keeps its place (``paced_at``)."""
        self._pieces: deque[bytes] = deque()
        self._more = asyncio.Event()
        self._over = False
        self._why: Refusal | None = None
        self.task: asyncio.Task[None] | None = None
        """In which it comes."""

    @property
    def is_over(self) -> bool:
        """Nothing of it is taken any more."""
        return self._over

    def take(self, offset: int, data: bytes) -> None:
        """The next piece. One that should not have been sent is the end of the upload."""
        if self._over:
            return
        self.heard_at = self._running()
        received = self._received + len(data)
        if offset != self._received or len(data) > PIECE_BYTES:
            self.end(Refusal(BAD_VALUE))
        elif received > self.part.offered.size:
            self.end(Refusal(FILE_DAMAGED))
        elif received > self._told + WINDOW:
            self.end(Refusal(TOO_FAST))
        else:
            self._received = received
            if received >= self._paced + KEEPS_PLACE_BYTES:
                self._paced, self.paced_at = received, self.heard_at
            self._pieces.append(data)
            self._more.set()

    def end(self, why: Refusal | None = None) -> None:
        """It comes to its end as it is; ``why``, if somebody is to be told."""
        if not self._over:
            self._over, self._why = True, why
            self._pieces.clear()
            self._more.set()

    async def ended(self) -> None:
        """Wait until nothing more is written of it."""
        if self.task:
            await asyncio.wait([self.task])
        else:
            await self._stop()

    @asynccontextmanager
    async def coming(self, stream: int, tell: Callable[[Notice], None]) -> AsyncIterator[bool]:
        """Pieces may come by this stream; how it goes on is told. True: all is here, and kept by the body.

        What the body raises is told like what goes wrong before: Refusal, OSError.
        """
        try:
            await self._receive(stream, tell)
            if self._over:
                if self._why:
                    raise self._why
                await self._stop()
                yield False
                return
            yield True
            tell(FileReceived(stream=stream, have=self.part.incoming.have, kept=True))
            self._forget()
        except Refusal as refusal:
            if refusal.code.later:
                await self._stop()
            else:
                await self._throw_away()
            tell(FileRefused(stream=stream, code=refusal.code.name, retry=refusal.retry))
        except OSError as error:
            journal.warning("a file could not be written: %s", error.strerror)
            await self._throw_away()
            told = Refusal(DISK_LOW)
            tell(FileRefused(stream=stream, code=told.code.name, retry=told.retry))
        except StoreClosed:
            await self._stop()
        except Exception:
            journal.exception("taking a file failed")
            await self._throw_away()
            tell(FileRefused(stream=stream, code=FAULT.name))
        finally:
            self._over = True
            self._leave()

    async def _receive(self, stream: int, tell: Callable[[Notice], None]) -> None:
        incoming = self.part.incoming
        while not self._over and incoming.have < self.part.offered.size:
            if not self._pieces:
                self._more.clear()
                await self._more.wait()
                continue
            await incoming.write(self._pieces.popleft())
            if incoming.have - self._told >= ACKNOWLEDGED_BYTES and incoming.have < self.part.offered.size:
                if self._disk_low():
                    raise Refusal(DISK_LOW)
                self._told = incoming.have
                tell(FileReceived(stream=stream, have=incoming.have))

    async def _stop(self) -> None:
        """What came stays, if anything did."""
        if self.part.incoming.have:
            if self._leave():
                await self.part.incoming.close()
        else:
            await self._throw_away()

    def _leave(self) -> bool:
        """False: it did already, and the file, which may come over another line since, is left alone."""
        if self.part.upload is not self:
            return False
        self.part.upload, self.part.heard_at = None, self.heard_at
        return True

    async def _throw_away(self) -> None:
        if not self._leave():
            return
        self._forget()
        try:
            await self.part.incoming.discard()
        except OSError as error:
            journal.warning("a file could not be removed: %s", error.strerror)


class Uploads:
    """All that come to a school, and what came of those that were cut. Used on the loop alone."""

    def __init__(
        self, files: Files, running: Callable[[], float], disk_low: Callable[[], bool] = lambda: False
    ) -> None:
        """``running``: seconds of running time; ``disk_low``: whether nothing more is to be written."""
        self._files, self._running, self._disk_low = files, running, disk_low
        self._parts: dict[tuple[str, str], PartialFile] = {}
        self._one_at_a_time = asyncio.Lock()
        self.tasks = Tasks()

    def under_way(self) -> list[Upload]:
        """Those that come over connections now."""
        return [part.upload for part in self._parts.values() if part.upload]

    def bytes_without(self, session: str, account: str, file: str) -> FileBytes:
        """What is to come, and has come, of other files than this one of this account."""
        parts = [part for key, part in self._parts.items() if key != (account, file)]
        in_lesson = [part for part in parts if part.session == session]
        of_one = [part for part in in_lesson if part.offered.account == account]
        return FileBytes(
            in_lesson=sum(part.bytes for part in in_lesson),
            of_one=sum(part.bytes for part in of_one),
            of_guests=sum(part.bytes for part in in_lesson if part.is_guest),
            on_day=sum(part.bytes for part in parts if part.offered.account == account),
            in_school=sum(part.bytes for part in parts),
            number_of_one=len(of_one),
        )

    async def open(self, session: str, offered: OfferedFile, is_guest: bool, line: object = None) -> Upload:
        """What came of this file goes on; where it comes over another ``line``, it does so no more there.

        Raises Refusal, OSError.
        """
        key = offered.account, offered.file
        async with self._one_at_a_time:
            before = self._parts.get(key)
            if before and before.upload:
                await _end(before.upload)
            await self._make_room(offered.account, is_guest)
            before = self._parts.pop(key, None)
            incoming = before.incoming if before else self._files.incoming(*key, offered.size)
            part = PartialFile(session, offered, is_guest, incoming)
            if before and before.offered.size != offered.size:
                await incoming.discard()
                part.incoming = self._files.incoming(*key, offered.size)
            await part.incoming.open()
            part.upload = upload = Upload(
                part, line, self._running, self._disk_low, lambda: self._forget(key, part)
            )
            self._parts[key] = part
            return upload

    async def withdraw(self, account: str, file: str, line: object = None) -> None:
        """What has come of it is thrown away, unless it comes over another ``line`` now; raises OSError."""
        async with self._one_at_a_time:
            part = self._parts.get((account, file))
            if part and part.upload and part.upload.line is not line and self._keeps_pace(part.upload):
                return
            part = await self._take_out(account, file)
            incoming = part.incoming if part else self._files.incoming(account, file, 0)
            await incoming.discard()

    async def withdraw_all(self, account: str) -> None:
        """The same of all that has come from this account, over whatever line; raises OSError."""
        async with self._one_at_a_time:
            for key in [key for key in self._parts if key[0] == account]:
                await self._take_out(*key)
            await self._files.discard_all(account)

    def paused(self) -> list[PartialFile]:
        """Of which not all has come, and which come no more now."""
        return [part for part in self._parts.values() if not part.upload]

    async def drop(self, parts: Iterable[PartialFile]) -> list[OSError]:
        """What has come of them is thrown away, and counts no more, unless they go on; gives what failed."""
        failed: list[OSError] = []
        for part in parts:
            key = part.offered.account, part.offered.file
            async with self._one_at_a_time:
                if self._parts.get(key) is part and not part.upload:
                    try:
                        await self._parts.pop(key).incoming.discard()
                    except OSError as error:
                        failed.append(error)
        return failed

    async def close(self) -> None:
        """The relay ends: what came stays for the next start."""
        for upload in self.under_way():
            upload.end()
            await upload.ended()
        await self.tasks.finish()

    async def _take_out(self, account: str, file: str) -> PartialFile | None:
        """What is known of it; from now on nothing is, and nothing of it comes."""
        part = self._parts.pop((account, file), None)
        if part and part.upload:
            await _end(part.upload)
        return part

    async def _make_room(self, account: str, is_guest: bool) -> None:
        """For one more of this account. Raises Refusal where as many come at once as may, and none gives way.

        That does one that comes too slowly, or is of somebody from whom more come. Guests have no more than
        their part of the places, so that there is one for who is known.
        """
        rivals = self.under_way()
        of_guests = [upload for upload in rivals if upload.part.is_guest]
        is_full = len(rivals) >= UPLOADS_IN_ALL
        if is_guest and len(of_guests) >= GUEST_UPLOADS_IN_ALL:
            rivals, is_full = of_guests, True
        if is_full:
            of_each = Counter(upload.part.offered.account for upload in rivals)

            def gives_way(upload: Upload) -> bool:
                more = of_each[upload.part.offered.account] > of_each[account] + 1
                return more or not self._keeps_pace(upload)

            if not (found := list(filter(gives_way, rivals))):
                raise Refusal(BUSY)
            await _end(min(found, key=lambda upload: upload.paced_at))
        paused = [key for key, part in self._parts.items() if not part.upload]
        own = [key for key in paused if key[0] == account]
        for key in {*paused[:-MOST_PARTS], *own[:-MOST_PARTS_OF_ONE]}:
            await self._parts.pop(key).incoming.discard()

    def _keeps_pace(self, upload: Upload) -> bool:
        """Whether enough has come of it lately."""
        return upload.paced_at > self._running() - KEEPS_PLACE_SECONDS

    def _forget(self, key: tuple[str, str], part: PartialFile) -> None:
        if self._parts.get(key) is part:
            del self._parts[key]


async def _end(upload: Upload) -> None:
    upload.end(Refusal(UPLOAD_LOST))
    await upload.ended()
