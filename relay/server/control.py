"""The owner's way in: a socket on this machine alone, for the command line while the relay runs.

It speaks the same words as everybody, one JSON object a line, and carries out the school's commands as an
admin; and it takes the word that stops the relay. Where it listens says `relay.shared.control_line`.
"""

import asyncio
import contextlib
import hmac
import json
import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from relay.protocol.base import Command, Reply
from relay.protocol.catalog import UnfitCommand, UnreadableFrame, encode, read_from_client
from relay.protocol.refusals import FAULT, UNKNOWN_TYPE, Refusal, Refused
from relay.school import OWNER, School
from relay.shared.control_line import CONTROL_SOCKET, STOP, STOPS, door_file, is_file_socket
from relay.shared.files import write_private
from relay.shared.system import serve_in_file

LINE_BYTES = 4 << 20
"""Longest line: a whole school's roster."""

journal = logging.getLogger(__name__)


class Control:
    """Listens from ``start`` to ``stop``. The caller holds the folder's lock, so old sockets may go."""

    def __init__(self, folder: Path, school: School, stop: Callable[[], None]) -> None:
        """``stop``: has the relay end in good order."""
        self._path, self._school, self._stop = (folder / CONTROL_SOCKET).absolute(), school, stop
        self._server: asyncio.Server | None = None
        self._secret = ""
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen."""
        await self._clear_away()
        if is_file_socket(self._path):
            self._server = await serve_in_file(self._talk, self._path, LINE_BYTES)
        else:
            self._secret = secrets.token_urlsafe(32)
            self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=LINE_BYTES)
            port = self._server.sockets[0].getsockname()[1]
            await asyncio.to_thread(_write_owned, door_file(self._path), port, self._secret)

    async def stop(self) -> None:
        """Finish what is being answered, and listen no more."""
        if self._server is None:
            return
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        if self._talks:
            await asyncio.wait(self._talks)
        await self._server.wait_closed()
        self._server = None
        await self._clear_away()

    async def _clear_away(self) -> None:
        for left in (self._path, door_file(self._path)):
            await asyncio.to_thread(left.unlink, missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            if self._secret:
                given = (await reader.readline()).strip()
                if not hmac.compare_digest(given, self._secret.encode()):
                    return
            while line := await reader.readline():
                if line == STOP:
                    writer.write(STOPS)
                    self._stop()
                else:
                    writer.write(encode(await self._answer(line)) + b"\n")
                await writer.drain()
        except (OSError, ValueError) as error:
            journal.warning("The command line was cut off: %s", error)
        except asyncio.CancelledError:
            journal.info("The relay stops; the command line is let go")
        finally:
            self._talks.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, line: bytes) -> Reply:
        try:
            word = read_from_client(line)
        except UnfitCommand as unfit:
            return Refused(ref=unfit.ref, code=unfit.code.name, detail=unfit.detail)
        except UnreadableFrame as unreadable:
            return Refused(ref="", code=UNKNOWN_TYPE.name, detail=str(unreadable))
        if not isinstance(word, Command):
            return Refused(ref="", code=UNKNOWN_TYPE.name)
        try:
            return await self._school.answer(OWNER, word)
        except Refusal as refusal:
            return refusal.answer(word.ref)
        except Exception:
            journal.exception("%s of the command line failed", type(word).__name__)
            return Refusal(FAULT).answer(word.ref)


def _write_owned(file: Path, port: int, secret: str) -> None:
    write_private(file, json.dumps({"port": port, "secret": secret}).encode())
