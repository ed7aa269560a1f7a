"""Makes the lines of a chat of its messages: each one of its own, comings and goings together."""

from collections.abc import Sequence

from desktop.features.chat.asked import Asked
from desktop.features.chat.kinds import FOLDED, is_coming_or_going, is_hidden, is_spoken
from desktop.features.chat.line_words import (
    author_of,
    name_written_to,
    quiet_words,
    quote,
    read_by,
    said_words,
    sentence_of,
)
from desktop.features.chat.shown_line import ShownLine
from desktop.features.panel.words import few, time_of_day, was_late
from desktop.shown_people import ShownPeople
from desktop.translating import translate
from relay.protocol.base import ChatLine

TOGETHER_MS = 5 * 60_000
"""Messages of one person within this time stand together under one name."""
MOST_FOLDED = 200
"""More lines of comings and goings than this are told in another row."""


def line_of(
    message: ChatLine, before: ChatLine | None, asked: Asked, me: str, people: ShownPeople
) -> ShownLine:
    """One message as it is shown; `before` is the one above it."""
    if is_coming_or_going(message):
        return folded([message], asked, people)
    if not is_spoken(message):
        words = quiet_words(message, people, me)
        about, private = (message.id, message.ref, "system", message.author), message.private
        return ShownLine(*about, "", words, message.at, private=private)
    quoted, quotes = _quoted(message, asked, people)
    return ShownLine(
        message.id,
        message.ref,
        message.kind,
        message.author,
        author_of(message, people),
        said_words(message),
        message.at,
        message.said_at,
        teacher=message.role == "teacher",
        known=people.standing_of(message.author),
        mine=message.author == me,
        private=message.private,
        read_by=read_by(message, me, people),
        to=name_written_to(message, people),
        follows=_goes_on(message, before),
        quoted=quoted,
        quotes=quotes,
        answered=message.kind == "question" and asked.is_answered(message.id),
        hidden=(message.line or "") if is_hidden(message) else "",
    )


def _quoted(message: ChatLine, asked: Asked, people: ShownPeople) -> tuple[str, int]:
    """What stands over an answer or a reply, and the number of the message it is of."""
    number = message.replies_to or message.answers
    said = asked.message(number) if message.replies_to else asked.question(number)
    if said:
        return quote(said, people), number
    return (translate("ChatLines", "A message that is not here"), 0) if message.replies_to else ("", 0)


def folded(parts: Sequence[ChatLine], asked: Asked, people: ShownPeople) -> ShownLine:
    """Comings and goings as one quiet line: of each person what is true now, with the time of the last."""
    now: dict[str, tuple[str, str]] = {}
    for part in parts:
        for name, account in zip(part.names, part.accounts, strict=True):
            what = "back" if part.line == "came" and asked.is_back(part.id, account) else part.line or ""
            now.pop(account, None)
            now[account] = what, people.named(account, name)
    told = []
    for what in FOLDED:
        if names := [name for is_so, name in now.values() if is_so == what]:
            told.append(sentence_of(what, len(names) > 1).format(names=few(names)))
    first, last = parts[0], parts[-1]
    words = translate("ChatLines", "{words} · {time}").format(
        words=" · ".join(told), time=time_of_day(last.at)
    )
    return ShownLine(first.id, first.ref, "system", "", "", words, last.at, parts=parts)


def _goes_on(message: ChatLine, before: ChatLine | None) -> bool:
    return (
        before is not None
        and before.kind == message.kind == "chat"
        and before.author == message.author
        and before.private == message.private
        and before.line == message.line
        and before.accounts == message.accounts
        and message.at - before.at < TOGETHER_MS
        and not was_late(message.at, message.said_at)
    )
