"""What a person can choose: how it looks, what is told, what stays here; and what this program is."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.client import Store
from desktop.clipboard import copy_exactly
from desktop.notifications import Notifier
from desktop.pages.settings.kept import KeptCard
from desktop.pages.settings.licences import LicencesDialog
from desktop.parts.tasks import PageTasks
from desktop.parts.window_page import WindowPage
from desktop.settings import Settings
from desktop.theme import MAX_SCALE, MIN_SCALE, Theme
from desktop.theme.widgets import (
    Banner,
    Button,
    Card,
    CheckBox,
    FlowRow,
    FormRow,
    Label,
    ScrollPage,
    Segmented,
    Slider,
)

SETTLE_MS = 250
"""The window follows the slider when it rests: laying everything out anew takes a while."""
STEP = 5
"""Percent."""


class SettingsPage(WindowPage):
    """Every change holds at once."""

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        notifier: Notifier,
        store: Store,
        *,
        has_tray: bool,
        keeps: bool,
        version: str,
        parent: QWidget | None = None,
    ) -> None:
        """`keeps`: this computer has a keyring."""
        super().__init__(parent)
        self._theme, self._settings, self._notifier = theme, settings, notifier
        self._tasks = PageTasks(self)
        self.setWindowTitle(self.tr("Settings"))
        scroll = ScrollPage(theme, 620, fills=self)
        for card in (
            self._looks(),
            self._news(has_tray),
            self._privacy(keeps),
            self._kept(store),
            self._data(settings.folder),
            self._about(version),
        ):
            scroll.column.addWidget(card)
        scroll.column.addStretch(1)
        self.setFocusProxy(self.mode)
        settings.changed.connect(self._follow)
        self._tasks.spawn(self._probe())

    # cards

    def _looks(self) -> Card:
        card = Card(self._theme, self.tr("Look"), icon="palette", parent=self)
        choices = (
            ("system", self.tr("Like the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        )
        self.mode = Segmented(self._theme, self.tr("Colours"), choices, parent=card)
        self.mode.choose(self._settings.now.theme)
        self.mode.chosen.connect(lambda value: self._settings.change(theme=value))
        card.body.addWidget(self.mode)
        self.scale = Slider(card)
        self.scale.setRange(round(MIN_SCALE * 100 / STEP), round(MAX_SCALE * 100 / STEP))
        self.scale.setPageStep(3)
        self.scale.setMinimumHeight(32)
        self.scale.setValue(round(self._settings.now.text_scale * 100 / STEP))
        self.scale_row = FormRow(self._theme, self.tr("Text size"), self.scale, parent=card)
        self.sample = Label("", wrap=True, parent=card)
        self._rest = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._rest.timeout.connect(self._take_size)
        self.scale.valueChanged.connect(self._on_size)
        card.body.addWidget(self.scale_row)
        card.body.addWidget(self.sample)
        self._show_size()
        return card

    def _news(self, has_tray: bool) -> Card:
        card = Card(self._theme, self.tr("Notifications"), icon="bell", parent=self)
        self.notifications = self._check(
            card, self.tr("Show notifications outside this window"), "notifications"
        )
        self.honest = Banner(self._theme, "warn", parent=card)
        card.body.addWidget(self.honest)
        self.quiet = self._check(card, self.tr("Stay quiet while I present"), "quiet_while_presenting")
        self.sounds = self._check(
            card, self.tr("Play a sound when I am called on, a lesson starts or my timer ends"), "sounds"
        )
        self.tray: CheckBox | None = None
        if has_tray:
            self.tray = self._check(
                card, self.tr("Closing the window leaves Schoolbell in the tray"), "close_to_tray"
            )
            self._follow_tray()
        return card

    def _privacy(self, keeps: bool) -> Card:
        card = Card(self._theme, self.tr("This computer"), icon="lock", parent=self)
        shared = self._settings.shared_computer
        self.shared = self._check(card, self.tr("This is a shared computer"), "shared_computer", shared)
        text = self.tr(
            "On a shared computer your sign-in is kept in memory only, and nothing about you stays when you "
            "sign out."
        )
        if self._settings.preset.shared_computer:
            self.shared.setEnabled(False)
            text += " " + self.tr("Whoever looks after this computer has set this.")
        card.body.addWidget(Label(text, "caption", wrap=True, parent=card))
        self.announce = self._check(
            card, self.tr("A class hosted here can be found on the network"), "announce"
        )
        text = self.tr(
            "Everyone on the network then sees the names of the class and its teacher, and the title of a "
            "lesson that is on. It holds from the next time you host."
        )
        card.body.addWidget(Label(text, "caption", wrap=True, parent=card))
        if not keeps:
            sentence = self.tr(
                "No keyring was found here, so your sign-in is kept in memory only: you will sign in again "
                "after each start."
            )
            card.body.addWidget(Banner(self._theme, "info", sentence, parent=card))
        return card

    def _kept(self, store: Store) -> Card:
        self.kept = KeptCard(self._theme, self._settings, store, self)
        return self.kept

    def _data(self, folder: Path) -> Card:
        card = Card(self._theme, self.tr("Data folder"), icon="folder", parent=self)
        self.folder = Label(str(folder), wrap=True, selectable=True, parent=card)
        card.body.addWidget(self.folder)
        buttons = FlowRow(parent=card)
        self.open_folder = Button(
            self._theme, self.tr("Open folder"), icon="folder", small=True, parent=buttons
        )
        self.copy_folder = Button(self._theme, self.tr("Copy"), icon="copy", small=True, parent=buttons)
        self.copy_folder.setAccessibleName(self.tr("Copy the folder's path"))
        self.open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        self.copy_folder.clicked.connect(self._copy)
        buttons.add(self.open_folder, self.copy_folder)
        card.body.addWidget(buttons)
        if self._settings.put_aside is not None:
            text = self.tr("Your earlier settings could not be read. They were put aside as {file}.")
            named = text.format(file=self._settings.put_aside.name)
            card.body.addWidget(Banner(self._theme, "warn", named, parent=card))
        return card

    def _about(self, version: str) -> Card:
        card = Card(self._theme, self.tr("About"), icon="info", parent=self)
        said = self.tr("Schoolbell {version}. Free software under the MIT licence.").format(version=version)
        card.body.addWidget(Label(said, wrap=True, selectable=True, parent=card))
        self.licences = Button(self._theme, self.tr("Licences"), small=True, parent=card)
        self.licences.clicked.connect(self._show_licences)
        card.body.addWidget(self.licences, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _check(self, card: Card, text: str, name: str, on: bool | None = None) -> CheckBox:
        check = CheckBox(self._theme, text, parent=card)
        check.setChecked(bool(getattr(self._settings.now, name)) if on is None else on)
        check.toggled.connect(lambda on: self._settings.change(**{name: on}))
        card.body.addWidget(check)
        return check

    # what happens

    def changeEvent(self, event: QEvent) -> None:
        """Keeps the sample in its own size when the program's text size follows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "sample"):
            self._show_size()

    def _on_size(self) -> None:
        self._show_size()
        self._rest.start()

    def _take_size(self) -> None:
        self._settings.change(text_scale=self.scale.value() * STEP / 100)

    def _show_size(self) -> None:
        percent = self.scale.value() * STEP
        text = self.tr("{percent} %: this is how text will look.").format(percent=percent)
        self.sample.setText(text)
        pixels = round(14 * percent / 100)
        self.sample.setStyleSheet(f"font-size: {pixels}px")
        self.scale.setAccessibleDescription(self.tr("{percent} percent").format(percent=percent))

    def _copy(self) -> None:
        copy_exactly(self.folder.text())
        self.copy_folder.say_briefly(self.tr("Copied"))

    def _show_licences(self) -> None:
        LicencesDialog(self._theme, self.window()).open()

    async def _probe(self) -> None:
        await self._notifier.probe()
        self._tell_honestly()

    def _tell_honestly(self) -> None:
        sentences = {
            "no_service": self.tr(
                "This computer has no notification service. News still shows here, inside the window."
            ),
            "no_buttons": self.tr(
                "Notifications here cannot have buttons. A click on one opens this window instead."
            ),
        }
        text = sentences.get(self._notifier.why, "") if self._settings.now.notifications else ""
        self.honest.set("warn", text)

    def _follow_tray(self) -> None:
        """On a shared computer nobody's account goes on unseen."""
        if self.tray is not None:
            self.tray.setChecked(self._settings.now.close_to_tray)
            self.tray.setVisible(not self._settings.shared_computer)

    def _follow(self) -> None:
        """Something was chosen elsewhere, or by this page."""
        self.mode.choose(self._settings.now.theme)
        self.shared.setChecked(self._settings.shared_computer)
        self.kept.follow()
        self._follow_tray()
        self.notifications.setChecked(self._settings.now.notifications)
        self._tell_honestly()
