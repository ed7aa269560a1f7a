"""The loops the relay runs on: uvloop where it exists, and plain asyncio, with a lesson on each."""

import asyncio.sslproto
import gc
import importlib.util
import sys
from pathlib import Path

import pytest

from relay.protocol.chat import Chat, PostMessage
from relay.server.loop import TLS_BUFFER, YOUNG, collect_seldom, freeze_what_stays, loop_factory
from relay.shared.ids import new_ref
from tests.posix import posix
from tests.relay.client import visiting
from tests.relay.process import RelayProcess

WITHOUT_UVLOOP = (
    sys.executable,
    "-c",
    "import sys; sys.modules['uvloop'] = None; from relay.cli import main; sys.exit(main())",
)
"""As on Windows, where there is none."""


@posix("uvloop")
def test_the_faster_loop_where_there_is_one() -> None:
    factory = loop_factory()
    assert (factory is not None) == (importlib.util.find_spec("uvloop") is not None)
    assert factory is not None, "uvloop belongs to what the relay needs here"
    loop = factory()
    assert type(loop).__module__ == "uvloop"
    loop.close()


def test_without_it_tls_takes_smaller_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = asyncio.sslproto.SSLProtocol.max_size
    monkeypatch.setattr(asyncio.sslproto.SSLProtocol, "max_size", usual)
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loop_factory() is None
    assert asyncio.sslproto.SSLProtocol.max_size == TLS_BUFFER < usual


def test_what_stays_is_frozen() -> None:
    before = gc.get_threshold()
    try:
        collect_seldom()
        freeze_what_stays()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] == YOUNG
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param((sys.executable, "-m", "relay"), id="usual", marks=pytest.mark.rare),  # every other test
        pytest.param(WITHOUT_UVLOOP, id="plain"),
    ],
)
async def test_a_lesson_on_either(tmp_path: Path, program: tuple[str, ...]) -> None:
    relay = RelayProcess(
        tmp_path / "data", {"pace_factor": 0, "frames_per_second": 0, "bytes_per_second": 0}, program=program
    )
    await relay.start()
    try:
        async with visiting(relay.ready["port"], relay.certificate) as made:
            await made.furnish(relay.ready["first_teacher"], "Ana Silva")
            lee, ana = await made.teacher(), await made.student("Ana Silva")
            session = await made.live(lee)
            await lee.enter(session)
            await ana.enter(session)
            for n in range(100):
                await lee.send(PostMessage(ref=new_ref(), session=session, text=f"{n} " + "x" * 1500))
            chat = ana.rooms[session].memories[Chat]
            await ana.until(lambda: sum(bool(m.text) for m in chat.messages) == 100)
            assert [m.text.split()[0] for m in chat.messages if m.text] == [str(n) for n in range(100)]
    finally:
        assert await relay.stop() == 0
