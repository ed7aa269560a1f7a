"""Importing a roster: choose a file, see line by line what it would change, and only then carry it out."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.pages.people.bringing import Bringing
from desktop.pages.people.preview import PreviewTable, RosterPreview
from desktop.parts.columns import ColumnChooser, KnownColumns
from desktop.parts.loading import LoadingBody, LoadingPage
from desktop.parts.roster_words import remarked, why_not
from desktop.parts.slips import SlipSaver
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import (
    Banner,
    Button,
    Card,
    CheckBox,
    Choice,
    ElidedLabel,
    Filling,
    FlowRow,
    Label,
    ask,
)
from relay.protocol.accounts import ClassBadge
from relay.shared.rosters import COLUMNS, ENCODINGS
from relay.shared.rosters.problems import ASKED, LEFT_OUT

REMARKS_SHOWN = 3


class RosterPage(LoadingPage):
    """One file at a time. Nothing changes before the button is pressed, and nobody goes who is not ticked."""

    brought = Signal()
    """The school is up to the file."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        codes: dict[str, str],
        classes: Sequence[ClassBadge],
        addresses: Callable[[], Sequence[str]] | None = None,
        known: KnownColumns | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``codes``: where one-time codes are kept by account. ``classes``: those one looks after.

        ``known``: what columns were chosen to be before.
        """
        super().__init__(relay, theme, say, self.tr("Import a roster"), parent)
        self.bringing = Bringing(relay, codes, known, self)
        self.preview = RosterPreview(theme, self)
        self.saver = SlipSaver(relay, theme, self.bringing, self, addresses)
        self._build(classes)
        self.bringing.changed.connect(self._show)
        self.preview.goes_changed.connect(self._show_buttons)
        self._shown: object = None
        self._read: object = None
        self._show()

    def _build(self, classes: Sequence[ClassBadge]) -> None:
        theme = self.theme
        self.remarks = Banner(theme, "info", parent=self)
        self.file = ElidedLabel("", "heading", parent=self)
        self.another = Button(theme, self.tr("Choose a file"), icon="folder", shortcut="Ctrl+O", parent=self)
        self.another.clicked.connect(self.choose)
        top = hbox((self.file, 1), self.another, gap=Space.S)
        self.missing = CheckBox(theme, self.tr("Make classes that are missing"), parent=self)
        self.missing.toggled.connect(self.bringing.make_missing)
        none = [("", self.tr("Class where the file names none…"))]
        options = none + [(badge.name, badge.name) for badge in classes]
        self.school_class = Choice(
            theme, options, name=self.tr("Class of those whose line names none"), parent=self
        )
        self.school_class.chosen.connect(self.bringing.put_in)
        self.encoding = Choice(
            theme, [(name, name) for name in ENCODINGS], name=self.tr("Letters of the file"), parent=self
        )
        self.encoding.chosen.connect(self.bringing.read_as)
        choices = FlowRow(gap=Space.M, parent=self)
        choices.add(self.missing, self.school_class, self.encoding)
        self.columns = ColumnChooser(theme, [c for c in COLUMNS if c] + [""], parent=self)
        self.columns.chosen.connect(self.bringing.choose_columns)
        self.columns.looked.connect(lambda: self.bringing.look(self.columns.settled))
        self.table = PreviewTable(theme, self.preview, self)
        self.table.answered.connect(self.bringing.answer)
        self.everybody = CheckBox(theme, "", parent=self)
        self.everybody.toggled.connect(self.preview.let_all_go)
        self.summary = Label("", "strong", wrap=True, parent=self)
        self.bring = Button(theme, self.tr("Import"), "primary", icon="check", parent=self)
        self.bring.clicked.connect(self.submit)
        self.slips = Button(theme, self.tr("Slips to print"), icon="printer", parent=self)
        self.slips.clicked.connect(self.saver.choose)
        buttons = FlowRow(to_end=True, parent=self)
        self.others = Button(theme, "", "primary", icon="check", parent=self)
        self.others.clicked.connect(self.submit)
        buttons.add(self.slips, self.bring, self.others)
        self.shown = Card(theme, parent=self)
        for part in (choices, self.columns, self.table, self.everybody, self.summary, buttons):
            self.shown.body.addWidget(part, 1 if part is self.table else 0)
        self.body = LoadingBody(theme, "users", self.shown, on=self)
        self.empty = self.body.empty
        self.empty.acted.connect(self.choose)
        whole = Filling(self).column
        whole.addLayout(top)
        whole.addWidget(self.banner)
        whole.addWidget(self.remarks)
        whole.addLayout(self.body, 1)
        self.setFocusProxy(self.another)

    # what one can do

    def choose(self) -> None:
        """Asks for a file."""
        dialog = QFileDialog(self, self.tr("Choose a roster"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Rosters (*.csv *.txt *.tsv *.zip)"), self.tr("All files (*)")])
        places = QStandardPaths.StandardLocation
        for place in (places.DownloadLocation, places.DocumentsLocation, places.HomeLocation):
            if Path(folder := QStandardPaths.writableLocation(place)).is_dir():
                dialog.setDirectory(folder)
                break
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.open(Path(path)))
        dialog.open()

    def open(self, file: Path) -> None:
        """Shows what a file would change."""
        self.banner.hide()
        self.bringing.open(file)

    def submit(self) -> None:
        """Carries it out; asks before anybody is taken out of a class."""
        self._tasks.spawn(self._submit())

    async def _submit(self) -> None:
        going = self.preview.going()
        text = self.tr(
            "People to take out: {count}. They no longer see the lessons of these classes. Their accounts "
            "and what they said stay."
        )
        if not going or await ask(
            self.theme,
            self,
            self.tr("Take them out of their classes?"),
            text.format(count=len(going)),
            confirm=self.tr("Import and take out"),
            cancel=self.tr("Go back"),
            danger=True,
        ):
            self.bringing.bring(going)

    def may_leave(self) -> bool:
        """Not while it is being carried out: one would not learn how it went."""
        return self.bringing.state != "bringing"

    # what is shown

    def _show(self) -> None:
        bringing = self.bringing
        self.file.setText(bringing.file.name if bringing.file else "")
        first = bringing.state == "nothing"
        self.another.setText(self.tr("Choose a file") if first else self.tr("Another file"))
        self.another.setEnabled(not bringing.busy)
        self.another.setVisible(not first)
        if bringing.roster is not self._read:
            self._read = bringing.roster
            self.columns.show_roster(bringing.roster)
            bringing.looked = self.columns.settled
        if bringing.plan is not None and bringing.plan is not self._shown:
            self._shown = bringing.plan
            self.preview.fixed = bringing.state == "done"
            self.preview.show_plan(bringing.roster, bringing.plan)
            was_blocked = self.everybody.blockSignals(True)
            self.everybody.setChecked(0 < len(self.preview.going()) == self.preview.leavers())
            self.everybody.blockSignals(was_blocked)
        if bringing.plan is not None and not bringing.problem:
            self.body.setCurrentWidget(self.shown)
        elif bringing.busy:
            self.body.setCurrentWidget(self.body.waiting)
        else:
            self._show_empty()
            self.body.setCurrentWidget(self.empty)
        self._show_banner()
        self._show_remarks()
        self._show_buttons()
        if bringing.state == "done":
            self.brought.emit()

    def _show_empty(self) -> None:
        bringing = self.bringing
        if bringing.problem is not None or bringing.failure:
            said = why_not(bringing.problem) if bringing.problem else self._why()
            title = self.tr("This file can't be imported")
            self.empty.set("triangle-alert", title, said, self.tr("Choose another file"))
        else:
            self.empty.set(
                "users",
                self.tr("Import a class list or a whole school"),
                self.tr(
                    "A CSV file (names, classes, user names; in any order and with any separator) or a "
                    "OneRoster zip. You see what it would change before anything happens."
                ),
                self.tr("Choose a file"),
            )

    def _show_banner(self) -> None:
        bringing, plan = self.bringing, self.bringing.plan
        if bringing.failure and plan is not None:
            self.banner.set("danger", self._why(), action="")
        elif bringing.state == "done":
            text = self.tr("Done. New: {new}, changed: {changed}, taken out of a class: {out}.")
            counts = (plan.new, plan.changed) if plan else (0, 0)
            self.banner.set("ok", text.format(new=counts[0], changed=counts[1], out=bringing.taken_out))
        elif plan is not None and bringing.bad:
            text = self.tr(
                "Lines that can't be imported: {count}, shown first. The others can be brought in alone."
            )
            self.banner.set("danger", text.format(count=bringing.bad))
        elif bringing.odd and bringing.roster is not None:
            text = self.tr("This file is not UTF-8. Look at the names: if letters are wrong, choose others.")
            self.banner.set("warn", text)
        else:
            self.banner.hide()

    def _show_remarks(self) -> None:
        roster = self.bringing.roster
        told = [remark for remark in roster.remarks if remark.kind not in ASKED | LEFT_OUT] if roster else []
        said = [remarked(remark) for remark in told]
        if len(said) > REMARKS_SHOWN:
            more = self.tr("… and {count} more.").format(count=len(said) - REMARKS_SHOWN)
            said = [*said[:REMARKS_SHOWN], more]
        self.remarks.set("info", "\n".join(said) if self.bringing.problem is None else "")

    def _show_buttons(self) -> None:
        bringing, plan, roster = self.bringing, self.bringing.plan, self.bringing.roster
        done, going = bringing.state == "done", len(self.preview.going())
        for choice in (self.missing, self.school_class, self.encoding, self.everybody):
            choice.setEnabled(not bringing.busy and not done)
        self.encoding.setVisible(bringing.odd)
        if bringing.odd:
            was_blocked = self.encoding.blockSignals(True)
            self.encoding.choose(bringing.encoding)
            self.encoding.blockSignals(was_blocked)
        nowhere = roster is not None and any(not (p.classes or p.leaves) for p in roster.people)
        self.school_class.setVisible(
            bool(bringing.school_class) or (nowhere and self.school_class.count() > 1)
        )
        leavers = self.preview.leavers()
        self.everybody.setVisible(leavers > 1 and not done)
        self.everybody.setText(self.tr("Take out all who are not in the file: {count}").format(count=leavers))
        if plan is not None:
            counts = [
                (self.tr("New: {count}"), plan.new),
                (self.tr("changed: {count}"), plan.changed),
                (self.tr("as before: {count}"), plan.same),
                (self.tr("new classes: {count}"), len(plan.made_classes)),
                (self.tr("to take out: {count}"), going),
            ]
            said = [words.format(count=count) for words, count in counts if count]
            self.summary.setText(self.tr(" · ").join(said))
        self.summary.setVisible(not done)
        self.bring.setVisible(not done and not bringing.bad)
        self.others.setVisible(not done and bringing.bad > 0 and bringing.others > 0)
        self.columns.setEnabled(not bringing.busy and not done)
        changes = plan is not None and bool(plan.new or plan.changed or plan.made_classes or going)
        self.bring.setEnabled(bringing.ready and changes)
        self.others.setEnabled(bringing.others_ready and changes)
        self.others.setText(
            self.tr("Importing…")
            if bringing.state == "bringing"
            else self.tr("Bring in the other {count}").format(count=bringing.others)
        )
        self.bring.setText(self.tr("Importing…") if bringing.state == "bringing" else self.tr("Import"))
        self.slips.setVisible(bool(bringing.coded()))

    def _why(self) -> str:
        failure = self.bringing.failure
        return self._say(failure) if failure.isidentifier() else failure
