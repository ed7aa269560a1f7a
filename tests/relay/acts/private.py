"""A teacher writes to one student."""

from hypothesis import strategies as st

from relay.protocol.private import WritePrivately
from tests.relay.acts import Acts, asks, student


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [asks(WritePrivately, to=student, text=st.just("well?"))]
