"""Renaming a student from the room: an entry in a person's menu."""

from collections.abc import Sequence

from desktop.features.panel import Panel, PersonAction
from relay.protocol.base import Event
from relay.protocol.people import People


class RenamingPanel(Panel):
    """Shows nothing itself: every panel shows the name that the memory has."""

    subject, place, order = "renaming", "menu", 43

    def person_actions(self, account: str) -> list[PersonAction]:
        """Of students of the school: who came by code has the name of the list, or none of the school's."""
        person = self.context.memory(People).everybody.get(account)
        if not (self.context.leads and self.context.can(self.subject)) or person is None:
            return []
        if person.role != "student" or person.standing != "account":
            return []
        name = person.name
        return [
            PersonAction(self.tr("Rename…"), "pencil", lambda: self.context.errands.rename(account, name))
        ]

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Nothing to show."""
