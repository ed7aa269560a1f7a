"""What the class is asked is closed and prolonged, and who has not responded is reminded."""

from hypothesis import strategies as st

from relay.protocol.prompts import ClosePrompt, Nudge, ProlongPrompt
from tests.relay.acts import Acts, does
from tests.relay.acts.polls import about_a_prompt, drafts, opens, teacher


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        opens(drafts),
        about_a_prompt(ClosePrompt, teacher),
        about_a_prompt(ProlongPrompt, teacher, seconds=st.sampled_from((0, 60))),
        about_a_prompt(Nudge, teacher),
        does("pass_time", st.sampled_from((15.0, 90.0))),
    ]
