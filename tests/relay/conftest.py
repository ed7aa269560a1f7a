"""Tests of the relay run on a plain asyncio loop, on real files, and without Qt."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from relay.store import Store
from tests.relay.doorstep import Doorstep, open_door
from tests.relay.engines import ENGINES, MakeEngine
from tests.relay.lists import Lesson, ana, tom
from tests.relay.schoolhouse import SchoolHouse, open_school, open_store


@pytest.fixture(params=sorted(ENGINES))
def make_engine(request: pytest.FixtureRequest) -> MakeEngine:
    """Each engine in turn; SQLite alone for what looks into its file."""
    if request.param != "sqlite" and request.node.get_closest_marker("sqlite_file"):
        pytest.skip("looks into SQLite's file")
    return ENGINES[request.param]


@pytest_asyncio.fixture
async def store(tmp_path: Path, make_engine: MakeEngine) -> AsyncIterator[Store]:
    """A store at work on a new folder."""
    async with open_store(tmp_path / "data", make_engine=make_engine) as opened:
        yield opened


@pytest_asyncio.fixture
async def house(tmp_path: Path, make_engine: MakeEngine) -> AsyncIterator[SchoolHouse]:
    """A school at work on a new folder."""
    async with open_school(tmp_path / "data", make_engine=make_engine) as opened:
        yield opened


@pytest.fixture
def lesson() -> Lesson:
    """A lesson made of lists, with its teacher, Ana and Tom in it."""
    lesson = Lesson()
    lesson.enter(lesson.teacher, ana, tom)
    lesson.pass_time(2)
    return lesson


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorstep]:
    """A live lesson that takes people by code, and visitors before it."""
    async with open_door(tmp_path / "data") as opened:
        yield opened
