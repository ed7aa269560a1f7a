"""A teacher writes to one student."""

from hypothesis import strategies as st

from relay.protocol.private import WritePrivately
from tests.relay.acts import Acts, asks, student


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    number = st.just(0) | st.integers(2, 20)
    return [asks(WritePrivately, to=student, text=st.just("well?"), replies_to=number)]
