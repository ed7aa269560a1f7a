"""Writes whose work a program holds: `licences.py OUT NAME`, of the frozen files in OUT/NAME.shipped.txt.

Each is traced to the package that brought it. A file of nobody, a package without a licence's text, or one
that is not in `resources/libraries.txt` ends the build with a sentence. Written are OUT/NAME.copyright (with
all texts) and OUT/NAME.sbom.json (CycloneDX 1.6). packaging/windows/installer.py has the same of its tree.
"""

import importlib.metadata
import json
import os
import platform
import re
import sys
import sysconfig
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
SYSTEMS_TEXTS = Path("/usr/share/common-licenses")
LOADER = "pyinstaller"
BUILDS_ONLY = {"pip", "setuptools", "altgraph", "pyinstaller-hooks-contrib"}
"""Whose files PyInstaller lists though nothing of them comes along but what starts the program."""
_TEXT = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)

HEAD = """\
Schoolbell {version}, and the works of others that it is shipped with.

Each of them stays under its own licence; the texts follow below. Schoolbell itself is under the MIT licence.

{lesser} under the GNU Lesser General Public License: you may change that and use
Schoolbell with what you made. What is a file of its own in the folder {folder} may be replaced there; the
rest comes into the program by `make {target}`, for which all of Schoolbell's source is free. Nothing forbids
taking the program apart to find faults in what you changed.

The source of that, exactly as it is used here:
{sources}
Whoever has this package from you may have that source from you too. If it can't be had there any more, the
maintainer of this package gives it to anybody who asks within three years of getting the package, for no
more than the cost of sending it.
"""
QT = "What Qt has in turn from others stands in https://doc.qt.io/qt-6/licenses-used-in-qt.html.\n"
SOURCES = {
    "pyside6-essentials": (
        "https://download.qt.io/official_releases/qt/{series}/{version}/single/",
        "https://download.qt.io/official_releases/QtForPython/pyside6/PySide6-{version}-src/",
    ),
    "zeroconf": ("https://github.com/python-zeroconf/python-zeroconf/archive/refs/tags/{version}.tar.gz",),
}
TEXTS_OF_SYSTEM = {"pyside6-essentials": ("LGPL-3", "GPL-3"), "shiboken6": ("LGPL-3", "GPL-3")}
"""Their wheels have none."""


class Python(NamedTuple):
    """The Python that comes along, the text of its licence, and versions of what it brings in turn."""

    version: str
    text: str
    brings: Mapping[str, str] = {}


class Shipped(NamedTuple):
    """A program: its name, how it is built, and in which of its folders the files of others lie."""

    name: str
    target: str
    folder: str


def main(out: Path, name: str) -> int:
    place = Path(sysconfig.get_path("purelib"))
    others = (sysconfig.get_path("stdlib"), os.path.join(sys.base_prefix, "lib"), str(ROOT))
    files = (out / f"{name}.shipped.txt").read_text("utf-8").splitlines()
    owners, strangers = owners_of(files, place, others)
    owners.setdefault(LOADER, importlib.metadata.distribution(LOADER))
    text = Path(sysconfig.get_path("stdlib"), "LICENSE.txt").read_text("utf-8")
    python = Python(platform.python_version(), text)
    return write(out, Shipped(name, "deb", "_internal"), owners, strangers, python)


def write(
    out: Path, shipped: Shipped, owners: dict[str, Distribution], strangers: list[str], python: Python
) -> int:
    """Both files into a folder; or 1, and what is wrong."""
    listed = libraries()
    listed |= {one: listed["winrt-runtime"] for one in owners if one.startswith("winrt-windows-")}
    wrong = [f"{file} belongs to no package." for file in strangers]
    wrong += [f"{one} has no text of its licence." for one in owners if not texts_of(owners[one])]
    wrong += [f"resources/libraries.txt has no {one}." for one in owners if one not in listed]
    if wrong:
        sys.stderr.write("\n".join(["schoolbell: this may not be shipped so:", *wrong, ""]))
        return 1
    owners = dict(sorted(owners.items()))
    (out / f"{shipped.name}.copyright").write_text(copyright_of(shipped, owners, listed, python), "utf-8")
    made = json.dumps(sbom(shipped.name, owners, listed, python), indent=1)
    (out / f"{shipped.name}.sbom.json").write_text(f"{made}\n", "utf-8")
    return 0


def owners_of(
    files: Iterable[str], place: Path, others: tuple[str, ...]
) -> tuple[dict[str, Distribution], list[str]]:
    """The packages in this place that files are of, by name; and files of nobody.

    Python's files and ours lie beneath others.
    """
    by_file: dict[str, Distribution] = {}
    for one in importlib.metadata.distributions(path=[str(place)]):
        for path in one.files or ():
            by_file[os.path.normpath(place / path)] = one
    owners: dict[str, Distribution] = {}
    strangers = []
    for file in map(os.path.normpath, files):
        owner = by_file.get(file)
        if owner is None and (str(place) in file or not file.startswith(others)):
            strangers.append(file)
        if owner is not None and (named := normal(owner.name)) not in BUILDS_ONLY | {"schoolbell"}:
            owners[named] = owner
    return owners, strangers


def libraries() -> dict[str, list[str]]:
    """Licence and home of each in resources/libraries.txt, by name."""
    listed = {}
    for line in (ROOT / "resources" / "libraries.txt").read_text("utf-8").splitlines():
        names, *licence_and_home = line.split("\t")
        for name in re.findall(r"[\w.-]+", names):
            listed[normal(name)] = licence_and_home
    return listed


def texts_of(one: Distribution) -> list[tuple[str, str]]:
    """Name and text of each file about the licence of a package."""
    texts = []
    for path in one.files or ():
        about = _TEXT.search(path.name) or "licenses" in path.parts
        if about and ".dist-info" in path.parts[0] and path.suffix != ".json":
            texts.append((path.name, Path(str(path.locate())).read_text("utf-8", "replace").strip()))
    for name in TEXTS_OF_SYSTEM.get(normal(one.name), ()):
        texts += [(name, (SYSTEMS_TEXTS / name).read_text("utf-8").strip())]
    return list(dict.fromkeys(texts))


def copyright_of(
    shipped: Shipped, owners: dict[str, Distribution], listed: dict[str, list[str]], python: Python
) -> str:
    sources = ""
    for name, places in SOURCES.items():
        if name in owners:
            version = owners[name].version
            series = ".".join(version.split(".")[:2])
            sources += "".join(f"  {place.format(version=version, series=series)}\n" for place in places)
    qt = "pyside6-essentials" in owners
    lesser = "Qt, PySide6 and zeroconf are" if qt else "zeroconf is"
    ours = importlib.metadata.version("schoolbell")
    build = {"folder": shipped.folder, "target": shipped.target}
    parts = [HEAD.format(version=ours, sources=sources, lesser=lesser, **build)]
    parts += [QT] if qt else []
    parts += [f"{one.name} {one.version}: {', '.join(listed[name])}" for name, one in owners.items()]
    pythons = {"Python": python.version, **python.brings}
    parts += [f"{name} {version}: {', '.join(listed[normal(name)])}" for name, version in pythons.items()]
    said: dict[str, list[str]] = {}
    for name, text in own_texts():
        said.setdefault(text, []).append(name)
    for one in owners.values():
        for file, text in texts_of(one):
            said.setdefault(text, []).append(f"{one.name} {one.version} ({file})")
    said.setdefault(python.text.strip(), []).append("Python")
    for text, names in said.items():
        parts += ["", "=" * 100, *dict.fromkeys(names), "=" * 100, "", text]
    return "\n".join([*parts, ""])


def own_texts() -> Iterator[tuple[str, str]]:
    yield "Schoolbell", (ROOT / "LICENSE").read_text("utf-8").strip()
    for file in sorted((ROOT / "resources").rglob("LICENSE-*")):
        yield file.stem.partition("-")[2], file.read_text("utf-8").strip()


def sbom(
    name: str, owners: dict[str, Distribution], listed: dict[str, list[str]], python: Python
) -> dict[str, Any]:
    version = importlib.metadata.version("schoolbell")
    components = [component(one.name, one.version, "pypi", listed[named][0]) for named, one in owners.items()]
    if "pyside6-essentials" in owners:
        components.append(component("qt", owners["pyside6-essentials"].version, "generic", "LGPL-3.0-only"))
    for part, part_version in {"python": python.version, **python.brings}.items():
        components.append(component(part, part_version, "generic", listed[normal(part)][0]))
    for one in owners.values():  # what is compiled into a wheel, as its makers say
        for path in one.files or ():
            if "sboms" in path.parts and path.suffix == ".json":
                components += json.loads(path.read_text(encoding="utf-8")).get("components", [])
    when = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([name, version, components])).urn,
        "version": 1,
        "metadata": {
            "timestamp": when.isoformat(),
            "component": {"type": "application", "name": name, "version": version},
        },
        "components": components,
    }


def component(name: str, version: str, kind: str, licence: str) -> dict[str, Any]:
    simple = re.fullmatch(r"[\w.+-]+", licence)
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:{kind}/{normal(name)}@{version}",
        "licenses": [{"license": {"id": licence}} if simple else {"expression": licence}],
    }


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
