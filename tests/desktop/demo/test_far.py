"""Somebody of the demo at another computer does and sees what one at this computer would."""

import asyncio
from pathlib import Path

import pytest

from desktop.demo import user
from desktop.demo.far import OF_THEIRS, FarSeats
from desktop.demo.seat import obey
from desktop.demo.user import DemoUser, NothingHappened
from desktop.theme import Theme
from tests.desktop.program import program

FIELD = "Code, link or address"


async def test_what_is_asked_of_somebody_far_is_done_at_their_window(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with program(tmp_path / "ana", theme) as person:
        with FarSeats() as seats:
            asks, answers = await asyncio.open_connection("127.0.0.1", seats.port)
            there = DemoUser("Ana Silva", person.app, tmp_path)
            obeying = asyncio.create_task(obey(there, asks, answers))
            ana = await seats.at("Ana Silva")
        await ana.fill(FIELD, "KWH 42")
        await ana.sees("I am a student")
        assert await asyncio.to_thread(ana.reads, "I am a student")
        assert "I am a student" in await asyncio.to_thread(ana.words)
        await asyncio.to_thread(ana.picture, "1 typed")
        assert (tmp_path / "1 typed - Ana Silva.png").exists()
        monkeypatch.setattr(user, "PATIENCE", 0.0)
        with pytest.raises(NothingHappened, match="Ana Silva: did not see “Nowhere”"):
            await ana.sees("Nowhere")
        answers.close()
        with pytest.raises(NothingHappened, match="has ended"):
            await ana.sees("I am a student")
        assert "has ended" in (await ana.leave())[0]
        obeying.cancel()


def test_everything_that_people_of_the_demo_do_can_be_asked_for() -> None:
    assert {"sees", "click", "open_file", "picture", "rows", "relay"} <= OF_THEIRS
    assert "until" not in OF_THEIRS
