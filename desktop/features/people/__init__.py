"""Who is here, who lost the line and who has gone, and what a teacher may do about it."""

from collections.abc import Mapping

from desktop.features.people.panel import PeoplePanel
from desktop.features.people.stage import PeopleStage
from desktop.translating import translate

__all__ = ["PeoplePanel", "PeopleStage", "chat_sentences", "sentences"]


def sentences() -> Mapping[str, str]:
    return {
        "removed": translate("People", "The teacher has removed you from this lesson."),
        "no_such_person": translate("People", "This person is not in the lesson any more."),
        "not_in_room": translate("People", "You are not in the lesson yet. Wait a moment."),
    }


def chat_sentences() -> Mapping[str, str]:
    return {
        "came": translate("ChatLines", "{names} came"),
        "back": translate("ChatLines", "{names} is back"),
        "back_many": translate("ChatLines", "{names} are back"),
        "left": translate("ChatLines", "{names} left"),
        "lost": translate("ChatLines", "{names} lost the connection"),
        "lost_many": translate("ChatLines", "{names} lost their connections"),
        "removed": translate("ChatLines", "{names} was removed"),
    }
