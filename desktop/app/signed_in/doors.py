"""The doors to the pages of those who look after others, which are read when the first of them is opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.app.shell import Shell
from desktop.qt_client import QtRelayClient, QtRoomClient

if TYPE_CHECKING:
    from desktop.app.signed_in.school import SchoolPages


class SchoolDoors(QObject):
    """Has a page shown when the window's header, or another page, asks for it."""

    lesson_started = Signal(str)
    """The id of a session that was started behind one of them."""
    details_wanted = Signal(str, str)
    """The page of a session, turned to a part."""

    def __init__(self, relay: QtRelayClient, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._relay, self._shell = relay, shell
        self._pages: SchoolPages | None = None
        header = shell.window.header
        header.classes_wanted.connect(self.show_classes)
        header.people_wanted.connect(self.show_people)
        header.safekeeping_wanted.connect(self.show_safekeeping)
        header.join_wanted.connect(self._show_how_to_join)

    def close(self) -> None:
        header = self._shell.window.header
        header.classes_wanted.disconnect(self.show_classes)
        header.people_wanted.disconnect(self.show_people)
        header.safekeeping_wanted.disconnect(self.show_safekeeping)
        header.join_wanted.disconnect(self._show_how_to_join)

    def show_classes(self) -> None:
        self._open(lambda pages: pages.show_classes())

    def add_students(self) -> None:
        """The classes, where names of students are asked for at once."""
        self._open(lambda pages: pages.show_classes(add=True))

    def show_attendance(self, class_id: str, class_name: str) -> None:
        self._open(lambda pages: pages.show_attendance(class_id, class_name))

    def show_plan(self, class_id: str, name: str, session: str) -> None:
        """What is prepared for a lesson."""
        self._open(lambda pages: pages.show_plan(class_id, name, session))

    def show_people(self) -> None:
        self._open(lambda pages: pages.show_people())

    def show_safekeeping(self) -> None:
        self._open(lambda pages: pages.show_safekeeping())

    def show_how_to_join(self, room: QtRoomClient) -> None:
        """What to show students of this lesson, for the board."""
        self._open(lambda pages: pages.show_how_to_join(room))

    def _show_how_to_join(self) -> None:
        """From the window's header: with the lesson that is open, if one is."""
        self._open(lambda pages: pages.show_how_to_join_now())

    def _open(self, show: "Callable[[SchoolPages], None]") -> None:
        self._shell.reading.then("school", lambda: show(self._made()))

    def _made(self) -> "SchoolPages":
        from desktop.app.signed_in.school import SchoolPages  # noqa: PLC0415  # it has been read by now

        if self._pages is None:
            self._pages = SchoolPages(self._relay, self._shell, self)
            self._pages.lesson_started.connect(self.lesson_started)
            self._pages.details_wanted.connect(self.details_wanted)
        return self._pages
