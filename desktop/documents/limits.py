"""What the child may take of this computer, as far as its system holds it to that; the parent watches too."""

from desktop.documents.lines import LARGEST_FILE
from relay.shared.system import limit_own, limit_work

MEMORY = 900 << 20
OFFICE_MEMORY = 4 << 30
"""Of addresses, of which LibreOffice takes many more than of memory."""
PAGE_SECONDS = 8.0
"""Of the processor, for opening the file and for each page of it."""
CHILD_SECONDS = 300
REST_SECONDS = 240.0
"""After so much work a child ends in good order, before its limit does it in the middle of a page."""
_OPEN_FILES = 32
_OWN_FILES = 1_000_000
"""What reading may write: what went wrong, to the file of errors."""


def limit_office() -> None:
    """While LibreOffice works, which inherits this."""
    limit_own(memory=OFFICE_MEMORY, seconds=CHILD_SECONDS, largest_file=LARGEST_FILE)


def limit_reading() -> None:
    """From here on only pages are read."""
    limit_own(memory=MEMORY, largest_file=_OWN_FILES, open_files=_OPEN_FILES, alone=True)


def limit_page() -> None:
    """The system ends the child soon after a parent would have that looks on."""
    limit_work(PAGE_SECONDS)
