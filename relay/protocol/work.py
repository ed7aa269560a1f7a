"""Work: files that a teacher hands out, what students hand in for them, and what is given back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta, Struct, field

from relay.protocol.base import (
    AccountId,
    Count,
    Event,
    MaybeId,
    Milliseconds,
    Name,
    RoomCommand,
    same_pace,
)
from relay.protocol.files import NamedFile
from relay.protocol.limits import DECODED, NAME_LENGTH, Limit
from relay.protocol.log import TEACHERS, Audience
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of
from relay.protocol.refusals import final

MOST_FILES, MOST_TASKS = 10, 50
"""Files of one handing out, in or back; and tasks of a lesson."""
NOTE_LENGTH = 500
MOST_NAMED = 40
"""Students to whom something is handed out by name."""
HANDS = (0.5, 5)
LIMITS = (
    Limit("tasks", f"{MOST_TASKS} tasks in a lesson", "too_many_tasks"),
    Limit("work's files", f"{MOST_FILES} files handed out, in or back at once", "bad_value"),
    Limit("work's note", f"a note of {NOTE_LENGTH} characters", "too_long"),
    Limit("name of a file", f"a file's name of {NAME_LENGTH} characters", "too_long"),
    Limit("handing in", "handing in: {:g} a second, {} at once".format(*HANDS), "too_fast", "pace_factor"),
)

Files = Annotated[list[NamedFile], Meta(min_length=1, max_length=MOST_FILES)]
MaybeFiles = Annotated[list[NamedFile], Meta(max_length=MOST_FILES)]
FileNames = Annotated[list[Name], Meta(max_length=MOST_FILES)]
Note = Annotated[str, Meta(max_length=DECODED * NOTE_LENGTH)]


class HandOut(RoomCommand, kw_only=True):
    """A teacher hands files out: to everybody, or to those named. ``names``: of each, what it is called.

    ``collect``: whether something is to be handed in for it.
    """

    files: MaybeFiles = []
    names: FileNames = []
    note: Note = ""
    collect: bool = False
    to: Annotated[list[AccountId], Meta(max_length=MOST_NAMED)] = []


class HandIn(RoomCommand, kw_only=True):
    """A student hands files in for a task; again: in place of those before.

    ``said_at``: when, by the corrected clock, if the line was down.
    """

    task: Count
    files: Files
    names: FileNames
    said_at: Milliseconds = 0
    lasting = True
    pace = same_pace(*HANDS)


class CloseTask(RoomCommand, kw_only=True):
    """A teacher says that it is time to have handed in: what comes later is late."""

    task: Count


class AskForWork(RoomCommand, kw_only=True):
    """A teacher asks those for their work who have handed in nothing yet."""

    task: Count


class GiveBack(RoomCommand, kw_only=True):
    """A teacher gives a student's work back, with files, words, or both; again: in place of that before."""

    task: Count
    account: AccountId
    files: MaybeFiles = []
    names: FileNames = []
    note: Note = ""


class RemoveTask(RoomCommand, kw_only=True):
    """A teacher takes back what was handed out: it was a mistake. What was handed in stays theirs."""

    task: Count


class WorkHandedOut(Event, kw_only=True):
    """Files are handed out. ``task``: its number, where several are told by themselves; else the event's."""

    task: Count = 0
    handed: MaybeFiles = []
    names: Annotated[FileNames, Of("by")] = []
    note: Annotated[Note, Of("by")] = ""
    collect: bool = False
    account: MaybeId = ""
    """The one to whom it is handed out; empty: everybody."""
    searched: ClassVar[tuple[str, ...]] = ("note",)
    missed: ClassVar[bool] = True

    def files(self) -> Iterable[str]:
        return [file.hash for file in self.handed]

    def counts(self) -> Iterable[str]:
        return ("tasks",) if self.task in (0, self.seq) else ()


class WorkHandedIn(Event, kw_only=True):
    """``by`` has handed in, which they and the teachers are told; in place of what they had before.

    ``late``: the task was closed by then.
    """

    task: Count
    handed: Files
    names: Annotated[FileNames, Of("by")]
    said_at: Milliseconds = 0
    late: bool = False

    def files(self) -> Iterable[str]:
        return [file.hash for file in self.handed]


class TaskClosed(Event, kw_only=True):
    """It is time to have handed in."""

    task: Count


class WorkAskedFor(Event, kw_only=True):
    """A teacher asks for the work of ``account``, who alone is told."""

    task: Count
    account: AccountId


class WorkGivenBack(Event, kw_only=True):
    """``account`` has their work back, which they and the teachers are told."""

    task: Count
    account: AccountId
    handed: MaybeFiles = []
    names: Annotated[FileNames, Of("by")] = []
    note: Annotated[Note, Of("by")] = ""
    missed: ClassVar[bool] = True

    def files(self) -> Iterable[str]:
        return [file.hash for file in self.handed]


class TaskRemoved(Event, kw_only=True):
    """What was handed out is taken back. ``told_by``: what told of it, now for teachers alone."""

    task: Count
    told_by: Annotated[list[Count], Meta(max_length=MOST_NAMED)] = []

    def narrows(self) -> Sequence[tuple[int, Audience]]:
        return [(number, TEACHERS) for number in self.told_by]


class HandedFile(Struct):
    """A file, and what whoever handed it calls it."""

    file: NamedFile
    name: str


class HandedIn(Struct):
    """What one has handed in last. ``said_at``: when they did, if the line was down."""

    at: Milliseconds
    files: list[HandedFile]
    said_at: Milliseconds = 0
    late: bool = False


class GivenBack(Struct):
    """What one was given back last."""

    by: AccountId
    at: Milliseconds
    files: list[HandedFile]
    note: str = ""


class Task(Struct):
    """What was handed out, and what came of it, by account."""

    author: AccountId
    at: Milliseconds
    files: list[HandedFile]
    note: str = ""
    collect: bool = False
    to: list[AccountId] = field(default_factory=list)
    """Those to whom it was handed out; empty: everybody."""
    closed: bool = False
    asked: list[AccountId] = field(default_factory=list)
    """Who was asked for their work, and has not handed in since."""
    handed_in: dict[AccountId, HandedIn] = field(default_factory=dict)
    given_back: dict[AccountId, GivenBack] = field(default_factory=dict)
    told_by: list[int] = field(default_factory=list)


class Work(Memory):
    """The tasks of a lesson by number, in their order."""

    tasks: dict[int, Task] = field(default_factory=dict)

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case WorkHandedOut():
                self._hand_out(event)
            case TaskRemoved():
                self.tasks.pop(event.task, None)
            case WorkHandedIn() | TaskClosed() | WorkAskedFor() | WorkGivenBack():
                if (task := self.tasks.get(event.task)) is not None:
                    _apply(task, event)

    def _hand_out(self, event: WorkHandedOut) -> None:
        number = event.task or event.seq
        task = self.tasks.get(number)
        if task is None:
            files = list(_together(event.handed, event.names))
            task = Task(event.by, event.at, files, event.note, event.collect)
            self.tasks[number] = task
        if event.account:
            task.to.append(event.account)
        task.told_by.append(event.seq)


def _apply(task: Task, event: Event) -> None:
    match event:
        case WorkHandedIn():
            files = list(_together(event.handed, event.names))
            task.handed_in[event.by] = HandedIn(event.at, files, event.said_at, event.late)
            task.asked = [account for account in task.asked if account != event.by]
        case TaskClosed():
            task.closed = True
        case WorkAskedFor():
            task.asked.append(event.account)
        case WorkGivenBack():
            files = list(_together(event.handed, event.names))
            task.given_back[event.account] = GivenBack(event.by, event.at, files, event.note)


def _together(files: Sequence[NamedFile], names: Sequence[str]) -> Iterator[HandedFile]:
    for place, file in enumerate(files):
        yield HandedFile(file, names[place] if place < len(names) else "")


NO_SUCH_TASK = final("no_such_task")
TOO_MANY_TASKS = final("too_many_tasks")
NOTHING_COLLECTED = final("nothing_collected")
"""Nothing is to be handed in for it."""
TASK_CLOSED = final("task_closed")
NOT_HANDED_IN = final("not_handed_in")
"""They have handed in nothing that could be given back."""
NOBODY_TO_ASK = final("nobody_to_ask")
"""All who are here have handed in."""
