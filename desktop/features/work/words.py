"""What of work is said in sentences, on the card of what was missed, and of what was not sent."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

from desktop.features.panel.words import time_of_day, was_late
from desktop.file_names import parted
from desktop.translating import translate
from relay.protocol.base import Event, RoomCommand
from relay.protocol.text import shortened
from relay.protocol.work import GiveBack, HandedIn, HandIn, HandOut, Task, WorkGivenBack, WorkHandedOut

TITLE_LENGTH = 80


def sentences() -> Mapping[str, str]:
    return {
        "no_such_task": translate("Work", "Your teacher has taken this back: nothing is to be done for it."),
        "too_many_tasks": translate(
            "Work", "Enough was handed out in this lesson. Remove something that is not needed any more."
        ),
        "nothing_collected": translate("Work", "Nothing is collected for this. Keep your file."),
        "task_closed": translate("Work", "This was closed already. Late work is still taken."),
        "not_handed_in": translate(
            "Work", "Nothing was handed in that could be given back. Ask for it, or hand it out."
        ),
        "nobody_to_ask": translate("Work", "Everyone who is here has handed in."),
        "not_saved": translate(
            "Work",
            "It could not be saved: the disk may be full, or not let you write. Make room, then save again.",
        ),
        "folder_too_large": translate(
            "Work", "There is too much in this folder: 200 files and 200 MB at most. Choose what is needed."
        ),
        "too_many_files": translate("Work", "At most ten files are sent at once. Take some away."),
    }


def figure_labels() -> Mapping[str, str]:
    return {"tasks": translate("Work", "Handed out")}


class _Missed(QObject):
    """Says how much was missed; plurals are translated only within a class of Qt's."""

    def handed_out(self, count: int) -> str:
        return self.tr("%n worksheet(s) handed out", "", count)

    def given_back(self, count: int) -> str:
        return self.tr("%n piece(s) of work given back", "", count)


def missed_words(events: Sequence[Event]) -> list[str]:
    """What was handed out and given back meanwhile."""
    out = len({event.task or event.seq for event in events if isinstance(event, WorkHandedOut)})
    back = sum(isinstance(event, WorkGivenBack) for event in events)
    words = _Missed()
    return [words.handed_out(out)] * bool(out) + [words.given_back(back)] * bool(back)


def unsent_words(command: RoomCommand) -> str:
    """What of work was not sent."""
    match command:
        case HandIn():
            return translate("Work", "Not handed in: {names}").format(names=", ".join(command.names))
        case HandOut():
            what = command.note or ", ".join(command.names)
            return translate("Work", "Not handed out: {what}").format(what=what)
        case GiveBack():
            what = command.note or ", ".join(command.names)
            return translate("Work", "Not given back: {what}").format(what=what)
    return ""


def unsent_text(command: RoomCommand) -> str:
    """What one wrote."""
    return command.note if isinstance(command, HandOut | GiveBack) else ""


def title_of(task: Task) -> str:
    """What a task is called: how its note begins, or its first file."""
    if first := shortened(task.note.strip().partition("\n")[0], TITLE_LENGTH):
        return first
    return parted(task.files[0].name)[0] if task.files else translate("Work", "Work")


def handed_in_words(handed: HandedIn) -> str:
    """When it was handed in, late or not, in one line."""
    at = time_of_day(handed.said_at if was_late(handed.at, handed.said_at) else handed.at)
    if handed.late:
        return translate("Work", "Handed in late, at {time}").format(time=at)
    return translate("Work", "Handed in at {time}").format(time=at)


def named_for(student: str, name: str) -> str:
    """What a student's file is called beside those of others."""
    return translate("Work", "{student} - {file}").format(student=student, file=name)
