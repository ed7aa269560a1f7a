"""Muting and unmuting the chat of one student or of all."""

from relay.presence import Asker
from relay.protocol.mutes import ALREADY_MUTED, NOT_MUTED, ChatMuted, ChatUnmuted, MuteChat, Mutes, UnmuteChat
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.refusals import NOT_ALLOWED, Refusal, need
from relay.room import Room
from relay.rules import TEACHERS, answers


@answers(MuteChat, TEACHERS, vital=True)
def mute_chat(room: Room, asker: Asker, command: MuteChat) -> None:
    """Teachers can't be muted."""
    mutes = room[Mutes]
    if command.account is None:
        if mutes.everybody and mutes.private == command.private:
            raise Refusal(ALREADY_MUTED)
    else:
        person = need(room[People].everybody.get(command.account), NO_SUCH_PERSON)
        if person.role == "teacher":
            raise Refusal(NOT_ALLOWED)
        if command.account in mutes.people and (command.account in mutes.private_people) == command.private:
            raise Refusal(ALREADY_MUTED)
    room.publish(ChatMuted(account=command.account, private=command.private))


@answers(UnmuteChat, TEACHERS, vital=True)
def unmute_chat(room: Room, asker: Asker, command: UnmuteChat) -> None:
    """Whoever was muted alone is told to be so again: to older programs "everybody" means them as well."""
    mutes = room[Mutes]
    muted = mutes.everybody if command.account is None else command.account in mutes.people
    if not muted:
        raise Refusal(NOT_MUTED)
    room.publish(ChatUnmuted(account=command.account))
    if command.account is None:
        for account in sorted(mutes.people):
            room.publish(ChatMuted(account=account, private=account in mutes.private_people, still=True))
