"""Hands go up and down."""

from relay.protocol.hands import CallOn, LowerAllHands, LowerHand, RaiseHand
from tests.relay.acts import Acts, asks, student, students


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(RaiseHand, students),
        asks(LowerHand, account=student),
        asks(LowerAllHands),
        asks(CallOn, account=student),
    ]
