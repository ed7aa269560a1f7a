"""Forms of work that a test has open."""

from typing import TypeVar

from desktop.pages.room import RoomPage
from desktop.theme.widgets import Dialog
from tests.desktop.features.stand import asking

D = TypeVar("D", bound=Dialog)


async def opened(page: RoomPage, kind: type[D]) -> D:
    """The one of this kind, once it is open."""
    form = await asking(page, kind)
    assert isinstance(form, kind)
    return form
