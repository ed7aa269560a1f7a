"""What each side can do: told by the relay in its welcome, by a client in a hello."""

from typing import Annotated

from msgspec import Meta

from relay.protocol.base import Greeting, Label, Secret

LOG, MOMENTS, FRAMES = "log", "moments", "frames"
LANES = (LOG, MOMENTS, FRAMES)
"""What a connection carries: numbered events, moments, and binary frames of several kinds."""

Can = Annotated[list[Label], Meta(max_length=256)]
"""Names of lanes and of subjects. Those that one does not know mean nothing."""


class Hello(Greeting, kw_only=True):
    """A client's first frame, if it sends one at all, and sent once.

    ``token`` signs a visitor in, as the header does that a page in a browser can't send; the answer is
    another welcome. A relay that is older than this word refuses it as of an unknown type.
    """

    can: Can = []
    token: Secret = ""
