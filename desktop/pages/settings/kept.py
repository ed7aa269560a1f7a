"""The card of the settings about what is kept on this computer: how much, at most, and away with it."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from desktop.client import Store
from desktop.parts.tasks import PageTasks
from desktop.settings import Settings
from desktop.theme import Theme, hbox
from desktop.theme.widgets import Button, Card, CheckBox, Label, Segmented, ask

LIMITS = (50, 200, 1000)
"""Megabytes that are offered."""
SIZE = QLocale.DataSizeFormat.DataSizeSIFormat


class KeptCard(Card):
    """Lists and chats that can be read without a relay."""

    def __init__(self, theme: Theme, settings: Settings, store: Store, parent: QWidget) -> None:
        super().__init__(theme, "", icon="download", parent=parent)
        self.set_title(self.tr("Kept to read offline"))
        self._theme, self._settings, self._store = theme, settings, store
        self._tasks = PageTasks(self)
        explained = self.tr(
            "The list of lessons, the chats of those you were in and the files shown there stay here, so "
            "that you can read and search them without a connection. They are not encrypted."
        )
        self.body.addWidget(Label(explained, "caption", wrap=True, parent=self))
        self.size_label = Label("", wrap=True, parent=self)
        self.clear_button = Button(theme, self.tr("Clear…"), icon="trash-2", small=True, parent=self)
        self.clear_button.setAccessibleName(self.tr("Clear what is kept on this computer"))
        self.clear_button.clicked.connect(lambda: self._tasks.spawn(self._clear()))
        self.body.addLayout(hbox((self.size_label, 1), self.clear_button))
        locale = QLocale()
        options = [(str(limit), locale.formattedDataSize(limit * 1_000_000, 0, SIZE)) for limit in LIMITS]
        self.limit = Segmented(theme, self.tr("Keep at most"), options, parent=self)
        self.body.addWidget(
            Label(
                self.tr("Keep at most, the oldest going first (files apart, at most 300 MB):"),
                wrap=True,
                parent=self,
            )
        )
        self.body.addWidget(self.limit, 0, Qt.AlignmentFlag.AlignLeft)
        self.at_sign_out = CheckBox(theme, self.tr("Clear it when I sign out"), parent=self)
        self.at_sign_out.clicked.connect(lambda on: settings.change(clear_at_sign_out=on))
        self.body.addWidget(self.at_sign_out)
        self.follow()
        self.limit.chosen.connect(self._choose)
        self._tasks.spawn(self._measure())

    def follow(self) -> None:
        """Shows what is chosen now."""
        nearest = min(LIMITS, key=lambda limit: abs(limit - self._settings.now.cache_megabytes))
        self.limit.choose(str(nearest))
        self.at_sign_out.setChecked(self._settings.clear_at_sign_out)
        self.at_sign_out.setEnabled(not self._settings.shared_computer)

    def _choose(self, limit: str) -> None:
        self._settings.change(cache_megabytes=int(limit))
        self._tasks.spawn(self._measure())

    async def _measure(self) -> None:
        size = QLocale().formattedDataSize(await self._store.size(), 1, SIZE)
        self.size_label.setText(self.tr("Kept on this computer: {size}").format(size=size))

    async def _clear(self) -> None:
        words = self.tr(
            "Lists, chats and files can't be read offline until they have been opened again. What waits "
            "to be sent stays."
        )
        if self._settings.shared_computer:
            words += "\n\n" + self.tr(
                "What was saved in lessons on this computer goes too: hand in first what you worked on."
            )
        sure = await ask(
            self._theme,
            self.window(),
            self.tr("Clear what is kept here?"),
            words,
            confirm=self.tr("Clear"),
            danger=True,
        )
        if sure:
            await self._store.clear()
            await self._measure()
