"""The door is set, people guess at its code, and those who wait are let in or not."""

from hypothesis import strategies as st

from relay.protocol.admission import Admit, ChangeCode, ConfirmName, SetDoor, TurnAway
from tests.relay.acts import Acts, asks, does, student


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(
            SetDoor,
            codes=st.just(True),
            waiting=st.sampled_from(("off", "guests", "all")),
            locked=st.booleans(),
        ),
        asks(ChangeCode),
        does("guess"),
        asks(Admit, accounts=st.lists(student, max_size=1)),
        asks(TurnAway, account=student),
        asks(ConfirmName, account=student),
    ]
