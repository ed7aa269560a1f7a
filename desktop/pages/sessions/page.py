"""The list of sessions as a page: filters, cards, what to say when there are none, and what one can do."""

from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.pages.sessions.actions import SessionActions
from desktop.pages.sessions.card import Act, CardContext
from desktop.pages.sessions.cards import CardList
from desktop.pages.sessions.empty import Help, explain
from desktop.pages.sessions.head import Head
from desktop.pages.sessions.listing import Part
from desktop.pages.sessions.model import SessionsModel
from desktop.pages.sessions.rows import ListRow
from desktop.pages.sessions.unsent import UnsentBanner
from desktop.pages.sessions.waiting import LessonThatWaits
from desktop.parts.loading import LoadingBody, LoadingPage
from desktop.parts.tasks import Say
from desktop.parts.when import as_of
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme, vbox
from desktop.theme.widgets import Banner
from relay.protocol.accounts import ClassBadge
from relay.protocol.sessions import Session

RECOUNT_MS = 10_000
"""How often the people in live lessons are counted while somebody looks."""


class SessionsPage(LoadingPage):
    """Lists sessions, live ones first, and lets their teacher plan, start, change and delete them."""

    join_requested = Signal(str)
    details_requested = Signal(str)
    unsent_requested = Signal(str)
    """The person wants to see what waits or was refused in a session."""
    classes_requested = Signal()
    students_requested = Signal()
    """Students are to be put into a class."""
    started = Signal(object)
    """A Session whose start this person should be told of; once for each."""
    over = Signal(str)
    """A session that was live no longer is."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        parent: QWidget | None = None,
        *,
        say_in_lesson: Say | None = None,
    ) -> None:
        """``say_in_lesson``: of what was refused there, where that is said in other words."""
        super().__init__(relay, theme, say, self.tr("Lessons"), parent)
        self._say_in_lesson = say_in_lesson or say
        self.model = SessionsModel(relay, self)
        self.session_actions = SessionActions(relay, theme, self.model, self)
        self._help: Help = "reload"
        self._build()
        self._recounting = QTimer(self, interval=RECOUNT_MS)
        self._recounting.timeout.connect(self.model.recount)
        self.model.changed.connect(self._show)
        self.relay.waiting_changed.connect(self._on_waiting)
        self.model.ticked.connect(self._tick)
        self.model.started.connect(self.started)
        self.model.over.connect(self.over)
        self.session_actions.changed.connect(self._show)
        self.session_actions.started.connect(self.join_requested)
        self._show()

    def _build(self) -> None:
        theme = self.theme
        self.head = Head(theme, self)
        self.head.filters.changed.connect(self.model.set_filter)
        self.head.classes.clicked.connect(self.classes_requested)
        self.head.new.clicked.connect(self.plan)
        self.head.now.clicked.connect(self.start_now)
        find = QShortcut(QKeySequence.StandardKey.Find, self, self._find)
        find.setWhatsThis(self.tr("Find"))
        again = QShortcut(QKeySequence.StandardKey.Refresh, self, self.model.reload)
        again.setWhatsThis(self.tr("Load again"))
        self.state_banner = Banner(theme, parent=self)
        self.state_banner.acted.connect(self.model.reload)
        self.unsent = UnsentBanner(theme, self.relay, self.model, self._say_in_lesson, self)
        self.unsent.wanted.connect(self.unsent_requested)
        self.waiting = LessonThatWaits(theme, self.relay, self.model, self)
        self.waiting.join_requested.connect(self.join_requested)
        for banner in (self.waiting, self.state_banner, self.unsent, self.banner):
            self.head.addWidget(banner)
        self.cards = CardList(theme, self._around, self)
        self.cards.acted.connect(self._on_act)
        self.cards.more_wanted.connect(self.model.more)
        self.body = LoadingBody(theme, "calendar", self.cards, on=self)
        self.empty = self.body.empty
        self.empty.acted.connect(self._on_empty)
        self.empty.acted_otherwise.connect(self.students_requested)
        vbox(self.head, (self.body, 1), on=self, gap=0)
        theme.changed.connect(self._fit)

    # what is shown

    def _around(self, session: Session) -> CardContext:
        model = self.model
        return CardContext(
            self.relay.now(),
            model.mine(session),
            model.may_teach(session),
            model.may_change(session),
            model.online,
            session.id in self.session_actions.starting,
            model.labels.get(session.class_id, ""),
            model.known.teachers.get(session.teacher_id, ""),
            model.known.sizes.get(session.class_id, 0),
            *self.unsent.counts(session.id),
        )

    def _show(self) -> None:
        model = self.model
        for button in (self.head.now, self.head.new, self.head.classes):
            button.setVisible(model.teaches)
        self.head.now.setVisible(bool(model.taught))
        self._fit()
        for button in (self.head.now, self.head.new):
            button.setEnabled(model.online and model.taught is not None)
        if self.session_actions.starting:
            self.head.now.setEnabled(False)
        self.head.filters.set_classes(model.classes())
        self.head.more_filters.set_count(self.head.filters.count())
        self._show_state()
        self.unsent.refresh()
        self.waiting.refresh()
        rows = self._rows()
        self.head.show_filters(bool(rows) or model.more_to_come or not model.filter.empty)
        self.cards.set_rows(rows, more=model.more_to_come, asking_more=model.loading_more)
        if rows or model.more_to_come:
            self.body.setCurrentWidget(self.cards)
        elif model.loading:
            self.body.setCurrentWidget(self.body.waiting)
        else:
            self._help = explain(self.empty, model, self._say)
            self.body.setCurrentWidget(self.empty)
        self.setFocusProxy(self.empty.action if self.body.currentWidget() is self.empty else self.cards)

    def _on_waiting(self) -> None:
        if self.isVisible():  # a lesson that stands before this page changes it all the time
            self._show()

    def _tick(self) -> None:
        """Time has passed: words about it are said again, and who has fallen overdue goes elsewhere."""
        if self._rows() != self.cards.rows:
            self._show()
        self.cards.tick(self.relay.now())

    def _rows(self) -> list[ListRow]:
        rows: list[ListRow] = []
        for section in self.model.sections():
            rows.append(ListRow(section.part, heading=self._heading(section.part)))
            rows += [ListRow(session.id, session=session) for session in section.sessions]
        return rows

    def _heading(self, part: Part) -> str:
        return {
            "live": self.tr("Live now"),
            "overdue": self.tr("Overdue"),
            "today": self.tr("Later today"),
            "coming": self.tr("Coming up"),
            "past": self.tr("Past"),
        }[part]

    def _show_state(self) -> None:
        model, banner = self.model, self.state_banner
        if not model.online and model.as_of:
            told = self.tr("Offline, as of {time}. What is kept here can be read and searched.")
            banner.set("warn", told.format(time=as_of(model.as_of, self.relay.now())), icon="wifi-off")
            banner.setVisible(self.relay.state.kind != "connecting")  # at the start it may be a moment
        elif model.failure and model.state == "ready":
            banner.set("danger", self._say(model.failure), action=self.tr("Try again"))
        else:
            banner.hide()

    # what one can do

    def plan(self) -> None:
        """Opens the form for a new session; a teacher without a class is sent to make one."""
        if self.model.taught == []:
            self.classes_requested.emit()
        elif self.model.taught:
            self._open()

    def start_now(self) -> None:
        """Makes a lesson and is in it; which class it is for is asked only where there are several."""
        taught = self.model.taught or []
        chosen = [badge for badge in taught if badge.id == self.head.filters.classes.value] or taught
        if len(chosen) == 1:
            self._start_now(chosen[0])
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for badge in chosen:
            name = self.model.labels.get(badge.id, badge.name)
            entry = menu.addAction(name.replace("&", "&&"))
            entry.triggered.connect(lambda _=False, badge=badge: self._start_now(badge))
        menu.popup(self.head.now.mapToGlobal(self.head.now.rect().bottomLeft()))

    def _start_now(self, badge: ClassBadge) -> None:
        self.banner.hide()
        self.session_actions.start_now(badge)

    def edit(self, session: Session) -> None:
        """Opens the form to change a session."""
        self._open(session)

    def _open(self, session: Session | None = None, *, like: Session | None = None) -> None:
        """``like``: a new one is offered as this one was."""
        from desktop.parts.session_form import SessionDialog, again  # noqa: PLC0415  # most are students

        dialog = SessionDialog(
            self.relay,
            self.theme,
            self._say,
            self.model.known.labelled,
            session,
            class_id=self.head.filters.classes.value,
            draft=again(like, self.relay.now()) if like else None,
            parent=self,
        )
        dialog.saved.connect(self._on_saved)
        dialog.started.connect(self._on_started)
        dialog.open()

    def _on_saved(self, session: Session) -> None:
        self.model.take(session)
        self.cards.reveal(session.id)

    def _on_started(self, session: Session) -> None:
        self.model.take(session)
        self.join_requested.emit(session.id)

    def _on_act(self, act: str, session_id: str) -> None:
        session = self.model.session(session_id)
        if session is None:
            return
        self.banner.hide()
        match cast(Act, act):
            case "join":
                self.join_requested.emit(session_id)
            case "details":
                self.details_requested.emit(session_id)
            case "start":
                self.session_actions.start(session)
            case "edit":
                self.edit(session)
            case "again":
                self._open(like=session)
            case "cancel":
                self.session_actions.cancel(session)
            case "reopen":
                self.session_actions.reopen(session)
            case "delete":
                self.session_actions.delete(session)

    def _on_empty(self) -> None:
        match self._help:
            case "reload":
                self.model.reload()
            case "clear":
                self.head.filters.clear()
            case "classes":
                self.classes_requested.emit()
            case "now":
                self.start_now()

    def _find(self) -> None:
        self.head.filters.search.setFocus()
        self.head.filters.search.selectAll()

    # the window

    def gone(self) -> None:
        """Stops asking."""
        super().gone()
        self.waiting.stop()
        self.relay.waiting_changed.disconnect(self._on_waiting)

    def showEvent(self, event: QShowEvent) -> None:
        """Classes may have been made on another page, and something said in a room."""
        super().showEvent(event)
        self.model.recount()
        self._recounting.start()
        self._show()
        self._fit()
        if self.model.online and self.model.taught is not None:
            self.model.refresh_classes()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks at the counts."""
        super().hideEvent(event)
        self._recounting.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Filters stand open where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.head.fit(self.width())
