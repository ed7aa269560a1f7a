"""The lines of a chat as they are shown: what was said, what the room did, and what still waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.features.panel.finding import offered
from desktop.features.panel.words import several, time_of_day
from desktop.identity_status import StandingOf, named, standing_words
from relay.protocol.base import ChatLine, IdentityStatus as PersonStanding

translate = QCoreApplication.translate

IdentityStatus = Literal["said", "waiting", "sent", "refused"]

SAID = frozenset(("chat", "question", "answer"))
"""Kinds of lines that are the chat's own; other subjects offer words for theirs (`chat_kinds`)."""
TOGETHER_MS = 5 * 60_000
"""Messages of one person within this time stand together under one name."""
SAID_BEFORE_MS = 5_000
"""A message written this long before it arrived says so."""


@dataclass(slots=True)
class ShownLine:
    """One line, with its height kept for one width."""

    id: int
    ref: str
    kind: str
    author: str
    name: str
    text: str
    at: int
    said_at: int = 0
    teacher: bool = False
    known: PersonStanding = "account"
    """How its author is known: as a guest, say."""
    mine: bool = False
    private: bool = False
    follows: bool = False
    """Goes on under the name of the line before."""
    quoted: str = ""
    """For an answer: whose question, and its first words."""
    answered: bool = False
    """For a question: whether somebody answered it."""
    standing: IdentityStatus = "said"
    reason: str = ""
    """Why a message was refused or has to wait, as a sentence; empty for what is about to go."""
    width: int = field(default=-1, compare=False)
    height: int = field(default=0, compare=False)

    @property
    def late(self) -> bool:
        """Written a while before it arrived."""
        return bool(self.said_at) and self.at - self.said_at > SAID_BEFORE_MS

    @property
    def spoken(self) -> bool:
        """Somebody's words, not a line of the room's own."""
        return self.kind != "system"


class Asked:
    """Questions and answers of a list of messages."""

    def __init__(self) -> None:
        self._questions: dict[int, ChatLine] = {}
        self._answered: set[int] = set()

    def take(self, messages: Sequence[ChatLine]) -> list[int]:
        """Takes in more messages; gives the questions that they answered."""
        news: list[int] = []
        for message in messages:
            if message.kind == "question":
                self._questions[message.id] = message
            elif message.answers and message.answers not in self._answered:
                self._answered.add(message.answers)
                news.append(message.answers)
        return news

    def question(self, number: int) -> ChatLine | None:
        """The question with this number, if it was among the messages."""
        return self._questions.get(number)

    def is_answered(self, number: int) -> bool:
        return number in self._answered

    def open(self) -> list[ChatLine]:
        """Questions nobody has answered, the oldest first."""
        return [q for number, q in self._questions.items() if number not in self._answered]


def line_of(
    message: ChatLine, before: ChatLine | None, asked: Asked, me: str, standing_of: StandingOf
) -> ShownLine:
    """One message as it is shown; `before` is the one above it."""
    if not is_spoken(message):
        words = quiet_words(message, standing_of)
        return ShownLine(message.id, message.ref, "system", message.author, "", words, message.at)
    question = asked.question(message.answers) if message.answers else None
    return ShownLine(
        message.id,
        message.ref,
        message.kind,
        message.author,
        message.name,
        message.text,
        message.at,
        message.said_at,
        teacher=message.role == "teacher",
        known=standing_of(message.author),
        mine=message.author == me,
        private=message.private,
        follows=_goes_on(message, before),
        quoted=quote(question, standing_of) if question else "",
        answered=message.kind == "question" and asked.is_answered(message.id),
    )


def is_spoken(message: ChatLine) -> bool:
    """Whether these are somebody's words, of a kind that this program knows how to show."""
    return message.kind in SAID or message.kind in offered("chat_kinds")


def _goes_on(message: ChatLine, before: ChatLine | None) -> bool:
    return (
        before is not None
        and before.kind == message.kind == "chat"
        and before.author == message.author
        and before.private == message.private
        and message.at - before.at < TOGETHER_MS
        and not (message.said_at and message.at - message.said_at > SAID_BEFORE_MS)
    )


def quote(question: ChatLine, standing_of: StandingOf) -> str:
    """Whose question it was and its first words, on one line."""
    return translate("ChatLines", "{name}: {question}").format(
        name=named(question.name, standing_of(question.author)),
        question=" ".join(question.text[:200].split()),
    )


def quiet_words(message: ChatLine, standing_of: StandingOf) -> str:
    """A line of the room's own as a sentence, with its time; what a newer program tells says that it does."""
    known = zip(message.names, message.accounts, strict=True)
    who = several([named(name, standing_of(account)) if name else "" for name, account in known])
    many = len(message.names) > 1
    sentences, line = offered("chat_sentences") if message.kind == "system" else {}, message.line or ""
    sentence = (many and sentences.get(f"{line}_many")) or sentences.get(line)
    words = (sentence or translate("ChatLines", "This needs a newer Schoolbell")).format(names=who)
    return translate("ChatLines", "{words} · {time}").format(words=words, time=time_of_day(message.at))


def tag_of(line: ShownLine) -> str:
    """What kind of message it is, in a word or two; empty for an ordinary one."""
    if line.kind == "question":
        return (
            translate("ChatLines", "Question, answered")
            if line.answered
            else translate("ChatLines", "Question")
        )
    if line.kind == "answer":
        return translate("ChatLines", "Answer")
    return "" if line.kind in SAID else offered("chat_kinds").get(line.kind, "")


def footer_of(line: ShownLine) -> str:
    """What stands under the words: when it was said if that was before, or why it is not there yet.

    What is on its way has only its mark: a footer that comes and goes would make the chat jump.
    """
    if line.standing == "refused":
        return translate("ChatLines", "Not sent. {reason}").format(reason=line.reason)
    if line.standing == "waiting":
        return line.reason
    if line.late:
        return translate("ChatLines", "Said at {time}").format(time=time_of_day(line.said_at))
    return ""


def state_of(line: ShownLine) -> str:
    """How far a message of one's own has come, in a few words; empty for what others said."""
    if not line.mine or not line.spoken:
        return ""
    if line.standing == "said":
        return translate("ChatLines", "On the relay")
    return footer_of(line) or translate("ChatLines", "On its way to the relay")


def spoken_words(line: ShownLine) -> str:
    """A whole line as a screen reader says it, with how far it has come."""
    words, state = copied_words(line), state_of(line)
    return (
        translate("ChatLines", "{message} ({state})").format(message=words, state=state) if state else words
    )


def copied_words(line: ShownLine) -> str:
    """A whole line as it is copied: when, who, and what."""
    if not line.spoken:
        return line.text
    signs = [time_of_day(line.at), line.name]
    if line.teacher:
        signs.append(translate("ChatLines", "teacher"))
    if standing := standing_words(line.known):
        signs.append(standing)
    if tag := tag_of(line):
        signs.append(tag)
    if line.private:
        signs.append(translate("ChatLines", "only for teachers"))
    if line.late and line.standing == "said":
        signs.append(footer_of(line))
    head = ", ".join(signs)
    about = f" ({line.quoted})" if line.quoted else ""
    return f"{head}{about}: {line.text}"
