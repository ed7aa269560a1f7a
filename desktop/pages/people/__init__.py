"""People as teachers and admins look after them: who there is, rosters in and out, passwords, devices."""

from desktop.pages.people.page import PeoplePage
from desktop.pages.people.roster_page import RosterPage

__all__ = ["PeoplePage", "RosterPage"]
