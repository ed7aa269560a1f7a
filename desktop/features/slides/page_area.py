"""The page on the stage with all that stands around it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel
from desktop.features.panel.sheet import Sheet
from desktop.features.panel.sheet_stand import SheetStand
from desktop.features.slides.around import AroundPage
from desktop.features.slides.following import Following
from desktop.features.slides.keys import PageKeys
from desktop.features.slides.pointer import PointerLayer
from desktop.features.slides.showing import PageShow
from desktop.features.slides.texts import PageTexts
from desktop.theme import Space, vbox
from relay.protocol.base import Event, Moment
from relay.protocol.slides import PagesAdded


class PageArea(QWidget):
    """Where a class looks on (the panel is `presented`) there is the page and nothing else."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        context = panel.context
        self.following = Following(context, self)
        self.texts = PageTexts(context, self)
        self.stand = SheetStand(
            context, self, tools=panel.presented != "elsewhere", margin=0 if panel.presented else Space.S
        )
        self.show_page = PageShow(
            context, self.stand.sheet, self.following, self.texts, ahead=not panel.presented
        )
        self.keys = PageKeys(panel, self.following, self.stand.sheet)
        self._pointer = next(one for one in self.sheet.layers if isinstance(one, PointerLayer))
        self._pointer.pen_changed.connect(self._show_pointing)
        self.keys.point.connect(lambda: self._point(not self._pointer.on))
        self.following.changed.connect(self._end_pointing)
        self._black_on = 0
        """The page in whose place nothing is seen."""
        self.around: AroundPage | None = None
        if not panel.presented:
            self.around = AroundPage(context, self.following, self.texts, self.keys, self.stand, self)
            self.around.foot.pointer.clicked.connect(self._point)
        else:
            self.keys.black.connect(self._toggle_black)
            self.following.changed.connect(self._end_black)
        vbox(self.stand if self.around is None else self.around, on=self)

    @property
    def sheet(self) -> Sheet:
        return self.stand.sheet

    def refresh(self) -> None:
        self.following.refresh()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self.following.on_events(events)
        for event in events:
            if live and isinstance(event, PagesAdded):
                self.show_page.expect(event.deck)
        if self.around is not None:
            self.around.on_events(events)

    def on_moment(self, moment: Moment) -> None:
        self.following.on_moment(moment)

    def escape(self) -> bool:
        """What was begun last ends first."""
        if self._pointer.on:
            self._point(False)
            return True
        return self.following.follow() or self.following.show_whole()

    def _point(self, on: bool) -> None:
        self._pointer.switch(on and self.following.turns)
        self._show_pointing()

    def _show_pointing(self) -> None:
        if self.around is not None:
            self.around.foot.pointer.setChecked(self._pointer.on)

    def _end_pointing(self) -> None:
        if self._pointer.on and not self.following.turns:
            self._point(False)

    def _toggle_black(self) -> None:
        """Nothing is seen for a moment, as presenters know it."""
        self._black_on = 0 if self._black_on else self.following.page
        self.stand.setVisible(not self._black_on)

    def _end_black(self) -> None:
        """The next page is seen."""
        if self._black_on and self._black_on != self.following.page:
            self._toggle_black()
