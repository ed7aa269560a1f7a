"""Asking whether everybody has finished, and saying how far one is."""

from relay.presence import Asker
from relay.protocol.checks import TASK_LENGTH, Checks, CheckStarted, StartCheck, Tick, Ticked
from relay.protocol.fitting import fit_line
from relay.protocol.hands import EXPLANATION_LENGTH, HandExplained, HandLowered, HandRaised, Hands
from relay.protocol.prompts import NO_SUCH_PROMPT, Prompts
from relay.protocol.refusals import Refusal
from relay.room import Room
from relay.rules import STUDENTS, TEACHERS, answers


@answers(StartCheck, TEACHERS)
def start_check(room: Room, asker: Asker, command: StartCheck) -> None:
    """In place of what is open, if the teacher said so."""
    task = fit_line(command.task, TASK_LENGTH)
    if closing := room[Prompts].closing(command.instead_of):
        room.publish(closing)
    room.publish(CheckStarted(task=task, time=command.seconds * 1000))


@answers(Tick, STUDENTS, wakes_watches=False)
def tick(room: Room, asker: Asker, command: Tick) -> None:
    """The class sees a hand; why it is up, and how far each is, the teachers alone."""
    if command.prompt not in room[Checks].checks:
        raise Refusal(NO_SUCH_PROMPT)
    now, hand = room.now(), room[Hands].of(asker.account)
    late = room[Prompts].comes_late(command.prompt, asker.account, command.said_at, now)
    said_at = min(command.said_at, now)
    about = fit_line(command.about, EXPLANATION_LENGTH)
    ticked = Ticked(prompt=command.prompt, progress=command.progress, said_at=said_at, late=late)
    room.publish(ticked, to=asker.account)
    if command.progress == "stuck":
        raised = room[Hands].is_raised(asker.account)
        if not raised:
            room.publish(HandRaised(said_at=said_at))
        of_this = not raised or (hand is not None and hand.prompt == command.prompt)
        prompt = command.prompt if of_this else 0  # a hand that was up before stays up when they are done
        stuck = HandExplained(reason=command.reason, about=about, prompt=prompt)
        room.publish(stuck, to=asker.account)
    elif hand is not None and hand.prompt == command.prompt:
        room.publish(HandLowered(account=asker.account))
