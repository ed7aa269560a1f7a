"""How a class attended, for the pages of a class and of a lesson: asked for, in words, and corrected."""

from desktop.parts.attendance.everybody import apart, everybody_in, from_details
from desktop.parts.attendance.missing import MissingStudents, missing_in
from desktop.parts.attendance.model import AttendanceModel, ClassRecords, LessonRecords
from desktop.parts.attendance.paper import class_document
from desktop.parts.attendance.record_dialog import RecordDialog
from desktop.parts.attendance.strips import LessonStrips
from desktop.parts.attendance.tables import Judge, class_table, in_order, lesson_table
from desktop.parts.attendance.words import marks, short_words, spoken

__all__ = [
    "AttendanceModel",
    "ClassRecords",
    "Judge",
    "LessonRecords",
    "LessonStrips",
    "MissingStudents",
    "RecordDialog",
    "apart",
    "class_document",
    "class_table",
    "everybody_in",
    "from_details",
    "in_order",
    "lesson_table",
    "marks",
    "missing_in",
    "short_words",
    "spoken",
]
