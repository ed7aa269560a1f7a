"""Messages, questions and answers."""

from hypothesis import strategies as st

from relay.protocol.chat import PostMessage
from tests.relay.acts import Acts, asks


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    said = st.sampled_from(("chat", "question"))
    return [
        asks(PostMessage, text=st.just("yes"), private=st.booleans(), replies_to=st.integers(1, 60)),
        asks(PostMessage, text=st.just("hi"), kind=said, private=st.booleans()),
        asks(PostMessage, text=st.just("so"), kind=st.just("answer"), answers=st.integers(1, 60)),
    ]
