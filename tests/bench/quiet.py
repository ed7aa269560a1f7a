"""A client that connects as the desktop does and sends nothing unasked, for counting bytes."""

import asyncio
import ssl

from websockets.asyncio.client import connect

from desktop.client.socket import LARGEST_FRAME
from relay.protocol.accounts import Welcome
from relay.protocol.catalog import read_from_relay
from relay.protocol.entering import Entered, EnterRoom
from relay.protocol.sessions import ListSessions, SessionList
from relay.shared.dialling import SUBPROTOCOL
from relay.shared.ids import new_ref
from tests.relay.client import Client, Followed


class Counted(Client):
    """A client that connects as the desktop does, but sends no pings; it may ask for packed history."""

    compressed = False

    async def open(self) -> Client:
        """Connect and wait for the welcome."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(self.certificate)
        self.socket = await connect(
            f"wss://127.0.0.1:{self.port}/v1",
            ssl=context,
            proxy=None,
            compression=None,
            subprotocols=[SUBPROTOCOL],
            additional_headers={"Authorization": f"Bearer {self.token}"},
            user_agent_header=None,
            ping_interval=None,
            max_size=LARGEST_FRAME,
        )
        first = read_from_relay(await self.socket.recv(decode=False))
        assert isinstance(first, Welcome)
        self.welcome = first
        self._reading = asyncio.create_task(self._read())
        await self.ask(ListSessions(ref=new_ref()), SessionList)
        return self

    async def whole_history(self, session: str) -> Followed:
        """Comes in for the first time, and is told everything."""
        room = self.rooms.setdefault(session, Followed())
        command = EnterRoom(ref=new_ref(), session=session, compressed=self.compressed)
        entered = await self.ask(command, Entered)
        room.epoch, room.head = entered.epoch, entered.head
        await self.until(lambda: room.upto >= room.head)
        return room
