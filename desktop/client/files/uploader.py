"""Sends files to the relay in frames, as fast as it says that it has them, and goes on after cuts."""

import asyncio
from collections import deque
from collections.abc import Callable

from desktop.client.file_failures import GOING, FileFailed
from desktop.client.files.context import FilesContext, has_word
from desktop.client.files.sources import FileSource
from desktop.client.state import RefusedByRelay
from desktop.pinned import LineDown
from relay.protocol.base import Notice
from relay.protocol.entering import NOT_IN_ROOM
from relay.protocol.files import (
    ACKNOWLEDGED_BYTES,
    PIECE_BYTES,
    PIECES_UNDER_WAY,
    UPLOAD_LOST,
    UPLOADS_AT_ONCE,
    FileReceived,
    FileRefused,
    FileWanted,
    NamedFile,
    OfferFile,
    WithdrawFile,
    piece,
)
from relay.protocol.frames import UPLOAD
from relay.protocol.refusals import RETRY_SECONDS
from relay.shared.ids import new_ref
from relay.shared.token_bucket import TokenBucket

WINDOW_BYTES = ACKNOWLEDGED_BYTES + PIECES_UNDER_WAY * PIECE_BYTES
FRAMES_PER_SECOND, FRAMES_AT_ONCE = 45.0, 30
"""The relay takes sixty frames a second of one connection, and some are words."""
SILENT_SECONDS = 60.0
"""Without a word of what has arrived: then it is offered again."""


EARLY = 8


class _Upload:
    """One file on its way in one session, for however many wait for it."""

    def __init__(self, session: str, source: FileSource, name: str) -> None:
        self.session, self.source, self.name = session, source, name
        self.waiting = 0
        self.task: asyncio.Task[None] | None = None
        self.have, self.kept = 0, False
        """What the relay says that it has."""
        self.refused: FileRefused | None = None
        self.changed = asyncio.Event()


class FileUploader:
    """At most two at once; each is sent once, whoever asks."""

    def __init__(
        self,
        context: FilesContext,
        progressed: Callable[[NamedFile, int], None],
        ended: Callable[[NamedFile, str | None], None],
    ) -> None:
        """``ended``: the relay has a file, or with a code it does not take it. None: nobody sends it now."""
        self._context, self._progressed, self._ended = context, progressed, ended
        self._uploads: dict[tuple[str, str], _Upload] = {}
        self._streams: dict[int, _Upload] = {}
        self._early: deque[FileReceived | FileRefused] = deque(maxlen=EARLY)
        self._slots = asyncio.Semaphore(UPLOADS_AT_ONCE)
        self._frames = TokenBucket(FRAMES_PER_SECOND, FRAMES_AT_ONCE)
        self._line = 0
        self._woken = asyncio.Event()
        """The line, or what waits on it, is another one."""

    async def send(self, session: str, source: FileSource, name: str, *, goes_on: bool = False) -> None:
        """Returns when the relay has it, checked and on disk; raises FileFailed.

        If nobody waits for it any more it is withdrawn; ``goes_on``: what has come stays for another time.
        """
        key = session, source.file.hash
        upload = self._uploads.get(key)
        if upload is not None:
            await source.close()
        else:
            upload = self._uploads[key] = _Upload(session, source, name)
            upload.task = asyncio.ensure_future(self._run(upload))
        assert upload.task is not None
        upload.waiting += 1
        try:
            await asyncio.shield(upload.task)
        finally:
            upload.waiting -= 1
            if not upload.waiting and not upload.task.done():
                upload.task.cancel()
                self._forget(upload)
                self._ended(upload.source.file, None)
                if not goes_on:
                    self._context.send(WithdrawFile(ref=new_ref(), session=session, hash=key[1]))

    def withdraw(self, session: str, file_hash: str) -> None:
        """It is not to be sent any more: what came of it goes, unless somebody else waits for it here."""
        upload = self._uploads.get((session, file_hash))
        if upload is None or upload.waiting <= 1:
            self._context.send(WithdrawFile(ref=new_ref(), session=session, hash=file_hash))

    def take(self, notice: Notice) -> None:
        """Something the relay says of a file that it is sent."""
        if not isinstance(notice, FileReceived | FileRefused):
            return
        upload = self._streams.get(notice.stream)
        if upload is None:
            self._early.append(notice)  # it came with the answer to the offer
            return
        if isinstance(notice, FileRefused):
            upload.refused = notice
        else:
            upload.have, upload.kept = max(upload.have, notice.have), notice.kept
            self._progressed(upload.source.file, upload.have)
        upload.changed.set()

    def go_on(self) -> None:
        """Something may be sent now that might not before."""
        self._woken.set()

    def interrupt(self) -> None:
        """The line is cut: what is under way is offered again on the next."""
        self._line += 1
        self._streams.clear()
        self._early.clear()
        for upload in self._uploads.values():
            upload.changed.set()

    async def close(self) -> None:
        """What is under way stays so at the relay; whoever waits is told that nothing goes."""
        await asyncio.sleep(0)  # one that has not begun would not end either, and leave its file open
        tasks = [one.task for one in self._uploads.values() if one.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, upload: _Upload) -> None:
        code: str | None = GOING
        try:
            async with self._slots:
                await self._offer(upload)
            code = ""
        except FileFailed as error:
            code = error.code
            raise
        except asyncio.CancelledError:
            if upload.waiting:  # the program goes, and whoever waits has not given up
                raise FileFailed(GOING) from None
            code = None
            raise
        finally:
            self._forget(upload)
            await upload.source.close()
            if code is not None:
                self._ended(upload.source.file, code)

    def _forget(self, upload: _Upload) -> None:
        key = upload.session, upload.source.file.hash
        if self._uploads.get(key) is upload:
            del self._uploads[key]

    async def _offer(self, upload: _Upload) -> None:
        """Until the relay has it."""
        lost = False
        while not upload.kept:
            await self._until(lambda: self._context.state.kind == "connected")
            try:
                await self._send(upload)
            except RefusedByRelay as no:
                not_yet = no.code == NOT_IN_ROOM.name and self._context.is_open(upload.session)
                if not (no.later or not_yet):
                    raise FileFailed(no.code) from None
                if lost or no.code != UPLOAD_LOST.name:
                    await asyncio.sleep(no.retry or RETRY_SECONDS)
                lost = no.code == UPLOAD_LOST.name
            except LineDown:
                if self._context.state.kind == "connected":  # it stands, and gave no answer
                    await asyncio.sleep(RETRY_SECONDS)

    async def _send(self, upload: _Upload) -> None:
        """Once: from the offer to the end, or to what comes between."""
        line, file = self._line, upload.source.file
        offer = OfferFile(
            ref=new_ref(),
            session=upload.session,
            hash=file.hash,
            size=file.size,
            kind=file.kind,
            name=upload.name,
        )
        wanted = await self._context.ask(offer, FileWanted)
        if wanted.kept:
            upload.have, upload.kept = file.size, True
            return
        if line != self._line:
            raise LineDown("cut")
        upload.have, upload.refused = wanted.have, None
        self._streams[wanted.stream] = upload
        self._progressed(file, upload.have)
        for notice in [one for one in self._early if one.stream == wanted.stream]:
            self.take(notice)
        try:
            await self._stream(upload, wanted.stream)
        finally:
            self._streams.pop(wanted.stream, None)

    async def _stream(self, upload: _Upload, stream: int) -> None:
        line, sent, size = self._line, upload.have, upload.source.file.size
        while not upload.kept:
            if line != self._line:
                raise LineDown("cut")
            if upload.refused is not None:
                raise RefusedByRelay(upload.refused.code, retry=upload.refused.retry)
            length = min(PIECE_BYTES, size - sent)
            if not length or sent + length > upload.have + WINDOW_BYTES:
                upload.changed.clear()
                try:
                    async with asyncio.timeout(SILENT_SECONDS):
                        await upload.changed.wait()
                except TimeoutError:
                    raise LineDown("timed_out") from None
                continue
            await self._until(lambda: line != self._line or not has_word(self._context))
            now = self._context.clock.running()
            if pause := self._frames.wait(now):
                await asyncio.sleep(pause)
                continue
            data = await upload.source.read(sent, length)
            if line == self._line:
                self._frames.take(self._context.clock.running())
                if await self._context.send_frame(piece(UPLOAD, upload.session, stream, sent, data)):
                    sent += length
                else:
                    raise LineDown("cut")

    async def _until(self, true: Callable[[], bool]) -> None:
        while not true():
            self._woken.clear()
            await self._woken.wait()
