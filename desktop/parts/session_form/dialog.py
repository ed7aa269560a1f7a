"""Plans a session or changes one; what was typed stays until the relay has taken it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.client import RefusedByRelay
from desktop.parts.form_dialog import FormDialog
from desktop.parts.session_form.draft import SessionDraft
from desktop.parts.session_form.form import SessionForm
from desktop.parts.starting import create_and_start, last_planned, may_start
from desktop.parts.tasks import NO, Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme
from relay.protocol.accounts import ClassBadge
from relay.protocol.sessions import (
    CHANGED_MEANWHILE,
    CreateSession,
    EditSession,
    Session,
    SessionReply,
)
from relay.shared.ids import new_ref


class SessionDialog(FormDialog):
    """The form for one session."""

    saved = Signal(object)
    """The Session after it was created or changed."""
    started = Signal(object)
    """The Session after it was created and started."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        classes: Sequence[ClassBadge],
        session: Session | None = None,
        *,
        class_id: str = "",
        draft: SessionDraft | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``session`` is changed. Without it a new one is made, for a class or as ``draft`` has it."""
        super().__init__(theme, say, width=540, parent=parent)
        self.relay = relay
        self.session = session
        self._asked: tuple[SessionDraft, bool, str] | None = None
        badges = list(classes)
        if session is not None and all(badge.id != session.class_id for badge in badges):
            badges.append(ClassBadge(session.class_id, session.class_name))
        self.form = SessionForm(theme, badges, self.width() - 2 * Space.XL)
        self.body.addWidget(self.form)
        self.cancel = self.add_button(self.tr("Cancel"), closes="reject")
        self.start = self.add_button(self.tr("Create and start"), icon="play")
        self.save = self.add_button("", "primary", default=True)
        self.start.clicked.connect(lambda: self.submit(start=True))
        self.save.clicked.connect(lambda: self.submit(start=False))
        chosen = class_id or (badges[0].id if badges else "")
        if session is not None:
            self.base = SessionDraft.of(session)
        else:
            self.base = draft or SessionDraft.new(relay.now(), chosen, last_planned(relay, chosen))
            if all(badge.id != self.base.class_id for badge in badges):
                self.base = replace(self.base, class_id="")  # it may have been deleted since
        self.form.set_value(self.base)
        if session is None and draft is None:
            self.form.class_id.chosen.connect(self._on_class)
        self.form.changed.connect(self._show_kind)
        self.focus_first(self.form.title)
        self._show_kind()

    def _on_class(self, class_id: str) -> None:
        """What is still as it was offered is offered as the other class had it last."""
        last = last_planned(self.relay, class_id)
        if self.session is not None or last is None:
            return
        written, offered = self.form.value, self.base.in_manner_of(last)
        kept = {name: getattr(written, name) for name in written.changes(self.base)}
        self.base = offered
        self.form.set_value(replace(offered, **kept))

    def _show_kind(self) -> None:
        """A new session, or one that is there already."""
        new = self.session is None
        self.set_title(self.tr("Plan a lesson") if new else self.tr("Edit lesson"))
        self.start.setVisible(new)
        self.form.repeat.setVisible(new and self.relay.offers("series"))
        several = self.form.repeat.weeks if new else 1
        self.start.setEnabled(several == 1 and not self.busy)  # now is no time of the week
        self.save.setText(self._save_words(new, several))

    def _save_words(self, new: bool, several: int) -> str:
        if self.busy:
            return self.tr("Saving…")
        if not new:
            return self.tr("Save")
        return self.tr("Create %n lesson(s)", "", several) if several > 1 else self.tr("Create")

    @property
    def dirty(self) -> bool:
        """Whether closing now would lose something."""
        return bool(self.form.value.changes(self.base.clean()))

    # sending

    def submit(self, *, start: bool = False) -> None:
        """Sends the form if it is filled in; the dialog stays until the relay has said yes."""
        if self.busy:
            return
        now = self.relay.now()
        draft = self.form.value
        was = self.session.scheduled_at if self.session else self.base.scheduled_at
        problems = draft.problems(now, starts_now=start, was=was)
        self.form.show_problems(problems)
        if not problems:
            self._tasks.spawn(self._ask_and_send(draft) if start else self._send(draft, start))

    async def _ask_and_send(self, draft: SessionDraft) -> None:
        self.busy = True
        try:
            go_on = await may_start(self.relay, self.theme, self)
        except NO as error:
            self.complain_of(error)
            return
        finally:
            self.busy = False
        if go_on:
            await self._send(draft, start=True)

    async def _send(self, draft: SessionDraft, start: bool) -> None:
        self._set_busy(True)
        try:
            if self.session is None:
                saved = await self._create(draft, start)
            else:
                saved = await self._edit(draft, self.session)
        except NO as error:
            if isinstance(error, RefusedByRelay) and error.code == CHANGED_MEANWHILE.name:
                await self._take_newer(error)
            else:
                self.complain_of(error)
            return
        finally:
            self._set_busy(False)
        if saved is not None:
            self.accept()

    async def _create(self, draft: SessionDraft, start: bool) -> Session | None:
        if not start:
            made = (await self.relay.ask(self._command(draft, start), SessionReply)).session
            self.saved.emit(made)
            return made
        command = self._command(replace(draft, scheduled_at=self.relay.now()), start)
        try:
            started = await create_and_start(self.relay, command, self._take_made)
        except NO as error:
            if self.session is None:
                raise
            self.saved.emit(self.session)
            self._show_kind()
            self.complain_of(error)
            return None
        self.started.emit(started)
        return started

    def _take_made(self, session: Session) -> None:
        """It exists: if it can't be started, this is the form that changes it."""
        self.session, self.base = session, SessionDraft.of(session)

    def _command(self, draft: SessionDraft, start: bool) -> CreateSession:
        """The same form is asked with the same ref, so that a lost answer makes no second session."""
        if self._asked is not None and self._asked[1] == start:
            before, _, ref = self._asked
            ignored = {"scheduled_at"} if start else set()
            if not set(draft.changes(before)) - ignored:
                return before.create(ref)
        self._asked = (draft, start, new_ref())
        return draft.create(self._asked[2])

    async def _edit(self, draft: SessionDraft, session: Session) -> Session:
        command: EditSession = draft.edit(new_ref(), session)
        if not draft.changes(SessionDraft.of(session)):
            return session
        reply = await self.relay.ask(command, SessionReply)
        self.saved.emit(reply.session)
        return reply.session

    async def _take_newer(self, refusal: RefusedByRelay) -> None:
        """Shows what it is now, with what was changed here on top: saving again is done knowingly."""
        assert self.session is not None
        try:
            reply = await self.relay.details(self.session.id)
        except NO as error:
            self.complain_of(error)
            return
        newer = SessionDraft.of(reply.session)
        mine = self.form.value.onto(self.base.clean(), newer)
        self.session, self.base = reply.session, newer
        self.saved.emit(reply.session)
        self.form.set_value(mine)
        self._show_kind()
        self.complain_of(refusal)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.save.setEnabled(not busy)
        self.form.setEnabled(not busy)
        if busy:
            self.banner.hide()
        self._show_kind()
