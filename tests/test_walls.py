"""The walls of .importlinter stand, and each of them, broken in a copy of the tree, is reported."""

import importlib
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path

import importlinter.api  # noqa: F401 - sets import-linter up
import pytest
from grimp import ImportGraph, build_graph
from grimp.application import usecases as grimp_cases
from grimp.application.config import settings as grimp_settings
from grimp.application.ports.modulefinder import FoundPackage, ModuleFile
from grimp.application.scanning import scan_imports
from grimp.domain.valueobjects import DirectImport, Module
from importlinter.application import use_cases
from importlinter.application.user_options import UserOptions

ROOT = Path(__file__).parent.parent
PACKAGES = ("relay", "desktop", "resources")
PACKAGED = (
    "relay.protocol",
    "relay.shared",
    "relay.features",
    "desktop.features",
    "desktop.pages",
    "desktop.parts",
    "desktop.client",
    "desktop.documents",
)


@cache
def walls() -> ConfigParser:
    config = ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    return config


def wall_ids() -> set[str]:
    return {s.removeprefix("importlinter:contract:") for s in walls().sections() if s != "importlinter"}


def places() -> set[str]:
    """Every module and package of ours that a wall names."""
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    return set(re.findall(r"\b(?:relay|desktop)(?:\.\w+)+\b", text))


@cache
def options() -> UserOptions:
    """The walls as import-linter knows them."""
    read = use_cases.read_user_options(str(ROOT / ".importlinter"))
    use_cases._register_contract_types(read)
    return read


def broken_walls(tree: "Tree", longer: Iterable[str] = (), *only: str) -> set[str]:
    """The names of the walls that do not stand in a tree of which these modules have become longer."""
    with imports_from(tree.folder):
        report = use_cases._build_report(
            graph=tree.graph(longer),
            graph_building_duration=0,
            user_options=options(),
            limit_to_contracts=only,
            show_timings=False,
            verbose=False,
        )
    assert not report.invalid_contract_options
    return {contract.name for contract, check in report.get_contracts_and_checks() if not check.kept}


class Tree:
    """Our Python files in a folder, and what each of them imports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with imports_from(folder):
            self._packages = grimp_cases._find_packages(grimp_settings.FILE_SYSTEM, PACKAGES)
        files = {file for package in self._packages for file in package.module_files}
        self._at_first = grimp_cases._assemble_graph(self._packages, self._imports(self._packages, files))

    def graph(self, longer: Iterable[str] = ()) -> ImportGraph:
        """Who imports whom: as at first, and what modules say that have become longer since, or are new."""
        files = {ModuleFile(Module(name), mtime=0) for name in longer}
        packages = {
            replace(
                package,
                module_files=package.module_files | {f for f in files if root(f.module.name) == package.name},
            )
            for package in self._packages
        }
        graph = deepcopy(self._at_first)
        for module, imports in self._imports(packages, files).items():
            graph.add_module(module.name)
            for each in imports:
                imported = each.imported.name
                graph.add_module(imported, is_squashed=root(imported) not in PACKAGES)
                graph.add_import(importer=module.name, imported=imported)
        return graph

    @staticmethod
    def _imports(packages: set[FoundPackage], files: set[ModuleFile]) -> dict[Module, set[DirectImport]]:
        found = scan_imports(
            files,
            found_packages=packages,
            include_external_packages=True,
            exclude_type_checking_imports=False,
        )
        return {file.module: imports for file, imports in found.items()}


def root(module: str) -> str:
    return module.partition(".")[0]


@contextmanager
def imports_from(tree: Path) -> Iterator[None]:
    """Makes the import system find our packages in a tree, even those that it has loaded already."""
    loaded = {name: sys.modules.pop(name) for name in PACKAGES if name in sys.modules}
    sys.path.insert(0, str(tree))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(tree))
        sys.modules.update(loaded)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A copy of our Python files. A wall is there before what it walls in: what is not built yet is empty."""
    tree = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            copy = tree / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    for place in sorted(places()):
        path = file_of(tree, place)
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return Tree(tree)


def file_of(tree: Path, module: str) -> Path:
    path = tree.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() or module in PACKAGED else path.with_suffix(".py")


@contextmanager
def written(tree: Tree, lines: dict[str, str]) -> Iterator[None]:
    """Adds lines to modules of the tree, made where there are none of that name, and takes them away."""
    before: dict[Path, bytes | None] = {}
    for module, line in lines.items():
        path = file_of(tree.folder, module)
        before[path] = path.read_bytes() if path.exists() else None
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    try:
        yield
    finally:
        for path, content in before.items():
            path.unlink() if content is None else path.write_bytes(content)


def test_the_walls_stand() -> None:
    assert broken_walls(Tree(ROOT)) == set()


BREACHES = [
    ("relay-layers", {"relay.cli": "import relay.__main__"}),
    ("relay-layers", {"relay.server": "import relay.cli"}),
    ("relay-layers", {"relay.auth": "import relay.server"}),
    ("relay-layers", {"relay.auth": "import relay.school"}),
    ("relay-layers", {"relay.delivery": "import relay.auth"}),
    ("relay-layers", {"relay.school": "import relay.delivery"}),
    ("relay-layers", {"relay.store": "import relay.school"}),
    ("relay-layers", {"relay.protocol": "import relay.store"}),
    ("relay-layers", {"relay.clock": "import relay.store"}),
    ("relay-rules", {"relay.features": "import relay.server"}),
    ("relay-rules", {"relay.features.intruder": "import relay.server"}),
    ("relay-rules", {"relay.rules": "import relay.features"}),
    ("relay-rules", {"relay.room": "import relay.rules"}),
    ("relay-rules", {"relay.protocol": "import relay.room"}),
    ("relay-room-and-store", {"relay.room": "import relay.store"}),
    ("relay-room-and-store", {"relay.store": "import relay.room"}),
    ("relay-log-subjects", {"relay.store.events": "from relay.protocol.chat import MessagePosted"}),
    ("relay-log-subjects", {"relay.store.pages": "import relay.store.projections.people"}),
    ("relay-server-subjects", {"relay.server.live_room": "from relay.protocol.people import People"}),
    ("relay-rules", {"relay.presence": "import relay.room"}),
    ("metrics-home", {"relay.server": "import prometheus_client"}),
    ("metrics-home", {"relay.rules": "def later():\n    import prometheus_client.core"}),
    ("relay-layers", {"relay.server": "import relay.doctor"}),
    ("relay-layers", {"relay.doctor": "import relay.cli"}),
    ("relay-doctor-apart", {"relay.doctor": "import relay.store"}),
    ("relay-doctor-apart", {"relay.doctor": "import relay.school"}),
    ("relay-doctor-apart", {"relay.doctor": "import sqlite3"}),
    ("relay-features-server", {"relay.auth": "import relay.features"}),
    ("relay-features-server", {"relay.delivery": "import relay.features"}),
    ("relay-features-server", {"relay.store": "import relay.features"}),
    ("relay-school", {"relay.school": "import relay.server"}),
    ("relay-school", {"relay.school": "import relay.features"}),
    ("relay-school", {"relay.school": "import relay.rules"}),
    ("relay-school", {"relay.school": "import relay.room"}),
    ("relay-rules-alone", {"relay.features.intruder": "import relay.store"}),
    ("relay-rules-alone", {"relay.features.intruder": "import relay.delivery"}),
    ("relay-rules-alone", {"relay.rules": "import relay.auth"}),
    ("relay-rules-alone", {"relay.room": "import relay.school"}),
    ("relay-rules-pure", {"relay.features.intruder": "import websockets"}),
    ("relay-rules-pure", {"relay.rules": "def later():\n    import asyncio"}),
    ("relay-rules-pure", {"relay.room": "from peewee import Model"}),
    ("relay-rules-pure", {"relay.room": "import relay.protocol.spy", "relay.protocol.spy": "import asyncio"}),
    ("relay-features-apart", {"relay.features.one": "import relay.features.two", "relay.features.two": ""}),
    ("relay-no-desktop", {"relay.server": "import desktop"}),
    ("relay-no-desktop", {"relay.store": "from PySide6 import QtCore"}),
    ("relay-no-desktop", {"relay.cli": "import qasync"}),
    ("words-alone", {"relay.protocol": "import websockets"}),
    ("words-alone", {"relay.protocol.spy": "from relay import room"}),
    ("shared-alone", {"relay.shared.spy": "from relay import clock"}),
    ("shared-alone", {"relay.shared.spy": "import relay.store"}),
    ("shared-alone", {"relay.shared.spy": "import resources"}),
    ("desktop-layers", {"desktop.demo": "import desktop.__main__"}),
    ("desktop-layers", {"desktop.app": "import desktop.demo"}),
    ("desktop-layers", {"desktop.window": "import desktop.app"}),
    ("desktop-layers", {"desktop.pages": "import desktop.window"}),
    ("desktop-layers", {"desktop.parts": "import desktop.pages"}),
    ("desktop-layers", {"desktop.features": "import desktop.parts"}),
    ("desktop-pages-apart", {"desktop.pages.spy": "import desktop.pages.people"}),
    ("desktop-layers", {"desktop.client": "import desktop.features"}),
    ("desktop-layers", {"desktop.hosting": "import desktop.client"}),
    ("desktop-layers", {"desktop.notifications": "import desktop.hosting"}),
    ("desktop-layers", {"desktop.discovery": "import desktop.client"}),
    ("desktop-layers", {"desktop.credentials": "import desktop.notifications"}),
    ("desktop-layers", {"desktop.settings": "import desktop.credentials"}),
    ("desktop-layers", {"desktop.theme": "import desktop.settings"}),
    (
        "desktop-features-apart",
        {"desktop.features.one": "import desktop.features.two", "desktop.features.two": ""},
    ),
    (
        "desktop-features-apart",
        {"desktop.features.panel": "import desktop.features.one", "desktop.features.one": ""},
    ),
    (
        "desktop-features-apart",
        {"desktop.features.panel.spy": "import desktop.features.one", "desktop.features.one": ""},
    ),
    (
        "demo-acts-apart",
        {"desktop.demo.acts.one": "import desktop.demo.acts.two", "desktop.demo.acts.two": ""},
    ),
    ("desktop-words", {"desktop.hosting": "import relay.server"}),
    ("desktop-words", {"desktop.client": "from relay import clock"}),
    ("desktop-layers", {"desktop.client": "import desktop.qt_client"}),
    ("desktop-client-without-qt", {"desktop.client.room_client": "from PySide6.QtCore import QObject"}),
    ("desktop-client-without-qt", {"desktop.client.store.spy": "import shiboken6"}),
    (
        "desktop-client-without-qt",
        {"desktop.client.connection": "import desktop.spy", "desktop.spy": "import qasync"},
    ),
    (
        "desktop-client-without-subjects",
        {"desktop.client.spy": "from relay.protocol.chat import PostMessage"},
    ),
    ("desktop-client-without-subjects", {"desktop.client.store.cache": "import relay.protocol.lesson"}),
    ("desktop-widgets", {"desktop.settings": "from PySide6.QtWidgets import QLabel"}),
    ("desktop-widgets", {"desktop.client.spy": "from PySide6 import (\n    QtCore,\n    QtWidgets,\n)"}),
    ("desktop-widgets", {"desktop.hosting": "def later():\n    import PySide6.QtWidgets as w"}),
    ("qr-home", {"desktop.pages.spy": "import segno"}),
    ("pdfium-home", {"desktop.documents.child": "from pypdfium2 import PdfDocument"}),
    ("documents-child", {"desktop.documents.opening": "from desktop.documents.pdf import PdfFile"}),
    ("documents-child", {"desktop.features.spy": "def later():\n    import desktop.documents.child"}),
    ("desktop-layers", {"desktop.documents": "import desktop.client"}),
    ("spake2-home", {"relay.server.spy": "import spake2"}),
    ("sql-home", {"relay.server": "import sqlite3"}),
    ("sql-home", {"desktop.pages.spy": "from playhouse.shortcuts import model_to_dict"}),
    ("sql-home", {"desktop.client.spy": "import peewee"}),
    ("sql-home", {"relay.store.log": "import sqlite3"}),
    ("sql-home", {"relay.store.queries.accounts": "from peewee import fn"}),
    ("store-engine", {"relay.store.queries.meta": "from relay.store.sqlite import SqliteEngine"}),
    ("store-engine", {"relay.school.rosters": "from relay.store.sqlite.backup import make_backup"}),
    ("interfaces-home", {"relay.doctor.spy": "import ifaddr"}),
    ("interfaces-home", {"desktop.app.spy": "from ifaddr import get_adapters"}),
    ("multicast-home", {"desktop.app.spy": "from zeroconf import Zeroconf"}),
    ("core-words-without-subjects", {"relay.protocol.log": "import relay.protocol.chat"}),
    ("core-words-without-subjects", {"relay.protocol.entering": "from relay.protocol.people import People"}),
    (
        "relay-server-subjects",
        {"relay.server.intruder": "import relay.protocol.thumbs", "relay.protocol.thumbs": ""},
    ),
    ("relay-server-subjects", {"relay.delivery": "import relay.protocol.hands"}),
    ("relay-server-subjects", {"relay.rules": "def later():\n    import relay.protocol.lesson"}),
    ("relay-server-without-features", {"relay.server.rooms": "from relay.features.people import enter_room"}),
    ("relay-log-subjects", {"relay.store.log": "import relay.protocol.lesson_stats"}),
    ("relay-log-subjects", {"relay.store.sqlite.writer": "import relay.protocol.admission"}),
    ("resources-alone", {"resources": "import desktop"}),
    ("resources-alone", {"resources": "from relay.protocol import codec"}),
]


@pytest.mark.parametrize(
    ("wall", "lines"),
    [
        pytest.param(wall, lines, id=f"{wall}: {'; '.join(map(': '.join, lines.items()))}")
        for wall, lines in BREACHES
    ],
)
def test_a_breach_is_reported(tree: Tree, wall: str, lines: dict[str, str]) -> None:
    with written(tree, lines):
        broken = broken_walls(tree, lines, wall)
    assert broken == {walls()[f"importlinter:contract:{wall}"]["name"]}


def test_what_is_read_anew_makes_the_graph_that_all_of_it_makes(tree: Tree) -> None:
    with (
        written(
            tree, {"relay.features.spy": "import relay.store", "relay.room": "import relay.features.spy"}
        ),
        imports_from(tree.folder),
    ):
        graph = tree.graph({"relay.features.spy", "relay.room"})
        whole = build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)
    assert graph.modules == whole.modules
    for module in whole.modules:
        imported = graph.find_modules_directly_imported_by(module)
        assert imported == whole.find_modules_directly_imported_by(module)
    assert broken_walls(tree) == set()


def test_every_wall_has_its_breach() -> None:
    assert {wall for wall, _ in BREACHES} == wall_ids()


def test_every_module_has_its_place() -> None:
    present = {
        f"{package}.{path.stem}"
        for package in ("relay", "desktop")
        for path in (ROOT / package).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.name != "__init__.py"
    }
    assert present - places() == set(), "give these a layer in .importlinter"
