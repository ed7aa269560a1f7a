"""The chat: `ChatView` shows messages anywhere, `ChatPanel` a room's; `SaveChatEntry` has it saved."""

from collections.abc import Mapping

from desktop.features.chat.news import missed_words
from desktop.features.chat.panel import ChatPanel
from desktop.features.chat.saving import SaveChatEntry
from desktop.features.chat.view import ChatView
from desktop.translating import translate
from relay.protocol.base import RoomCommand
from relay.protocol.chat import PostMessage
from relay.protocol.private import WritePrivately

__all__ = [
    "ChatPanel",
    "ChatView",
    "SaveChatEntry",
    "figure_labels",
    "missed_words",
    "sentences",
    "unsent_text",
]


def sentences() -> Mapping[str, str]:
    return {
        "muted": translate("Chat", "The teacher has muted the chat."),
        "no_such_question": translate("Chat", "The question is not there any more."),
        "no_such_message": translate("Chat", "The message is not there any more."),
        "too_long": translate("Chat", "It is too long: 2,000 characters are the most."),
        "empty": translate("Chat", "There is nothing in it."),
    }


def figure_labels() -> Mapping[str, str]:
    return {
        "messages": translate("Chat", "Messages"),
        "questions": translate("Chat", "Questions"),
        "answers": translate("Chat", "Answers"),
    }


def unsent_text(command: RoomCommand) -> str:
    """What one wrote."""
    return command.text if isinstance(command, PostMessage | WritePrivately) else ""
