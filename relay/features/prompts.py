"""Closing and prolonging what the class is asked, reminding who has not responded, and ending it in time."""

from relay.presence import Asker
from relay.protocol.prompts import (
    NOBODY_MISSING,
    PROMPT_CLOSED,
    PROMPT_SETTLED,
    PROMPT_STILL_OPEN,
    ClosePrompt,
    Nudge,
    Nudged,
    ProlongPrompt,
    PromptClosed,
    PromptProlonged,
    Prompts,
)
from relay.protocol.refusals import Refusal
from relay.room import Room
from relay.rules import TEACHERS, answers, watches


@answers(ClosePrompt, TEACHERS, vital=True)
def close_prompt(room: Room, asker: Asker, command: ClosePrompt) -> None:
    """One that is open."""
    if not room[Prompts].find(command.prompt).open:
        raise Refusal(PROMPT_CLOSED)
    room.publish(PromptClosed(prompt=command.prompt))


@answers(ProlongPrompt, TEACHERS)
def prolong_prompt(room: Room, asker: Asker, command: ProlongPrompt) -> None:
    """Time is counted on from what it has: of one that is closed, from how long it was open."""
    prompts = room[Prompts]
    prompt = prompts.find(command.prompt)
    if not prompt.open:
        if prompts.open:
            raise Refusal(PROMPT_STILL_OPEN)
        if prompt.settled:
            raise Refusal(PROMPT_SETTLED)
    had = prompt.time if prompt.open and prompt.time else prompt.ran(room.now())
    time = had + command.seconds * 1000 if command.seconds else 0
    room.publish(PromptProlonged(prompt=command.prompt, time=time))


@answers(Nudge, TEACHERS)
def nudge(room: Room, asker: Asker, command: Nudge) -> None:
    """Those alone whose response is awaited and who can hear of it."""
    prompts = room[Prompts]
    if not prompts.find(command.prompt).open:
        raise Refusal(PROMPT_CLOSED)
    missing = prompts.waiting_for(command.prompt)
    if not missing:
        raise Refusal(NOBODY_MISSING)
    for account in missing:
        room.publish(Nudged(prompt=command.prompt, account=account), to=account)


@watches
def time_is_up(room: Room) -> float | None:
    """Closes the one that is open when its time is over. While nothing runs no time passes."""
    prompts = room[Prompts]
    prompt = prompts.prompts.get(prompts.open)
    left = prompt.left(room.now()) if prompt else None
    if left is None:
        return None
    if left > 0:
        return left / 1000
    room.publish(PromptClosed(prompt=prompts.open, why="time"))
    return None
