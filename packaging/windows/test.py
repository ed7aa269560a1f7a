"""Installs Schoolbell under Wine, runs tests and a lesson there, and takes it away again: make windows-test.

    PYTHON packaging/windows/test.py [part...]      PYTHON: the environment's; as root. Parts: see PARTS

It reads what installer.py has built. Wine is Debian's, in a chroot that is made once, in build/windows/chroot
(WINE_CHROOT=folder: there). Nothing is mounted but while it runs, and only for what it starts.
"""

import contextlib
import importlib
import importlib.metadata
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

made = importlib.import_module("installer")
debian = importlib.import_module("debian")

HERE: Path = made.HERE
ROOT: Path = made.ROOT
BUILD: Path = made.BUILD
CHROOT = Path(os.environ.get("WINE_CHROOT") or BUILD / "chroot")
RELEASE = "trixie"
"""Of Debian: its Wine is 10."""
PREFIX = CHROOT / "prefix"
DRIVE = PREFIX / "drive_c"
STUBS = ("icuuc", "mscms")
WINE = ("wine", "wine64", "wine32:i386", "fonts-dejavu-core")

TESTS = (
    "tests/relay/shared", "tests/relay/protocol", "tests/relay/features", "tests/relay/school",
    "tests/relay/store", "tests/relay/delivery", "tests/relay/server", "tests/relay/cli",
    "tests/relay/doctor", "tests/relay/stories", "tests/relay/test_*.py", "tests/desktop/client",
)  # fmt: skip
"""A run each, so that one that ends early is seen. TESTS="path..." has others run."""
AT_ONCE = 2
LOGGED = ("netsh", "icacls")
OURS_FIRST = "mscms,netsh.exe,icacls.exe=n;mscoree,mshtml="
FORGET = 'netsh advfirewall firewall delete rule name="Schoolbell"'
ALLOW = (
    'netsh advfirewall firewall add rule name="Schoolbell" dir=in action=allow '
    r'program="C:\Program Files\Schoolbell\{}.exe" enable=yes profile=private,domain'
)
RELAYS = r'icacls "C:\ProgramData\Schoolbell\relay"'
SET_UP = [
    FORGET,
    ALLOW.format("schoolbell"),
    ALLOW.format("schoolbell-relay"),
    f"{RELAYS} /setowner *S-1-5-32-544 /T /C /Q",
    f"{RELAYS} /reset /T /C /Q",
    f"{RELAYS} /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-19:(OI)(CI)F",
]
"""What Windows is asked where it is installed for everybody with a relay. Wine only pretends to do it."""
LEFT_OUT = re.compile(r"POSIX: |Linux: |looks into SQLite's file$")
"""The reasons for which a test may be left out there; a tool that is missing is none."""
TEST_WHEELS = (
    "colorama", "hypothesis", "iniconfig", "packaging", "pluggy", "pygments", "pytest", "pytest-asyncio",
    "pytest-qt", "pytest-timeout", "sortedcontainers", "zxing-cpp",
)  # fmt: skip
TEACHER, PUPILS = "Ms Lee", ("Ana Silva", "Tom Becker")
PATIENCE = 150
"""Seconds: a computer that plays another one is slow."""
SECONDS = 3600
SERVICE = "SchoolbellRelay"
MOUNTS = """
set -e
umask 077  # Wine's files do not inherit from their folder who may read them, as Windows' do
root=$1 build=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root/b" "$root/tmp/.X11-unix"
mount --bind "$build" "$root/b"
[ ! -d /tmp/.X11-unix ] || mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
exec chroot "$root" "$@"
"""


class Failed(Exception):
    """What should have been so is not."""


def main() -> int:
    """The exit code."""
    if os.geteuid() != 0:
        return _sorry("this makes a chroot, so it needs root.")
    if missing := [
        tool for tool in ("debootstrap", "Xvfb", "openbox", made.COMPILER) if not shutil.which(tool)
    ]:
        return _sorry(f"these are missing: {', '.join(missing)} (packaging/system.sh windows test)")
    try:
        (installer,) = BUILD.glob("Schoolbell-*.exe")
    except ValueError:
        return _sorry("there is no installer: make windows")
    began = time.monotonic()
    wanted = sys.argv[1:] or list(PARTS)
    failed = []
    with screen() as display:
        wine = Wine(display, installer)
        wine.prepare()
        for name in wanted:
            part = time.monotonic()
            try:
                PARTS[name](wine)
                result = "passed"
            except (Failed, subprocess.TimeoutExpired) as error:
                failed.append(name)
                result = f"FAILED: {error}"
                wine.end()  # whatever it left running
            _say(f"{name}: {result} ({time.monotonic() - part:.0f} s)")
        wine.end()
    _say(f"{len(wanted) - len(failed)} of {len(wanted)} parts passed in {time.monotonic() - began:.0f} s.")
    return 1 if failed else 0


class Wine:
    """Windows, as far as Wine is it."""

    def __init__(self, display: str, installer: Path) -> None:
        self._display, self.installer = display, f"Z:\\b\\{installer.name}"

    def prepare(self) -> None:
        """Makes the chroot where it is not yet, and an empty drive C: in it."""
        ready = CHROOT / "ready"
        if not ready.exists():
            _say(f"making a Debian {RELEASE} with Wine in {CHROOT} (once: some minutes, 2 GB)")
            shutil.rmtree(CHROOT, ignore_errors=True)
            _do("debootstrap", "--variant=minbase", RELEASE, CHROOT)
            _do("chroot", CHROOT, "dpkg", "--add-architecture", "i386")
            _do("chroot", CHROOT, "apt-get", "update", "-qq")
            quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq")
            _do("chroot", CHROOT, *quiet, "--no-install-recommends", *WINE)
            _do("chroot", CHROOT, "apt-get", "clean")
            ready.touch()
        shutil.rmtree(PREFIX, ignore_errors=True)
        PREFIX.mkdir()
        self._in_chroot("wineboot", "-i")
        system = DRIVE / "windows" / "system32"
        for name in STUBS:
            _do(made.COMPILER, "-shared", "-w", "-o", system / f"{name}.dll", HERE / "wine" / f"{name}.c")
        (DRIVE / "t").mkdir()
        self._in_chroot("wineserver", "-w")

    def run(
        self, *words: str, seconds: float = SECONDS, folder: str = "/b", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """A Windows program, to its end; in a folder, as the chroot calls it."""
        return self._in_chroot("wine", *words, seconds=seconds, folder=folder, **environment)

    def log(self, file: Path, *words: str, folder: str, **environment: str) -> int:
        """The same, with what it says in a file, also when it does not end; its exit code."""
        command = self._command("wine", *words, folder=folder, **environment)
        with file.open("wb") as said:
            return _to_its_end(command, said, SECONDS)

    def start(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """A Windows program, which goes on. What it says goes nowhere: its own children would hold a pipe."""
        nowhere = subprocess.DEVNULL
        command = self._command("wine", *words, **environment)
        return subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)

    def end(self) -> None:
        """Ends all that runs there."""
        self._in_chroot("wineserver", "-k")

    def _in_chroot(
        self, *words: str, seconds: float = SECONDS, folder: str = "/b", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        command = self._command(*words, folder=folder, **environment)
        with tempfile.TemporaryFile() as said:  # a pipe would be held by whatever goes on, such as a service
            code = _to_its_end(command, said, seconds)
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        return subprocess.CompletedProcess(command, code, text, "")

    def _command(self, *words: str, folder: str = "/b", **environment: str) -> list[str]:
        surroundings = {
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            "DISPLAY": self._display,
            "WINEPREFIX": "/prefix",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscms=n;mscoree,mshtml=",
            "XDG_RUNTIME_DIR": "/tmp",
            "TMP": r"C:\t",
            "TEMP": r"C:\t",
        } | environment
        chosen = [f"{name}={value}" for name, value in surroundings.items()]
        alone = ["unshare", "--mount", "--propagation", "private", "bash", "-c", MOUNTS, "mounts"]
        return [*alone, str(CHROOT), str(BUILD), "/usr/bin/env", "-i", f"--chdir={folder}", *chosen, *words]


# -- the parts


def install(wine: Wine) -> None:
    """For one person, over nothing."""
    _ends_with(wine.run(wine.installer, "/S"), 0)
    for name in ("schoolbell.exe", "schoolbell-relay.exe", "uninstall.exe"):
        _is_so((_installed() / name).exists(), f"there is no {name}")
    _is_so(any((_installed() / "Lib/desktop/__pycache__").iterdir()), "the modules are not compiled")
    _names_everybody(_installed())
    asked = wine.run("reg", "query", r"HKCU\Software\Classes\schoolbell\shell\open\command", "/ve").stdout
    _is_so(r"Schoolbell\schoolbell.exe" in asked, f"no program has the links: {asked}")
    _is_so(
        any(DRIVE.glob("users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Schoolbell.lnk")),
        "no menu",
    )
    said = wine.run(_there("schoolbell-relay.exe"), "--help")
    _ends_with(said, 0)
    _is_so("schoolbell-relay" in said.stdout, "the relay has no help")


def tests(wine: Wine) -> None:
    """Tests of the relay and of the client, with the installed modules; says which were left out, and why."""
    python = _python_for_tests()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        all_runs = list(pool.map(lambda place: _tested(wine, python, place), _places()))
    left_out = sum((one.left_out for one in all_runs), Counter[str]())
    _say(f"{sum(one.passed for one in all_runs)} tests passed under Wine, {left_out.total()} were left out:")
    sys.stdout.write("".join(f"  {count} × {why}\n" for why, count in left_out.most_common()))
    wrong = [one.wrong for one in all_runs if one.wrong]
    _is_so(not wrong, f"tests failed, or left out what nobody may: {', '.join(wrong)}")


class Tested(NamedTuple):
    """What became of the tests of one place."""

    passed: int
    left_out: Counter[str]
    wrong: str
    """Where to read on; empty where nothing is wrong."""


def _places() -> list[str]:
    return os.environ.get("TESTS", "").split() or list(TESTS)


def _tested(wine: Wine, python: Path, place: str) -> Tested:
    began = time.monotonic()
    log = BUILD / f"tests{re.sub(r'[^a-z]+', '-', place.removeprefix('tests'))}.txt"
    words = sorted(one.relative_to(ROOT).as_posix() for one in ROOT.glob(place))
    code = wine.log(
        log, f"Z:\\b\\{python.name}\\python.exe", "-m", "pytest", "-v", "--tb=short",
        "-p", "no:cacheprovider", "-o", "pythonpath=", "-m", "not rare", f"--rootdir={SOURCES}", *words,
        folder="/b/sources", COLUMNS="200", WINEQT_QPA_PLATFORM="offscreen", QT_QPA_PLATFORM="offscreen",
        SCHOOLBELL_ANNOUNCE="off",
    )  # fmt: skip
    said = log.read_text("utf-8", "replace")
    left_out = Counter[str]()
    for count, why in re.findall(SKIPPED, said):
        left_out[why] += int(count)
    strange = [why for why in left_out if not LEFT_OUT.match(why)]
    failed = re.findall(r"(?m)^(?:FAILED|ERROR) .*", said)
    last = (re.findall(r"(?m)^=+ (.* in .*) =+$", said) or ["it ended early"])[-1]
    _say(f"{place}: {last} ({time.monotonic() - began:.0f} s)")
    sys.stdout.write("".join(f"  {line}\n" for line in [*failed, *strange]))
    passed = int((re.search(r"(\d+) passed", last) or ["", "0"])[1])
    return Tested(passed, left_out, f"build/windows/{log.name}" if code or strange else "")


def lesson(wine: Wine) -> None:
    """The tour of the demo: the installed program hosts and teaches, two pupils have the Debian package."""
    folder = BUILD / "lesson"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _put_test_parts()
    shutil.copytree(ROOT / "desktop" / "demo", _installed() / "Lib/desktop/demo", dirs_exist_ok=True)
    linux = debian.Debian(BUILD / "debian")
    linux.prepare(next((ROOT / "build" / "packages").glob("schoolbell_*.deb")))
    patient = {"PATIENCE": str(PATIENCE)}
    seats = {"SEATS": "1", "TOUR": "1", "QT_QPA_PLATFORM": "offscreen"}
    theirs = linux.home / "lesson"
    shutil.rmtree(theirs, ignore_errors=True)
    log = folder / "demo.log"
    seat = ("-P", "-m", "desktop.demo.seat")
    with contextlib.ExitStack() as computers:
        demo = computers.enter_context(
            linux.running(log, "schoolbell", "-P", "-m", "desktop.demo", **seats, **patient)
        )
        _wait(lambda: _port(log) or demo.poll() is not None, "the demo does not start")
        teacher = wine.start(_there("schoolbell.exe"), *seat, TEACHER, _port(log), r"Z:\b\lesson", **patient)
        programs = [demo, teacher]
        for name in PUPILS:
            display = computers.enter_context(screen())
            words = ("schoolbell", *seat, name, _port(log), theirs.name)
            own = linux.running(folder / f"{name}.log", *words, DISPLAY=display, **patient)
            programs.append(computers.enter_context(own))
        codes = [one.wait(SECONDS) for one in programs]
    for picture in theirs.glob("*.png"):
        shutil.copy(picture, folder)
    said = log.read_text("utf-8").splitlines()
    _is_so(not any(codes), "\n".join([*said[-12:], f"exit codes {codes}; what else was said: {folder}"]))
    _say(said[-1])
    ended = (folder / TEACHER / "relay" / "hosting.log").read_text("utf-8")
    _is_so(
        "the relay stops" in ended or "the relay has stopped" in ended,
        f"the relay did not end in order: {ended[-500:]}",
    )
    if pictures := os.environ.get("PICTURES"):
        _keep_pictures(folder, Path(pictures) / "installed")


def update(wine: Wine) -> None:
    """Over one that is there: earlier modules go, what people made stays; and none over a newer one."""
    kept = DRIVE / "users" / _person() / "AppData/Local/Schoolbell/kept.txt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("a lesson", "utf-8")
    stale = _installed() / "Lib/relay/stale.py"
    stale.touch()
    _ends_with(wine.run(wine.installer, "/S"), 0)
    _is_so(kept.exists() and not stale.exists(), "an update keeps the wrong things")
    _ends_with(wine.run(_older(), "/S"), 3, "which is newer")


def preset(wine: Wine) -> None:
    """What a school sets; a bad file changes nothing and says why."""
    good, bad = BUILD / "good.toml", BUILD / "bad.toml"
    good.write_text(f'address = "relay.school.example"\npin = "{"A" * 52}"\nlanguage = "en"\n', "utf-8")
    bad.write_text('adress = "relay.school.example"\n', "utf-8")
    there, stale = _installed() / "schoolbell.toml", _installed() / "Lib/relay/stale.py"
    stale.touch()
    _ends_with(wine.run(wine.installer, "/S", r"/PRESET=Z:\b\bad.toml"), 2, "sets adress, which there is not")
    _ends_with(wine.run(wine.installer, "/S", r"/PRESET=Z:\b\nowhere.toml"), 2, "There is no file")
    _is_so(stale.exists() and not there.exists(), "a bad preset was taken, or something was changed before")
    _is_so(not any(DRIVE.glob("t/ns*")), "what looked at the preset stays")
    _ends_with(wine.run(wine.installer, "/S", r"/PRESET=Z:\b\good.toml"), 0)
    _is_so(there.read_text("utf-8") == good.read_text("utf-8"), "the preset is not there")


def running(wine: Wine) -> None:
    """While it runs nothing is changed."""
    data = r"C:\t\running"
    words = ("run", "--data", data, "--port", "0", "--announce", "off", "--ready-file", r"C:\t\running.json")
    relay = wine.start(_there("schoolbell-relay.exe"), *words)
    _wait(lambda: (DRIVE / "t/running.json").exists() or relay.poll() is not None, "the relay does not start")
    _ends_with(wine.run(wine.installer, "/S"), 5, "is running here")
    _ends_with(wine.run(_there("schoolbell-relay.exe"), "stop", "--data", data), 0)
    _is_so(relay.wait(60) == 0, "the relay did not end in order")


def service(wine: Wine) -> None:
    """For everybody, with a relay that starts with the computer; stopped, updated, and taken away."""
    log = DRIVE / "ProgramData" / "Schoolbell" / "relay" / "relay.log"
    log.parent.mkdir(parents=True)
    with socket.create_server(("", 0)) as free:  # the usual one may be another relay's at this computer
        (log.parent / "relay.toml").write_text(f"port = {free.getsockname()[1]}\n", "ascii")
    asked = DRIVE / "t" / "asked.txt"
    for system in ("system32", "syswow64"):
        for name in LOGGED:
            program = DRIVE / "windows" / system / f"{name}.exe"
            _do(made.COMPILER, "-w", "-o", program, HERE / "wine" / "log.c")
    _ends_with(wine.run(wine.installer, "/ALLUSERS", "/RELAY", "/S", WINEDLLOVERRIDES=OURS_FIRST), 0)
    _is_so(_lines(asked) == SET_UP, f"Windows was asked something else: {_lines(asked)}")
    asked.unlink()
    folder = DRIVE / "Program Files" / "Schoolbell"
    _is_so((folder / "schoolbell.exe").exists(), "it is not in Program Files")
    _wait(
        lambda: log.exists() and "the relay serves" in log.read_text("utf-8"),
        "the service's relay does not serve",
    )
    _ends_with(wine.run("net", "stop", SERVICE), 0)
    _wait(lambda: "the relay stops" in log.read_text("utf-8"), "the service's relay did not end in order")
    _ends_with(wine.run(r"C:\Program Files\Schoolbell\uninstall.exe", "/S", WINEDLLOVERRIDES=OURS_FIRST), 0)
    _wait(lambda: not folder.exists(), "the folder is still there")
    _is_so(_lines(asked) == [FORGET], f"Windows was asked something else: {_lines(asked)}")
    _is_so(SERVICE not in wine.run("sc", "query", SERVICE).stdout, "the service is still there")
    _is_so((log.parent / "schoolbell.db").exists(), "the relay's data are gone")


def uninstall(wine: Wine) -> None:
    """It is gone, and what people made is not."""
    folder = _installed()
    _ends_with(wine.run(_there("uninstall.exe"), "/S"), 0)
    _wait(lambda: not folder.exists(), f"{folder} is still there")
    asked = wine.run("reg", "query", r"HKCU\Software\Classes\schoolbell").stdout
    _is_so("URL" not in asked, "the links are still ours")
    _is_so((DRIVE / "users" / _person() / "AppData/Local/Schoolbell").exists(), "what people made is gone")


PARTS: dict[str, Callable[[Wine], None]] = {
    part.__name__: part for part in (install, lesson, tests, update, preset, running, service, uninstall)
}
NOT_HERE = "WinVault, notifications, Defender, the firewall's question, pens and Narrator: docs/windows.md"
SOURCES = r"Z:\b\sources"
SKIPPED = r"(?m)^SKIPPED \[(\d+)\] \S+?(?::\d+)?: (.*?)\s*$"


# -- what they need


def _python_for_tests() -> Path:
    """Python as the program has it, which reads the installed modules, pytest, and then our tests."""
    _put_test_parts()
    site, sources, python = BUILD / "site", BUILD / "sources", BUILD / "python"
    for folder in (site, sources, python):
        shutil.rmtree(folder, ignore_errors=True)
    wheels = made.wheels_by_name()
    made.install([wheels[name] for name in TEST_WHEELS], site)
    named = subprocess.run(
        ("git", "-C", str(ROOT), "ls-files", "-z"), check=True, capture_output=True, text=True
    )
    for name in filter(None, named.stdout.split("\0")):
        if (ROOT / name).is_file():
            (sources / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, sources / name)
    python.mkdir()
    for one in made.TREE.iterdir():
        if one.is_file() and not one.name.startswith("schoolbell"):
            shutil.copy(one, python)
    options = ("-O2", "-municode", "-DFOR_TESTS", "-o", python / "python.exe")
    _do(made.COMPILER, *options, HERE / "launcher.c")
    places = ["python313.zip", ".", _there("Lib"), r"Z:\b\site", SOURCES]
    (python / "python313._pth").write_text("\n".join([*places, ""]), "ascii")
    return python


def _put_test_parts() -> None:
    """Qt's part for tests, which the program has not."""
    with zipfile.ZipFile(made.wheels_by_name()["pyside6-essentials"]) as wheel:
        for name in ("QtTest.pyd", "Qt6Test.dll"):
            (_installed() / "Lib/PySide6" / name).write_bytes(wheel.read(f"PySide6/{name}"))


def _older() -> str:
    """The same installer, said to be of an older version, and packed in a hurry."""
    older = BUILD / "older.exe"
    quick = ("-V1", "-XSetCompressor /FINAL zlib")
    _do(
        "makensis",
        *quick,
        f"-DTREE={made.TREE}",
        "-DVERSION=0.0.1",
        f"-DOUT={older}",
        HERE / "schoolbell.nsi",
    )
    return r"Z:\b\older.exe"


def _names_everybody(folder: Path) -> None:
    """Whose work is there stands there, with its licence: all packages, and Python with what it brings."""
    text = (folder / "COPYRIGHT.txt").read_text("utf-8")
    bill = json.loads((folder / "schoolbell.cdx.json").read_text("utf-8"))
    listed = {one["name"].lower() for one in bill["components"]}
    found = [importlib.metadata.Distribution.at(one) for one in (folder / "Lib").glob("*.dist-info")]
    names = {one.name for one in found} - {"schoolbell"} | {"Python", "OpenSSL", "SQLite"}
    missing = [name for name in names if name.lower() not in listed or f"\n{name} " not in text]
    _is_so(len(names) > 30 and not missing, f"nobody says whose these are: {missing}")
    for licence in ("GNU LESSER GENERAL PUBLIC LICENSE", "Microsoft Distributable Code", "MIT License"):
        _is_so(licence in text, f"COPYRIGHT.txt lacks {licence}")


def _keep_pictures(lesson: Path, folder: Path) -> None:
    """Those of docs/pictures."""
    sys.path.insert(0, str(ROOT))
    kept = importlib.import_module("tests.pictures")
    folder.mkdir(parents=True, exist_ok=True)
    kept.keep({name: kept.QImage(str(lesson / f"{of}.png")) for name, of in kept.INSTALLED.items()}, folder)


def _port(log: Path) -> str:
    """Where the demo waits for its people, once it does."""
    said = re.search(r"(?m)^Seats at port (\d+)", log.read_text("utf-8"))
    return said[1] if said else ""


def _installed() -> Path:
    return DRIVE / "users" / _person() / "AppData/Local/Programs/Schoolbell"


def _there(name: str) -> str:
    return f"C:\\users\\{_person()}\\AppData\\Local\\Programs\\Schoolbell\\{name}"


def _person() -> str:
    return next(one.name for one in (DRIVE / "users").iterdir() if one.name != "Public")


def _ends_with(done: subprocess.CompletedProcess[str], code: int, sentence: str = "") -> None:
    log = DRIVE / "t" / "Schoolbell-install.log"
    told = done.stdout + done.stderr + (log.read_text("utf-8", "replace") if log.exists() else "")
    _is_so(done.returncode == code, f"ended with {done.returncode} in place of {code}: {told[-2000:]}")
    _is_so(sentence in told, f"did not say “{sentence}”: {told[-2000:]}")
    log.unlink(missing_ok=True)


def _to_its_end(command: list[str], said: IO[bytes], seconds: float) -> int:
    nowhere = subprocess.DEVNULL
    done = subprocess.run(command, check=False, stdin=nowhere, stdout=said, stderr=said, timeout=seconds)
    return done.returncode


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines() if file.exists() else []


def _is_so(true: object, what: str) -> None:
    if not true:
        raise Failed(what)


def _wait(true: Callable[[], object], what: str) -> None:
    until = time.monotonic() + 180
    while not true():
        _is_so(time.monotonic() < until, what)
        time.sleep(0.2)


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A screen of its own, with a window manager."""
    read, write = os.pipe()
    words = ("Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-ac", "-nolisten", "tcp")
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(words, pass_fds=(write,), stdout=quiet, stderr=quiet)
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    manager = subprocess.Popen(
        ("openbox",), env=os.environ | {"DISPLAY": display}, stdout=quiet, stderr=quiet
    )
    try:
        yield display
    finally:
        for one in (manager, server):
            one.terminate()
            one.wait()


def _do(*words: str | Path) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"schoolbell: {words[0]} failed: {done.stdout[-1000:]}{done.stderr[-2000:]}")


def _say(text: str) -> None:
    sys.stdout.write(f"schoolbell: {text}\n")
    sys.stdout.flush()


def _sorry(text: str) -> int:
    sys.stderr.write(f"schoolbell: {text}\n")
    return 1


if __name__ == "__main__":
    code = main()
    _say(f"not shown by Wine, and so not tried: {NOT_HERE}")
    sys.exit(code)
