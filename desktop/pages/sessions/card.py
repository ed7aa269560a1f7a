"""One session in the list: its badge, title and facts, and the buttons for what one can do with it."""

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QBoxLayout, QFrame, QMenu, QWidget

from desktop.parts.session_words import joined, people, status_word, type_word
from desktop.parts.when import MINUTE, length, when
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets.badge import Badge
from desktop.theme.widgets.button import Button, IconButton
from desktop.theme.widgets.label import ElidedLabel, Label
from desktop.theme.widgets.paint import plain_tip
from relay.protocol.limits import REOPEN_MINUTES
from relay.protocol.sessions import Session, Shown, shown_as
from resources import IconName

Act = Literal["join", "start", "details", "edit", "again", "cancel", "reopen", "delete"]

REOPEN_MS = REOPEN_MINUTES * MINUTE
NARROW = 560
"""Below this width, times the text scale, a card's buttons stand under its text."""
TINY = 300
"""Below this one its time stands under its badge."""


@dataclass(frozen=True)
class Shape:
    """How cards of one width are laid out, measured once for all of them. Lengths in pixels."""

    width: int
    narrow: bool
    tiny: bool
    button: int
    room: int
    """What a title has on one line."""
    text: int
    """The height of the words under a title."""
    least: int
    around: int
    metrics: QFontMetrics

    def lines(self, title: str) -> int:
        """How many lines a title takes: one or two."""
        return 1 if self.metrics.horizontalAdvance(title) <= self.room else 2

    def height(self, title: str) -> int:
        """How high a card with this title is."""
        return max(self.lines(title) * self.metrics.height() + self.text, self.least) + self.around


@dataclass(frozen=True)
class CardContext:
    """What a card must know besides its session."""

    now: int
    mine: bool
    """This person is its teacher."""
    may_teach: bool
    """Whoever teaches its class may start and change it."""
    may_delete: bool
    """Its teacher may, and so may those who run the school."""
    online: bool
    busy: bool = False
    class_name: str = ""
    """Where another class has the same, with what tells them apart."""
    teacher_name: str = ""
    """The same of its teacher."""
    class_size: int = 0
    """How many students are on the roster; 0: that is not known here."""
    waiting: int = 0
    """How much of what this person said there is still to be sent."""
    refused: int = 0
    """How much was not sent for good."""


def acts(session: Session, around: CardContext) -> list[Act]:
    """What this person can do with a session now, the most likely first."""
    shown = shown_as(session, around.now)
    found: list[Act] = []
    if shown == "live":
        found.append("join")
    elif shown in ("upcoming", "overdue") and around.mine:
        found.append("start")
    found.append("details")
    if around.may_teach:
        if session.status == "scheduled":
            found += ["edit"] if around.mine else ["start", "edit"]
        found.append("again")
        if session.status == "scheduled":
            found.append("cancel")
    if around.may_teach and shown == "ended" and around.now - (session.ended_at or 0) < REOPEN_MS:
        found.append("reopen")
    if around.may_delete and session.status != "live":
        found.append("delete")
    return found


class SessionCard(QFrame):
    """One session; the list gives it another one to show while it scrolls."""

    acted = Signal(str, str)
    """An Act and the session's id."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.session: Session | None = None
        self.around = CardContext(0, False, False, False, False)
        self.setProperty("look", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.badge = Badge(theme, "upcoming", parent=self)
        self.title = Title("", "heading", parent=self)
        self.time = ElidedLabel("", "body", parent=self)
        self.facts = ElidedLabel("", "muted", parent=self)
        self.rest = ElidedLabel("", "muted", parent=self)
        self.primary = Button(theme, "", "primary", parent=self)
        self.menu_button = IconButton(theme, "ellipsis", self.tr("More"), parent=self)
        self.primary.clicked.connect(self._on_primary)
        self.menu_button.clicked.connect(self._open_menu)
        self._said: tuple[Session, Shown, CardContext] | None = None
        self._lent = False
        """The menu's button has the keyboard as the other one could not take it yet."""
        self._lay_out()
        self.shape = self.measure(NARROW)

    def _lay_out(self) -> None:
        self._first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._first.setSpacing(Space.S)
        self._first.addWidget(self.badge)
        self._first.addWidget(self.time, 1)
        text = vbox(self.title, self._first, self.facts, self.rest, gap=Space.XS)
        self._buttons = hbox(1, self.primary, self.menu_button, gap=Space.S)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        self._whole.setSpacing(Space.S)
        self._whole.addLayout(text, 1)
        self._whole.addLayout(self._buttons)

    # what it shows

    def set_shape(self, shape: Shape) -> None:
        """Takes the shape that fits the list's width."""
        self.shape = shape
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._whole.setDirection(down if shape.narrow else across)
        self._first.setDirection(down if shape.tiny else across)
        self._first.setSpacing(Space.XS if shape.tiny else Space.S)
        self.rest.setVisible(shape.narrow)
        self.primary.setFixedWidth(shape.button)
        self.setFixedWidth(shape.width)
        self._said = None

    def measure(self, width: int) -> Shape:
        """The shape of cards of that width, in the theme of now."""
        margins, badge = self._whole.contentsMargins(), self.badge.sizeHint().height()
        narrow, tiny = width < self.theme.px(NARROW), width < self.theme.px(TINY)
        line, buttons = self.facts.sizeHint().height(), self.menu_button.sizeHint()
        button = self._widest_button()
        text = badge + Space.XS + line if tiny else max(badge, line)
        text += (2 if narrow else 1) * (line + Space.XS) + Space.XS
        room = width - margins.left() - margins.right() - 2
        around = margins.top() + margins.bottom() + 2
        row = max(buttons.height(), self.primary.sizeHint().height())
        if narrow:
            around += self._whole.spacing() + row
        else:
            room -= button + Space.S + buttons.width() + self._whole.spacing()
        self.title.ensurePolished()
        metrics = self.title.fontMetrics()
        return Shape(width, narrow, tiny, button, room, text, 0 if narrow else row, around, metrics)

    def _widest_button(self) -> int:
        """Room for the longest word, the same on every card, so that buttons stand in one column."""
        metrics = QFontMetrics(self.theme.font("strong"))
        words = (self.tr("Join"), self.tr("Start"), self.tr("Details"), self.tr("Starting…"))
        widest = max(metrics.horizontalAdvance(word) for word in words)
        return widest + self.theme.px(18) + Space.S + 2 * Space.L

    def show_session(self, session: Session, around: CardContext) -> None:
        """Shows a session."""
        said = (session, shown_as(session, around.now), replace(around, now=0))
        self.session, self.around = session, around
        if said == self._said:
            self.tick(around.now)
            return
        self._said = said
        possible = acts(session, around)
        self.title.setText(session.title)
        self.title.set_lines(self.shape.lines(session.title))
        self.badge.set(shown_as(session, around.now))
        who = (around.class_name or session.class_name, around.teacher_name or session.teacher_name)
        what = (type_word(session.type), people(session, around.class_size))
        own = self._own()
        self.facts.setText(joined(*own, *who) if self.shape.narrow else joined(*own, *who, *what))
        self.rest.setText(joined(*what))
        self._show_primary(possible[0])
        self.menu_button.set_name(self.tr("More about {title}").format(title=session.title))
        self.tick(around.now)

    def _own(self) -> list[str]:
        """What became of what this person said there, before anything else."""
        said = []
        if self.around.refused:
            said.append(self.tr("Not sent: {count}").format(count=self.around.refused))
        if self.around.waiting:
            said.append(self.tr("Waiting to be sent: {count}").format(count=self.around.waiting))
        return said

    def tick(self, now: int) -> None:
        """Says again when it is, now that time has passed."""
        if self.session is None:
            return
        session = self.session
        shown = shown_as(session, now)
        if shown != self.badge.kind:
            self.show_session(session, replace(self.around, now=now))
            return
        told = self.shape.tiny or session.status in ("ended", "cancelled")
        lasting = "" if told else length(session.duration * MINUTE)
        self.time.setText(joined(when(session, now), lasting))
        self.setAccessibleName(joined(status_word(shown), session.title, self.time.text(), self.facts.text()))

    def _show_primary(self, act: Act) -> None:
        words: dict[Act, tuple[str, IconName | None]] = {
            "join": (self.tr("Join"), "log-in"),
            "start": (self.tr("Start"), "play"),
            "details": (self.tr("Details"), None),
        }
        text, icon = words[act]
        if self.around.busy:
            text = self.tr("Starting…")
        self._act = act
        self.primary.setText(text)
        self.primary.set_icon(icon)
        self.primary.kind = "secondary" if act == "details" or self._early() else "primary"
        self.primary.setEnabled(not self.around.busy and (act == "details" or self.around.online))
        title = self.session.title if self.session else ""
        self.primary.setAccessibleName(self.tr("{action}: {title}").format(action=text, title=title))
        if self._lent and self.primary.isEnabled():
            self._lent = False
            if self.menu_button.hasFocus():
                self.primary.setFocus(Qt.FocusReason.TabFocusReason)

    def _early(self) -> bool:
        """A start that is more than half an hour off is nothing to shout about."""
        session = self.session
        return (
            session is not None
            and session.status == "scheduled"
            and session.scheduled_at - self.around.now > 30 * MINUTE
        )

    # what it does

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [w for w in (self.primary, self.menu_button) if w.isEnabled() and w.isVisible()]

    def enter(self) -> None:
        """Has the keyboard on its first stop, and on what the card is for once that can be done."""
        if stops := self.stops():
            stops[0].setFocus(Qt.FocusReason.TabFocusReason)
            self._lent = stops[0] is not self.primary

    def menu(self) -> QMenu:
        """All that can be done with the session, each with its words."""
        menu = QMenu(self)
        words: dict[Act, tuple[str, IconName]] = {
            "join": (self.tr("Join"), "log-in"),
            "start": (self.tr("Start now"), "play"),
            "details": (self.tr("Details"), "info"),
            "edit": (self.tr("Edit…"), "pencil"),
            "again": (self.tr("Duplicate…"), "copy"),
            "cancel": (self.tr("Cancel lesson…"), "circle-x"),
            "reopen": (self.tr("Open it again"), "refresh-cw"),
            "delete": (self.tr("Delete…"), "trash-2"),
        }
        for act in acts(self.session, self.around) if self.session else ():
            text, icon = words[act]
            action = menu.addAction(
                self.theme.icon(icon, "danger_ink" if act == "delete" else "text", 16), text
            )
            action.setEnabled(act == "details" or (self.around.online and not self.around.busy))
            action.setData(act)
        menu.triggered.connect(lambda action: self._act_now(action.data()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _open_menu(self) -> None:
        button = self.menu_button
        menu = self.menu()
        edge = button.rect().bottomLeft() if button.isRightToLeft() else button.rect().bottomRight()
        at = button.mapToGlobal(edge)
        menu.popup(at if button.isRightToLeft() else at - QPoint(menu.sizeHint().width(), 0))

    def _on_primary(self) -> None:
        self._act_now(self._act)

    def _act_now(self, act: Act) -> None:
        if self.session is not None:
            self.acted.emit(act, self.session.id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on the card opens its details."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self._act_now("details")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keeps the click, so that its end comes here too."""
        event.accept()

    def contextMenuEvent(self, event: QEvent) -> None:
        """The same menu as the button's."""
        self._open_menu()


class Title(Label):
    """A title on at most two lines, with its whole in the tool tip when it is cut."""

    def set_lines(self, lines: int) -> None:
        """Takes the room for so many lines."""
        self.setFixedHeight(self.fontMetrics().height() * lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws what there is room for."""
        painter, width = QPainter(self), self.width()
        metrics = self.fontMetrics()
        painter.setPen(self.palette().windowText().color())
        rest, top = self.text(), 0.0
        lines = max(1, self.height() // metrics.height())
        cut = False
        for line in range(lines):
            taken = self._first_line(rest, width) if line < lines - 1 else len(rest)
            words, rest = rest[:taken].rstrip(), rest[taken:]
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            cut = cut or shown != words
            self._draw(painter, QPointF(0, top), shown)
            top += metrics.height()
        tip = plain_tip(self.text()) if cut else ""
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _first_line(self, text: str, width: int) -> int:
        layout = QTextLayout(text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(width)
        layout.endLayout()
        return line.textLength() or len(text)

    def _draw(self, painter: QPainter, at: QPointF, text: str) -> None:
        box = self.rect()
        box.setTop(int(at.y()))
        box.setHeight(self.fontMetrics().height())
        start = self.style().visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        painter.drawText(box, int(start | Qt.AlignmentFlag.AlignVCenter), text)
