"""How a class attended, for the pages of a class and of a lesson: asked for, in words, and corrected."""

from desktop.parts.attendance.csv_saver import CsvSaver
from desktop.parts.attendance.model import AttendanceModel, ClassRecords, LessonRecords
from desktop.parts.attendance.record_dialog import RecordDialog
from desktop.parts.attendance.tables import class_table, in_order, lesson_table
from desktop.parts.attendance.words import marks, short_words, spoken

__all__ = [
    "AttendanceModel",
    "ClassRecords",
    "CsvSaver",
    "LessonRecords",
    "RecordDialog",
    "class_table",
    "in_order",
    "lesson_table",
    "marks",
    "short_words",
    "spoken",
]
