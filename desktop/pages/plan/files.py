"""Prepared polls as a file: as our own text, or as Aiken, which Moodle takes in."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from desktop.parts.saving import Tell, ask_where, save_and_tell
from desktop.parts.tasks import PageTasks
from desktop.poll_text import write_aiken, write_polls
from relay.protocol.poll_drafts import PollDraft
from relay.shared.files import write_private

Drafts = Callable[[], Sequence[PollDraft]]


class PlanSaver(QObject):
    """Asks where to, writes it in a thread, and tells what Aiken had no place for."""

    def __init__(self, page: QWidget, drafts: Drafts, tell: Tell, name: Callable[[], str]) -> None:
        """``name``: proposed for the file, any text."""
        super().__init__(page)
        self._page, self._drafts, self._tell, self._name = page, drafts, tell, name
        self._tasks = PageTasks(self)

    def choose(self, *, aiken: bool) -> None:
        """Asks where the file shall go."""
        ask_where(
            self._page,
            self.tr("Save as Aiken") if aiken else self.tr("Save as text"),
            kind=self.tr("Text (*.txt)"),
            suffix="txt",
            name=self._name(),
            then=partial(self.save, aiken=aiken),
        )

    def save(self, path: Path, *, aiken: bool) -> None:
        """The whole file or nothing, readable by its owner alone."""
        self._tasks.spawn(self._save(path, aiken=aiken))

    async def _save(self, path: Path, *, aiken: bool) -> None:
        drafts, said = list(self._drafts()), self.tr("Saved as {name}.")
        text = write_polls(drafts)
        if aiken:
            written = write_aiken(drafts)
            text = written.text
            said = " ".join([said, *self._missing(written.left_out, written.shortened)])
        content = [text.encode("utf-8", "replace")]
        await save_and_tell(self._tell, path, lambda: write_private(path, content), said, folder=True)

    def _missing(self, left_out: Sequence[int], shortened: Sequence[int]) -> list[str]:
        """What is not in the file, by the places of the polls."""
        told = []
        if left_out:
            text = self.tr("Not in it, since Aiken asks for one right answer of several: {places}.")
            told.append(text.format(places=self._places(left_out)))
        if shortened:
            text = self.tr("Without explanation, time and line breaks: {places}.")
            told.append(text.format(places=self._places(shortened)))
        return told

    def _places(self, places: Sequence[int]) -> str:
        return self.tr(", ").join(QLocale().toString(place + 1) for place in places)
