"""The page on the stage with all that stands around it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel
from desktop.features.panel.sheet import Sheet
from desktop.features.panel.sheet_stand import SheetStand
from desktop.features.slides.following import Following
from desktop.features.slides.foot import PageFoot
from desktop.features.slides.keys import PageKeys
from desktop.features.slides.showing import PageShow
from desktop.features.slides.texts import PageTexts
from desktop.theme import Space
from desktop.theme.boxes import vbox
from relay.protocol.base import Event, Moment


class PageArea(QWidget):
    """Where a class looks on (the panel is `presented`) there is the page and nothing else."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        context = panel.context
        self._context, self._alone = context, panel.presented
        self.following = Following(context, self)
        self.texts = PageTexts(context, self)
        self._stand = SheetStand(context, self)
        self.show_page = PageShow(
            context, self._stand.sheet, self.following, self.texts, ahead=not self._alone
        )
        self._keys = PageKeys(panel, self.following, self._stand.sheet, alone=self._alone)
        self.foot: PageFoot | None = None
        whole = vbox((self._stand, 1), on=self, gap=Space.XS)
        if not self._alone:
            self.foot = PageFoot(context.theme, self.following, self)
            self._keys.typed.connect(self.foot.refresh)
            whole.addWidget(self.foot)

    @property
    def sheet(self) -> Sheet:
        return self._stand.sheet

    def refresh(self) -> None:
        self.following.refresh()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self.following.on_events(events)

    def on_moment(self, moment: Moment) -> None:
        self.following.on_moment(moment)

    def tick(self, now: int) -> None:
        """A second has passed."""

    def escape(self) -> bool:
        return self.following.follow()

    def close_all(self) -> None:
        """The room is being left."""
        self.show_page.close()
        self.texts.close()
