"""What is put into the audit list, made from a command and its answer."""

from relay.protocol.base import Command, Reply
from relay.protocol.safekeeping import Noted

READ_LOG, ENTER_ROOM = "read_log", "enter_room"
"""What it is called when an admin reads a lesson that is not theirs, private messages included."""
READ_ATTENDANCE = "read_attendance"
"""What it is called when an admin reads the attendance of others' lessons."""


def act_of(command: Command, reply: Reply, by: str, at: int, detail: str) -> Noted:
    """A command that was carried out, as an act: whom, which session and which class it was about."""
    accounts = getattr(command, "accounts", [])
    account = getattr(command, "account", "") or getattr(getattr(reply, "account", None), "id", "")
    if len(accounts) == 1:
        account = accounts[0]
    return Noted(
        id=0,
        at=at,
        what=str(command.__struct_config__.tag),
        by=by,
        account=str(account),
        session=str(getattr(command, "session", "")),
        class_id=str(getattr(command, "class_id", "")),
        detail=detail or (str(len(accounts)) if len(accounts) > 1 else ""),
    )
