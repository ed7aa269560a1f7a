"""The page where a teacher makes classes, puts students in them and prints their first codes."""

from desktop.pages.classes.page import ClassesPage

__all__ = ["ClassesPage"]
