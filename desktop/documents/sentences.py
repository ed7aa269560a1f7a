"""Why a document can't be shown, as kind sentences with what to do next."""

from desktop.documents.failures import DocumentCode
from desktop.documents.lines import LARGEST_FILE, MOST_PAGES
from desktop.translating import translate


def document_sentence(code: DocumentCode) -> str:
    """Why nothing of a document can be shown, or not the rest of it."""
    return {
        "locked": translate(
            "Documents",
            "This file is locked with a password. Save a copy without the password, then choose it again.",
        ),
        "unreadable": translate(
            "Documents",
            "This file can't be read: it is damaged, or not what its name says. "
            "Open it where it was made, save it as PDF, then choose that.",
        ),
        "too_large": translate(
            "Documents",
            "This file is larger than {megabytes} MB. Save it smaller (many programs offer this where they "
            "save PDF), or in parts, then choose it again.",
        ).format(megabytes=LARGEST_FILE // 1_000_000),
        "too_many_pages": translate(
            "Documents",
            "This file has more than {most} pages. Save the pages that you need as a file of their own, "
            "then choose that.",
        ).format(most=MOST_PAGES),
        "wrong_kind": translate(
            "Documents",
            "Files of this kind can't be shown. Save it as PDF, or choose a picture (PNG, JPEG, WebP).",
        ),
        "no_office": translate(
            "Documents",
            "Only LibreOffice can read this file, and it is not installed here. Save the slides as PDF, "
            "then choose that.",
        ),
        "too_slow": translate(
            "Documents",
            "It takes this computer too long to read this file. Save it as PDF anew, with simpler pages, "
            "then choose that.",
        ),
        "too_big": translate(
            "Documents",
            "This file needs more memory than it may have. Save it anew with smaller pictures, "
            "then choose that.",
        ),
    }[code]
