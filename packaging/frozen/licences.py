"""Writes whose work a frozen folder holds: `licences.py OUT NAME`, of the files in OUT/NAME.shipped.txt.

Each is traced to the package that brought it. A file of nobody, a package without a licence's text, or one
that is not in `resources/libraries.txt` ends the build with a sentence. Written are OUT/NAME.copyright (with
all texts) and OUT/NAME.sbom.json (CycloneDX 1.6).
"""

import importlib.metadata
import json
import os
import platform
import re
import sys
import sysconfig
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

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
Schoolbell with what you made. What is a file of its own in the folder _internal may be replaced there; the
rest comes into the program by `make deb`, for which all of Schoolbell's source is free. Nothing forbids
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


def main(out: Path, name: str) -> int:
    owners, strangers = owners_of((out / f"{name}.shipped.txt").read_text("utf-8").splitlines())
    listed = libraries()
    wrong = [f"{file} belongs to no package." for file in strangers]
    wrong += [f"{one} has no text of its licence." for one in owners if not texts_of(owners[one])]
    wrong += [f"resources/libraries.txt has no {one}." for one in owners if one not in listed]
    if wrong:
        sys.stderr.write("\n".join(["schoolbell: this may not be shipped so:", *wrong, ""]))
        return 1
    (out / f"{name}.copyright").write_text(copyright_of(owners, listed), "utf-8")
    (out / f"{name}.sbom.json").write_text(json.dumps(sbom(name, owners, listed), indent=1) + "\n", "utf-8")
    return 0


def owners_of(files: list[str]) -> tuple[dict[str, Distribution], list[str]]:
    """The packages that these files are of, by name, and files of nobody."""
    place = Path(sysconfig.get_path("purelib"))
    by_file: dict[str, Distribution] = {}
    for one in importlib.metadata.distributions(path=[str(place)]):
        for path in one.files or ():
            by_file[os.path.normpath(place / path)] = one
    python = (sysconfig.get_path("stdlib"), os.path.join(sys.base_prefix, "lib"))
    owners: dict[str, Distribution] = {}
    strangers = []
    for file in map(os.path.normpath, files):
        owner = by_file.get(file)
        if owner is None and (str(place) in file or not file.startswith((*python, str(ROOT)))):
            strangers.append(file)
        if owner is not None and (named := normal(owner.name)) not in BUILDS_ONLY | {"schoolbell"}:
            owners[named] = owner
    owners.setdefault(LOADER, importlib.metadata.distribution(LOADER))
    return dict(sorted(owners.items())), strangers


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


def copyright_of(owners: dict[str, Distribution], listed: dict[str, list[str]]) -> str:
    sources = ""
    for name, places in SOURCES.items():
        if name in owners:
            version = owners[name].version
            series = ".".join(version.split(".")[:2])
            sources += "".join(f"  {place.format(version=version, series=series)}\n" for place in places)
    qt = "pyside6-essentials" in owners
    lesser = "Qt, PySide6 and zeroconf are" if qt else "zeroconf is"
    parts = [HEAD.format(version=importlib.metadata.version("schoolbell"), sources=sources, lesser=lesser)]
    parts += [QT] if qt else []
    parts += [f"{one.name} {one.version}: {', '.join(listed[name])}" for name, one in owners.items()]
    parts += [f"Python {platform.python_version()}: {', '.join(listed['python'])}"]
    said: dict[str, list[str]] = {}
    for name, text in ours():
        said.setdefault(text, []).append(name)
    for one in owners.values():
        for file, text in texts_of(one):
            said.setdefault(text, []).append(f"{one.name} {one.version} ({file})")
    python = Path(sysconfig.get_path("stdlib"), "LICENSE.txt").read_text("utf-8").strip()
    said.setdefault(python, []).append("Python")
    for text, names in said.items():
        parts += ["", "=" * 100, *dict.fromkeys(names), "=" * 100, "", text]
    return "\n".join([*parts, ""])


def ours() -> Iterator[tuple[str, str]]:
    yield "Schoolbell", (ROOT / "LICENSE").read_text("utf-8").strip()
    for file in sorted((ROOT / "resources").rglob("LICENSE-*")):
        yield file.stem.partition("-")[2], file.read_text("utf-8").strip()


def sbom(name: str, owners: dict[str, Distribution], listed: dict[str, list[str]]) -> dict[str, Any]:
    version = importlib.metadata.version("schoolbell")
    components = [component(one.name, one.version, "pypi", listed[named][0]) for named, one in owners.items()]
    if "pyside6-essentials" in owners:
        components.append(component("qt", owners["pyside6-essentials"].version, "generic", "LGPL-3.0-only"))
    components.append(component("python", platform.python_version(), "generic", listed["python"][0]))
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
