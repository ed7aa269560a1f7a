"""Where a file's bytes are read from, opened on a thread."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.client.files.sources import DiskSource, open_source
from tests.desktop.classroom import until


async def test_who_gives_up_while_a_file_is_being_opened_leaves_none_open(tmp_path: Path) -> None:
    path = tmp_path / "essay.odt"
    path.write_bytes(b"an essay")
    begun, go_on = threading.Event(), threading.Event()
    opened: list[DiskSource] = []

    async def run(work: Callable[[], Any]) -> Any:
        def held_up() -> Any:
            begun.set()
            go_on.wait()
            made = work()
            if isinstance(made, DiskSource):
                opened.append(made)
            return made

        return await asyncio.to_thread(held_up)

    opening = asyncio.ensure_future(open_source(path, "", run))
    await until(begun.is_set)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    go_on.set()
    await until(lambda: opened and opened[0]._opened.closed)
