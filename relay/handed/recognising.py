"""Of people of whom a teacher has said who they are."""

from typing import NamedTuple


class Recognised(NamedTuple):
    """Who came by code under this account is a student of the class, by the name that they have now."""

    account: str
