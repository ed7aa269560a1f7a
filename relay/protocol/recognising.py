"""Saying who somebody is who came by the lesson's code: a student of the class, by their name on the list."""

from relay.protocol.base import AccountId, Command, SessionId
from relay.protocol.refusals import final


class RecognisePerson(Command, kw_only=True):
    """A teacher says that who came by code as ``account`` is this ``student`` of the class. Answers ``done``.

    They have that student's name in this lesson from then on, confirmed, and are let in if they wait; their
    attendance is the student's.
    """

    session: SessionId
    account: AccountId
    student: AccountId


ALREADY_THERE = final("already_there")
"""This student of the class is in the lesson already, or was removed from it."""
NOT_BY_CODE = final("not_by_code")
"""This account did not come to this session by its code."""
