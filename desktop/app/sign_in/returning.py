"""Back to a relay that is known here: where it was or has gone, and with the kept token straight in."""

from desktop.app.arriving import Arriving
from desktop.app.by_code import look_in
from desktop.app.host import Host
from desktop.app.nearby_relays import Neighbours
from desktop.app.token_store import TokenStore
from desktop.client import KeyChanged, LineDown
from desktop.pages.connect import Neighbour
from desktop.settings import RememberedRelay
from relay.protocol.accounts import Welcome
from relay.protocol.joining import OpenLesson

Door = tuple[RememberedRelay, Welcome, list[OpenLesson]]
"""How far one comes without a token: as `look_in` tells it."""


class Returning:
    """Each way back ends with None, the person being in, or at the door. All raise LineDown and KeyChanged,
    and for a class that is hosted here HostingFailed and RefusedByRelay."""

    def __init__(self, neighbours: Neighbours, keeping: TokenStore, host: Host, arriving: Arriving) -> None:
        self._neighbours, self._keeping, self._host, self._arriving = neighbours, keeping, host, arriving

    async def to(self, known: RememberedRelay) -> Door | None:
        """A relay known here, where it was or where it has gone."""
        known = await self._neighbours.where_it_is_now(known)
        try:
            return await self._there(known)
        except (KeyChanged, LineDown):
            moved = await self._neighbours.find(known)
            if moved is None:
                raise
            return await self._there(moved)

    async def elsewhere(self, known: RememberedRelay) -> Door | None:
        """Not where it was: somebody else has shown another key there."""
        moved = await self._neighbours.find(known)
        if moved is None:
            raise KeyChanged
        return await self._there(moved)

    async def to_found(self, known: RememberedRelay, neighbour: Neighbour) -> Door | None:
        """By an announcement that says it is that one: nothing is sent before it is."""
        return await self._there(await self._neighbours.prove(known, neighbour))

    async def _there(self, known: RememberedRelay) -> Door | None:
        token = await self._keeping.token(known)
        if known.hosted:
            known, token = await self._host.come_back(known, token)
            self._keeping.keep(known, token)
        if token is not None:
            await self._arriving.enter(known, token)
            return None
        return await look_in(known)
