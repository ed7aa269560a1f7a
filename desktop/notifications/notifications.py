"""Everything a person is told unasked: shown in the program always, and outside it where the system can."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.notifications.notification import Action, Notification, Notifier


def never() -> bool:
    return False


class Notifications(QObject):
    """The notices that hold now. Whoever tells one withdraws it when its reason is gone.

    `quiet` is asked each time: while it says yes, nothing leaves the program. Keys are made of a
    subject and what it is about, such as ``hands/<session>``.
    """

    changed = Signal()
    """Another set of notices holds: the toasts and the badge follow."""
    opened = Signal()
    """A notice was clicked or answered outside: bring the window to the front."""

    def __init__(
        self, notifier: Notifier, quiet: Callable[[], bool] = never, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notifier, self._quiet = notifier, quiet
        self._held: dict[str, Notification] = {}

    @property
    def held(self) -> list[Notification]:
        """What holds now, the oldest first."""
        return list(self._held.values())

    @property
    def count(self) -> int:
        """How many notices wait for the person: the number for a badge."""
        return len(self._held)

    def tell(
        self,
        key: str,
        title: str,
        body: str = "",
        actions: Sequence[Action] = (),
        urgent: bool = False,
        open: Callable[[], None] | None = None,
        outside: bool = True,
    ) -> None:
        """Tells something; the same key changes what was told. Saying the same again disturbs nobody.

        With `outside` false it is shown in the program only.
        """
        notice = Notification(key, title, body, tuple(actions), urgent, open)
        before = self._held.get(key)
        self._held[key] = notice
        if before and _reads(before) == _reads(notice):
            return
        if outside and not self._quiet():
            self._notifier.show(replace(notice, actions=self._outside(notice), open=self._opening(key)))
        self.changed.emit()

    def withdraw(self, key: str) -> None:
        """Takes a notice back: its reason is gone, or the person has dealt with it."""
        if self._held.pop(key, None) is not None:
            self._notifier.withdraw(key)
            self.changed.emit()

    def hush(self) -> None:
        """Takes back what is shown outside the program; the toasts stay."""
        for key in self._held:
            self._notifier.withdraw(key)

    def do(self, key: str, action: str) -> None:
        """Carries out one of a notice's actions, which also takes the notice back."""
        notice = self._held.get(key)
        for one in notice.actions if notice else ():
            if one.id == action:
                self.withdraw(key)
                one.callback()
                return

    def open(self, key: str) -> None:
        """Shows what a notice is about, which also takes it back."""
        notice = self._held.get(key)
        self.withdraw(key)
        self.opened.emit()
        if notice and notice.open:
            notice.open()

    def _outside(self, notice: Notification) -> tuple[Action, ...]:
        """The same actions, looked up again when pressed: a notice may have changed or gone since."""

        def pressing(action: str) -> Callable[[], None]:
            return lambda: self.do(notice.key, action)

        return tuple(Action(a.id, a.label, pressing(a.id)) for a in notice.actions)

    def _opening(self, key: str) -> Callable[[], None]:
        return lambda: self.open(key)


def _reads(notice: Notification) -> tuple[object, ...]:
    return notice.title, notice.body, notice.urgent, tuple((a.id, a.label) for a in notice.actions)
