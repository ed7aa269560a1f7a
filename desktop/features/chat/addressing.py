"""To whom what is being written goes, and the words that say so."""

from msgspec import Struct

from desktop.translating import translate
from relay.protocol.chat import Kind


class MessageDraft(Struct, frozen=True):
    """What somebody was writing, put aside: for whom, and which question it answers, if any."""

    text: str = ""
    kind: str = "chat"
    private: bool = False
    question: int = 0
    about: str = ""
    question_private: bool = False
    reply: int = 0
    """The number of the message that is replied to, never its words: those may be hidden meanwhile."""
    reply_private: bool = False
    to: str = ""
    """The account that a teacher writes to in private, if any, and its name."""
    to_name: str = ""


class Addressed(Struct, frozen=True):
    """To whom the field says that it goes, and as what. What is sent is what it says."""

    kind: Kind
    private: bool
    question: int = 0
    replies_to: int = 0
    to: str = ""


class Floor(Struct, frozen=True):
    """Whether one may write, and what there is to know about it."""

    open: bool = True
    note: str = ""
    waits: bool = False
    """It goes out when the line is back."""
    only_private: bool = False
    """One is muted, but for what is for the teachers alone."""
    rules: str = ""
    """What holds for what is said to everybody, and not for what is for the teachers alone."""


def read_by_whom(to: Addressed, name: str) -> str:
    """Who reads what is private; ``name``: that of the one student it is for, if any."""
    if to.kind == "answer":
        return translate("Composer", "Only the asker, teachers and admins see it")
    if to.to:
        words = translate("Composer", "Only {name}, teachers and admins see it")
        return words.format(name=name)
    return translate("Composer", "Only teachers and admins see it")


def asks_for(to: Addressed, name: str, *, waits: bool) -> tuple[str, str]:
    """What stands in the empty field, and what screen readers call it."""
    if to.kind == "answer":
        if to.private:
            seen_by = translate("Composer", "Answer that the asker, teachers and the school's admins see")
            return translate("Composer", "Answer the asker…"), seen_by
        return translate("Composer", "Write the answer…"), translate("Composer", "Answer to everyone")
    if to.to:
        seen_by = translate("Composer", "Message that {name}, teachers and the school's admins see")
        return translate("Composer", "Write to {name}…").format(name=name), seen_by.format(name=name)
    if to.private and to.kind == "question":
        seen_by = translate("Composer", "Question that teachers and the school's admins see")
        return translate("Composer", "Ask the teacher…"), seen_by
    if to.private:
        seen_by = translate("Composer", "Message that teachers and the school's admins see")
        return translate("Composer", "Write to teachers…"), seen_by
    if to.kind == "question":
        return translate("Composer", "Ask a question…"), translate("Composer", "Question to everyone")
    all_of_them = translate("Composer", "Message to everyone")
    if waits:
        return translate("Composer", "Will be sent when you are back online…"), all_of_them
    return translate("Composer", "Write to everyone…"), all_of_them
