"""One session as a page: what it is, what it came to, who was there, what was said."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.features.panel.finding import labelled_of_each
from desktop.pages.details.attendance import LessonAttendance
from desktop.pages.details.chat import ChatHistory
from desktop.pages.details.figures import FiguresPart
from desktop.pages.details.head import DetailsHead
from desktop.pages.details.model import SessionModel
from desktop.pages.details.overview import Overview
from desktop.pages.details.report import DetailsReport
from desktop.pages.details.unsent import UnsentList
from desktop.parts.chat_export import ChatRecord, ChatSaver
from desktop.parts.known_classes import KnownClasses
from desktop.parts.loading import LoadingBody, LoadingPage
from desktop.parts.session_form import SessionDialog, again
from desktop.parts.session_words import joined
from desktop.parts.starting import may_start
from desktop.parts.tasks import No, Say, reason
from desktop.parts.transcript import Transcript
from desktop.parts.when import as_of, when
from desktop.qt_client import QtRelayClient
from desktop.shown_people import ShownPeople
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Badge, Banner, Button, FlowRow, Label, Segmented
from relay.protocol.accounts import ClassBadge
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.people import People
from relay.protocol.sessions import Session, SessionReply, StartSession, shown_as
from relay.shared.ids import new_ref

OTHER_PARTS = ("figures", "attendance", "chat", "unsent")
OFFERS_REPORT = ("overview", "figures")


class DetailsPage(LoadingPage):
    """Everything about one session. It asks again when the relay says that the session has changed."""

    join_requested = Signal(str)
    class_attendance_wanted = Signal(str, str)
    """How a class attended over time: its id and name."""
    plan_wanted = Signal(str, str, str)
    """What is prepared for the lesson: its class, its title, its id."""
    other_wanted = Signal(str)
    """Another session was planned here, and is to be looked at."""

    def __init__(
        self, relay: QtRelayClient, theme: Theme, say: Say, session_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(relay, theme, say, self.tr("Lesson"), parent)
        self.session_id = session_id
        self._starting = False
        self._wanted = ""
        self.model = SessionModel(relay, session_id, self)
        self.model.changed.connect(self._show)
        self.model.failed.connect(self._on_failed)
        self.transcript = Transcript(relay, session_id, self)
        self._build()
        self.transcript.changed.connect(self._on_transcript)
        relay.state_changed.connect(self._show)
        relay.waiting_changed.connect(self._show)
        self._show()
        self.model.reload()

    def _build(self) -> None:
        theme = self.theme
        self.badge = Badge(theme, "upcoming", parent=self)
        self.line = Label("", "muted", wrap=True, parent=self)
        self.join = Button(theme, self.tr("Join"), "primary", icon="log-in", parent=self)
        self.start = Button(theme, self.tr("Start"), "primary", icon="play", parent=self)
        self.edit = Button(theme, self.tr("Edit"), icon="pencil", parent=self)
        self.join.clicked.connect(lambda: self.join_requested.emit(self.session_id))
        self.start.clicked.connect(lambda: self._tasks.spawn(self.attempt(self._start())))
        self.edit.clicked.connect(lambda: self._tasks.spawn(self.attempt(self._edit())))
        self.again = Button(theme, self.tr("Duplicate"), icon="copy", parent=self)
        self.again.clicked.connect(lambda: self._tasks.spawn(self.attempt(self._duplicate())))
        self.plan = Button(theme, self.tr("Prepare polls"), icon="circle-help", parent=self)
        self.plan.clicked.connect(self._on_plan)
        self.offline = Banner(theme, "warn", parent=self)
        self.parts = Segmented(
            theme,
            self.tr("Part of the page"),
            [
                ("overview", self.tr("Overview")),
                ("figures", self.tr("Figures")),
                ("attendance", self.tr("Attendance")),
                ("chat", self.tr("Chat")),
                ("unsent", self.tr("Not sent")),
            ],
            parent=self,
        )
        self.parts.chosen.connect(self._choose)
        me = self.relay.me.id if self.relay.me else ""
        self.overview = Overview(theme, self)
        self.attendance = LessonAttendance(self, self._say, self.session_id)
        self.attendance.class_wanted.connect(self._on_class)
        attended = self.attendance.records
        self.report = DetailsReport(
            theme, self.model, self.transcript, self._chat_record, lambda: attended.found, self._say, self
        )
        self.figures = FiguresPart(theme, self.transcript, self.report.record, self._say, self)
        attended.changed.connect(self.figures.refresh)
        teaches = self.relay.me is not None and self.relay.me.role != "student"
        self.chat = ChatHistory(theme, self.transcript, me, self._say, self._known_people(teaches), self)
        self.saver = ChatSaver(theme, self._chat_record, self.tell, self)
        self.save_chat = Button(
            theme, self.tr("Save chat…"), icon="download", small=True, shortcut="Ctrl+S", parent=self
        )
        self.save_chat.clicked.connect(self.saver.choose)
        self.parts.add_at_end(
            self.figures.tables, self.save_chat, self.report.with_chat, *self.report.paper.buttons
        )
        self.unsent = UnsentList(theme, self.relay, self.session_id, self._say, self)
        parts = (self.overview, self.figures, self.attendance, self.chat, self.unsent)
        self.body = LoadingBody(theme, "triangle-alert", *parts, on=self)
        self.empty = self.body.empty
        self.empty.acted.connect(self._on_empty)
        find = QShortcut(QKeySequence.StandardKey.Find, self, self._find)
        find.setWhatsThis(self.tr("Find"))
        again = QShortcut(QKeySequence.StandardKey.Refresh, self, self._reload)
        again.setWhatsThis(self.tr("Load again"))
        first = hbox(self.badge, (self.line, 1), gap=Space.S)
        buttons = FlowRow(parent=self)
        buttons.add(self.join, self.start, self.edit, self.plan, self.again)
        head = QWidget(self)
        vbox(
            first,
            buttons,
            self.offline,
            self.parts,
            on=head,
            gap=Space.S,
            margins=(Space.L, Space.M, Space.L, 0),
        )
        self.head = DetailsHead(head, self)
        # below the buttons: what it says of one of them moves none, and is in sight where they scroll
        told = hbox(self.banner, margins=(Space.L, Space.S, Space.L, 0))
        vbox(self.head, told, (self.body, 1), on=self, gap=0)
        self.setFocusProxy(self.parts)

    # what is shown

    def show_part(self, part: str) -> None:
        """Turns to a part of the page as soon as it is there."""
        self._wanted = part
        self._show()

    def _on_failed(self, error: No) -> None:
        self.empty.set(
            "triangle-alert",
            self.tr("This lesson could not be loaded"),
            reason(error, self._say),
            self.tr("Back") if self.model.gone else self.tr("Try again"),
        )

    def _show(self) -> None:
        model = self.model
        if model.state == "deleted":
            self.empty.set("trash-2", self.tr("This lesson was deleted"), action=self.tr("Back"))
        self.unsent.refresh()
        self.head.setVisible(model.state == "ready")
        if model.details is None or model.state != "ready":
            other = self.unsent if self.unsent.count else self.empty
            self.body.setCurrentWidget(self.body.waiting if model.state == "loading" else other)
            return
        session, now = model.details.session, self.relay.now()
        shown = shown_as(session, now)
        online = self.relay.state.kind in ("connected", "reconnecting")
        mine = self._mine(session)
        self.setWindowTitle(session.title)
        self.badge.set(shown)
        self.line.setText(joined(session.class_name, when(session, now)))
        self.join.setVisible(shown == "live")
        self.start.setVisible(mine and session.status == "scheduled")
        self.edit.setVisible(mine and session.status == "scheduled")
        self.again.setVisible(mine)
        self.plan.setVisible(mine and session.status == "scheduled" and self.relay.offers("plans"))
        for button in (self.join, self.start, self.edit, self.again):
            button.setEnabled(online and not self._starting)
        self.overview.show_details(model.details, now, teaches=mine)
        self.figures.refresh()
        self.parts.chip("figures").setVisible(mine and session.status == "ended")
        self.attendance.show_details(model.details)
        known = bool(model.details.attendance or model.details.absent)
        self.parts.chip("attendance").setVisible(known)
        self.parts.chip("chat").setVisible(session.status == "ended" or (model.kept_log and not online))
        self.parts.chip("unsent").setVisible(self.unsent.count > 0)
        if self._wanted and self.parts.chip(self._wanted).isVisibleTo(self.parts):
            self.parts.choose(self._wanted)
            self._wanted = ""
        if not self.parts.chip(self.parts.value).isVisibleTo(self.parts):
            self.parts.choose("overview")
        self.parts.setVisible(any(self.parts.chip(p).isVisibleTo(self.parts) for p in OTHER_PARTS))
        told = self.tr("Offline, as of {time}.").format(time=as_of(model.as_of, now))
        self.offline.set("warn", told, icon="wifi-off")
        self.offline.setVisible(not online and self.relay.state.kind != "connecting")
        self._choose(self.parts.value)

    def _mine(self, session: Session) -> bool:
        me = self.relay.me
        return me is not None and (
            me.id == session.teacher_id or me.role == "admin" or self._teaches(session)
        )

    def _teaches(self, session: Session) -> bool:
        me, welcome = self.relay.me, self.relay.welcome
        classes = welcome.classes if welcome and me and me.role == "teacher" else []
        return any(badge.id == session.class_id for badge in classes)

    def _choose(self, part: str) -> None:
        if self.model.state != "ready":
            return
        pages: dict[str, QWidget] = {
            "overview": self.overview,
            "figures": self.figures,
            "attendance": self.attendance,
            "chat": self.chat,
            "unsent": self.unsent,
        }
        self.body.setCurrentWidget(pages[part])
        self.head.keep_in_sight(self.parts.chip(part))
        self._show_save()
        if part in ("attendance", "figures"):
            self.attendance.records.want()
        if part in ("chat", "figures") or (part == "attendance" and self._counts_wanted()):
            self.transcript.start()

    def _counts_wanted(self) -> bool:
        """What each did stands in the log. That an admin reads others' is noted: this is no reason to."""
        me, session = self.relay.me, self.model.session
        if me is None or session is None or session.status != "ended":
            return False
        return me.id == session.teacher_id or self._teaches(session)

    def _known_people(self, teaches: bool) -> ShownPeople:
        """As the attendance has them: who did not come is of the names that are told apart, too."""

        def students() -> Mapping[str, str]:
            details = self.model.details
            if details is None:
                return {}
            absent = {one.account: one.name for one in details.absent}
            return absent | {one.account: one.name for one in details.attendance}

        return ShownPeople(lambda: self.transcript.memories[People], teaches=lambda: teaches, others=students)

    def _chat_record(self) -> ChatRecord:
        log, me = self.transcript, self.relay.me
        return ChatRecord(
            log.memories,
            me.id if me else "",
            self.chat.people,
            reader=me.name if me else "",
            now=self.relay.now(),
            as_of=log.as_of,
        )

    def _show_save(self) -> None:
        """The chat once all of it is here, and where it is shown; the report beside what is in it."""
        log, part = self.transcript, self.parts.value
        self.report.offer(part in OFFERS_REPORT and self.parts.chip("figures").isVisibleTo(self.parts))
        self.save_chat.setVisible(part == "chat" and log.state == "ready" and bool(log.messages))

    def _on_transcript(self) -> None:
        self._show_save()
        if self.transcript.state == "ready" and self.report.of_each:
            self.attendance.model.show_counts(labelled_of_each(self.transcript.memories[LessonStats]))

    def _reload(self) -> None:
        self.model.reload()
        self.attendance.records.reload()

    def _on_class(self) -> None:
        if (session := self.model.session) is not None:
            self.class_attendance_wanted.emit(session.class_id, session.class_name)

    def _on_plan(self) -> None:
        if (session := self.model.session) is not None:
            self.plan_wanted.emit(session.class_id, session.title, session.id)

    def _find(self) -> None:
        if self.parts.chip("chat").isVisibleTo(self.parts):
            self.parts.choose("chat")
            self.chat.search.open()

    # what one can do

    async def _start(self) -> None:
        if not await may_start(self.relay, self.theme, self):
            return
        self._starting = True
        self._show()
        try:
            reply = await self.relay.ask(StartSession(ref=new_ref(), session=self.session_id), SessionReply)
            self.model.take(reply.session)
            self.join_requested.emit(self.session_id)
        finally:
            self._starting = False
            self._show()

    async def _edit(self) -> None:
        if (session := self.model.session) is not None:
            classes = await self._classes()
            dialog = SessionDialog(self.relay, self.theme, self._say, classes, session, parent=self)
            dialog.saved.connect(self.model.take)
            dialog.open()

    async def _duplicate(self) -> None:
        if (session := self.model.session) is not None:
            draft, classes = again(session, self.relay.now()), await self._classes()
            dialog = SessionDialog(self.relay, self.theme, self._say, classes, draft=draft, parent=self)
            dialog.saved.connect(lambda made: self.other_wanted.emit(made.id))
            dialog.started.connect(lambda made: self.join_requested.emit(made.id))
            dialog.open()

    async def _classes(self) -> list[ClassBadge]:
        reply = await self.relay.ask(ListClasses(ref=new_ref()), ClassList)
        return KnownClasses.of(reply).labelled

    def _on_empty(self) -> None:
        if self.model.state == "failed" and not self.model.gone:
            self.model.begin_again()
        else:
            self.done.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.fit()

    def gone(self) -> None:
        """Stops asking."""
        super().gone()
        self.figures.files.close()
        self.model.close()
        self.relay.state_changed.disconnect(self._show)
        self.relay.waiting_changed.disconnect(self._show)
