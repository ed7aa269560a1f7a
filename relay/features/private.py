"""Writing to one student in private.

That a relay has this subject says to a desktop too that muting may spare what is for the teachers alone.
"""

from relay.presence import Asker
from relay.protocol.chat import NO_SUCH_MESSAGE, Chat, MessagePosted, fit_message
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.private import WritePrivately
from relay.protocol.refusals import NOT_ALLOWED, Refusal
from relay.room import Room
from relay.rules import TEACHERS, answers


@answers(WritePrivately, TEACHERS, wakes_watches=False)
def write_privately(room: Room, asker: Asker, command: WritePrivately) -> None:
    """Also to one who has left or lost the line, and reads it on return; not to one who was removed."""
    person = room[People].everybody.get(command.to)
    if person is None or person.state == "removed":
        raise Refusal(NO_SUCH_PERSON)
    if person.role == "teacher":
        raise Refusal(NOT_ALLOWED)
    if command.replies_to and not room[Chat].may_be_replied_to(command.replies_to, command.to):
        raise Refusal(NO_SUCH_MESSAGE)
    room.publish(
        MessagePosted(
            text=fit_message(command.text),
            name=asker.name,
            role=asker.role,
            private=True,
            to=command.to,
            said_at=min(command.said_at, room.now()),
            replies_to=command.replies_to,
        ),
        to=command.to,
    )
