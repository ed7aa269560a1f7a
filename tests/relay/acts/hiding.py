"""Messages are hidden, withdrawn and shown again."""

from hypothesis import strategies as st

from relay.protocol.chat import PostMessage
from relay.protocol.hiding import HideMessage, ShowMessage, WithdrawMessage
from tests.relay.acts import Acts, asks

message = st.integers(2, 20)


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(PostMessage, text=st.just("hidden?"), private=st.booleans()),
        asks(HideMessage, message=message, mute=st.booleans()),
        asks(WithdrawMessage, message=message),
        asks(ShowMessage, message=message),
    ]
