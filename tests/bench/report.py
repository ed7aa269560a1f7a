"""Turns build/bench.json into the tables of docs/performance.md: ``python -m tests.bench.report [--write]``.

With ``--write`` what stands in the document between the two marks is replaced; otherwise it is printed.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import figures
from tests.bench.figures import ROOT, Bench, Figure

BEGIN = "<!-- tables: made by python -m tests.bench.report --write -->"
END = "<!-- end of tables -->"
DOCUMENT = ROOT / "docs" / "performance.md"
QUICK = "**A smoke run (`--quick`): it shows that the bench works; its figures are not to be quoted.**"


def tables(bench: Bench) -> str:
    """The run as Markdown: what it ran on, then a table for each bench."""
    return "\n".join(_lines(bench)) + "\n"


def _lines(bench: Bench) -> Iterator[str]:
    machine = ", ".join(f"{name} {value}" for name, value in bench.machine.items())
    versions = ", ".join(f"{name} {value}" for name, value in bench.versions.items())
    made = f"`{bench.command}` in {bench.seconds:.0f} s"
    yield f"Measured {bench.day} at commit `{bench.commit or 'unknown'}` by {made}."
    yield f"Machine: {machine}. Versions: {versions}."
    if any(figure.quick for figure in bench.figures):
        yield f"\n{QUICK}"
    for name in dict.fromkeys(figure.bench for figure in bench.figures):
        yield f"\n### {name}\n"
        yield from _table([figure for figure in bench.figures if figure.bench == name])


def _table(of_bench: Sequence[Figure]) -> Iterator[str]:
    yield "| figure | configuration | measured | generator alone | ratio | target | met | note |"
    yield "|---|---|---|---|---|---|---|---|"
    for figure in of_bench:
        name, configuration, value, unit, ceiling, ratio, beside, target, met = figures.cells(figure)
        times = f"{ratio} × {beside}" if ratio and beside else ratio
        row = (name, configuration, f"{value} {unit}", ceiling, times, target, met, figure.note)
        yield "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in row) + " |"


def put_in(document: str, text: str) -> str:
    """The document with these tables between its marks; raises ValueError when it lacks them."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the document has no marks for the tables")
    return f"{before}{begin}\n\n{text}\n{end}{after}"


def main(words: Sequence[str] | None = None) -> int:
    """Run from the command line; 1 when there is no run to report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=figures.JSON_FILE)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    given = parser.parse_args(words)
    try:
        text = tables(figures.read(given.json))
    except FileNotFoundError:
        sys.stderr.write(f"There is no {given.json}: run make bench first.\n")
        return 1
    if given.write:
        DOCUMENT.write_text(put_in(DOCUMENT.read_text("utf-8"), text), "utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
