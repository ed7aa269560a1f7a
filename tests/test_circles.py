"""No modules of ours import each other in a circle, not even for their types alone."""

from itertools import pairwise

import grimp


def circles(imports: dict[str, set[str]]) -> set[frozenset[str]]:
    """The strongly connected components of more than one module (Tarjan)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: set[frozenset[str]] = set()

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in sorted(imports.get(module, ())):
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            at = path.index(module)
            if len(path) - at > 1:
                found.add(frozenset(path[at:]))
            del path[at:]

    for module in sorted(imports):
        if module not in number:
            visit(module)
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("relay", "desktop", "resources", cache_dir=None)
    found = circles({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})
    assert [" ".join(sorted(circle)) for circle in found] == []


def test_a_circle_is_found_and_no_more_than_it() -> None:
    names = "abcd"
    line = {one: {other} for one, other in pairwise(names)}
    assert circles(line) == set()
    assert circles(line | {"c": {"d", "b"}}) == {frozenset("bc")}
    assert circles(line | {"d": {"a"}}) == {frozenset("abcd")}
    assert circles({"a": {"b"}, "b": {"a"}, "c": {"a", "d"}, "d": {"c"}}) == {
        frozenset("ab"),
        frozenset("cd"),
    }
