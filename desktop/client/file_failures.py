"""Why a file was not fetched or sent, as a code that a sentence is found for."""

FILE_CHANGED, FILE_UNREADABLE, FILE_EMPTY = "file_changed", "file_unreadable", "file_empty"
"""Our own codes: the file became another one while it was sent, can't be read, or has nothing in it."""
NOT_SAVED = "not_saved"
"""The same: this computer's disk does not take what was fetched."""
GOING = "going_away"
"""The line is closed from here: what is not whole stays as it is, and goes on another time."""


class FileFailed(Exception):
    """``code``: of a refusal by the relay, or one of our own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def going(self) -> bool:
        """Whether it says nothing of the file: the line is closed from here."""
        return self.code == GOING
