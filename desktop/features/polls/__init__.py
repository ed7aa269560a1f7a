"""Polls: asking the class, answering, and what came out of it."""

from collections.abc import Mapping, Sequence

from desktop.features.polls.asking import PollEntries
from desktop.features.polls.card import PollCard
from desktop.features.polls.stage import PollStage
from desktop.features.polls.words import prompt_names, question_of, unsent_text, unsent_words
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.poll_drafts import OPTIONS_OF
from relay.protocol.polls import PollOpened

__all__ = [
    "PollCard",
    "PollEntries",
    "PollStage",
    "chat_kinds",
    "chat_sentences",
    "figure_labels",
    "missed_words",
    "prompt_names",
    "sentences",
    "unsent_text",
    "unsent_words",
]


def sentences() -> Mapping[str, str]:
    return {
        "no_such_poll": translate("Polls", "This poll is not there any more."),
        "same_option_twice": translate("Polls", "Two of the answers are the same. Change one of them."),
    }


def chat_kinds() -> Mapping[str, str]:
    return {"poll": translate("Polls", "Poll")}


def chat_sentences() -> Mapping[str, str]:
    """A preset without a question of one's own is told by its name, and reads as each reader's words."""
    presets = {f"poll_{preset}": question_of("", preset) for preset in OPTIONS_OF}
    return {"poll_discarded": translate("Polls", "A poll was discarded."), **presets}


def figure_labels() -> Mapping[str, str]:
    return {"polls": translate("Polls", "Polls")}


def missed_words(events: Sequence[Event]) -> list[str]:
    """What was missed of polls."""
    return [translate("Polls", "a poll") for event in events if isinstance(event, PollOpened)][:1]
