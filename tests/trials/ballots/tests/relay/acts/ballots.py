"""Ballots are opened, voted in and closed."""

from hypothesis import strategies as st
from relay.protocol.ballots import CloseBallot, OpenBallot, Vote

from tests.relay.acts import Acts, asks, students


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(OpenBallot, question=st.just("Which?"), choices=st.just(["A", "B"])),
        asks(Vote, students, choice=st.integers(0, 2)),
        asks(CloseBallot),
    ]
