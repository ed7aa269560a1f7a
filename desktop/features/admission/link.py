"""The code of a lesson as it is taken now, where the lesson is reached, their link, and what shows it."""

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.address import join_link, shown
from desktop.features.admission.headcount import Headcount
from desktop.features.panel import Panel, PanelContext
from desktop.join_addresses import places
from relay.protocol.admission import Admission


class LessonLink:
    """What students type or paste."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._places: list[tuple[str, int]] = []
        self.code = self.text = self.addresses = ""

    def look(self) -> None:
        """Asks this computer where it is reached now."""
        address = self._context.relay.address
        self._places = places(address.host, address.port)

    def read(self) -> None:
        """Takes the code from the Admission memory; without one, or in no network, that part is empty."""
        context, admission = self._context, self._context.memory(Admission)
        self.code = admission.code if admission.codes else ""
        self.addresses = "\n".join(shown(*place) for place in self._places)
        lesson, pin = context.room.session_id, context.relay.pin
        self.text = join_link(self._places, pin, lesson=lesson, code=self.code) if self._places else ""


class LinkPanel(Panel):
    """A subclass shows the link, and how many are in."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.link, self.headcount = LessonLink(context), Headcount(context.room)

    def heading(self) -> str:
        return self.tr("How students join")

    def show_missing(self, names: Sequence[str]) -> None:
        self.headcount.show_missing(names)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Networks may have changed since it was shown last."""
        super().showEvent(event)
        self.link.look()
        self.refresh()
