"""Rules of the chat are set, and messages that are held by them let through or turned down."""

from hypothesis import strategies as st

from relay.protocol.chat import PostMessage
from relay.protocol.chat_rules import ApproveMessage, SetChat, TurnDownMessage
from tests.relay.acts import TEACHER, Acts, asks, students


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    approve = st.sampled_from(("off", "guests", "all", "all"))
    slow = st.sampled_from((None, 0, 0, 10, 7))
    number = st.integers(3, 24)
    kinds = st.sampled_from(("chat", "question"))
    return [
        asks(SetChat, st.just(TEACHER), approve=st.none() | approve, slow=slow),
        asks(SetChat, approve=st.just("all")),
        asks(PostMessage, students, text=st.just("may I?"), kind=kinds),
        asks(ApproveMessage, message=number),
        asks(ApproveMessage, st.just(TEACHER), message=number),
        asks(TurnDownMessage, st.just(TEACHER), message=number),
    ]
