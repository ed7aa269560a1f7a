"""The six signs: their pictures, what they are called, and how long one is shown."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale

from desktop.translating import translate
from relay.protocol.reactions import Sign
from resources import IconName

SHOWN_MS = 5_000

ICONS: Mapping[Sign, IconName] = {
    "thumbs_up": "thumbs-up",
    "clap": "clap",
    "heart": "heart",
    "laugh": "laugh",
    "surprised": "surprised",
    "slower": "snail",
}


def names() -> dict[Sign, str]:
    """In the order in which they always stand."""
    return {
        "thumbs_up": translate("Reactions", "Thumbs up"),
        "clap": translate("Reactions", "Clapping"),
        "heart": translate("Reactions", "Heart"),
        "laugh": translate("Reactions", "Laughing"),
        "surprised": translate("Reactions", "Surprised"),
        "slower": translate("Reactions", "Slower"),
    }


def in_words(counts: Mapping[Sign, int]) -> str:
    """How often each was shown."""
    each = translate("Reactions", "{sign}: {count}")
    shown = ((name, counts[sign]) for sign, name in names().items() if sign in counts)
    said = (each.format(sign=name, count=QLocale().toString(count)) for name, count in shown)
    return translate("Reactions", ", ").join(said)
