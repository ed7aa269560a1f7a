"""Joining a lesson by its code: the student's way in, and what the teacher shows for it."""

from desktop.pages.joining.how import HowToJoinPage
from desktop.pages.joining.page import JoinPage

__all__ = ["HowToJoinPage", "JoinPage"]
