"""Fetches files by pull: the next part is asked for when one has come, so that words never wait behind it."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from desktop.client.clock import Timer
from desktop.client.file_failures import GOING, FileFailed
from desktop.client.files.context import FilesContext, has_word
from desktop.client.files.fetching_job import AHEAD, URGENT, WANTED, FetchingJob, Wish
from desktop.client.files.file_cache import HASHED_AT_ONCE
from desktop.client.files.part_length import PartLength
from desktop.client.state import RefusedByRelay
from desktop.pinned import LineDown
from relay.protocol.files import FILE_DAMAGED, PARTS_AT_ONCE, GetPart, NamedFile, PartComing, read_piece
from relay.protocol.frames import FILE_PART, Frame
from relay.protocol.refusals import RETRY_SECONDS
from relay.shared.ids import new_ref
from relay.shared.tasks import Tasks

ANSWER_SECONDS, SILENT_SECONDS = 30.0, 30.0
"""For an answer, and without one frame of a part; then it is asked for again."""
DAMAGED_TRIES = 2


class _Collected:
    """The frames of one part, in order."""

    def __init__(self, start: int, length: int) -> None:
        self._next, self._end = start, start + length
        self._data = bytearray()
        self.whole: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.silence: asyncio.Timeout | None = None

    def take(self, offset: int, data: bytes) -> None:
        """A frame came; one that does not go on where the last ended is no part of this."""
        if self.whole.done() or offset != self._next or offset + len(data) > self._end:
            return
        self._data += data
        self._next += len(data)
        if self.silence is not None:
            self.silence.reschedule(asyncio.get_running_loop().time() + SILENT_SECONDS)
        if self._next == self._end:
            self.whole.set_result(bytes(self._data))


class FileFetcher:
    """One job a file, whoever wants it; what is urgent comes first, what is fetched ahead last."""

    def __init__(
        self,
        context: FilesContext,
        progressed: Callable[[NamedFile, int], None],
        ended: Callable[[NamedFile, str | None], None],
    ) -> None:
        """``ended``: a file is here, or with a code it is not to be had. None: nobody wants it now."""
        self._context, self._progressed, self._ended = context, progressed, ended
        self._jobs: dict[str, FetchingJob] = {}
        self._asked: list[asyncio.Task[bytes]] = []
        self._collected: dict[int, _Collected] = {}
        self._here: set[str] = set()
        """What was found here or has come since this began: it is not looked for ahead once more."""
        self._stream = 0
        self._length = PartLength()
        self._tasks = Tasks()
        self._later = Timer(self.go_on)
        self._closed = False

    async def fetch(self, session: str, file: NamedFile, *, urgent: bool = False) -> None:
        """Returns when it is in the cache; raises FileFailed. Whoever gives up leaves it to the others."""
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        wish = Wish(session, URGENT if urgent else WANTED, 0, told)
        job = self._add_wish(file, wish)
        self.go_on()
        try:
            await told
        finally:
            with contextlib.suppress(ValueError):
                job.wishes.remove(wish)
            self._drop_unwanted()

    def fetch_ahead(self, session: str, files: Sequence[NamedFile]) -> None:
        """In this order, in place of what was to be fetched ahead for this session before."""
        for job in self._jobs.values():
            job.wishes = [one for one in job.wishes if one.told is not None or one.session != session]
        for order, file in enumerate(files):
            if file.hash not in self._here:
                self._add_wish(file, Wish(session, AHEAD, order, None))
        self._drop_unwanted()

    def take(self, frame: Frame) -> None:
        """A frame of the relay, perhaps of a part."""
        collected = self._collected.get(frame.stream) if frame.kind == FILE_PART else None
        if collected is not None:
            with contextlib.suppress(ValueError):
                collected.take(*read_piece(frame))

    def go_on(self) -> None:
        """Asks for what may be asked for now."""
        while not self._closed and self._context.state.kind == "connected":
            job = self._next_job()
            if job is None:
                return
            start, length = job.next_part(self._length.bytes)
            self._stream = (self._stream + 1) % (1 << 32)
            session = job.session
            asking = asyncio.ensure_future(self._ask(session, job.file, start, length, self._stream))
            self._asked.append(asking)
            self._tasks.spawn(self._get(job, asking, session, start, length))

    def interrupt(self) -> None:
        """The line is cut: what was under way is asked for again on the next."""
        for asking in self._asked:
            asking.cancel()

    async def close(self) -> None:
        """What has come stays on the disk; whoever waits is told that nothing comes."""
        self._closed = True
        self._later.stop()
        self.interrupt()
        for job in list(self._jobs.values()):
            for session in {wish.session for wish in job.wishes}:
                job.drop_wishes(session, FileFailed(GOING))
        self._drop_unwanted()
        await self._tasks.finish()

    # which

    def _add_wish(self, file: NamedFile, wish: Wish) -> FetchingJob:
        job = self._jobs.setdefault(file.hash, FetchingJob(file))
        job.wishes.append(wish)
        if wish.rank < AHEAD:
            self._begin_to_open(job)
        return job

    def _begin_to_open(self, job: FetchingJob) -> None:
        if not job.opening:
            job.opening = True
            self._tasks.spawn(self._open(job))

    def _next_job(self) -> FetchingJob | None:
        """The most urgent that has something to ask for. What is ahead leaves a part to what is not.

        Of what is ahead one after the other is looked at, for the disk is wanted by others too.
        """
        if len(self._asked) >= PARTS_AT_ONCE:
            return None
        now, word = self._context.clock.running(), has_word(self._context)
        for job in sorted(self._jobs.values(), key=lambda job: job.urgency):
            rank = job.urgency[0]
            if (rank > URGENT and word) or (rank == AHEAD and self._asked):
                return None
            if rank == AHEAD and job.part is None:
                self._begin_to_open(job)
                return None
            if job.has_more and job.not_before <= now:
                return job
            if job.has_more:
                self._later.start(max(0.01, job.not_before - now))
        return None

    def _drop_unwanted(self) -> None:
        for job in [one for one in self._jobs.values() if not one.wishes]:
            del self._jobs[job.file.hash]
            job.over = True
            self._ended(job.file, job.failed)
            if job.part is not None:
                self._tasks.spawn(job.part.close())
        self.go_on()

    # one job

    async def _open(self, job: FetchingJob) -> None:
        cache = self._context.cache.files
        if await cache.has(job.file):
            job.over = True
            self._tell(job)
            return
        if not job.wishes:  # given up meanwhile: the place of what comes is left to who asks next
            return
        part = await cache.begin(job.file)
        if job.over:
            await part.close()
            return
        job.part = part
        job.begin_at(part.have)
        await self._finish_if_whole(job)
        self.go_on()

    async def _ask(self, session: str, file: NamedFile, start: int, length: int, stream: int) -> bytes:
        """One part; raises RefusedByRelay, LineDown, TimeoutError, FileFailed."""
        collected = self._collected[stream] = _Collected(start, length)
        asked = GetPart(
            ref=new_ref(), session=session, file=file.hash, start=start, length=length, stream=stream
        )
        began = self._context.clock.running()
        try:
            coming = await self._context.ask(asked, PartComing, ANSWER_SECONDS)
            if (coming.start, coming.length, coming.size) != (start, length, file.size):
                raise FileFailed(FILE_DAMAGED.name)
            async with asyncio.timeout(SILENT_SECONDS) as collected.silence:
                data = await collected.whole
        finally:
            del self._collected[stream]
        self._length.took(length, self._context.clock.running() - began)
        return data

    async def _get(
        self, job: FetchingJob, asking: asyncio.Task[bytes], session: str, start: int, length: int
    ) -> None:
        data = b""
        try:
            await asyncio.wait([asking])
        finally:
            self._asked.remove(asking)
        if asking.cancelled():
            job.again.append((start, length))
        elif (error := asking.exception()) is None:
            data = asking.result()
        elif isinstance(error, FileFailed) or (isinstance(error, RefusedByRelay) and not error.later):
            self._fail(job, session, error.code)
        elif isinstance(error, RefusedByRelay | LineDown | TimeoutError):
            job.again.append((start, length))
            pause = error.retry if isinstance(error, RefusedByRelay) else None
            job.not_before = self._context.clock.running() + (pause or RETRY_SECONDS)
        else:
            raise error
        self.go_on()
        if data and not job.over:
            await self._write(job, start, data)

    async def _write(self, job: FetchingJob, start: int, data: bytes) -> None:
        job.came[start] = data
        if job.file.size <= HASHED_AT_ONCE:
            job.whole[start] = data
            data = job.put_together()
            if data and self._context.cache.files.take(job.file, data):
                self._tell(job)
        async with job.writing:
            part = job.part
            while part is not None and not job.over and (next := job.came.pop(part.have, b"")):
                should = part.have + len(next)
                await part.append(next)
                if part.have != should:
                    job.begin_at(part.have)
                if not job.here:
                    self._progressed(job.file, part.have)
            await self._finish_if_whole(job)

    async def _finish_if_whole(self, job: FetchingJob) -> None:
        part = job.part
        if part is None or job.over or part.have < job.file.size:
            return
        if await part.finish():
            job.over = True
            self._tell(job)
            return
        if job.here:  # it came well, and the disk gave back something else
            job.over = True
            await part.close()
            return
        job.begin_at(part.have)
        job.tries += 1
        if job.tries >= DAMAGED_TRIES:
            for session in {wish.session for wish in job.wishes}:
                self._fail(job, session, FILE_DAMAGED.name)
        self.go_on()

    def _tell(self, job: FetchingJob) -> None:
        """It is here, on the disk or on its way there."""
        if job.here:
            return
        job.here = True
        self._here.add(job.file.hash)
        if self._jobs.get(job.file.hash) is job:
            del self._jobs[job.file.hash]
        job.tell()
        self._ended(job.file, "")
        self.go_on()

    def _fail(self, job: FetchingJob, session: str, code: str) -> None:
        """Others may have it by another session."""
        if job.over:
            return
        job.drop_wishes(session, FileFailed(code))
        if not job.wishes:
            job.failed = code
        else:
            job.begin_at(job.part.have if job.part is not None else 0)
        self._drop_unwanted()
