"""One class to a row: what it is, who teaches it and how it stands, and the button that leads there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.pages.connect.entries import ClassEntry, KeptLesson
from desktop.parts.waiting_lesson import lesson_name, now_here
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Badge, Button, ElidedLabel, IconButton, Label, Picture

HEIGHT = 62
"""Of every row, at ordinary text size: none moves another when it says something else."""

NARROW = 280
"""Below this width, at ordinary text size, a row has no more than its words and its button."""


class EntryRow(QWidget):
    """A lesson in progress, or a server: fixed in height, whatever is known of it."""

    chosen = Signal(object)
    """ClassEntry"""
    forget_wanted = Signal(object)
    """RememberedRelay"""

    def __init__(self, theme: Theme, entry: ClassEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.entry, self._gone = theme, entry, False
        self._narrow = False
        self._badge = Badge(theme, "live", parent=self)
        self._picture = Picture(theme, "school", "muted", 22, parent=self)
        self.title = ElidedLabel("", "strong", parent=self)
        self.about = ElidedLabel("", "muted", parent=self)
        self._warning: Label | None = None
        self._lines = vbox(1, self.title, self.about, 1, gap=2)
        self.button = Button(theme, "", small=True, parent=self)
        self.button.setMinimumWidth(60)  # large text must not make the page wider than the window
        self.button.clicked.connect(lambda: self.chosen.emit(self.entry))
        self.forget = IconButton(theme, "trash-2", "", size=32, parent=self)
        self.forget.clicked.connect(lambda: self.forget_wanted.emit(self.entry.known))
        self._lead = QWidget(self)
        hbox(1, self._badge, self._picture, 1, on=self._lead)
        hbox(self._lead, (self._lines, 1), self.forget, self.button, on=self, gap=Space.M)
        theme.changed.connect(self._follow)
        self._show()

    def show_entry(self, entry: ClassEntry) -> None:
        """Says what is so now."""
        if entry != self.entry or self._gone:
            self.entry, self._gone = entry, False
            self._show()

    def show_gone(self) -> None:
        """It is not there any more, and stays only so that nothing moves."""
        if not self._gone:
            self._gone = True
            self._show()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A known server can be forgotten, also while a lesson is on."""
        if self.entry.known is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(self._words_to_forget(), lambda: self.forget_wanted.emit(self.entry.known))
            menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the words need the room; the menu has what goes."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        if narrow is not self._narrow:
            self._narrow = narrow
            self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line between it and what is above."""
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.border))
        painter.drawLine(0, 0, self.width(), 0)

    # what it says

    def _show(self) -> None:
        entry = self.entry
        live = entry.lesson is not None and not self._gone
        self._show_badge(live)
        self._lead.setVisible(not self._narrow)
        away = self._gone or (entry.known is not None and entry.reach == "away")
        hosted = entry.known is not None and entry.known.hosted
        self._picture.set("laptop" if hosted else "school", "faint" if away else "muted")
        self.title.setText(self._title())
        self.about.setText(" · ".join(self._about(away)))
        self.title.set_role("muted" if away else "strong")
        self._judge()
        self._offer(live)

    def _show_badge(self, live: bool) -> None:
        """When it is, or a picture of where."""
        kept = self.entry.kept if not (live or self._gone) else None
        if kept is not None:
            day, clock = _when(kept)
            coming = kept.state == "coming"
            self._badge.set("upcoming" if coming else "ended", clock if coming else day[:1].upper() + day[1:])
        elif live:
            self._badge.set("live")
        self._badge.setVisible(live or kept is not None)
        self._picture.setVisible(not live and kept is None)

    def _title(self) -> str:
        entry = self.entry
        of_it = entry.kept or entry.lesson
        if of_it is None:
            return entry.name
        return lesson_name(of_it.class_name, entry.title) if entry.title else of_it.class_name

    def _about(self, away: bool) -> list[str]:
        entry, said = self.entry, []
        if entry.kept is not None and entry.lesson is None and not self._gone:
            day, clock = _when(entry.kept)
            planned = self.tr("planned for {day} {time}").format(day=day, time=clock)
            stands = planned if entry.kept.state == "coming" else self.tr("Ended")
            return [entry.kept.teacher_name, stands, entry.name]
        if entry.lesson is not None and not self._gone:
            said += [
                self.tr("Live") if self._narrow else "",
                entry.lesson.teacher_name,
                entry.name if entry.name != entry.lesson.class_name else "",
            ]
        elif entry.known is not None and entry.known.username and not entry.known.hosted:
            said.append(entry.known.username)
        if entry.known is not None and entry.known.hosted:
            said.append(self.tr("On this computer"))
        elif away:
            said.append(self.tr("Not on this network now"))
        elif entry.more:
            said.append(self.tr("More lessons: {count}").format(count=entry.more))
        elif entry.lesson is None and entry.reach == "here":
            said.append(self.tr("No lesson right now"))
        if entry.alike:
            said.append(entry.address)
        return [words for words in said if words]

    def _judge(self) -> None:
        """What takes the name of a known server and shows another key is no choice, and says why."""
        doubtful = self.entry.doubtful
        if doubtful and self._warning is None:
            self._warning = Label("", "caption", wrap=True, tone="danger", parent=self)
            self._lines.insertWidget(3, self._warning)
        if self._warning is not None:
            known = self.entry.found.known if self.entry.found else None
            text = self.tr(
                "It says that it is “{relay}”, which is known here with another key. Do not trust it, and "
                "tell your teacher."
            )
            self._warning.setText(text.format(relay=(known and known.name) or self.entry.name))
            self._warning.setVisible(doubtful)
        self.about.setVisible(not doubtful and bool(self.about.text()))
        if doubtful:
            self._picture.set("shield-alert", "danger_ink")
        self._follow()

    def _offer(self, live: bool) -> None:
        entry, known = self.entry, self.entry.known
        words = self.tr("Join") if live else self.tr("Open")
        self.button.setText(words)
        self.button.kind = "primary" if live else "secondary"
        self.button.setVisible(not entry.doubtful and not self._gone)
        name = self.tr("Join {lesson}") if live else self.tr("Open {lesson}")
        self.button.setAccessibleName(name.format(lesson=self._named()))
        forgets = known is not None and not live and entry.kept is None and not self._gone
        self.forget.setVisible(forgets and not self._narrow)
        self.forget.set_name(self._words_to_forget())

    def _named(self) -> str:
        """What it is called to those who do not see the row."""
        entry = self.entry
        said = [self._title(), entry.lesson.teacher_name] if entry.lesson else []
        if entry.kept is not None and entry.lesson is None:
            said = [self._title(), entry.kept.teacher_name]
        said += [entry.name] if entry.name not in said else []
        return " · ".join([one for one in said if one] + ([entry.address] if entry.alike else []))

    def _words_to_forget(self) -> str:
        return self.tr("Forget {relay}").format(relay=self.entry.name)

    def _follow(self) -> None:
        height = self._theme.px(HEIGHT)
        self._lead.setFixedWidth(max(self._badge.sizeHint().width(), self._theme.px(40)))
        self.setMinimumHeight(height)
        self.setMaximumHeight(16_777_215 if self.entry.doubtful else height)
        self.update()


def _when(kept: KeptLesson) -> tuple[str, str]:
    """The day and the time of day."""
    from desktop.parts.when import clock, day  # noqa: PLC0415  # at first nothing is kept

    return day(kept.at, now_here()), clock(kept.at)
