"""Something is staged, and the stage handed to a student."""

from hypothesis import strategies as st

from relay.protocol.stage import HandStage, SetStage
from tests.relay.acts import Acts, asks, student


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(SetStage, kind=st.sampled_from(("", "people", "of a newer program"))),
        asks(HandStage, account=st.just("") | student),
    ]
