"""The report of a lesson: what all subjects tell of it, put on paper for its teachers."""

from desktop.parts.lesson_report.attendance import attendance_table
from desktop.parts.lesson_report.building import report_of, students_of

__all__ = ["attendance_table", "report_of", "students_of"]
