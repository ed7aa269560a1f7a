"""One student or all of them are muted, and not any more."""

from hypothesis import strategies as st

from relay.protocol.mutes import MuteChat, UnmuteChat
from tests.relay.acts import Acts, asks, student


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(MuteChat, account=st.none() | student, private=st.booleans()),
        asks(UnmuteChat, account=st.none() | student),
    ]
