"""How the people of one room are known to one person there: by what name, and as what."""

from collections.abc import Callable, Mapping

from desktop.identity_status import named, shown_standing
from desktop.same_names import told_apart
from relay.protocol.base import IdentityStatus
from relay.protocol.people import People

Names = Mapping[str, str]


class ShownPeople:
    """Tells a teacher apart who have one name.

    What a line says is looked up: a chat has thousands, and names are worked out anew only if others came.
    """

    def __init__(
        self,
        people: Callable[[], People] = People,
        *,
        teaches: Callable[[], bool] = lambda: False,
        usernames: Callable[[], Names] = dict,
        others: Callable[[], Names] = dict,
    ) -> None:
        """``usernames``: by which they are told apart, if known; ``others``: who should have come as well."""
        self._people, self._teaches, self._usernames, self._others = people, teaches, usernames, others
        self._made_of: tuple[Names, Names] | None = None
        self._names: dict[str, str] = {}
        self._apart: dict[str, str] = {}

    def names(self) -> dict[str, str]:
        """The names of all who ever came, by account."""
        everybody = self._people().everybody.values()
        names = dict(self._others()) | {one.account: one.name for one in everybody}
        if not self._teaches():
            self._made_of, self._apart = None, {}
            return names
        usernames = dict(self._usernames())
        if self._made_of != (names, usernames):
            self._made_of, self._names = (names, usernames), told_apart(names, usernames)
            self._apart = {one: name for one, name in self._names.items() if name != names[one]}
        return dict(self._names)

    def apart(self) -> Names:
        """As they are shown now those who share a name with somebody; `name` goes by it from here on."""
        self.names()
        return self._apart

    def name(self, account: str, name: str) -> str:
        """What somebody who is called this is shown as."""
        return self._apart.get(account, name) if name else ""

    def named(self, account: str, name: str) -> str:
        """The same as plain text, with what is to be known of them."""
        return named(self.name(account, name), self.standing_of(account)) if name else ""

    def standing_of(self, account: str) -> IdentityStatus:
        """How somebody is known to this person: as a guest, say."""
        return shown_standing(self._people().standing_of(account), teaches=self._teaches())
