"""What the child may take of this computer, as far as its system holds it to that; the parent watches too."""

import contextlib
import sys
import time

from desktop.documents.lines import LARGEST_FILE

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

if sys.platform == "win32":

    def limit_office() -> None:
        """Nothing but the parent's watch here."""

    def limit_reading() -> None:
        """Nothing but the parent's watch here."""

    def limit_page() -> None:
        """Nothing but the parent's watch here."""

else:
    import resource

    def limit_office() -> None:
        """While LibreOffice works, which inherits this."""
        _limit(resource.RLIMIT_AS, OFFICE_MEMORY)
        _limit(resource.RLIMIT_CPU, CHILD_SECONDS)
        _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
        _limit(resource.RLIMIT_CORE, 0)

    def limit_reading() -> None:
        """From here on only pages are read."""
        _limit(resource.RLIMIT_AS, MEMORY)
        _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
        _limit(resource.RLIMIT_FSIZE, _OWN_FILES)

    def limit_page() -> None:
        """The system ends the child soon after a parent would have that looks on."""
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        soon = int(time.process_time() + PAGE_SECONDS) + 1
        _limit(resource.RLIMIT_CPU, min(soon, CHILD_SECONDS), most)

    def _limit(what: int, soft: int, hard: int | None = None) -> None:
        with contextlib.suppress(ValueError, OSError):  # it has less already, or does not know this limit
            resource.setrlimit(what, (soft, soft if hard is None else hard))
