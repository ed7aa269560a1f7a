"""People come and go, are lost, and are put out and allowed back."""

from relay.protocol.people import AllowBack, RemovePerson
from tests.relay.acts import Acts, asks, does, student, who


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        does("enter", who),
        does("leave", who),
        does("lose", who),
        asks(RemovePerson, account=student),
        asks(AllowBack, account=student),
    ]
