"""The entry of the menu: it is complete, goes in and out of a person's folders, and starts this program."""

import configparser
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
ENTRY = ROOT / "packaging" / "linux" / "schoolbell.desktop"
SCRIPT = ROOT / "packaging" / "linux" / "shortcut.py"
LINKS = "x-scheme-handler/schoolbell"
RUN = ["-P", "-m", "desktop", "%u"]

pytestmark = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="menus of this kind are those of Linux and its like"
)


class Home:
    """A person's folders, empty at first."""

    def __init__(self, folder: Path, data: str = "data") -> None:
        self.folder, self.data, self.config = folder, folder / data, folder / "config"
        self.entry = self.data / "applications" / "schoolbell.desktop"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "XDG_DATA_HOME": str(self.data),
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_DATA_DIRS": str(folder / "none"),
            "XDG_CONFIG_DIRS": str(folder / "none"),
        }

    def run(self, *command: str | Path) -> str:
        """What a program says here; it must not fail, nor complain."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def install(self, python: str | Path = sys.executable) -> None:
        assert "is in your menu" in self.run(python, SCRIPT, "install")

    def uninstall(self) -> None:
        assert "is out of your menu" in self.run(sys.executable, SCRIPT, "uninstall")

    def everything(self) -> dict[Path, int]:
        """Each file, and when it was written."""
        files = (file for file in self.folder.rglob("*") if not file.is_dir())
        return {file: file.lstat().st_mtime_ns for file in files}

    def written(self) -> configparser.SectionProxy:
        return read(self.entry)


def read(file: Path) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(delimiters=("=",), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(file, encoding="utf-8")
    return parser["Desktop Entry"]


def words_of(value: str) -> list[str]:
    """The words of an Exec line, as the specification reads them."""
    value = value.replace(r"\\", "\\")
    words: list[str] = []
    while value := value.strip():
        word = ""
        if value[0] == '"':
            value = value[1:]
            while value[0] != '"':
                if value[0] == "\\":
                    value = value[1:]
                word, value = word + value[0], value[1:]
            value = value[1:]
        else:
            word, _, value = value.partition(" ")
        words.append(word if word == "%u" else word.replace("%%", "%"))
    return words


def test_the_entry_is_complete() -> None:
    entry = read(ENTRY)
    assert entry["Type"] == "Application"
    assert entry["MimeType"] == f"{LINKS};"
    assert entry["Exec"].split() == [entry["TryExec"], "%u"]
    assert entry["TryExec"] in (ROOT / "pyproject.toml").read_text(
        "utf-8"
    )  # the program of an installed package
    assert (ROOT / "resources" / "icons" / f"{entry['Icon']}.svg").exists()
    assert 'setDesktopFileName("schoolbell")' in (ROOT / "desktop/app/start.py").read_text("utf-8")
    assert ENTRY.stem == "schoolbell"
    for file in (ROOT / "resources" / "translations").glob("schoolbell_*.ts"):
        language = file.stem.removeprefix("schoolbell_")
        for key in ("Name", "GenericName", "Comment", "Keywords"):
            assert entry[key if language == "en" else f"{key}[{language}]"]


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
def test_the_entry_is_valid_before_and_after(tmp_path: Path) -> None:
    home = Home(tmp_path, 'a "home" with $ 100% \\ blanks')
    home.install()
    for entry in (ENTRY, home.entry):
        assert home.run("desktop-file-validate", entry) == ""
    assert words_of(home.written()["Exec"]) == [sys.executable, *RUN]


def test_it_goes_in_and_out_and_leaves_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.install()
    assert home.written()["TryExec"] == sys.executable
    assert home.written()["Exec"].split() == [sys.executable, *RUN]
    pictures = sorted(home.data.glob("icons/hicolor/*x*/apps/schoolbell.png"))
    assert len(pictures) > 1
    for picture in pictures:
        image = QImage(str(picture))
        assert f"{image.width()}x{image.height()}" == picture.parts[-3]
        assert image.pixelColor(image.width() // 2, image.height() // 2).alpha() == 255
        assert image.pixelColor(0, 0).alpha() < 255
    drawing = home.data / "icons/hicolor/scalable/apps/schoolbell.svg"
    assert drawing.read_bytes() == (ROOT / "resources/icons/schoolbell.svg").read_bytes()
    if shutil.which("xdg-mime"):
        assert home.run("xdg-mime", "query", "default", LINKS).strip() == "schoolbell.desktop"

    before = home.everything()
    home.install()
    after = home.everything()
    cache = home.data / "applications" / "mimeinfo.cache"
    assert {f: at for f, at in after.items() if f != cache} == {
        f: at for f, at in before.items() if f != cache
    }

    home.uninstall()
    assert home.everything() == {}
    assert not home.data.exists() or not list(home.data.iterdir())
    home.uninstall()


def test_what_others_have_there_stays(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.data / "applications").mkdir(parents=True)
    home.config.mkdir()
    other = home.data / "applications" / "other.desktop"
    other.write_text(
        f"[Desktop Entry]\nType=Application\nName=Other\nExec=env %u\nMimeType={LINKS};text/plain;\n"
    )
    chosen = home.config / "mimeapps.list"
    mine = "[Default Applications]\ntext/plain=other.desktop\n"
    chosen.write_text(
        f"{mine}{LINKS}=other.desktop\n\n[Added Associations]\n{LINKS}=schoolbell.desktop;other.desktop;\n"
    )
    home.install()
    if shutil.which("xdg-mime"):
        assert home.run("xdg-mime", "query", "default", LINKS).strip() == "schoolbell.desktop"
    home.uninstall()
    assert other.exists()
    assert chosen.read_text().startswith(mine)
    assert f"{LINKS}=other.desktop;" in chosen.read_text()
    assert "schoolbell.desktop" not in chosen.read_text()


def test_a_checkout_whose_path_has_blanks(tmp_path: Path) -> None:
    """Where no desktop environment runs, xdg-open takes quotes for a part of the name."""
    prefix = tmp_path / "School bell = 100% $HOME" / ".venv"
    venv.create(prefix, with_pip=False, symlinks=True)
    ours = Path(sysconfig.get_path("purelib"))
    theirs = Path(sysconfig.get_path("purelib", vars={"base": str(prefix), "platbase": str(prefix)}))
    (theirs / "ours.pth").write_text(f"{ours}\n")
    home = Home(tmp_path / "home")
    home.install(prefix / "bin" / "python")
    python, *words = home.written()["Exec"].split()
    assert words == RUN
    code = "import sys, desktop; print(sys.prefix, desktop.__file__)"
    said = home.run(python, "-P", "-c", code).split()
    assert Path(said[0]).resolve() == prefix
    assert Path(said[-1]) == ROOT / "desktop" / "__init__.py"
    home.uninstall()
    assert home.everything() == {}
    assert (prefix / "bin" / "python").exists()


def test_without_the_program_it_refuses_and_writes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.environment["PYTHONPATH"] = ""
    done = subprocess.run(
        [sys.executable, "-S", SCRIPT, "install"],
        env=home.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no PySide6" in done.stderr
    assert home.everything() == {}
