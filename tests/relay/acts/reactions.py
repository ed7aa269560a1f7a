"""A teacher lets everybody react, and no more."""

from hypothesis import strategies as st

from relay.protocol.reactions import SetReactions
from tests.relay.acts import TEACHER, Acts, asks


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [asks(SetReactions, st.just(TEACHER), on=st.booleans()), asks(SetReactions, on=st.booleans())]
