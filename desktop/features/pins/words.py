"""What is pinned, in words, and by whom it was."""

from desktop.features.panel import PanelContext
from desktop.features.panel.words import time_of_day
from desktop.translating import translate
from desktop.web_links import links_in
from relay.protocol.chat import Chat
from relay.protocol.lesson import Lesson
from relay.protocol.memory import Memories
from relay.protocol.pins import PinnedLine


def text_of(memories: Memories, message: int) -> str:
    """What somebody reads of this message who is told these memories, on one line; empty if nothing."""
    found = memories[Chat].message(message)
    return " ".join(found.text.split()) if found else ""


def shortened(text: str) -> str:
    """As it stands in the one line: with web addresses that begin with their host."""
    for link in links_in(text):
        text = text.replace(link.text, link.text.partition("://")[2])
    return text


def teacher_of(context: PanelContext, account: str) -> str:
    """The name of a teacher who pinned something."""
    return context.name(account) or context.memory(Lesson).teacher_name


def origin_of(context: PanelContext, line: PinnedLine) -> str:
    """Who pinned it and when, and whose words it is if they are another's."""
    words = translate("Pins", "{teacher} · {time}").format(
        teacher=teacher_of(context, line.author), time=time_of_day(line.at)
    )
    message = context.memory(Chat).message(line.message)
    if message is None or message.author == line.author:
        return words
    name = context.people.named(message.author, message.name)
    return translate("Pins", "Written by {name}, pinned by {who}").format(name=name, who=words)
