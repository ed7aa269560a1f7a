"""A relay that writes whatever part of a file is asked for at once, for comparison: ``python -m`` this."""

import asyncio
import sys

import relay.server.relay as module
from relay.cli import main
from relay.delivery import PartLane, Sender
from relay.delivery.frames import binary_frame
from relay.delivery.parts import SLICE_BYTES, WantedPart


class AtOnce(PartLane):
    """No turns, and no end of what may be asked for."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self._under_way = set[asyncio.Task[None]]()

    def wanted_by(self, sender: Sender) -> int:
        return 0

    def send(self, sender: Sender, part: WantedPart) -> None:
        task = asyncio.ensure_future(self._write(sender, part))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _write(self, sender: Sender, part: WantedPart) -> None:
        at = part.start
        while at < part.start + part.length:
            most = min(SLICE_BYTES, part.start + part.length - at)
            while (data := self._files.cached(part.file, at, most)) is None:
                await self._files.load(part.file, at)
            sender.write(binary_frame(part.frame(at, data)))
            at += len(data)


if __name__ == "__main__":
    module.PartLane = AtOnce  # type: ignore[assignment, attr-defined]
    sys.exit(main())
