"""Who answered what, as tables for a lesson's teachers: people in the order given, never by what they did."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCollator, QLocale, Qt

from desktop.document import TextTable
from desktop.features.panel import PanelContext
from desktop.features.panel.report import TableFile
from desktop.features.panel.words import time_of_day
from desktop.features.polls.words import answer_words, name_of
from desktop.translating import translate
from relay.protocol.memory import Memories
from relay.protocol.people import People
from relay.protocol.polls import Poll, Polls
from relay.protocol.prompts import Prompts

LONGEST_HEADING = 40
"""Letters of a question above its column on a screen or paper; a file has all of it."""

Students = Sequence[tuple[str, str]]


def kept_polls(memories: Memories) -> dict[int, Poll]:
    """By their numbers, in the order in which they were asked; without those that were taken back."""
    return {number: poll for number, poll in memories[Polls].polls.items() if not poll.discarded}


def answers_table(memories: Memories, students: Students) -> TextTable:
    """A row a student, a column a poll; as short as a screen or paper needs it."""
    heading, *rows = _rows(memories, students)
    short = [name if len(name) <= LONGEST_HEADING else f"{name[:LONGEST_HEADING]}…" for name in heading]
    return TextTable(short, rows)


def files_of(memories: Memories, students: Students, title: str) -> list[TableFile]:
    """All polls of a lesson as one file, and each by itself. ``title``: the lesson's."""
    rows, polls = _rows(memories, students), kept_polls(memories)
    all_polls = translate("Polls", "All polls of the lesson")
    name = translate("Polls", "Polls {lesson}").format(lesson=title)
    files = [TableFile(all_polls, name, partial(list, rows))]
    for place, (number, poll) in enumerate(polls.items(), 1):
        label, own = _numbered(place, poll), poll_rows(memories, number, students)
        files.append(TableFile(label[: 2 * LONGEST_HEADING], label, partial(list, own)))
    return files


def file_of(memories: Memories, number: int, students: Students) -> TableFile:
    """One poll by itself, as it is now."""
    name, rows = name_of(memories[Polls].polls[number]), poll_rows(memories, number, students)
    return TableFile(name, name, partial(list, rows))


def students_here(context: PanelContext) -> list[tuple[str, str]]:
    """Account and name of all students who came, by name."""
    people, names = context.memory(People).everybody.values(), context.names()
    collator = QCollator()
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    students = [(one.account, names[one.account]) for one in people if one.role == "student"]
    return sorted(students, key=lambda one: (collator.sortKey(one[1]), one[0]))


def poll_rows(memories: Memories, number: int, students: Students) -> list[list[str]]:
    """One poll: what each student answered, when, and whether that is right."""
    poll, prompt = memories[Polls].polls[number], memories[Prompts].prompts[number]
    rows = [
        [
            translate("Polls", "Name"),
            name_of(poll),
            translate("Polls", "Right"),
            translate("Polls", "Time"),
            translate("Polls", "Remark"),
        ]
    ]
    yes, no, unknown = translate("Polls", "yes"), translate("Polls", "no"), ""
    for account, name in _everybody(memories, students):
        answer = poll.answers.get(account)
        is_right = poll.is_right(answer) if answer else None
        rows.append(
            [
                name,
                answer_words(poll, answer) if answer else "",
                unknown if is_right is None else yes if is_right else no,
                time_of_day(prompt.responded[account]) if account in prompt.responded else "",
                _remark(memories, number, account),
            ]
        )
    return rows


def _rows(memories: Memories, students: Students) -> list[list[str]]:
    polls = kept_polls(memories)
    names = [_numbered(place, poll) for place, poll in enumerate(polls.values(), 1)]
    rows = [[translate("Polls", "Name"), *names]]
    for account, name in _everybody(memories, students):
        answers = [poll.answers.get(account) for poll in polls.values()]
        words = [
            _marked(memories, number, account, answer_words(poll, answer))
            if answer
            else _remark(memories, number, account)
            for (number, poll), answer in zip(polls.items(), answers, strict=True)
        ]
        rows.append([name, *words])
    return rows


def _numbered(place: int, poll: Poll) -> str:
    """Several may ask the same."""
    words = translate("Polls", "{number}. {question}")
    return words.format(number=QLocale().toString(place), question=name_of(poll))


def _marked(memories: Memories, number: int, account: str, words: str) -> str:
    """An answer, with a word if it came after the end."""
    if account not in memories[Prompts].find(number).late:
        return words
    return translate("Polls", "{answer} (late)").format(answer=words)


def _remark(memories: Memories, number: int, account: str) -> str:
    """What else is to be known of somebody and a poll."""
    prompts = memories[Prompts]
    if account in prompts.find(number).late:
        return translate("Polls", "came late, from a lost connection")
    if account in prompts.unreachable(number):
        return translate("Polls", "connection lost")
    if account in prompts.waiting_for(number):
        return translate("Polls", "no answer")
    return ""


def _everybody(memories: Memories, students: Students) -> list[tuple[str, str]]:
    """The students given, and behind them who answered and is none of them any more."""
    known, people = {account for account, _ in students}, memories[People].everybody
    others = {account for poll in kept_polls(memories).values() for account in poll.answers} - known
    return [*students, *((one.account, one.name) for one in people.values() if one.account in others)]
