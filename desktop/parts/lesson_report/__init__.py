"""The report of a lesson: what all subjects tell of it, put on paper for its teachers."""

from desktop.parts.lesson_report.attendance import attendance_of, table_of
from desktop.parts.lesson_report.building import report_of, students_of

__all__ = ["attendance_of", "report_of", "students_of", "table_of"]
