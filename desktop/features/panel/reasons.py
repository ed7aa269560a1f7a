"""Why a hand is up, in words: as a student chooses it, and as their teachers read it."""

from desktop.translating import translate
from relay.protocol.hands import Hand, Reason


def reason_words(reason: Reason) -> str:
    """A reason as a sentence; nothing where none was given."""
    words: dict[Reason, str] = {
        "": "",
        "question": translate("Panel", "I have a question"),
        "answer": translate("Panel", "I have an answer"),
        "task": translate("Panel", "I don't understand the task"),
        "step": translate("Panel", "One step doesn't work"),
        "technical": translate("Panel", "Something technical"),
    }
    return words.get(reason, "")


def explained(reason: Reason, about: str) -> str:
    """What it is about and the reason, on one line, which may be cut."""
    return translate("Panel", " · ").join(filter(None, (about, reason_words(reason))))


def why_up(hand: Hand) -> str:
    """Why this hand is up, as far as whoever looks may know; else nothing."""
    return explained(hand.reason, hand.about)
