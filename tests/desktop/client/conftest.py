"""The client's tests run in a plain loop, without Qt: so does every other program that uses it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
import pytest_asyncio

from desktop.client import RelayClient
from tests.desktop.classroom import PlainClassroom, furnished
from tests.desktop.client.lines import Lines
from tests.relay.process import RelayProcess


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Not Qt's loop."""
    return {"asyncio": asyncio.new_event_loop}


@pytest_asyncio.fixture
async def classroom(relay: RelayProcess) -> AsyncIterator[PlainClassroom]:
    """A teacher, a class and a live lesson on a real relay."""
    async with furnished(PlainClassroom(RelayClient, relay)) as made:
        yield made


@pytest_asyncio.fixture(autouse=True)
async def no_name_is_looked_up_any_more(nothing_stays_behind: None) -> AsyncIterator[None]:
    """The loop's thread for this ends with the test."""
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest_asyncio.fixture
async def lines() -> AsyncIterator[Lines]:
    """Makes connections, which end with the test."""
    made = Lines()
    yield made
    for line in made.made:
        await line.close()
