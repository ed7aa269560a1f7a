"""The files that travel with the program, and typed ways to read them; knows no Qt."""

from functools import cache
from pathlib import Path
from typing import Literal, get_args

IconName = Literal[
    "arrow-down", "arrow-left", "bell", "calendar", "check", "chevron-down",
    "chevron-left", "chevron-right", "chevron-up", "circle", "circle-alert", "circle-check", "circle-help",
    "circle-x", "clap", "clock", "copy", "door-open", "download", "ellipsis", "eraser", "eye", "eye-off",
    "folder", "hand", "heart", "highlighter", "hourglass", "inbox", "info", "key",
    "laptop", "laugh", "link", "list-filter", "lock", "log-in", "log-out", "megaphone",
    "message-circle", "message-circle-question", "mic", "minus", "monitor", "monitor-up",
    "mouse-pointer-2", "move", "move-up-right", "notebook-pen", "palette", "pause", "pencil", "pin", "play",
    "plus", "presentation", "printer", "qr-code", "redo-2", "refresh-cw", "reply", "school", "search",
    "send-horizontal", "server", "settings", "shield-alert", "shield-check", "slash", "smile", "snail",
    "sparkles", "square", "surprised", "thumbs-up", "timer", "trash-2", "triangle-alert", "type",
    "undo-2", "unlock", "user", "user-check", "user-plus", "user-x", "users", "volume-x", "wifi",
    "wifi-off", "x",
]  # fmt: skip
"""Every icon there is, so that a misspelt one is a type error."""

SoundName = Literal["called", "bell", "timer"]
"""Every sound there is: one is called on; a lesson starts, or a teacher waits for an answer; a timer ends."""

ICON_NAMES: tuple[IconName, ...] = get_args(IconName)


def file_at(*path: str) -> Path:
    """One file under resources/, by the steps of its path."""
    return Path(__file__).with_name(path[0]).joinpath(*path[1:])


def read_bytes(*path: str) -> bytes:
    """What one file under resources/ holds, by the steps of its path."""
    return file_at(*path).read_bytes()


def read_text(*path: str) -> str:
    """The same of a text file."""
    return read_bytes(*path).decode("utf-8")


@cache
def icon_svg(name: IconName) -> str:
    """The drawing of a line icon, in `currentColor`."""
    return read_text("icons", f"{name}.svg")


def app_icon_svg() -> bytes:
    """Schoolbell's own icon, in its own colours."""
    return read_bytes("icons", "schoolbell.svg")


def fonts() -> tuple[Path, ...]:
    """The weights of Inter that the theme uses, as TrueType files."""
    return tuple(file_at("fonts", f"Inter-{weight}.ttf") for weight in ("Regular", "SemiBold", "Bold"))


def emoji_font() -> Path:
    """Noto Emoji in one colour, for systems that have no emoji."""
    return file_at("fonts", "NotoEmoji-Regular.ttf")


def translation(language: str) -> Path:
    """A file that Qt can speak a language from, as packaging/translations.sh compiles it."""
    return file_at("translations", f"schoolbell_{language}.qm")


def sound(name: SoundName) -> Path:
    """A file that the system's own player can play, as packaging/sounds.py makes it."""
    return file_at("sounds", f"{name}.wav")


@cache
def words() -> tuple[str, ...]:
    """The 2,048 English words of BIP-39, in order: eleven bits each."""
    return tuple(read_text("words", "english.txt").split())
