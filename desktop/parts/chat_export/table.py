"""The chat as a table for spreadsheets, one message a row."""

from collections.abc import Iterator

from PySide6.QtCore import QDateTime, Qt

from desktop.features.chat.line_words import footer_of, tag_of
from desktop.features.chat.shown_line import ShownLine
from desktop.identity_status import named
from desktop.parts.chat_export.record import ChatRecord
from desktop.translating import translate
from relay.shared.cells import csv_lines


def table_file(record: ChatRecord) -> Iterator[bytes]:
    """As CSV in UTF-8, piece by piece; no cell is a formula."""
    return csv_lines(_rows(record))


def _rows(record: ChatRecord) -> Iterator[list[str]]:
    yield [
        translate("ChatExport", "Number"),
        translate("ChatExport", "Date"),
        translate("ChatExport", "Time"),
        translate("ChatExport", "Name"),
        translate("ChatExport", "Role"),
        translate("ChatExport", "Kind"),
        translate("ChatExport", "Answers or replies to"),
        translate("ChatExport", "Who can read it"),
        translate("ChatExport", "Note"),
        translate("ChatExport", "Words"),
    ]
    for line in record.lines():
        at = QDateTime.fromMSecsSinceEpoch(line.at)
        yield [
            str(line.id),
            at.toString(Qt.DateFormat.ISODate)[:10],
            at.toString("HH:mm:ss"),
            *(_said(line) if line.spoken else ("", "", translate("ChatExport", "Lesson"), "", "", "")),
            line.text,
        ]


def _said(line: ShownLine) -> tuple[str, ...]:
    """What a row says of somebody's words."""
    few, all_ = translate("ChatExport", "Author and teachers"), translate("ChatExport", "Everybody")
    return (
        named(line.name, line.known),
        translate("ChatExport", "Teacher") if line.teacher else translate("ChatExport", "Student"),
        tag_of(line) or translate("ChatExport", "Message"),
        str(line.quotes or ""),
        line.read_by or (few if line.hidden else all_),
        footer_of(line),
    )
