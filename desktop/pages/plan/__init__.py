"""Polls that are prepared for a class or a lesson: written, pasted, put in order, and saved as a file."""

from desktop.pages.plan.model import PlanOf
from desktop.pages.plan.page import PlanPage

__all__ = ["PlanOf", "PlanPage"]
