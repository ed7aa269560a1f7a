"""What one line is to carry to the relay: words first, and binary frames while no word waits."""

import asyncio
from collections import deque

from desktop.client.socket import Socket


class Outgoing:
    """In order, each of the two among themselves; a frame is taken when the one before has been written."""

    def __init__(self) -> None:
        self._words: deque[bytes] = deque()
        self._frames: deque[tuple[bytes, asyncio.Future[bool]]] = deque()
        self._added = asyncio.Event()
        self._over = False

    def add_word(self, word: bytes) -> None:
        self._words.append(word)
        self._added.set()

    async def add_frame(self, frame: bytes) -> bool:
        """Returns once it is written, and whether it was."""
        if self._over:
            return False
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._frames.append((frame, written))
        self._added.set()
        return await written

    def drop(self) -> None:
        """The line is cut: what was not written never will be."""
        self._over = True
        for _, written in self._frames:
            if not written.done():
                written.set_result(False)
        self._frames.clear()

    async def write_to(self, socket: Socket) -> None:
        """For as long as the line stands."""
        while True:
            await self._added.wait()
            if self._words:
                await socket.send(self._words.popleft(), text=True)
            elif self._frames:
                frame, written = self._frames[0]
                if not written.done():  # else whoever asked has given up
                    await socket.send(frame, text=False)
                self._frames.popleft()
                if not written.done():
                    written.set_result(True)
            else:
                self._added.clear()
