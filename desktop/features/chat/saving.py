"""Saving the chat as a file, in *More*."""

from desktop.features.panel import MenuEntry, Panel
from relay.protocol.chat import Chat
from relay.protocol.lesson import Lesson


class SaveChatEntry(Panel):
    """Asks the room's page to save what the Chat memory has."""

    subject, place, order = "chat", "menu", 850

    def menu_entries(self) -> list[MenuEntry]:
        """Students have it once the lesson is over: until then they have one thing to press."""
        may = self.context.teaches or self.context.memory(Lesson).ended_at
        if not (may and self.context.memory(Chat).messages):
            return []
        return [MenuEntry("more", self.tr("Save chat…"), "download", self.context.errands.save_chat)]
