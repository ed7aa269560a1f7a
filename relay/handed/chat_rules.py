"""Of the chat's rules."""

from typing import NamedTuple

from relay.protocol.chat_rules import Approve


class ChatOfClass(NamedTuple):
    """The rules with which a lesson's chat is to begin."""

    approve: Approve = "off"
    slow: int = 0
