"""The card with the list of who did what."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem, QWidget

from desktop.identity_status import named
from desktop.pages.safekeeping.asking_card import AskingCard
from desktop.parts.attendance import marks
from desktop.parts.tasks import Say
from desktop.parts.when import moment
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import Button, ItemList, Label, plain_tip
from desktop.translating import translate
from relay.protocol.safekeeping import Noted, Notes, ReadNotes
from relay.shared.ids import new_ref

CHANGED = " → "
"""Between what something was and what it is."""
LINES = 9
"""Shown at once; the list scrolls."""


class NotesCard(AskingCard):
    """The newest acts first; older ones are asked for."""

    def __init__(self, relay: QtRelayClient, theme: Theme, say: Say, parent: QWidget) -> None:
        super().__init__(relay, theme, say, "shield-check", parent)
        self.set_title(self.tr("Who did what"))
        explained = self.tr(
            "What teachers and admins did to others or to the school: muting, removing, new codes, backups, "
            "erasing; and when an admin read a lesson that is not theirs. It is kept for two years, and "
            "nobody can delete it."
        )
        self.body.addWidget(Label(explained, "caption", wrap=True, parent=self))
        self.body.addWidget(self.banner)
        self.acts: list[Noted] = []
        self.none = Label(self.tr("Nothing yet."), "muted", parent=self)
        self.body.addWidget(self.none)
        self.list = ItemList(self)
        self.list.setAccessibleName(self.tr("Who did what"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()
        self.body.addWidget(self.list)
        self.more = Button(theme, self.tr("Show more"), small=True, parent=self)
        self.more.clicked.connect(lambda: self.run(self._ask(self.acts[-1].id if self.acts else 0)))
        self.more.hide()
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.begin()

    async def load(self) -> None:
        """The newest."""
        await self._ask(0)

    async def _ask(self, before: int) -> None:
        found = await self.relay.ask(ReadNotes(ref=new_ref(), before=before), Notes)
        if before == 0:
            self.acts = []
            self.list.clear()
        for act in found.notes:
            line = self._line(act)
            item = QListWidgetItem(line, self.list)
            item.setToolTip(plain_tip(line))
        self.acts += found.notes
        self.none.setVisible(not self.acts)
        self.list.setVisible(bool(self.acts))
        height = self.list.sizeHintForRow(0) if self.acts else 0
        self.list.setFixedHeight(height * min(LINES, len(self.acts)) + 2 * self.list.frameWidth() + 8)
        self.more.setVisible(found.more)

    def _line(self, act: Noted) -> str:
        who = act.by_name or (self.tr("somebody who is gone") if act.by else self.tr("on the server"))
        whom = named(act.account_name, act.account_standing) if act.account_name else ""
        about = [whom, act.session_title, act.class_name, _detail(act)]
        said = self.tr("{when} · {who}: {what}").format(
            when=moment(act.at, self.relay.now()), who=who, what=acts().get(act.what, act.what)
        )
        return " · ".join([said, *filter(None, about)])


def _detail(act: Noted) -> str:
    """In words where it is one of attendance: what it was, and what it is now."""
    words = {str(status): mark.words for status, mark in marks().items()}
    parts = [words.get(part, part) for part in act.detail.split(CHANGED)]
    return CHANGED.join(parts)


def acts() -> dict[str, str]:
    """What acts are called, by the names of their commands and events."""
    return {
        "chat_muted": translate("Acts", "muted"),
        "chat_unmuted": translate("Acts", "let write again"),
        "message_turned_down": translate("Acts", "did not let a message through"),
        "question_turned_down": translate("Acts", "did not show a question without a name to the class"),
        "message_hidden": translate("Acts", "hid a message"),
        "message_shown": translate("Acts", "showed a hidden message again"),
        "person_removed": translate("Acts", "removed from the lesson"),
        "person_allowed_back": translate("Acts", "let back into the lesson"),
        "person_turned_away": translate("Acts", "turned away at the door"),
        "add_teacher": translate("Acts", "made a teacher's account"),
        "renew_code": translate("Acts", "made a new one-time code"),
        "add_class": translate("Acts", "made a class"),
        "add_students": translate("Acts", "put students in a class"),
        "remove_student": translate("Acts", "took a student out of a class"),
        "remove_students": translate("Acts", "took students out of a class"),
        "renew_codes": translate("Acts", "made new one-time codes"),
        "bring_up_roster": translate("Acts", "imported a roster"),
        "rename_person": translate("Acts", "gave another name to"),
        "recognise_person": translate("Acts", "said who came by code"),
        "change_role": translate("Acts", "changed the role of"),
        "delete_class": translate("Acts", "deleted a class"),
        "rename_class": translate("Acts", "renamed a class"),
        "reset_passwords": translate("Acts", "made new codes for passwords"),
        "sign_out_devices": translate("Acts", "signed devices out"),
        "make_passes": translate("Acts", "made QR slips"),
        "revoke_passes": translate("Acts", "took QR slips back"),
        "start_session": translate("Acts", "started another teacher's lesson"),
        "edit_session": translate("Acts", "changed another teacher's lesson"),
        "cancel_session": translate("Acts", "called off another teacher's lesson"),
        "reopen_session": translate("Acts", "opened another teacher's lesson again"),
        "delete_session": translate("Acts", "deleted a lesson"),
        "make_backup": translate("Acts", "made a backup"),
        "delete_backup": translate("Acts", "deleted a backup"),
        "restore": translate("Acts", "put the server back to a backup; events gone"),
        "lesson_set_aside": translate(
            "Acts", "ended a lesson that could not be read; its log is kept in a file on the server"
        ),
        "confirm_clock": translate("Acts", "said that the clock is right"),
        "set_keeping": translate("Acts", "said how many days lessons are kept"),
        "remove_old": translate("Acts", "removed old lessons"),
        "export_own_data": translate("Acts", "saved what is kept of a person as a file"),
        "erase_person": translate("Acts", "erased a person"),
        "correct_attendance": translate("Acts", "corrected attendance"),
        "take_back_correction": translate("Acts", "took a correction of attendance back"),
        "set_attendance_rules": translate("Acts", "changed when a class counts as late or present"),
        "read_attendance": translate("Acts", "read the attendance of lessons of others"),
        "read_log": translate("Acts", "read what was said in a lesson of others, private messages included"),
        "enter_room": translate("Acts", "came into a lesson of others, and may read private messages"),
    }
