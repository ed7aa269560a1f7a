"""What checks are called, and how far somebody is, in words."""

from desktop.translating import translate
from relay.protocol.checks import Checkpoint, Checks, Progress
from relay.protocol.hands import Reason
from relay.protocol.memory import Memories

KEY = "F9"
"""Of *Done*, in all of the room."""
REASONS: tuple[Reason, ...] = ("task", "step", "technical")
"""Why somebody is stuck, in the order of their keys."""


def name_of(check: Checkpoint) -> str:
    """What the class is asked."""
    if not check.task:
        return translate("Checks", "Done?")
    return translate("Checks", "Done with {task}?").format(task=check.task)


def prompt_names(memories: Memories, number: int) -> str:
    """What a check is called where another subject speaks of it; empty if it is none."""
    check = memories[Checks].checks.get(number)
    return name_of(check) if check is not None else ""


def progress_words(progress: Progress | None) -> str:
    """What a student reads of themselves."""
    if progress == "done":
        return translate("Checks", "You are done")
    if progress == "stuck":
        return translate("Checks", "You are stuck")
    return translate("Checks", "You are not done yet")
