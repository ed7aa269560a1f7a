"""A class's attendance over a time as a page: a grid of students and lessons, and what a teacher hands in."""

from desktop.pages.attendance.page import AttendancePage

__all__ = ["AttendancePage"]
