"""Deleting a class: what of it goes at once, and what goes by its age."""

from relay.protocol.base import ClassId, Command, Count, Reply


class DeleteClass(Command, kw_only=True):
    """Deletes a class. Its people stay in the school, and planned lessons go; those that were held stay.

    These are there for the teachers who held them, and admins, until they are as old as the school keeps
    lessons. ``dry_run`` tells what would happen. Refused as ``still_live`` while a lesson of it runs.
    """

    class_id: ClassId
    dry_run: bool = False


class ClassDeleted(Reply, kw_only=True):
    """What deleting a class did (``done``) or would do.

    ``students``: how many were in it. ``planned``: lessons that go. ``held``: lessons that stay for now.
    """

    done: bool
    students: Count = 0
    planned: Count = 0
    held: Count = 0
