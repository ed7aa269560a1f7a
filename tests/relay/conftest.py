"""Tests of the relay run on a plain asyncio loop, on real files, and without Qt."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from relay.store import Store
from tests.relay.schoolhouse import SchoolHouse, open_school, open_store


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store at work on a new folder."""
    async with open_store(tmp_path / "data") as opened:
        yield opened


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[SchoolHouse]:
    """A school at work on a new folder."""
    async with open_school(tmp_path / "data") as opened:
        yield opened
