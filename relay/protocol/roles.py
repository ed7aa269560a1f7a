"""What people are in the school: making a student a teacher, a teacher an admin, and back."""

from relay.protocol.base import AccountId, Command, Role
from relay.protocol.refusals import final


class ChangeRole(Command, kw_only=True):
    """Makes somebody something else in the school. Answered with ``done``.

    They are signed out everywhere, and are it once they sign in again. Who becomes a teacher teaches the
    classes that they were in; who becomes a student is in those that they taught.
    """

    account: AccountId
    role: Role


HAS_LESSONS = final("has_lessons")
"""Who has lessons planned or running stays a teacher until these are over; the detail says how many."""
