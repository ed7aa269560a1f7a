"""What a release names, on runners and on a Mac, where no test of ours runs, is here."""

import importlib.util
import plistlib
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from relay.protocol.announcement import SERVICE

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github/workflows/release.yml"
MAC = ROOT / "packaging/macos"
FILE = re.compile(r"(?<![\w/.-])(?:packaging|desktop|tests|docs|resources)/[\w./-]*\w")


def commands(text: str) -> list[str]:
    """Each line that is run; what is not in steps of a list, as all here is, is an error."""
    found: list[str] = []
    block = -1
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip())
        if block >= 0 and (depth > block or not line.strip()):
            found += [line.strip()] if line.strip() else []
            continue
        block = -1
        if said := re.fullmatch(r"( *)(?:- )?run: (.*)", line):
            if said[2] == "|":
                block = len(said[1])
            else:
                found.append(said[2])
    return found


@pytest.fixture(scope="module")
def run() -> list[str]:
    return commands(WORKFLOW.read_text("utf-8"))


def test_it_says_that_it_never_ran(run: list[str]) -> None:
    assert WORKFLOW.read_text("utf-8").startswith("# Never run")
    assert "\t" not in WORKFLOW.read_text("utf-8")
    assert len(run) > 10


def test_what_is_made_is_a_target(run: list[str]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    made = [word for line in run if line.startswith("make ") for word in line.split()[1:] if "=" not in word]
    assert made
    assert set(made) <= targets


def test_files_that_are_named_are_here(run: list[str]) -> None:
    scripts = [MAC / "app.sh", *(ROOT / "packaging/container").glob("*.sh")]
    named = [file for line in run for file in FILE.findall(line)]
    assert len(named) >= 4
    named += [file for script in scripts for file in FILE.findall(script.read_text("utf-8"))]
    # `packaging/locks/package-py$version.txt`: one of several
    assert not [file for file in named if not any(ROOT.glob(f"{file}*"))]


def test_others_actions_are_of_a_version() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW.read_text("utf-8"))
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", one) for one in used)


def test_macos_lets_it_find_classes_and_open_links() -> None:
    said = plistlib.loads((MAC / "Info.plist").read_bytes())
    assert said["NSBonjourServices"] == [SERVICE.removesuffix(".local.")]
    assert said["NSLocalNetworkUsageDescription"]
    assert said["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["schoolbell"]
    assert all(value is True for value in plistlib.loads((MAC / "entitlements.plist").read_bytes()).values())


def test_its_icon_has_a_picture_of_each_size() -> None:
    spec = importlib.util.spec_from_file_location("icon", MAC / "icon.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: bytes = module.icon(module.DRAWING.read_bytes())
    assert made[:4] == b"icns"
    assert int.from_bytes(made[4:8]) == len(made)
    place, sizes = 8, []
    while place < len(made):
        length = int.from_bytes(made[place + 4 : place + 8])
        image = QImage.fromData(made[place + 8 : place + length])
        assert image.hasAlphaChannel()
        assert image.pixelColor(image.rect().center()).alpha()
        sizes.append(image.width())
        place += length
    assert sizes == list(module.KINDS.values())
