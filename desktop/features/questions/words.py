"""What of questions is said elsewhere: in sentences, and on the card of what was missed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

from desktop.translating import translate
from relay.protocol.base import Event, RoomCommand
from relay.protocol.chat import MessagePosted
from relay.protocol.questions import AskUnnamed, QuestionShown, SetMeToo


def sentences() -> Mapping[str, str]:
    return {
        "own_question": translate("Questions", "That is your own question."),
        "question_closed": translate("Questions", "The question was answered or put aside meanwhile."),
        "unnamed_not_allowed": translate(
            "Questions",
            "Your teacher does not take questions without a name just now. Ask with your name, or privately.",
        ),
        "too_many_questions": translate(
            "Questions", "Five questions of yours without your name are open. Wait until one is answered."
        ),
        "already_marked": translate("Questions", "It is so already."),
        "question_not_held": translate("Questions", "That question does not wait any more."),
    }


def is_question(event: Event) -> bool:
    """Whether it tells a question, with its asker's name or without."""
    return isinstance(event, QuestionShown) or (isinstance(event, MessagePosted) and event.kind == "question")


class _Missed(QObject):
    """Says how many were missed; plurals are translated only within a class of Qt's."""

    def words(self, count: int) -> str:
        return self.tr("%n question(s)", "", count)


def missed_words(events: Sequence[Event]) -> list[str]:
    """How many questions were missed."""
    count = sum(map(is_question, events))
    return [_Missed().words(count)] if count else []


def unsent_words(command: RoomCommand) -> str:
    """What of questions was not sent."""
    if isinstance(command, AskUnnamed):
        return translate("Questions", "Your question without your name: {question}").format(
            question=command.text
        )
    if isinstance(command, SetMeToo):
        return translate("Questions", "Your “Me too” to a question")
    return ""


def unsent_text(command: RoomCommand) -> str:
    """What one wrote."""
    return command.text if isinstance(command, AskUnnamed) else ""
