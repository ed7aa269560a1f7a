"""What of ink waits for the first sheet of a room: one's own hand, others' pens, the tool, the layers."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from desktop.features.ink.choice import ToolChoice
from desktop.features.ink.layer import InkLayer
from desktop.features.ink.live import OthersInk
from desktop.features.ink.own import OwnInk
from desktop.features.panel import PanelContext
from desktop.features.panel.sheet import Sheet
from relay.protocol.base import Event
from relay.protocol.ink import InkDrawn


class InkDesk(QObject):
    """Shared by all sheets of the room."""

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.own = OwnInk(context, self)
        self.live = OthersInk(self)
        self.choice = ToolChoice(self)
        self.layers: list[InkLayer] = []
        self._rights = (False, False, False)

    def lay_over(self, sheet: Sheet) -> InkLayer:
        """A layer for this sheet, as long as it lives."""
        layer = InkLayer(sheet, self._context, self.own, self.live, self.choice, self.layers)
        self.layers.append(layer)
        layer.destroyed.connect(lambda: self.layers.remove(layer))
        return layer

    def take(self, events: Sequence[Event]) -> None:
        """Events were taken into the memories."""
        for event in events:
            self.own.take(event)
            if isinstance(event, InkDrawn):
                self.live.came(event)
        for layer in self.layers:
            layer.take(events)

    def gone(self) -> None:
        """What was written and drawn leaves, though its page stays."""
        for layer in self.layers:
            if layer.hand.editor is not None:
                layer.hand.editor.end()
        self.own.outgoing.flush()

    def forget(self) -> None:
        """What is told was replaced."""
        self.live.clear()
        for layer in self.layers:
            layer.forget()

    def show_rights(self) -> None:
        """Who may draw may be others by now, and the connection another."""
        now = self.own.may_draw(), self.own.waits(), self._context.teaches
        if now == self._rights:
            return
        self._rights = now
        if not self.own.may_draw():
            self.choice.take(None)
        for layer in self.layers:
            layer.show_rights()
