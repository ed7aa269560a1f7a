"""A line that says how many thumbs are up."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget
from relay.protocol.thumbs import GiveThumb, Thumbs

from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.theme.widgets import Label
from desktop.translating import translate
from relay.shared.ids import new_id


def sentences() -> Mapping[str, str]:
    """Why a thumb may be refused."""
    return {"given_already": translate("Thumbs", "Your thumb is like that already.")}


def figure_labels() -> Mapping[str, str]:
    """What is counted."""
    return {"thumbs": translate("Thumbs", "Thumbs shown")}


class ThumbsStrip(Panel):
    """Shows the Thumbs memory, sends GiveThumb."""

    subject, place = "thumbs", "strip"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.says = Label("", parent=self)
        self.add(self.says)
        self.refresh()

    def wanted(self) -> bool:
        """Once there is a thumb."""
        return bool(self.context.memory(Thumbs).up)

    def refresh(self) -> None:
        """Counts those that are up."""
        self.says.setText(self.tr("%n thumb(s) up", "", sum(self.context.memory(Thumbs).up.values())))
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        """A thumb up."""
        return [] if self.context.teaches else [MenuEntry("more", self.tr("Thumb up"), "check", self._give)]

    def _give(self) -> None:
        room = self.context.room
        room.send(GiveThumb(ref=new_id(), session=room.session_id, up=True))
