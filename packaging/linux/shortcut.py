"""Puts Schoolbell into the menu of whoever runs this and has it open schoolbell:// links, or undoes that.

    PYTHON packaging/linux/shortcut.py install      PYTHON: the environment's, which the entry then starts
    python3 packaging/linux/shortcut.py uninstall

For desktops that follow freedesktop.org (GNOME, KDE, Xfce, Cinnamon, MATE, ...). Writes below XDG_DATA_HOME
only, and into mimeapps.list only where another program had the links. Needs no root. Doing it twice is as
doing it once.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
DRAWING = HERE.parents[1] / "resources" / "icons" / "schoolbell.svg"
NAME = "schoolbell"
ENTRY = f"{NAME}.desktop"
LINKS = "x-scheme-handler/schoolbell"
SIZES = (16, 24, 32, 48, 64, 128, 256)
"""Pixels, for menus that can't draw SVG; those that can take the drawing."""
SECONDS = 30

_PLAIN = re.compile(r"[\w./+:@,-]+")
"""What needs no quotes in an entry. Some programs that open links (xdg-open, where no desktop environment
runs) don't understand quotes."""


def main() -> int:
    """The exit code."""
    if sys.argv[1:] not in (["install"], ["uninstall"]):
        sys.stderr.write(__doc__ or "")
        return 2
    if sys.platform in ("win32", "darwin"):
        return _sorry("this is for Linux and other systems whose desktop follows freedesktop.org.")
    places = Places(_home("XDG_DATA_HOME", ".local/share"), _home("XDG_CONFIG_HOME", ".config"))
    try:
        return install(places) if sys.argv[1] == "install" else uninstall(places)
    except (OSError, subprocess.SubprocessError) as failed:
        return _sorry(f"that failed: {failed}")


class Places:
    """Where the parts go."""

    def __init__(self, data: Path, config: Path) -> None:
        self.data, self.config = data, config
        self.applications = data / "applications"
        self.entry = self.applications / ENTRY
        self.cache = self.applications / "mimeinfo.cache"
        self.theme = data / "icons" / "hicolor"
        self.drawing = self.theme / "scalable" / "apps" / f"{NAME}.svg"
        self.pictures = {size: self.theme / f"{size}x{size}" / "apps" / f"{NAME}.png" for size in SIZES}
        self.environment = data / f"{NAME}-environment"
        """Leads to the environment where its own path would need quotes."""

    def files(self) -> Iterator[Path]:
        """Everything that is put somewhere."""
        yield from (self.entry, self.drawing, *self.pictures.values(), self.environment)


def install(places: Places) -> int:
    """Puts entry and icons in place, and tells the system."""
    missing = [name for name in ("PySide6", "desktop") if importlib.util.find_spec(name) is None]
    if missing:
        return _sorry(f"{sys.executable} has no {' and no '.join(missing)}: use the program's environment.")
    put_icons(places)
    words = [_quoted(word) for word in (str(_python(places)), "-P", "-m", "desktop")]
    text = (HERE / ENTRY).read_text("utf-8")
    values = {"TryExec": _escaped(str(_python(places))), "Exec": " ".join([*words, "%u"])}
    lines = [f"{key}={values.get(key, value)}" if mark else key for key, mark, value in _parts(text)]
    _write(places.entry, "\n".join([*lines, ""]).encode("utf-8", "surrogateescape"))
    _tell_the_system(places)
    if (opens := _asked("xdg-mime", "query", "default", LINKS)) not in (None, ENTRY):
        _asked("xdg-mime", "default", ENTRY, LINKS)
        opens = _asked("xdg-mime", "query", "default", LINKS)
    _say("Schoolbell is in your menu now. `make uninstall` takes it out again.")
    if opens is None:
        _say("whether schoolbell:// links open it could not be asked: there is no xdg-mime (xdg-utils) here.")
    elif opens != ENTRY:
        _say("schoolbell:// links do not open it yet: please install desktop-file-utils, and do this again.")
    return 0


def uninstall(places: Places) -> int:
    """Takes away whatever `install` put there, and folders that are empty then."""
    for file in places.files():
        if file.is_symlink() or file != places.environment:
            file.unlink(missing_ok=True)
    for folder in (places.config, places.applications):
        for file in folder.glob("*mimeapps.list"):
            _forget_links(file)
    _tell_the_system(places)
    with contextlib.suppress(FileNotFoundError):
        if places.cache.read_text("utf-8").strip() == "[MIME Cache]":  # nothing else is there
            places.cache.unlink()
    for file in places.files():
        for folder in file.parents:
            if folder == places.data or not folder.is_relative_to(places.data):
                break
            with contextlib.suppress(OSError):  # in use, or gone already
                folder.rmdir()
    _say("Schoolbell is out of your menu. Your settings and what the program kept are still there.")
    return 0


def _python(places: Places) -> Path:
    """The environment's Python by a path without blanks, if that can be had."""
    python, prefix = Path(sys.executable), Path(sys.prefix)
    if _PLAIN.fullmatch(str(python)) or not python.is_relative_to(prefix):
        return python
    by_link = places.environment
    if not (by_link.is_symlink() and by_link.readlink() == prefix):
        if by_link.is_symlink():
            by_link.unlink()
        by_link.parent.mkdir(parents=True, exist_ok=True)
        by_link.symlink_to(prefix, target_is_directory=True)
    return by_link / python.relative_to(prefix)


def put_icons(places: Places) -> None:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt  # noqa: PLC0415  # not there to uninstall
    from PySide6.QtGui import QImage, QImageWriter, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    drawing = DRAWING.read_bytes()
    _write(places.drawing, drawing)
    renderer = QSvgRenderer(QByteArray(drawing))
    for size, file in places.pictures.items():
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        _write(file, bytes(buffer.data().data()))


def _tell_the_system(places: Places) -> None:
    """Has menus and what opens links look again; without these tools they do it at the next login."""
    if places.applications.is_dir():
        _asked("update-desktop-database", str(places.applications))
    if places.theme.is_dir():
        if (places.theme / "icon-theme.cache").exists():
            _asked("gtk-update-icon-cache", "--force", "--ignore-theme-index", "--quiet", str(places.theme))
        os.utime(places.theme)


def _forget_links(file: Path) -> None:
    """Takes our name, and no other, from who opens these links."""
    lines = file.read_text("utf-8", "surrogateescape").splitlines()
    kept = []
    for line in lines:
        key, mark, value = line.partition("=")
        if mark and key.strip() == LINKS:
            programs = [one for one in value.strip().split(";") if one]
            others = [one for one in programs if one != ENTRY]
            if others == programs:
                kept.append(line)
            elif others:
                kept.append(f"{key}={';'.join(others)};")
        else:
            kept.append(line)
    if kept == lines:
        return
    if any("=" in line for line in kept):
        file.write_text("\n".join(kept) + "\n", "utf-8", "surrogateescape")
    else:  # it was made for us
        file.unlink()
        with contextlib.suppress(OSError):
            file.parent.rmdir()


def _parts(entry: str) -> list[tuple[str, str, str]]:
    return [line.partition("=") for line in entry.splitlines()]


def _quoted(word: str) -> str:
    """A word of a command, as the entry's Exec has it."""
    if _PLAIN.fullmatch(word):
        return word
    return _escaped('"' + re.sub(r'(["`$\\])', r"\\\1", word).replace("%", "%%") + '"')


def _escaped(value: str) -> str:
    """A value as an entry has it."""
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _write(file: Path, data: bytes) -> None:
    """All or nothing, and nothing where it is so already."""
    with contextlib.suppress(FileNotFoundError):
        if file.read_bytes() == data:
            return
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(data)
    new.replace(file)


def _asked(program: str, *words: str) -> str | None:
    """What a program of the system says; None where there is no such program."""
    path = shutil.which(program)
    if path is None:
        return None
    done = subprocess.run(
        [path, *words], check=False, capture_output=True, text=True, errors="replace", timeout=SECONDS
    )
    return done.stdout.strip()


def _home(variable: str, usual: str) -> Path:
    """A folder as the system names it; one that is not absolute counts for nothing."""
    said = Path(os.environ.get(variable, ""))
    return said if said.is_absolute() else Path.home() / usual


def _say(text: str) -> None:
    sys.stdout.write(f"schoolbell: {text}\n")


def _sorry(text: str) -> int:
    sys.stderr.write(f"schoolbell: {text}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
