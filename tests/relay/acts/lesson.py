"""Time passes, the relay dies, and the lesson ends and is opened again."""

from hypothesis import strategies as st

from tests.relay.acts import Acts, does


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        does("pass_time", st.sampled_from((0.2, 1.5, 40.0, 700.0))),
        does("crash"),
        does("end"),
        does("reopen"),
    ]
