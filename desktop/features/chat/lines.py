"""The lines of a chat as they are shown: what was said, what the room did, and what still waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.features.panel.finding import offered
from desktop.features.panel.words import few, several, time_of_day
from desktop.identity_status import StandingOf, named, standing_words
from relay.protocol.base import ChatLine, IdentityStatus

translate = QCoreApplication.translate

LineStanding = Literal["said", "waiting", "sent", "refused", "held"]

SAID = frozenset(("chat", "question", "answer"))
"""Kinds of lines that are the chat's own; other subjects offer words for theirs (`chat_kinds`)."""
TOGETHER_MS = 5 * 60_000
"""Messages of one person within this time stand together under one name."""
FOLDED = ("came", "back", "lost", "left")
"""What the coming and going of people says, in this order. Lines of it that stand together are one."""
MOST_FOLDED = 200
"""More lines of comings and goings than this are told in another row."""
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
    known: IdentityStatus = "account"
    """How its author is known: as a guest, say."""
    mine: bool = False
    private: bool = False
    read_by: str = ""
    """Who reads it, in a word or two, if not everybody does."""
    to: str = ""
    """Of a private message of a teacher: the student's name."""
    follows: bool = False
    """Goes on under the name of the line before."""
    quoted: str = ""
    """For an answer or a reply: whose words, and the first of them."""
    quotes: int = 0
    """The number of the message these words are of, if it is here."""
    parts: Sequence[ChatLine] = ()
    """For a line of comings and goings: all that it tells."""
    answered: bool = False
    """For a question: whether somebody answered it."""
    standing: LineStanding = "said"
    hidden: str = ""
    """`hidden` or `withdrawn`: its author and the teachers alone can read it."""
    reason: str = ""
    """Why a message was refused or has to wait, as a sentence; empty for what is about to go."""
    width: int = field(default=-1, compare=False)
    height: int = field(default=0, compare=False)

    @property
    def upto(self) -> int:
        """The number of the last line that this one stands for."""
        return self.parts[-1].id if self.parts else self.id

    @property
    def late(self) -> bool:
        """Written a while before it arrived."""
        return bool(self.said_at) and self.at - self.said_at > SAID_BEFORE_MS

    @property
    def has_buttons(self) -> bool:
        """What was refused can be written anew, and a teacher lets through what others said."""
        return self.standing == "refused" or (self.standing == "held" and not self.mine)

    @property
    def spoken(self) -> bool:
        """Somebody's words, not a line of the room's own."""
        return self.kind != "system"


class Asked:
    """What the messages of a list have to do with each other: questions and answers, replies, who is back."""

    def __init__(self) -> None:
        self._said: dict[int, ChatLine] = {}
        self._known: set[str] = set()
        self._back: set[tuple[int, str]] = set()
        """Comings by number and account of those who had been here before."""
        self._questions: dict[int, ChatLine] = {}
        self._answered: set[int] = set()

    def take(self, messages: Sequence[ChatLine]) -> list[int]:
        """Takes in more messages; gives the questions that they answered."""
        news: list[int] = []
        for message in messages:
            if message.kind != "system":
                self._said[message.id] = message
            elif is_coming_or_going(message):
                self._meet(message)
            if is_hidden(message):
                continue
            if message.kind == "question":
                self._questions[message.id] = message
            elif message.answers and message.answers not in self._answered:
                self._answered.add(message.answers)
                news.append(message.answers)
        return news

    def _meet(self, message: ChatLine) -> None:
        if message.line == "came":
            self._back.update((message.id, one) for one in message.accounts if one in self._known)
        self._known.update(message.accounts)

    def is_back(self, number: int, account: str) -> bool:
        """Whether one who came by this line had been here before."""
        return (number, account) in self._back

    def message(self, number: int) -> ChatLine | None:
        """Somebody's words with this number, if they were among the messages."""
        return self._said.get(number)

    def question(self, number: int) -> ChatLine | None:
        """The question with this number, if it was among the messages."""
        return self._questions.get(number)

    @property
    def answered(self) -> set[int]:
        """The numbers of questions that somebody has answered."""
        return set(self._answered)

    def is_answered(self, number: int) -> bool:
        return number in self._answered

    def open(self) -> list[ChatLine]:
        """Questions nobody has answered, the oldest first."""
        return [q for number, q in self._questions.items() if number not in self._answered]


def line_of(
    message: ChatLine, before: ChatLine | None, asked: Asked, me: str, standing_of: StandingOf
) -> ShownLine:
    """One message as it is shown; `before` is the one above it."""
    if is_coming_or_going(message):
        return folded([message], asked, standing_of)
    if not is_spoken(message):
        words = quiet_words(message, standing_of)
        return ShownLine(message.id, message.ref, "system", message.author, "", words, message.at)
    quoted, quotes = _quoted(message, asked, standing_of)
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
        read_by=read_by(message, me, standing_of),
        to=_to(message, standing_of),
        follows=_goes_on(message, before),
        quoted=quoted,
        quotes=quotes,
        answered=message.kind == "question" and asked.is_answered(message.id),
        hidden=(message.line or "") if is_hidden(message) else "",
    )


def _quoted(message: ChatLine, asked: Asked, standing_of: StandingOf) -> tuple[str, int]:
    """What stands over an answer or a reply, and the number of the message it is of."""
    number = message.replies_to or message.answers
    said = asked.message(number) if message.replies_to else asked.question(number)
    if said:
        return quote(said, standing_of), number
    return (translate("ChatLines", "A message that is not here"), 0) if message.replies_to else ("", 0)


def is_coming_or_going(message: ChatLine) -> bool:
    return message.kind == "system" and message.line in FOLDED


def folded(parts: Sequence[ChatLine], asked: Asked, standing_of: StandingOf) -> ShownLine:
    """Comings and goings as one quiet line: of each person what is true now, with the time of the last."""
    now: dict[str, tuple[str, str]] = {}
    for part in parts:
        for name, account in zip(part.names, part.accounts, strict=True):
            what = "back" if part.line == "came" and asked.is_back(part.id, account) else part.line or ""
            now.pop(account, None)
            now[account] = what, named(name, standing_of(account)) if name else ""
    told = []
    for what in FOLDED:
        if names := [name for is_so, name in now.values() if is_so == what]:
            told.append(_sentence(what, len(names) > 1).format(names=few(names)))
    first, last = parts[0], parts[-1]
    words = translate("ChatLines", "{words} · {time}").format(
        words=" · ".join(told), time=time_of_day(last.at)
    )
    return ShownLine(first.id, first.ref, "system", "", "", words, last.at, parts=parts)


def _sentence(line: str, many: bool) -> str:
    sentences = offered("chat_sentences")
    sentence = (many and sentences.get(f"{line}_many")) or sentences.get(line)
    return sentence or translate("ChatLines", "This needs a newer Schoolbell")


def is_hidden(message: ChatLine) -> bool:
    """Whether these are somebody's words that not everybody can read any more."""
    return message.line is not None and message.kind in SAID


def read_by(message: ChatLine, me: str, standing_of: StandingOf) -> str:
    """Who reads a private message, in a word or two."""
    if not message.private:
        return ""
    if not message.accounts:
        return translate("Chat", "Teachers and admins")
    if message.accounts[0] == me:
        return translate("Chat", "You and teachers")
    return translate("Chat", "{name} and teachers").format(name=_to(message, standing_of))


def _to(message: ChatLine, standing_of: StandingOf) -> str:
    if not (message.private and message.accounts):
        return ""
    name = message.names[0] if message.names else ""
    return named(name or translate("Chat", "A student"), standing_of(message.accounts[0]))


def is_spoken(message: ChatLine) -> bool:
    """Whether these are somebody's words, of a kind that this program knows how to show."""
    return message.kind in SAID or message.kind in offered("chat_kinds")


def _goes_on(message: ChatLine, before: ChatLine | None) -> bool:
    return (
        before is not None
        and before.kind == message.kind == "chat"
        and before.author == message.author
        and before.private == message.private
        and before.line == message.line
        and before.accounts == message.accounts
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
    line = (message.line or "") if message.kind == "system" else ""
    words = _sentence(line, len(message.names) > 1).format(names=who)
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
    if line.standing in ("waiting", "held"):
        return line.reason
    if line.hidden:
        return hidden_words(line)
    if line.late:
        return translate("ChatLines", "Said at {time}").format(time=time_of_day(line.said_at))
    return ""


def hidden_words(line: ShownLine) -> str:
    """Who can still read a message that is hidden or withdrawn, as its author or a teacher is told."""
    if line.hidden == "withdrawn":
        return (
            translate("ChatLines", "You withdrew this. Teachers can still read it.")
            if line.mine
            else translate("ChatLines", "Withdrawn by its author. Only teachers and the author can read it.")
        )
    return (
        translate("ChatLines", "Hidden by a teacher. Only you and teachers can read it.")
        if line.mine
        else translate("ChatLines", "Hidden for everyone. Only teachers and the author can read it.")
    )


def state_of(line: ShownLine) -> str:
    """How far one's own message has come, or one that waits for a teacher; empty for what others said."""
    if not line.spoken or not (line.mine or line.standing == "held"):
        return ""
    if line.standing == "said":
        return hidden_words(line) if line.hidden else translate("ChatLines", "On the relay")
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
        signs.append(
            translate("ChatLines", "only for {name} and teachers").format(name=line.to)
            if line.to
            else translate("ChatLines", "only for teachers")
        )
    if line.hidden == "withdrawn":
        signs.append(translate("ChatLines", "withdrawn"))
    elif line.hidden:
        signs.append(translate("ChatLines", "hidden"))
    elif line.late and line.standing == "said":
        signs.append(footer_of(line))
    head = ", ".join(signs)
    about = f" ({line.quoted})" if line.quoted else ""
    return f"{head}{about}: {line.text}"
