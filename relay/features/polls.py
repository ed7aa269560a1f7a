"""Asking the class by polls, answering them, and showing what came out."""

from relay.presence import Asker
from relay.protocol.log import TEACHERS as TO_TEACHERS
from relay.protocol.poll_drafts import fit_draft
from relay.protocol.polls import (
    MOST_TALLIES,
    AnswerPoll,
    DiscardPoll,
    HideResults,
    OpenPoll,
    Poll,
    PollAnswered,
    PollDiscarded,
    PollKeyed,
    PollOpened,
    Polls,
    ResultsHidden,
    ResultsShown,
    ShowResults,
    Tally,
    fit_answer,
    same_answer,
)
from relay.protocol.prompts import PromptClosed, Prompts
from relay.protocol.refusals import NOT_FOUND, Refusal
from relay.room import Room
from relay.rules import STUDENTS, TEACHERS, answers


@answers(OpenPoll, TEACHERS)
def open_poll(room: Room, asker: Asker, command: OpenPoll) -> None:
    """What is right is an event of its own, since an event has one audience."""
    draft = fit_draft(command.draft)
    if closing := room[Prompts].closing(command.instead_of):
        room.publish(closing)
    number = room.head + (2 if closing else 1)
    room.publish(
        PollOpened(
            question=draft.question,
            preset=draft.preset,
            kind=draft.kind,
            options=draft.options,
            unit=draft.unit,
            time=draft.seconds * 1000,
        )
    )
    if draft.solution or draft.explanation:
        keyed = PollKeyed(prompt=number, solution=draft.solution, explanation=draft.explanation)
        room.publish(keyed, to=TO_TEACHERS)


@answers(AnswerPoll, STUDENTS, wakes_watches=False)
def answer_poll(room: Room, asker: Asker, command: AnswerPoll) -> None:
    """Told to who answers, and the teachers."""
    poll = room[Polls].find(command.prompt)
    late = room[Prompts].comes_late(command.prompt, asker.account, command.said_at, room.now())
    answer = fit_answer(poll, command)
    room.publish(
        PollAnswered(
            prompt=command.prompt,
            choices=answer.choices,
            text=answer.text,
            number=answer.number,
            said_at=min(command.said_at, room.now()),
            late=late,
        ),
        to=asker.account,
    )


@answers(ShowResults, TEACHERS)
def show_results(room: Room, asker: Asker, command: ShowResults) -> None:
    """As they are now; it is closed by that. Once more shows them anew, as with what is right."""
    poll, prompts = room[Polls].find(command.prompt), room[Prompts]
    if prompts.open == command.prompt:
        room.publish(PromptClosed(prompt=command.prompt))
    room.publish(
        ResultsShown(
            prompt=command.prompt,
            chosen=poll.chosen(),
            tallies=_shown_tallies(poll, command.texts),
            answered=len(poll.answers),
            asked=prompts.asked(command.prompt),
            solution=poll.solution if command.solution else None,
            explanation=poll.explanation if command.solution else "",
        )
    )


@answers(HideResults, TEACHERS, vital=True)
def hide_results(room: Room, asker: Asker, command: HideResults) -> None:
    """What was shown was seen: it stays in the log."""
    if room[Polls].find(command.prompt).results is None:
        raise Refusal(NOT_FOUND)
    room.publish(ResultsHidden(prompt=command.prompt))


@answers(DiscardPoll, TEACHERS, vital=True)
def discard_poll(room: Room, asker: Asker, command: DiscardPoll) -> None:
    """Also one that is open."""
    room[Polls].find(command.prompt)
    if room[Prompts].open == command.prompt:
        room.publish(PromptClosed(prompt=command.prompt))
    room.publish(PollDiscarded(prompt=command.prompt))


def _shown_tallies(poll: Poll, texts: list[str]) -> list[Tally]:
    """Numbers as they are; of answers in words those that the teacher has looked at and chosen."""
    if poll.kind != "text":
        return poll.tallies()
    chosen = {same_answer(text) for text in texts}
    return [tally for tally in poll.tallies() if same_answer(tally.text) in chosen][:MOST_TALLIES]
