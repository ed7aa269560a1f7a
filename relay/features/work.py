"""Handing out, in and back, and asking for what is missing."""

from collections.abc import Sequence

from relay.handed.files import FILES_PROGRAMS
from relay.presence import Asker
from relay.protocol.files import WRONG_KIND, NamedFile
from relay.protocol.fitting import fit_line, fit_text
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.log import EVERYBODY
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.refusals import BAD_VALUE, EMPTY, Refusal, need
from relay.protocol.work import (
    MOST_TASKS,
    NO_SUCH_TASK,
    NOBODY_TO_ASK,
    NOT_HANDED_IN,
    NOTE_LENGTH,
    NOTHING_COLLECTED,
    TASK_CLOSED,
    TOO_MANY_TASKS,
    AskForWork,
    CloseTask,
    GiveBack,
    HandIn,
    HandOut,
    RemoveTask,
    Task,
    TaskClosed,
    TaskRemoved,
    Work,
    WorkAskedFor,
    WorkGivenBack,
    WorkHandedIn,
    WorkHandedOut,
)
from relay.room import Room
from relay.rules import STUDENTS, TEACHERS, answers
from relay.shared.programs import is_program
from relay.shared.system_names import FORBIDDEN


@answers(HandOut, TEACHERS, wakes_watches=False)
def hand_out(room: Room, asker: Asker, command: HandOut) -> None:
    """To everybody by one event; to some by one each, which all have the number of the first."""
    if len(room[Work].tasks) >= MOST_TASKS:
        raise Refusal(TOO_MANY_TASKS)
    names, note = _fit_names(room, command.files, command.names), fit_text(command.note, NOTE_LENGTH)
    if not (command.files or note):
        raise Refusal(EMPTY)
    to = list(dict.fromkeys(command.to))
    for account in to:
        _need_student(room, account)
    first = room.head + 1 if to else 0
    for account in to or [""]:
        event = WorkHandedOut(
            task=first,
            handed=command.files,
            names=names,
            note=note,
            collect=command.collect,
            account=account,
        )
        room.publish(event, to=account or EVERYBODY)


@answers(HandIn, STUDENTS, wakes_watches=False)
def hand_in(room: Room, asker: Asker, command: HandIn) -> None:
    """Also when it is closed: late work is better than none, and the teacher sees that it is."""
    task = _need_task(room, command.task)
    if task.to and asker.account not in task.to:
        raise Refusal(NO_SUCH_TASK)
    if not task.collect:
        raise Refusal(NOTHING_COLLECTED)
    names = _fit_names(room, command.files, command.names)
    event = WorkHandedIn(
        task=command.task,
        handed=command.files,
        names=names,
        said_at=min(command.said_at, room.now()),
        late=task.closed,
    )
    room.publish(event, to=asker.account)


@answers(CloseTask, TEACHERS, wakes_watches=False)
def close_task(room: Room, asker: Asker, command: CloseTask) -> None:
    task = _need_task(room, command.task)
    if not task.collect:
        raise Refusal(NOTHING_COLLECTED)
    if task.closed:
        raise Refusal(TASK_CLOSED)
    room.publish(TaskClosed(task=command.task))


@answers(AskForWork, TEACHERS, wakes_watches=False)
def ask_for_work(room: Room, asker: Asker, command: AskForWork) -> None:
    """Those alone who can hear of it and have handed in nothing."""
    task = _need_task(room, command.task)
    if not task.collect:
        raise Refusal(NOTHING_COLLECTED)
    missing = [
        account
        for account, person in room[People].everybody.items()
        if person.state == "here"
        and person.role == "student"
        and account not in task.handed_in
        and (not task.to or account in task.to)
    ]
    if not missing:
        raise Refusal(NOBODY_TO_ASK)
    for account in missing:
        room.publish(WorkAskedFor(task=command.task, account=account), to=account)


@answers(GiveBack, TEACHERS, wakes_watches=False)
def give_back(room: Room, asker: Asker, command: GiveBack) -> None:
    task = _need_task(room, command.task)
    if command.account not in task.handed_in:
        raise Refusal(NOT_HANDED_IN)
    names, note = _fit_names(room, command.files, command.names), fit_text(command.note, NOTE_LENGTH)
    if not (command.files or note):
        raise Refusal(EMPTY)
    event = WorkGivenBack(
        task=command.task, account=command.account, handed=command.files, names=names, note=note
    )
    room.publish(event, to=command.account)


@answers(RemoveTask, TEACHERS, vital=True, wakes_watches=False)
def remove_task(room: Room, asker: Asker, command: RemoveTask) -> None:
    """Students' programs forget it, and can't ask for its files any more."""
    told_by = _need_task(room, command.task).told_by
    room.publish(TaskRemoved(task=command.task, told_by=told_by))


def _need_task(room: Room, number: int) -> Task:
    return need(room[Work].tasks.get(number), NO_SUCH_TASK)


def _need_student(room: Room, account: str) -> None:
    person = room[People].everybody.get(account)
    if person is None or person.role == "teacher":
        raise Refusal(NO_SUCH_PERSON)


def _fit_names(room: Room, files: Sequence[NamedFile], names: Sequence[str]) -> list[str]:
    """As others see them; raises Refusal for what is no file's name, or a program's."""
    if len(files) != len(names):
        raise Refusal(BAD_VALUE, detail="names")
    cleaned = [fit_line(name, NAME_LENGTH, required=True) for name in names]
    if any(FORBIDDEN.intersection(name) for name in cleaned):
        raise Refusal(WRONG_KIND)
    if not room.settings[FILES_PROGRAMS]:
        for name in cleaned:
            if is_program(name):
                raise Refusal(WRONG_KIND, detail=name)
    return cleaned
