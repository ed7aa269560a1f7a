"""The page: the prepared polls in order, and the buttons for what one does with them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.polls.words import question_of
from desktop.pages.plan.files import PlanSaver
from desktop.pages.plan.model import PlanModel, PlanOf
from desktop.pages.plan.paste_dialog import PasteDialog
from desktop.pages.plan.poll_dialog import PollDialog
from desktop.pages.plan.rows import PlanRows, PlanTable
from desktop.parts.loading import LoadingBody, LoadingPage
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import Banner, Button, Card, FlowRow, ask
from relay.protocol.plans import LessonPlan
from relay.protocol.poll_drafts import PollDraft

NAMED = 60
"""So many letters of a question name it in a sentence."""


class PlanPage(LoadingPage):
    """Polls of one class or lesson. What is changed is saved at once, and is here until it is."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        plan_of: PlanOf,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("Polls · {name}").format(name=plan_of.title)
        super().__init__(relay, theme, say, title, parent)
        self._before: list[list[PollDraft]] = []
        """What there was before each change."""
        self.model = PlanModel(relay, plan_of, self)
        self.saver = PlanSaver(self, lambda: self.model.drafts, self.tell, self.windowTitle)
        self._build()
        self.model.changed.connect(self._show)
        self.model.begin()
        self._show()

    def _build(self) -> None:
        theme = self.theme
        self.add = Button(
            theme, self.tr("Write a poll"), "primary", icon="plus", shortcut="Ctrl+N", parent=self
        )
        self.paste = Button(theme, self.tr("Paste…"), icon="copy", parent=self)
        self.copy = Button(theme, self.tr("Copy from…"), icon="inbox", parent=self)
        self.copy.clicked.connect(self._choose_plan)
        self.plans = QMenu(self.copy)
        self.plans.setAccessibleName(self.tr("Copy from…"))
        self.save = Button(theme, self.tr("Save as file"), icon="download", shortcut="Ctrl+S", parent=self)
        self.add.clicked.connect(self._write)
        self.paste.clicked.connect(self._paste)
        self.save.clicked.connect(self._choose_file)
        self.files = QMenu(self.save)
        self.files.setAccessibleName(self.tr("Save as file"))
        self.files.addAction(self.tr("As text…")).triggered.connect(lambda: self.saver.choose(aiken=False))
        self.files.addAction(self.tr("As Aiken, for Moodle…")).triggered.connect(
            lambda: self.saver.choose(aiken=True)
        )
        buttons = FlowRow(parent=self)
        buttons.add(self.add, self.paste, self.copy, self.save)
        self.standing = Banner(theme, "warn", parent=self)
        self.standing.acted.connect(self.model.save)
        self.rows = PlanRows(self)
        self.card = Card(theme, parent=self)
        self.table = PlanTable(theme, self.rows, self.card)
        self.edit = Button(theme, self.tr("Edit"), icon="pencil", small=True, parent=self.card)
        self.up = Button(theme, self.tr("Up"), icon="chevron-up", small=True, parent=self.card)
        self.down = Button(theme, self.tr("Down"), icon="chevron-down", small=True, parent=self.card)
        self.delete = Button(theme, self.tr("Delete"), icon="trash-2", small=True, parent=self.card)
        self.edit.clicked.connect(self._edit)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.delete.clicked.connect(self._delete)
        self.table.edit_wanted.connect(self._edit)
        self.table.delete_wanted.connect(self._delete)
        self.table.move_wanted.connect(self._move)
        self.table.chosen.connect(self._show_buttons)
        for_one = FlowRow(parent=self.card)
        for_one.add(self.edit, self.up, self.down, self.delete)
        self.card.body.addWidget(self.table, 1)
        self.card.body.addWidget(for_one)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.undo)
        undo.setWhatsThis(self.tr("Undo"))
        self.body = LoadingBody(theme, "circle-help", self.card, on=self)
        self.body.empty.acted.connect(self._on_empty)
        margins = (Space.L, Space.M, Space.L, Space.L)
        vbox(buttons, self.standing, self.banner, (self.body, 1), on=self, gap=Space.S, margins=margins)
        self.setFocusProxy(self.table)

    # what is shown

    def _show(self) -> None:
        model, place = self.model, self.table.place
        if self.rows.rows != model.drafts:
            self.rows.show_rows(model.drafts)
            self.table.choose(min(place, len(model.drafts) - 1))
        if model.state == "ready" and model.drafts:
            self.body.setCurrentWidget(self.card)
        elif model.state == "ready":
            self.body.empty.set(
                "circle-help",
                self.tr("No polls are prepared yet"),
                self.tr(
                    "Write them, or paste them from a text or from Moodle. In the lesson they are in Ask."
                ),
                self.tr("Write a poll"),
            )
            self.body.setCurrentWidget(self.body.empty)
        elif model.state == "failed" or not model.loading:
            why = self._say(model.failure) if model.failure else self.tr("You are offline.")
            title = self.tr("The polls could not be loaded")
            self.body.empty.set("triangle-alert", title, why, self.tr("Try again"))
            self.body.setCurrentWidget(self.body.empty)
        else:
            self.body.setCurrentWidget(self.body.waiting)
        self._show_standing()
        self._show_buttons()

    def _show_standing(self) -> None:
        """Whether the school's server has what is here."""
        model = self.model
        if not model.online:
            words = self.tr("Offline. Your changes are here, and are saved once you are back online.")
            self.standing.set("warn", words, icon="wifi-off")
        elif model.failure:
            words = self.tr("Not saved. {reason}").format(reason=self._say(model.failure))
            self.standing.set("danger", words, action=self.tr("Save again"))
        self.standing.setVisible(model.unsaved and (bool(model.failure) or not model.online))

    def _show_buttons(self) -> None:
        ready, place, count = self.model.state == "ready", self.table.place, len(self.model.drafts)
        room = ready and count < self.model.most
        self.add.setEnabled(room)
        self.paste.setEnabled(room)
        self.copy.setEnabled(room and self.model.online)
        self.copy.setVisible(bool(self.model.other_plans))
        self.save.setEnabled(ready and count > 0)
        self.edit.setEnabled(place >= 0)
        self.delete.setEnabled(place >= 0)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < count - 1)

    # what one can do

    def change(self, drafts: Sequence[PollDraft], chosen: int) -> None:
        """Has these from now on, with the one at that place chosen."""
        self._before.append(self.model.drafts)
        self.model.change(drafts)
        self.table.choose(chosen)

    def undo(self) -> None:
        """Takes back the last change."""
        if self._before:
            self.banner.hide()
            self.model.change(self._before.pop())

    def _write(self) -> None:
        PollDialog(
            self.theme,
            self._say,
            lambda draft: self.change([*self.model.drafts, draft], len(self.model.drafts)),
            parent=self,
        ).open()

    def _edit(self) -> None:
        place, drafts = self.table.place, self.model.drafts
        if not 0 <= place < len(drafts):
            return
        before = drafts[place]

        def keep(draft: PollDraft) -> None:
            """In the place where it is now; at the end if it was taken out meanwhile."""
            now = list(self.model.drafts)
            at = next((n for n, one in enumerate(now) if one is before), len(now))
            now[at : at + 1] = [draft]
            self.change(now, at)

        PollDialog(self.theme, self._say, keep, before, parent=self).open()

    def _paste(self) -> None:
        PasteDialog(self.theme, self._say, self._append, parent=self).open()

    def _append(self, drafts: Sequence[PollDraft]) -> int:
        """Gives how many of them there was room for."""
        room = self.model.most - len(self.model.drafts)
        taken = list(drafts[: max(0, room)])
        if taken:
            self.change([*self.model.drafts, *taken], len(self.model.drafts))
        return len(taken)

    def _choose_plan(self) -> None:
        """Of colleagues for whom one stands in, or one's own of another lesson."""
        self.plans.clear()
        for plan in self.model.other_plans:
            words = self.tr("{title} · {author} ({count})").format(
                title=plan.title, author=plan.author_name, count=QLocale().toString(plan.count)
            )
            action = self.plans.addAction(words.replace("&", "&&"))
            action.triggered.connect(partial(self._copy_from, plan))
        self.plans.popup(self.copy.mapToGlobal(self.copy.rect().bottomLeft()))

    def _copy_from(self, plan: LessonPlan) -> None:
        async def copy() -> None:
            drafts = await self.model.polls_of(plan)
            taken = self._append(drafts)
            if taken < len(drafts):
                self.tell(
                    "warn", self.tr("There was no room for all of them. Copied: {count}").format(count=taken)
                )

        self._tasks.spawn(self.attempt(copy()))

    def _delete(self) -> None:
        place, drafts = self.table.place, list(self.model.drafts)
        if 0 <= place < len(drafts):
            gone = drafts.pop(place)
            self.change(drafts, min(place, len(drafts) - 1))
            question = question_of(" ".join(gone.question.split()), gone.preset)[:NAMED]
            words = self.tr("Deleted: {question}").format(question=question)
            self.tell("info", words, self.tr("Undo"), self.undo)

    def _move(self, way: int) -> None:
        place, drafts = self.table.place, list(self.model.drafts)
        if 0 <= place < len(drafts) and 0 <= place + way < len(drafts):
            drafts.insert(place + way, drafts.pop(place))
            self.change(drafts, place + way)

    def _choose_file(self) -> None:
        self.files.popup(self.save.mapToGlobal(self.save.rect().bottomLeft()))

    def _on_empty(self) -> None:
        if self.model.state == "ready":
            self._write()
        else:
            self.model.reload()

    # leaving

    def may_leave(self) -> bool:
        """Asks first while something is not saved."""
        if not self.model.unsaved:
            return True
        self._tasks.spawn(self._ask_to_leave())
        return False

    async def _ask_to_leave(self) -> None:
        if await ask(
            self.theme,
            self,
            self.tr("Leave without saving?"),
            self.tr("Your last changes have not reached the school's server, and are lost."),
            confirm=self.tr("Leave"),
            cancel=self.tr("Stay"),
            danger=True,
        ):
            self.model.give_up()
            self.done.emit()
