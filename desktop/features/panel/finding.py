"""Finds the panels of all subjects, and the words that they offer each other and the lists."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

import desktop.features
from desktop.features.panel.panel import Panel
from desktop.sentences import find_offers
from relay.protocol.base import Event, RoomCommand
from relay.protocol.hello import MOMENTS
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.memory import Memories
from relay.protocol.session_stats import SessionStats

if TYPE_CHECKING:
    from desktop.features.panel.report import LessonRecord, ReportSection


def offered(name: str) -> dict[str, str]:
    """Words that subjects offer, together: what their functions of this name give.

    `chat_sentences`: of lines of the chat, by `ChatLine.line`, with `…_many` for those that speak of several
    and `…_me` for whom they are about; of a kind of one's own, by `kind_line`, what a line without text says;
    `chat_kinds`: of a subject's own kinds of lines there, by `ChatLine.kind`, in a word or two;
    `figure_labels`: what a session's counts count, by their names.
    """
    return {key: words for source in _sources(name) for key, words in source().items()}


def labelled(stats: SessionStats) -> list[tuple[str, int]]:
    """What was counted in a session, each with its label; without what no subject here has a label for.

    Of a subject that had nothing in it nothing is said, but for those that every lesson has.
    """
    counted = stats.counted()
    return [(label, counted[name]) for name, label in offered("figure_labels").items() if name in counted]


def labelled_of_each(stats: LessonStats) -> dict[str, Mapping[str, int]]:
    """The same of each account, by label; without what nobody has done."""
    labels = offered("figure_labels").items()
    return {label: stats.counts[name] for name, label in labels if name in stats.counts}


def say_missed(events: Sequence[Event]) -> list[str]:
    """What was missed, in words of the subjects whose it is: what their `missed_words` say of their own."""
    return [words for source in _sources("missed_words") for words in source(events)]


def name_prompt(memories: Memories, number: int) -> str:
    """What the class is or was asked, in a few words: what `prompt_names` say of those of their subject."""
    names = (source(memories, number) for source in _sources("prompt_names"))
    return next((name for name in names if name), "")


def say_unsent(command: RoomCommand) -> str:
    """What it was that was not sent, in words of its subject: what its `unsent_words` say."""
    found = (source(command) for source in _sources("unsent_words"))
    return next((words for words in found if words), "")


def written_in(command: RoomCommand) -> str:
    """The text in it that its sender wrote, as they copy it: what `unsent_text` of its subject gives."""
    found = (source(command) for source in _sources("unsent_text"))
    return next((text for text in found if text), "")


def sections_of(record: "LessonRecord") -> list["ReportSection"]:
    """What subjects tell of a lesson afterwards, in order: what their `report_sections` make of it."""
    found = [section for source in _report_sources() for section in source(record)]
    return sorted(found, key=lambda section: section.order)


@cache
def _report_sources() -> list[Callable[..., Any]]:
    """A subject that is a folder has it in a module `report`, which is read only when it is wanted."""
    modules = [importlib.import_module(name) for name in _subjects()]
    apart = {f"{one.__name__}.report" for one in modules if hasattr(one, "__path__")}
    modules += [importlib.import_module(name) for name in sorted(apart) if find_spec(name)]
    sources = (getattr(one, "report_sections", None) for one in modules)
    return [source for source in sources if callable(source)]


@cache
def _sources(name: str) -> list[Callable[..., Any]]:
    return find_offers(desktop.features.__name__, name)


def known_here() -> list[str]:
    """The lanes and subjects that this program knows, as a relay is told."""
    return [MOMENTS, *(name.rpartition(".")[2] for name in _subjects())]


def find_panels() -> list[type[Panel]]:
    """Every panel that the modules of features define, by place in the order they ask for."""
    panels = [panel for name in _subjects() for panel in _panels_of(importlib.import_module(name))]
    return sorted(panels, key=lambda panel: (panel.order, panel.subject))


@cache
def _panels_of(module: ModuleType) -> list[type[Panel]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Panel)
        and value.subject
        and (value.__module__ + ".").startswith(module.__name__ + ".")
    ]


def _subjects() -> Sequence[str]:
    """The modules and packages of features, by name, but for this one."""
    return _modules_at(*desktop.features.__path__)


@cache
def _modules_at(*places: str) -> Sequence[str]:
    """Looked for on the disk once, however often a room is opened."""
    found = pkgutil.iter_modules(places, desktop.features.__name__ + ".")
    return tuple(one.name for one in found if one.name != __package__)
