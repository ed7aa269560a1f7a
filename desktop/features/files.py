"""Files that are handed in and read: what the school's server says of them."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    return {
        "no_such_file": translate("Files", "This file is not there any more. Ask whoever has shared it."),
        "too_large": translate("Files", "This file is too large. Make it smaller, or share it in parts."),
        "wrong_kind": translate(
            "Files", "Programs and scripts can't be shared here. Share the document itself."
        ),
        "file_damaged": translate(
            "Files", "This file is damaged, or not what its name says. Save it anew, and share it once more."
        ),
        "no_room": translate(
            "Files", "There is no room for this file in the lesson. Share a smaller one, or ask your teacher."
        ),
        "upload_lost": translate("Files", "The file stopped on its way. It goes on by itself."),
    }
