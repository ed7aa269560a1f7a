"""Joining a lesson by its code: the student's way in; ``how`` is what the teacher shows for it."""

from desktop.pages.joining.page import JoinPage

__all__ = ["JoinPage"]
