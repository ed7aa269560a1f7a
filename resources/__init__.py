"""The files that travel with the program, and typed ways to read them; knows no Qt."""

from contextlib import AbstractContextManager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, get_args

IconName = Literal[
    "arrow-down", "arrow-left", "bell", "bell-off", "book-open", "calendar", "check", "chevron-down",
    "chevron-left", "chevron-right", "chevron-up", "circle-alert", "circle-check", "circle-help",
    "circle-x", "clock", "copy", "door-open", "download", "ellipsis", "eye", "eye-off", "folder",
    "graduation-cap", "hand", "hourglass", "inbox", "info", "key", "languages", "laptop", "link",
    "list-filter", "lock", "log-in", "log-out", "megaphone", "message-circle", "message-circle-question",
    "mic", "mic-off", "minus", "monitor", "monitor-up", "moon", "palette", "pencil", "play", "plus",
    "printer", "qr-code", "refresh-cw", "reply", "school", "search", "send-horizontal", "server",
    "settings", "shield-alert", "shield-check", "smile", "sparkles", "square", "sun", "thumbs-up",
    "trash-2", "triangle-alert", "unlock", "user", "user-check", "user-plus", "user-x", "users", "volume-2",
    "volume-x", "wifi", "wifi-off", "x",
]  # fmt: skip
"""Every icon there is, so that a misspelt one is a type error."""

SoundName = Literal["called", "bell"]
"""Every sound there is: one is called on; a lesson starts, or a teacher waits for an answer."""

ICON_NAMES: tuple[IconName, ...] = get_args(IconName)


def read_bytes(*path: str) -> bytes:
    """One file under resources/, by the steps of its path."""
    return files(__name__).joinpath(*path).read_bytes()


def read_text(*path: str) -> str:
    """One text file under resources/, by the steps of its path."""
    return read_bytes(*path).decode("utf-8")


@cache
def icon_svg(name: IconName) -> str:
    """The drawing of a line icon, in `currentColor`."""
    return read_text("icons", f"{name}.svg")


def app_icon_svg() -> bytes:
    """Schoolbell's own icon, in its own colours."""
    return read_bytes("icons", "schoolbell.svg")


def fonts() -> tuple[bytes, ...]:
    """The weights of Inter that the theme uses, as TrueType data."""
    return tuple(read_bytes("fonts", f"Inter-{weight}.ttf") for weight in ("Regular", "SemiBold", "Bold"))


def emoji_font() -> bytes:
    """Noto Emoji in one colour, for systems that have no emoji."""
    return read_bytes("fonts", "NotoEmoji-Regular.ttf")


def translation(language: str) -> AbstractContextManager[Path]:
    """A file that Qt can speak a language from, as packaging/translations.sh compiles it."""
    return as_file(files(__name__).joinpath("translations", f"schoolbell_{language}.qm"))


def sound(name: SoundName) -> AbstractContextManager[Path]:
    """A file that the system's own player can play, as packaging/sounds.py makes it."""
    return as_file(files(__name__).joinpath("sounds", f"{name}.wav"))


@cache
def words() -> tuple[str, ...]:
    """The 2,048 English words of BIP-39, in order: eleven bits each."""
    return tuple(read_text("words", "english.txt").split())
