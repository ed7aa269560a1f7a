"""Thumbs go up and down."""

from hypothesis import strategies as st
from relay.protocol.thumbs import GiveThumb

from tests.relay.acts import Acts, asks, students


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [asks(GiveThumb, students, up=st.booleans())]
