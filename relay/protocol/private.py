"""Private writing of a teacher to one student; students write to the teachers by ``post_message``."""

from relay.protocol.base import AccountId, Count, Milliseconds, RoomCommand, Text
from relay.protocol.chat import TEACHER_MESSAGES


class WritePrivately(RoomCommand, kw_only=True):
    """A teacher writes to one student: that student and the teachers see it, told by ``message_posted``.

    ``said_at`` as in ``post_message``. ``replies_to``: the number of a message that the student can see too.
    """

    to: AccountId
    text: Text
    said_at: Milliseconds = 0
    replies_to: Count = 0
    lasting = True
    pace = {"teacher": TEACHER_MESSAGES}
