"""The pages for those who look after others: classes, people, safekeeping, and how students come in."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.app.shell import Shell
from desktop.join_addresses import places, to_join
from desktop.pages.attendance import AttendancePage
from desktop.pages.classes import ClassesPage
from desktop.pages.joining.how import HowToJoinPage
from desktop.pages.people import PeoplePage, RosterPage
from desktop.pages.plan import PlanOf, PlanPage
from desktop.pages.room import RoomPage
from desktop.pages.safekeeping import SafekeepingPage
from desktop.parts.columns import KnownColumns
from desktop.parts.passes import PassesDialog, SheetSaver, Whom, of_lesson, these
from desktop.qt_client import QtRelayClient, QtRoomClient
from relay.protocol.lesson import Lesson


class SchoolPages(QObject):
    """Opens them, each unless it is open already."""

    lesson_started = Signal(str)
    """The id of a session that was started on one of them."""
    details_wanted = Signal(str, str)
    """The page of a session, turned to a part."""

    def __init__(self, relay: QtRelayClient, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = KnownColumns(shell.settings)
        self._relay, self._window, self._theme, self._say = relay, shell.window, shell.theme, shell.say
        self._codes: dict[str, str] = {}
        """One-time codes made since signing in; the relay tells each only once."""

    def show_classes(self, *, add: bool = False) -> None:
        """``add``: asks at once for the names of students."""
        page = next((page for page in self._window.pages if isinstance(page, ClassesPage)), None)
        if page is None:
            page = ClassesPage(
                self._relay, self._theme, self._say, self._codes, self.addresses, self._columns
            )
            page.lesson_started.connect(self.lesson_started)
            page.attendance_wanted.connect(self.show_attendance)
            page.plan_wanted.connect(self.show_plan)
            self._window.show_page(page)
        if add:
            page.add_students_soon()

    def show_attendance(self, class_id: str, class_name: str) -> None:
        """How a class attended its lessons."""
        page = AttendancePage(self._relay, self._theme, self._say, class_id, class_name)
        page.details_wanted.connect(lambda session: self.details_wanted.emit(session, "attendance"))
        self._window.show_page(page)

    def show_plan(self, class_id: str, name: str, session: str = "") -> None:
        """What is prepared for a class, or for one of its lessons."""
        self._window.show_page(PlanPage(self._relay, self._theme, self._say, PlanOf(class_id, name, session)))

    def show_people(self) -> None:
        if self._window.has(PeoplePage):
            return
        page = PeoplePage(self._relay, self._theme, self._say, self._codes, self.addresses)
        page.roster_wanted.connect(lambda: self._show_roster(page))
        page.passes_wanted.connect(
            lambda who, found, one: self._show_passes(page, who, these(found), one=one)
        )
        self._window.show_page(page)

    def show_safekeeping(self) -> None:
        if not self._window.has(SafekeepingPage):
            self._window.show_page(SafekeepingPage(self._relay, self._theme, self._say))

    def _show_roster(self, people: PeoplePage) -> None:
        classes = people.model.classes
        page = RosterPage(
            self._relay, self._theme, self._say, self._codes, classes, self.addresses, self._columns
        )
        page.brought.connect(people.model.reload)
        self._window.show_page(page)

    def addresses(self) -> list[str]:
        """What students type to come to this relay."""
        return to_join(self._relay.address.host, self._relay.address.port)

    def show_how_to_join(self, room: QtRoomClient | None = None) -> None:
        """What to show students, for the board; in a lesson with its code."""
        for open_page in self._window.pages:
            if isinstance(open_page, HowToJoinPage) and open_page.room is room:
                self._window.come_back_to(open_page)
                return
        reached = places(self._relay.address.host, self._relay.address.port)
        page = HowToJoinPage(self._theme, reached, self._relay.pin, room)
        if room is not None:
            whom = of_lesson(self._relay, room.session_id)
            who = room.memories[Lesson].class_name
            page.sheet_wanted.connect(lambda: self._show_passes(page, who, whom))
        self._window.show_page(page)

    def _show_passes(self, parent: QWidget, who: str, whom: Whom, *, one: bool = False) -> None:
        """QR slips: to print, and to take back."""
        reached = places(self._relay.address.host, self._relay.address.port)
        dialog = PassesDialog(self._theme, parent, who, one=one, printing=bool(reached))
        saver = SheetSaver(self._relay, self._theme, self._say, whom, reached, dialog)
        dialog.sheet_wanted.connect(saver.choose)
        dialog.taking_back.connect(saver.take_back)
        saver.told.connect(dialog.tell)
        dialog.open()

    def show_how_to_join_now(self) -> None:
        """With the lesson that is open, if one is."""
        rooms = [page.context.room for page in self._window.pages if isinstance(page, RoomPage)]
        live = [room for room in rooms if room.role == "teacher" and not room.over]
        self.show_how_to_join(live[-1] if live else None)
