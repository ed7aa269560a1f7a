"""How a WebSocket to a relay is opened, by the desktop and by the network doctor alike."""

import ssl
from typing import Any

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from relay.shared.pinned import Address

PATH = "/v1"
SUBPROTOCOL = Subprotocol("schoolbell.v1")


def dial(address: Address, context: ssl.SSLContext, token: str | None = None, **more: Any) -> connect:
    """``context`` is one of `trusting`: the token leaves only to the holder of that certificate's key.

    ``more`` is what websockets takes besides. Awaited, it raises ssl.SSLError for another certificate, else
    what websockets and the system raise.
    """
    return connect(
        f"wss://{address}{PATH}",
        ssl=context,
        # Named here as well, so that no redirect leads elsewhere.
        host=address.host,
        port=address.port,
        proxy=None,
        compression=None,
        subprotocols=[SUBPROTOCOL],
        additional_headers={"Authorization": f"Bearer {token}"} if token else None,
        user_agent_header=None,
        **more,
    )
