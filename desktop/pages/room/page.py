"""The page of a room: puts every subject's panels in their places, and shows how the line is."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.client import PendingCommand
from desktop.features.panel import Panel, PanelContext
from desktop.notifications import Notifications
from desktop.pages.room.door import RoomDoor
from desktop.pages.room.dropping import FileDrops
from desktop.pages.room.errands import Errands
from desktop.pages.room.frame import RoomFrame
from desktop.pages.room.looking import Looking
from desktop.pages.room.panels import Panels, Wanted
from desktop.pages.room.parts import Part, PartsOfRoom
from desktop.pages.room.presenting import Presenting
from desktop.pages.room.refreshing import Refreshing
from desktop.pages.room.reopening import Reopening
from desktop.pages.room.shut import Way
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRoomClient
from desktop.sounds import Sounds
from desktop.theme import Theme, vbox
from desktop.theme.widgets import WhenStill
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson
from relay.protocol.stage import Stage
from relay.shared.tasks import Tasks

FRAME_MS = 16
"""What panels want within one picture of the screen is shown together: nobody would see each by itself."""
CATCHING_UP_MS = 100
"""So often what is around the panels is shown anew while a log is read: nobody sees each part of it."""


class RoomPage(WindowPage):
    """One person's room. It leaves the room when it is gone."""

    has_header = True

    asked_to_show = Signal()
    """A notice about this room was answered: bring the page before the person."""

    details_wanted = Signal(str)
    """The lesson's own page, turned to a part of it."""

    how_to_join_wanted = Signal()
    """A teacher wants to tell students how they come in."""

    again_wanted = Signal()
    """The door was shut; perhaps it is open now."""

    code_wanted = Signal()
    """The lesson is for another class: the person wants to join it by its code."""

    column_chosen = Signal(int)
    """The person has made what stands beside the stage this wide."""

    kept_changed = Signal(list)
    """What the person keeps open in rooms, by name."""

    caught_up_changed = Signal()
    """Of its room, for whoever has the page: a lambda at the room that knows the page would keep both."""

    look_changed = Signal()
    """The person looks at the stage, or no more."""

    ticked = Signal(object)
    """A second has passed in sight of the person; the relay's clock, ms UTC."""

    going = Signal()
    """The room is being left for good; its panels know."""

    leaves_by_key = False

    def __init__(
        self,
        room: QtRoomClient,
        theme: Theme,
        notices: Notifications,
        say: Callable[[str], str],
        parent: QWidget | None = None,
        *,
        furnished: bool = True,
        visits: bool = False,
        column: int = 0,
        kept: Collection[str] = (),
        sounds: Sounds | None = None,
    ) -> None:
        """``furnished``: else whoever makes it goes through `furnish`, and lets others have their turn.

        ``visits``: the person came by the lesson's code, and has nothing else here. ``column``: how wide they
        had what stands beside the stage; 0: they did not choose. ``kept``: what they keep open, by name.
        """
        super().__init__(parent)
        self._room, self._theme, self._notices, self._say = room, theme, notices, say
        self._column, self._kept = column, frozenset(kept)
        self._tasks = Tasks()
        self._closed_with = ""
        self._new = True
        self._gone = False
        self._there = False
        """All is in the page."""
        self._shown: tuple[str, Wanted] = "", ()
        """What of it was seen last."""
        self._gathers = 0
        """So many things are being told to panels: what they want to show is shown once, when all know."""
        self.usernames: Mapping[str, str] = {}
        """Of the class, by account, once they are known: to its teachers."""
        self._before: list[Callable[[], None]] = []
        """What the room told before that, and nobody else keeps."""
        self._panels = Panels()
        self.looking = Looking(self)
        self.looking.changed.connect(self._on_looking)
        self._to_stage = WhenStill(self._show_stage, self)
        self._errands = Errands(lambda: self.context, self)
        self.context = PanelContext(
            room=room,
            relay=room.relay,
            theme=theme,
            notices=notices,
            say=say,
            page=self,
            errands=self._errands,
            panels=self._panels,
            sounds=sounds or Sounds(players=(), parent=self),
            visits=visits,
        )
        self._afresh = Refreshing(self._panels, self._show_afresh, self)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self._soon = QTimer(self, singleShot=True, interval=CATCHING_UP_MS)
        self._soon.timeout.connect(self._show_all)
        self._shortly = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._shortly.timeout.connect(self._show_wanted)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._panels.seen)
        self._still = WhenStill(self._show_now, self)
        room.refused.connect(self._on_refused)
        room.closed.connect(self._on_closed)
        if furnished:
            for _ in self.furnish():
                pass

    def furnish(self) -> Iterator[None]:
        """Makes all that is in the page, in steps of a few dozen milliseconds; to be shown after the last."""
        self._frame = RoomFrame(self._theme, self._room, self)
        self.header, self.side, self.bar = self._frame.header, self._frame.body, self._frame.bar
        self.stage = self.side.stage
        self.side.set_column(self._column)
        self._frame.way_taken.connect(self._on_way)
        whole = vbox(on=self)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # the body makes do with less
        whole.addWidget(self._frame)
        yield
        self._room.waiting_changed.connect(self._begin_to_gather)  # before any panel hears of it
        yield from self._panels.make(self.context, self._frame.home)
        self._frame.put(list(self._panels))
        self.menus = self._frame.menus
        first = next((p for p in self._panels.at("tab") if p.focusProxy()), None)
        if first is not None:
            self.setFocusProxy(first)
        self.presenting = Presenting(self.context, self._frame, self)
        self.presenting.changed.connect(self._on_presenting)
        self.door = RoomDoor(self.context, self._frame, self.presenting, self)
        self.parts = PartsOfRoom(self, self._parts_in_sight)
        FileDrops(self._panels, self)
        yield
        self._join()
        self._refresh()
        self.door.look()
        self._there = True
        for told in self._before:
            told()
        yield

    def _join(self) -> None:
        room = self._room
        self._reopening = Reopening(room, self)
        self._reopening.refused.connect(self._on_not_reopened)
        room.told.connect(self._on_told)
        room.moment.connect(self._panels.on_moment)
        room.afresh.connect(self._begin_afresh)
        room.entered.connect(self._refresh)
        room.caught_up_changed.connect(self.header.refresh)
        room.caught_up_changed.connect(self.caught_up_changed)
        room.relay.state_changed.connect(self._refresh)
        self.header.retried.connect(room.relay.wake)
        self.side.turned.connect(self._look.start)
        self.side.column_chosen.connect(self.column_chosen)
        self._key(
            "F7",
            self.tr("The stage without what is beside it, and back"),
            lambda: self.side.set_look("stage"),
        )
        self._key("Shift+F7", self.tr("Without the stage, and back"), lambda: self.side.set_look("column"))
        self.side.turned.connect(self.look_changed)
        self._frame.banners.changed.connect(self.banner_changed)
        for panel in self._panels:
            panel.changed.connect(self._show_shortly)
        self._gathers = 0
        room.waiting_changed.connect(self._show_gathered)  # when all have heard of it

    def _key(self, keys: str, name: str, do: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setWhatsThis(name)  # the list of shortcuts reads it
        shortcut.activated.connect(do)

    def show_missing(self, names: list[str]) -> None:
        """These of the class have not come."""
        for panel in self._panels:
            panel.show_missing(names)

    def show_usernames(self, usernames: dict[str, str]) -> None:
        """By these those of one name are told apart."""
        self.usernames = usernames
        self._refresh()

    # what the window asks

    @property
    def ground(self) -> QWidget:
        """Messages stand on the stage: never where one writes, nor on the hands and people they are about."""
        return self.side.ground

    @property
    def presents(self) -> bool:
        """The stage alone is shown."""
        return self._there and self.presenting.on

    @property
    def has_banner(self) -> bool:
        return self._there and self._frame.banners.shown is not None

    def further_keys(self) -> list[tuple[str, str]]:
        """Esc is many things' own."""
        return [(self.tr("Close what is open: a menu, the stage alone, a look of your own"), "Esc")]

    def _on_presenting(self) -> None:
        self._show_wanted()
        self.presents_changed.emit()

    def may_leave(self) -> bool:
        """Asks first when a teacher's going pauses the lesson. What is written goes out also without us."""
        if self._closed_with or not self.context.leads:
            return True
        said = self.tr("Without a teacher it is paused: students see that you are away until you come back.")
        self._errands.confirm(self.tr("Leave the lesson?"), said, self.tr("Leave"), self.done.emit)
        return False

    def gone(self) -> None:
        """Leaves the room, and takes back what was told about it."""
        super().gone()
        if self._there and not self._gone:
            self._reopening.close()
        if self._there:
            self.presenting.gone()
        self._errands.gone()
        self._gone = True
        self._afresh.stop()
        self._second.stop()
        self._soon.stop()
        self._shortly.stop()
        self._end_panels()
        self._notices.withdraw(self._refusal_key)
        if not self._room.over:
            self._tasks.spawn(self._room.leave())

    @property
    def over(self) -> bool:
        """The lesson has ended, or the person can't be in it."""
        return bool(self._closed_with) or self.context.memory(Lesson).ended_at > 0

    # what the room tells

    def _refresh(self) -> None:
        if self._afresh.under_way:
            self._afresh.begin()
            return
        with self._gathered():
            self._panels.refresh()

    def _begin_afresh(self) -> None:
        """There are other memories, and perhaps a long log in them: nobody waits for all of it in one go."""
        if not self._afresh.under_way:
            self._begin_to_gather()
        self._afresh.begin()

    def _show_afresh(self) -> None:
        """All panels know."""
        before = self.window().focusWidget()
        self._gathers -= 1
        self._show_all()
        self._keep_keyboard(before)

    def _on_told(self, events: list[Event], live: bool) -> None:
        if live and not self._afresh.under_way and self._wanted() != self._shown:
            self._show_wanted()  # panels tell in a notice what is not before the person
        with self._gathered(at_once=live or self._room.caught_up):
            self._afresh.finish()
            self._panels.on_events(events, live)
        if live:
            self.presenting.on_events(events)

    @contextmanager
    def _gathered(self, *, at_once: bool = True) -> Iterator[None]:
        """Tells panels of something else, and shows what is wanted then, or a moment later."""
        before = self.window().focusWidget()
        self._begin_to_gather()
        try:
            yield
        finally:
            self._gathers -= 1
            if at_once:
                self._show_all()
            elif not self._soon.isActive():
                self._soon.start()
        self._keep_keyboard(before)

    def _show_all(self) -> None:
        self._soon.stop()
        self.header.refresh()
        self._show_wanted()
        self._show_title()

    def _begin_to_gather(self) -> None:
        self._gathers += 1

    def _show_gathered(self) -> None:
        """A command is told of when it is asked, leaves and is answered: mostly in one picture."""
        self._gathers -= 1
        self._show_shortly()

    def _show_shortly(self) -> None:
        if not self._shortly.isActive():  # else who changes all the time would put it off for good
            self._shortly.start()

    def _keep_keyboard(self, before: QWidget | None) -> None:
        """If what had the keyboard went away, Qt gives it to the next button, such as that to leave."""
        if before is not None and self.isAncestorOf(before) and not before.isVisibleTo(self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, waiting: PendingCommand) -> None:
        """A refusal that no subject takes care of is told in the program."""
        if not self._there:
            self._before.append(partial(self._on_refused, waiting))
            return
        if self._panels.refused(waiting):
            return
        self._room.discard(waiting.ref)
        self._notices.tell(self._refusal_key, self._say(waiting.code), outside=False)

    def _on_not_reopened(self, code: str) -> None:
        self._notices.tell(self._refusal_key, self._say(code), outside=False)
        self._refresh()

    @property
    def _refusal_key(self) -> str:
        return f"refused/{self._room.session_id}"

    def _on_closed(self, code: str) -> None:
        if not self._there:
            self._before.append(partial(self._on_closed, code))
            return
        self._closed_with = code
        self.door.shut(code)
        self._second.stop()
        self._end_panels()
        self.door.take_keyboard()

    def _end_panels(self) -> None:
        self._panels.gone()
        self.going.emit()

    def _on_way(self, way: Way) -> None:
        signals = {"again": self.again_wanted, "code": self.code_wanted}
        signals.get(way, self.done).emit()

    def _tick(self) -> None:
        now = self._room.now()
        self.header.tick(now)
        self._errands.tick(now)
        self._panels.tick(now)
        self.ticked.emit(now)

    # how it looks

    def _show_wanted(self) -> None:
        """What is wanted is shown, once nobody holds a button down or has a menu open."""
        if not self._gathers and not self._gone:
            self._still.do()

    def _wanted(self) -> tuple[str, Wanted]:
        """What is to be seen: what is staged, and which panels."""
        return self.looking.kind(self.context.memory(Stage).kind), self._panels.wanted()

    def _show_now(self) -> None:
        self._shortly.stop()
        before = self.window().focusWidget()
        self._shown = kind, _ = self._wanted()
        for panel in self._panels.at("bar", "header"):
            if panel.isHidden() is panel.wanted():
                panel.setVisible(panel.wanted())
        self._frame.banners.refresh()
        self.side.show_kind(kind)
        entries = [*self._panels.menu_entries(), *self.presenting.menu_entries()]
        for menu, button in self.menus.items():
            button.set_entries([entry for entry in entries if entry.menu == menu])
        self.presenting.refresh()
        self._keep_keyboard(before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the innermost thing: in a part, then a look of one's own, then stage or column alone."""
        if event.key() != Qt.Key.Key_Escape or event.modifiers():
            super().keyPressEvent(event)
        elif self._panels.escape():
            pass
        elif self.looking.elsewhere:
            self.looking.come_back()
        elif self.side.look != "both":
            self.side.set_look(self.side.look)

    def focusNextPrevChild(self, next: bool) -> bool:
        return self.parts.tab(1 if next else -1) or super().focusNextPrevChild(next)

    def _parts_in_sight(self) -> list[Part]:
        """What F6 and Tab go through, in the order in which one reads it."""
        parts = [self.header, self._frame.banners, *self.side.parts(), *self.side.boxes, self.bar]
        return [(_name_of(part), part) for part in parts if part.isVisible()]

    def _show_title(self) -> None:
        self.setWindowTitle(self.context.memory(Lesson).title or self.tr("Lesson"))

    def minimumSizeHint(self) -> QSize:
        """The narrowest window there is."""
        return QSize(320, 400)

    # whether the person is looking

    def in_front(self) -> bool:
        """Whether the person has it before them."""
        window = self.window()
        return self.isVisible() and window.isActiveWindow() and not window.isMinimized()

    def may_interrupt(self) -> bool:
        """Whether a dialog that nobody opened is in nobody's way."""
        focus: QWidget | None = self.window().focusWidget()
        if isinstance(focus, QLineEdit):
            written = focus.text()
        else:
            written = focus.toPlainText() if isinstance(focus, QPlainTextEdit) else ""
        return not (self.presents or written.strip())

    def showEvent(self, event: QShowEvent) -> None:
        """Time goes on where it is seen."""
        super().showEvent(event)
        if not self._closed_with:
            self._tick()
            self._second.start()
        if self._new:
            self._new = False
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing ticks unseen."""
        super().hideEvent(event)
        self._second.stop()
        if self._there and not event.spontaneous():
            self.presenting.stop()  # another page is shown, or the window went to the tray

    def event(self, event: QEvent) -> bool:
        """Whoever comes back to the window sees what was told about."""
        if event.type() == QEvent.Type.WindowActivate:
            self._look.start()
        return super().event(event)

    # what panels are handed

    def reveal(self, number: int) -> None:
        """Brings what happened at a place of the log into view."""
        panel = self._panels.reveal(number)
        if panel is not None:
            self.side.choose(panel)

    def reopen(self) -> None:
        """Asks the relay to open the lesson again, after its end."""
        self._reopening.ask()

    def look_at(self, kind: str) -> None:
        """Shows this kind to the person alone, whatever is staged, until they come back."""
        self.looking.look_at(kind)

    def look_at_stage(self) -> None:
        """Brings what everybody is shown into view, inside the window."""
        if not self.sees_stage():
            self._to_stage.do()

    def looks_elsewhere(self) -> bool:
        """Whether the person looks at something of their own."""
        return self.looking.elsewhere

    def sees_stage(self) -> bool:
        """Whether what everybody is shown has its place in sight: no look of one's own, behind no tab."""
        return not self.looking.elsewhere and not (self._there and self.stage.isHidden())

    def _show_stage(self) -> None:
        self.looking.come_back()
        if self._there and self.stage.isHidden():
            self.side.choose_stage()

    def _on_looking(self) -> None:
        self.look_changed.emit()
        self._show_wanted()

    def turn_to(self, panel: QWidget) -> None:
        """Shows a panel that may be behind a tab, as the card is too where it is low."""
        if isinstance(panel, Panel) and panel in self._panels.at("tab", "card"):
            self.side.choose(panel)

    def keeps(self, name: str) -> bool:
        """Whether the person keeps what has this name open, in this room and the next ones."""
        return name in self._kept

    def keep(self, name: str, on: bool) -> None:
        """Keeps it open from now on, or no more."""
        kept = self._kept | {name} if on else self._kept - {name}
        if kept != self._kept:
            self._kept = kept
            self.kept_changed.emit(sorted(kept))
            if self._there:
                self._show_wanted()

    def come_forward(self) -> None:
        """Brings itself to the person."""
        self.asked_to_show.emit()

    def show_details(self, part: str) -> None:
        self.details_wanted.emit(part)

    def show_how_to_join(self) -> None:
        """Shows a teacher how students come in, and lets them choose who may."""
        self.how_to_join_wanted.emit()

    def leave(self) -> None:
        """Leaves the room, or asks first."""
        if self.may_leave():
            self.done.emit()


def _name_of(part: QWidget) -> str:
    """What a screen reader says of a part that one comes into."""
    if isinstance(part, Panel) and part.place in ("card", "tab"):
        return part.heading()
    return part.accessibleName()
