"""``docs/protocol``: a document a subject, whose tables are made from its words: ``make protocol``.

What stands above the mark is written by people, and kept; everything below it is made here. PROTOCOL.md has
the table of the limits that belong to no subject, between marks of its own.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import msgspec

from relay.protocol.base import Command, Event, Greeting, Moment, Notice, Reply, RoomCommand, Word
from relay.protocol.catalog import subjects, words
from relay.protocol.limits import LIMITS, Limit
from relay.protocol.refusals import Code
from tests.relay.permissions import permissions, table as table_of_permissions

ROOT = Path(__file__).parents[1]
PROTOCOL, FOLDER = ROOT / "PROTOCOL.md", ROOT / "docs" / "protocol"
MARK = "<!-- From here on made by `make protocol`, and edited by nobody. -->\n"
BEGIN, END = "<!-- limits -->\n", "<!-- end of limits -->\n"
KINDS: dict[type[Word], str] = {
    Greeting: "Greetings", Command: "Commands", Event: "Events", Reply: "Replies", Notice: "Notices",
    Moment: "Moments",
}  # fmt: skip
COMMON = frozenset((*Event.__struct_fields__, *RoomCommand.__struct_fields__))


def documents() -> dict[str, str]:
    """The document of each subject by its name, as it should be."""
    made = {module.__name__.rpartition(".")[2]: document(module) for module in subjects()}
    return {name: text for name, text in made.items() if text}


def limits_of_subjects() -> dict[str, tuple[Limit, ...]]:
    """What subjects declare as ``LIMITS`` beside their words."""
    found = ((module.__name__.rpartition(".")[2], getattr(module, "LIMITS", ())) for module in subjects())
    return {name: limits for name, limits in found if limits and limits is not LIMITS}


def document(module: ModuleType) -> str:
    """One subject's; empty if it has neither words nor limits nor codes."""
    shown = ((title, "\n".join(lines)) for title, lines in _tables(module) if lines)
    tables = "".join(f"\n## {title}\n\n{rows}\n" for title, rows in shown)
    if not tables:
        return ""
    name = module.__name__.rpartition(".")[2]
    file = FOLDER / f"{name}.md"
    title = name.replace("_", " ").capitalize()
    head = f"# {title}\n\n{module.__doc__ or ''}\n"
    if file.exists():
        head = file.read_text("utf-8").partition(MARK)[0].rstrip() + "\n"
    return f"{head}\n{MARK}{tables}"


def protocol() -> str:
    """PROTOCOL.md, as it should be."""
    before, _, rest = PROTOCOL.read_text("utf-8").partition(BEGIN)
    return before + BEGIN + "\n".join(table_of_limits(LIMITS)) + "\n" + END + rest.partition(END)[2]


def _tables(module: ModuleType) -> Iterator[tuple[str, list[str]]]:
    for kind, title in KINDS.items():
        own = [word for word in words(kind) if word.__module__ == module.__name__]
        yield title, list(_table_of_words(title, own)) if own else []
    asked = [permission for permission in permissions() if permission.command.__module__ == module.__name__]
    yield "Who may ask", list(table_of_permissions(asked)) if asked else []
    limits = limits_of_subjects().get(module.__name__.rpartition(".")[2], ())
    yield "Limits", list(table_of_limits(limits)) if limits else []
    codes = [value for value in vars(module).values() if isinstance(value, Code)]
    yield "Refusals", [f"* `{code.name}` ({'later' if code.later else 'final'})" for code in codes]


def _table_of_words(title: str, found: Iterable[type[Word]]) -> Iterator[str]:
    yield f"| {title.lower()[:-1].replace('replie', 'reply')} | |"
    yield "|---|---|"
    for word in found:
        name = str(word.__struct_config__.tag)
        fields = [
            field.encode_name + ("" if field.required else "?")
            for field in msgspec.structs.fields(word)
            if field.name not in COMMON or (field.name == "session" and not issubclass(word, RoomCommand))
        ]
        shown = f"{name} {{{', '.join(fields)}}}" if fields else name
        yield f"| `{shown}` | {_said(word)} |"


def _said(word: type[Word]) -> str:
    """What its docstring says, and how often it may be asked."""
    said = " ".join((word.__doc__ or "").split()).replace("``", "`").replace("|", "\\|")
    paces = word.pace if issubclass(word, RoomCommand | Moment) else {}
    told = {role: f"{pace.rate:g} a second, {pace.burst} at once" for role, pace in sorted(paces.items())}
    if len(set(told.values())) == 1 and len(told) == 2:
        return f"{said} At most {next(iter(told.values()))}."
    return said + "".join(f" Of a {role} at most {pace}." for role, pace in told.items())


def table_of_limits(limits: Iterable[Limit]) -> Iterator[str]:
    """Markdown, line by line."""
    yield "| limit | beyond it | setting |"
    yield "|---|---|---|"
    for limit in limits:
        yield f"| {limit.what} | `{limit.answer}` | {f'`{limit.setting}`' if limit.setting else ''} |"


def write() -> None:
    """All of them, where they stand."""
    FOLDER.mkdir(exist_ok=True)
    made = {FOLDER / f"{name}.md": text for name, text in documents().items()} | {PROTOCOL: protocol()}
    for file, text in made.items():
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    write()
