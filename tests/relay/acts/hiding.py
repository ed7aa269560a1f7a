"""Messages are hidden, withdrawn and shown again."""

from hypothesis import strategies as st

from relay.protocol.chat import PostMessage
from relay.protocol.hiding import HideMessage, ShowMessage, WithdrawMessage
from relay.protocol.private import WritePrivately
from tests.relay.acts import TEACHER, Acts, asks, student

message = st.integers(2, 20)


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(PostMessage, text=st.just("hidden?"), private=st.booleans())
        | asks(WritePrivately, st.just(TEACHER), to=student, text=st.just("for you?")),
        asks(HideMessage, message=message, mute=st.booleans()),
        asks(WithdrawMessage, message=message),
        asks(ShowMessage, message=message),
    ]
