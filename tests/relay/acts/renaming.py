"""The school gives people other names."""

from hypothesis import strategies as st

from tests.relay.acts import Acts, does, who


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [does("rename", who, st.sampled_from(("Anna", "Thomas", "Mr Lee")))]
