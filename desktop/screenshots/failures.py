"""Why there is no picture of the screen: stable codes, and the exception that carries one."""

from typing import Literal

ScreenCode = Literal[
    "no_way",  # the system gives no picture to programs
    "not_allowed",  # or not this time
    "no_picture",  # it said that it did, and there is none to be read
]


class ScreenFailed(Exception):
    """There is no picture. ``code`` is stable, ``detail`` is for a person who helps."""

    def __init__(self, code: ScreenCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail
