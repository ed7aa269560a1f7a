"""Two kinds of wall that import-linter lacks: all that a package may import, and where a library may live."""

import ast
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.imports import Module


def _names(modules: object) -> set[str]:
    return {module.name for module in cast(set[Module], modules)}


def _inside(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


class _DirectImports(Contract):
    """A wall that looks at each import by itself and says which ones cross it."""

    def crossings(self, graph: ImportGraph) -> Iterator[str]:
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        crossings = sorted(self.crossings(graph))
        return ContractCheck(kept=not crossings, metadata={"crossings": crossings})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for crossing in cast(list[str], check.metadata["crossings"]):
            output.print_error(f"- {crossing}", bold=False)
        output.new_line()


class OnlyContract(_DirectImports):
    """`importers` import nothing but what is `allowed`; of `inside` nothing, where that is given."""

    type_name = "only"
    importers = fields.SetField(subfield=fields.ModuleField())
    allowed = fields.SetField(subfield=fields.ModuleField())
    inside = fields.SetField(subfield=fields.ModuleField(), required=False)
    standard_library = fields.BooleanField(required=False, default=False)

    def crossings(self, graph: ImportGraph) -> Iterator[str]:
        importers, allowed = _names(self.importers), _names(self.allowed)
        given = cast(set[Module] | None, self.inside)
        inside = None if given is None else _names(given)
        if cast(bool, self.standard_library):
            allowed |= sys.stdlib_module_names
        for importer in graph.modules:
            if not _inside(importer, importers):
                continue
            for imported in graph.find_modules_directly_imported_by(importer):
                if not _inside(imported, allowed) and (inside is None or _inside(imported, inside)):
                    yield f"{importer} imports {imported}"


class HomeContract(_DirectImports):
    """`names` are imported only in `homes`. Reads the source: the graph knows PySide6, but not QtWidgets."""

    type_name = "home"
    names = fields.SetField(subfield=fields.ModuleField())
    homes = fields.SetField(subfield=fields.ModuleField())

    def crossings(self, graph: ImportGraph) -> Iterator[str]:
        names, homes = _names(self.names), _names(self.homes)
        libraries = {name.split(".")[0] for name in names} & graph.modules
        importers = {
            module for library in libraries for module in graph.find_modules_that_directly_import(library)
        }
        for module in importers:
            if _inside(module, homes):
                continue
            for name, line in _imported_names(_source(module)):
                if _inside(name, names):
                    yield f"{module} imports {name} (l.{line})"


def _source(module: str) -> Path:
    """The file of a module, found without importing it or its parents."""
    root, *rest = module.split(".")
    spec = find_spec(root)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    path = Path(spec.submodule_search_locations[0], *rest)
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _imported_names(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_bytes(), filename=str(path))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
