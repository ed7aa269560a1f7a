"""What people are told when a file does not go or come."""

from collections.abc import Mapping

from desktop.translating import translate


def sentences() -> Mapping[str, str]:
    return {
        "no_such_file": translate(
            "Files", "This file is no longer there, or not for you to read. Ask your teacher for it."
        ),
        "too_large": translate("Files", "This file is too large. Save it smaller, or as several files."),
        "wrong_kind": translate(
            "Files",
            "Programs and scripts are not taken, nor files that are not what their name says. Save it as a "
            "document, then choose it again.",
        ),
        "file_damaged": translate(
            "Files", "The file has not come through as it was. Save it once more, then try again."
        ),
        "no_room": translate(
            "Files",
            "There is no room left for this file: only so much can be kept. Choose a smaller one, or ask "
            "your teacher.",
        ),
        "upload_lost": translate("Files", "Sending this file was interrupted. It goes on by itself."),
        "file_changed": translate(
            "Files", "The file was changed while it was sent. Save and close it, then choose it again."
        ),
        "file_unreadable": translate(
            "Files",
            "The file can't be read. Look whether it is still where it was, and opens; then choose it again.",
        ),
        "file_empty": translate(
            "Files", "There is nothing in this file. Save it once more, then choose it again."
        ),
    }
