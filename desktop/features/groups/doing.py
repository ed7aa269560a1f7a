"""What a teacher does with groups, and whether it may be done now."""

from desktop.features.panel import BriefNotices, PanelContext
from desktop.translating import translate
from relay.protocol.groups import CallOnGroup, DissolveGroups, Groups, MakeGroups, MoveToGroup


class GroupActions:
    """Sends what a teacher asks of groups.

    Making, dissolving and calling on one don't wait for the connection: it would happen at some moment that
    nobody has chosen. Moving somebody does.
    """

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._told = BriefNotices(context, "groups not done")

    def make(self, count: int, size: int) -> str:
        """Has groups made. A sentence says why that can't be done now."""
        room = self._context.room
        if not room.is_in:
            return translate("Groups", "You are offline. Make groups once you are back online.")
        if not room.asked_of(MakeGroups):
            room.send(MakeGroups(**room.head(), count=count, size=size))
        return ""

    def dissolve(self) -> None:
        room = self._context.room
        if not room.is_in:
            self._refuse(translate("Groups", "You are offline. End the groups once you are back online."))
        elif not room.asked_of(DissolveGroups):
            room.send(DissolveGroups(**room.head()))

    def call_on(self, group: int) -> None:
        """Gives it the word; 0 takes the word back. What was asked before and has not left is not sent."""
        room = self._context.room
        room.take_back(CallOnGroup)
        asked = [one.group for one in room.asked_of(CallOnGroup)]
        if not room.is_in and group:
            self._refuse(translate("Groups", "You are offline. Call on a group once you are back online."))
        elif not room.is_in:
            self._refuse(translate("Groups", "You are offline. End their turn once you are back online."))
        elif asked[-1:] != [group]:
            room.send(CallOnGroup(**room.head(), group=group))

    def move(self, account: str, group: int) -> None:
        """Instead of where else they were to go, if that has not left yet."""
        room = self._context.room
        room.take_back(MoveToGroup, lambda one: one.account == account)
        if self.group_of(account) != group:
            room.send(MoveToGroup(**room.head(), account=account, group=group))

    def group_of(self, account: str) -> int:
        """Their group once everything that waits has been sent; 0: none."""
        asked = self._context.room.asked_of(MoveToGroup)
        moves = [one.group for one in asked if one.account == account]
        return [self._context.memory(Groups).group_of(account), *moves][-1]

    def _refuse(self, sentence: str) -> None:
        self._told.tell(0, sentence, "")
