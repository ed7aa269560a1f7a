"""The words in and around a line of a chat: on the screen, on the clipboard and for a screen reader."""

from desktop.features.chat.kinds import SAID
from desktop.features.chat.shown_line import ShownLine
from desktop.features.panel.finding import offered
from desktop.features.panel.words import several, time_of_day
from desktop.identity_status import standing_words
from desktop.shown_people import ShownPeople
from desktop.translating import translate
from relay.protocol.base import ChatLine

MOST_QUOTED = 80
"""So many letters of what is answered stand beside the answer where that is copied or saved."""


def said_words(message: ChatLine) -> str:
    """Somebody's words, or what the subject whose line it is says where they are the same for each reader."""
    if message.text or message.kind in SAID:
        return message.text
    return offered("chat_sentences").get(f"{message.kind}_{message.line}", "")


def author_of(message: ChatLine, people: ShownPeople, *, named: bool = False) -> str:
    """By whom it is, or that nobody is to know. ``named``: with what is to be known of them."""
    if message.author:
        return (people.named if named else people.name)(message.author, message.name)
    return translate("ChatLines", "Without a name")


def quote(question: ChatLine, people: ShownPeople) -> str:
    """Whose question it was and its first words, on one line."""
    return translate("ChatLines", "{name}: {question}").format(
        name=author_of(question, people, named=True),
        question=" ".join(said_words(question)[:200].split()),
    )


def quiet_words(message: ChatLine, people: ShownPeople, me: str = "") -> str:
    """A line of the room's own as a sentence, with its time; what a newer program tells says that it does.

    ``me``: who reads it, if it is said otherwise to whom it is about.
    """
    known = zip(message.names, message.accounts, strict=True)
    who = several([people.named(account, name) for name, account in known])
    line = (message.line or "") if message.kind == "system" else ""
    about_me = bool(me) and message.accounts == [me]
    words = sentence_of(line, len(message.names) > 1, about_me).format(names=who)
    return translate("ChatLines", "{words} · {time}").format(words=words, time=time_of_day(message.at))


def sentence_of(line: str, many: bool, about_me: bool = False) -> str:
    """The sentence of the subject that a line of the room's own is of, with `{names}` in it."""
    sentences = offered("chat_sentences")
    special = f"{line}_many" if many else f"{line}_me" if about_me else line
    sentence = sentences.get(special) or sentences.get(line)
    return sentence or translate("ChatLines", "This needs a newer Schoolbell")


def read_by(message: ChatLine, me: str, people: ShownPeople) -> str:
    """Who reads a private message, in a word or two."""
    if not message.private:
        return ""
    if not message.accounts:
        return translate("Chat", "Teachers and admins")
    if message.accounts[0] == me:
        return translate("Chat", "You, teachers and admins")
    return translate("Chat", "{name}, teachers and admins").format(name=name_written_to(message, people))


def name_written_to(message: ChatLine, people: ShownPeople) -> str:
    """Of a private message of a teacher: the student's name; of any other nothing."""
    if not (message.private and message.accounts):
        return ""
    name = message.names[0] if message.names else ""
    return people.named(message.accounts[0], name or translate("Chat", "A student"))


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
    if line.late and (said := time_of_day(line.said_at)) != time_of_day(line.at):
        return translate("ChatLines", "Said at {time}").format(time=said)
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
        return hidden_words(line) if line.hidden else translate("ChatLines", "Sent")
    return footer_of(line) or translate("ChatLines", "On its way")


def spoken_words(line: ShownLine) -> str:
    """A whole line as a screen reader says it, with how far it has come."""
    words, state = copied_words(line), state_of(line)
    return (
        translate("ChatLines", "{message} ({state})").format(message=words, state=state) if state else words
    )


def head_of(line: ShownLine) -> str:
    """When somebody's words were said, by whom, and what is to be known of them."""
    signs = [time_of_day(line.at), line.name]
    if line.teacher:
        signs.append(translate("ChatLines", "teacher"))
    if standing := standing_words(line.known):
        signs.append(standing)
    if tag := tag_of(line):
        signs.append(tag)
    if line.private:
        signs.append(
            translate("ChatLines", "only for {name}, teachers and admins").format(name=line.to)
            if line.to
            else translate("ChatLines", "only for teachers and admins")
        )
    if line.hidden == "withdrawn":
        signs.append(translate("ChatLines", "withdrawn"))
    elif line.hidden:
        signs.append(translate("ChatLines", "hidden"))
    elif line.late and line.standing == "said":
        signs.append(footer_of(line))
    return ", ".join(signs)


def shortened(quoted: str) -> str:
    """The beginning of what somebody answers or replies to."""
    return quoted if len(quoted) <= MOST_QUOTED else quoted[: MOST_QUOTED - 1].rstrip() + "…"


def copied_words(line: ShownLine) -> str:
    """A whole line as it is copied: when, who, and what."""
    if not line.spoken:
        return line.text
    about = f" ({shortened(line.quoted)})" if line.quoted else ""
    return f"{head_of(line)}{about}: {line.text}"
