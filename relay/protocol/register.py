"""The register of a lesson's class, for its teachers: who is on it, who is excused, and where each sits."""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.base import MOST_IN_CLASS, AccountId, Command, MaybeId, Name, Reply, SessionId
from relay.protocol.personal import Of
from relay.protocol.refusals import final


class Enrolment(Struct):
    """One student on the register.

    ``came_as``: the account of who came by the lesson's code under this name, if anybody did. ``reason``: why
    they are excused, where that was said. ``counted``: a teacher has said that they were there, whoever came.
    """

    account: AccountId
    name: Annotated[Name, Of("account")]
    came_as: MaybeId = ""
    excused: bool = False
    reason: Annotated[Name, Of("account")] = ""
    counted: bool = False


class GetRegister(Command, kw_only=True):
    """Asks for the class of a session: everybody on its roster, in the order in which they sit."""

    session: SessionId


class Excuse(Command, kw_only=True):
    """A teacher notes that a student of the class is excused from this session; again replaces the reason.

    It may be said before, during and after the session.
    """

    session: SessionId
    account: AccountId
    reason: Name = ""


class TakeBackExcuse(Command, kw_only=True):
    """A student is not excused from this session after all."""

    session: SessionId
    account: AccountId


class ArrangeSeats(Command, kw_only=True):
    """Keeps the order in which a session's class sits, for all its lessons; who is not named comes last."""

    session: SessionId
    accounts: Annotated[list[AccountId], Meta(max_length=MOST_IN_CLASS)]


class Register(Reply, kw_only=True):
    """Everybody on the roster of the session's class."""

    people: Annotated[list[Enrolment], Meta(max_length=MOST_IN_CLASS)]


NOT_ON_REGISTER = final("not_on_register")
"""This person is not in the session's class."""
