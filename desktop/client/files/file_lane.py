"""The files of one relay, as a program has them: fetched, fetched ahead, saved and sent."""

from collections.abc import Sequence
from pathlib import Path

from desktop.client.callbacks import Callbacks
from desktop.client.file_failures import FileFailed
from desktop.client.files.context import FilesContext
from desktop.client.files.fetcher import FileFetcher
from desktop.client.files.sources import open_source
from desktop.client.files.uploader import FileUploader
from relay.protocol.files import FILE_DAMAGED, NamedFile
from relay.protocol.limits import NAME_LENGTH

ENDING_LENGTH = 12


class FileLane:
    """Beside the words of one line, for all its rooms. It tells by the hash of a file."""

    def __init__(self, context: FilesContext) -> None:
        self.on_progress: Callbacks[[str, int, int]] = Callbacks()
        """Of a file so many bytes are here, or at the relay, of so many."""
        self.on_kept: Callbacks[[str]] = Callbacks()
        """It is whole: here, or at the relay."""
        self.on_failed: Callbacks[[str, str]] = Callbacks()
        """It was not fetched or sent, and will not be, with a code."""
        self._context, self._closed = context, False
        self._done: dict[str, tuple[int, int]] = {}
        self._fetcher = FileFetcher(context, self._progressed, self._ended)
        self._uploader = FileUploader(context, self._progressed, self._ended)
        self._up = context.state.kind == "connected"
        context.on_state_changed.connect(self._line_changed)
        context.on_waiting_changed.connect(self._go_on)
        context.on_frame.connect(self._fetcher.take)
        context.on_notice.connect(self._uploader.take)

    def progress(self, file_hash: str) -> tuple[int, int] | None:
        """How much of a file that is under way is here, or at the relay, and of how much."""
        return self._done.get(file_hash)

    async def fetch(self, session: str, file: NamedFile, *, urgent: bool = False) -> bytes:
        """All of it, from this computer or the relay, however long that takes; raises FileFailed.

        ``urgent``: somebody looks at it, so it comes before all else and beside the person's own words.
        """
        for _ in range(2):
            await self._fetcher.fetch(session, file, urgent=urgent)
            data = await self._context.cache.files.read(file)
            if data is not None:
                return data
        raise FileFailed(FILE_DAMAGED.name)  # what this computer's disk gives back is not what it took

    async def save(self, session: str, file: NamedFile, to: Path) -> None:
        """Into a new file; raises FileFailed, and OSError, also where there is a file of that name."""
        for _ in range(2):
            await self._fetcher.fetch(session, file)
            if await self._context.cache.files.copy(file, to):
                return
        raise FileFailed(FILE_DAMAGED.name)

    def make_ready(self) -> None:
        """Opens what keeps files here, so that the first that is wanted need not wait for it."""
        _ = self._context.cache.files

    def fetch_ahead(self, session: str, files: Sequence[NamedFile]) -> None:
        """What may be wanted soon, in this order, while nothing else is; in place of what was said before."""
        self._fetcher.fetch_ahead(session, files)

    async def send(self, session: str, where: Path | bytes, kind: str = "", name: str = "") -> NamedFile:
        """Sends a file as it is now; returns when the relay has it on its disk. Raises FileFailed.

        Whoever gives up withdraws it. What comes from memory was made here, and is kept to be shown here.
        """
        files = self._context.cache.files
        source = await open_source(where, kind, files.run)
        if isinstance(where, bytes):
            await files.keep(source.file, where)
        await self._uploader.send(session, source, shortened_name(name))
        return source.file

    async def send_held(self, session: str, file: NamedFile, name: str) -> None:
        """The same of one that is held for a command; whoever gives up leaves what has come at the relay."""
        source = await self._context.cache.files.held(file)
        await self._uploader.send(session, source, shortened_name(name), goes_on=True)

    def withdraw(self, session: str, file_hash: str) -> None:
        """The relay is to throw away what came of a file that nobody here sends any more."""
        self._uploader.withdraw(session, file_hash)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._context.on_state_changed.disconnect(self._line_changed)
        self._context.on_waiting_changed.disconnect(self._go_on)
        self._context.on_frame.disconnect(self._fetcher.take)
        self._context.on_notice.disconnect(self._uploader.take)
        await self._fetcher.close()
        await self._uploader.close()

    def _line_changed(self) -> None:
        before, self._up = self._up, self._context.state.kind == "connected"
        if before and not self._up:
            self._fetcher.interrupt()
            self._uploader.interrupt()
        self._go_on()

    def _go_on(self, session: str = "") -> None:
        self._fetcher.go_on()
        self._uploader.go_on()

    def _progressed(self, file: NamedFile, done: int) -> None:
        self._done[file.hash] = done, file.size
        self.on_progress.emit(file.hash, done, file.size)

    def _ended(self, file: NamedFile, code: str | None) -> None:
        self._done.pop(file.hash, None)
        if code:
            self.on_failed.emit(file.hash, code)
        elif code is not None:
            self.on_kept.emit(file.hash)


def shortened_name(name: str) -> str:
    """As long as a name may be, with its end: by that programs are known."""
    if len(name) <= NAME_LENGTH:
        return name
    stem, dot, end = name.rpartition(".")
    end = f"{dot}{end}" if stem and len(end) < ENDING_LENGTH else ""
    return f"{name[: NAME_LENGTH - len(end) - 1]}…{end}"
