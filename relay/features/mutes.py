"""Muting and unmuting the chat of one student or of all."""

from relay.presence import Asker
from relay.protocol.mutes import ALREADY_MUTED, NOT_MUTED, ChatMuted, ChatUnmuted, MuteChat, Mutes, UnmuteChat
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.refusals import NOT_ALLOWED, Refusal
from relay.room import Room
from relay.rules import TEACHERS, answers


@answers(MuteChat, TEACHERS, vital=True)
def mute_chat(room: Room, asker: Asker, command: MuteChat) -> None:
    """Teachers can't be muted."""
    mutes = room[Mutes]
    if command.account is None:
        if mutes.everybody:
            raise Refusal(ALREADY_MUTED)
    else:
        person = room[People].everybody.get(command.account)
        if person is None:
            raise Refusal(NO_SUCH_PERSON)
        if person.role == "teacher":
            raise Refusal(NOT_ALLOWED)
        if command.account in mutes.people:
            raise Refusal(ALREADY_MUTED)
    room.publish(ChatMuted(account=command.account))


@answers(UnmuteChat, TEACHERS, vital=True)
def unmute_chat(room: Room, asker: Asker, command: UnmuteChat) -> None:
    """Letting everybody write again frees those muted one by one as well."""
    mutes = room[Mutes]
    muted = (
        mutes.everybody or bool(mutes.people) if command.account is None else command.account in mutes.people
    )
    if not muted:
        raise Refusal(NOT_MUTED)
    room.publish(ChatUnmuted(account=command.account))
