"""What is read in a room in which nothing has happened yet: not what waits for the first poll or page."""

from collections.abc import Iterable
from importlib.util import find_spec

from tests.bench.starting import read_in_a_room

NOT_YET = (
    # libraries
    "PySide6.QtNetwork", "PySide6.QtPrintSupport", "cryptography", "html", "peewee",
    "spake2",
    # what is made for the first thing of its subject
    "desktop.features.checks.face", "desktop.features.checks.head", "desktop.features.checks.pupil",
    "desktop.features.checks.task_dialog", "desktop.features.checks.teacher",
    "desktop.features.ink.choice", "desktop.features.ink.describing", "desktop.features.ink.desk",
    "desktop.features.ink.hand", "desktop.features.ink.keys", "desktop.features.ink.layer",
    "desktop.features.ink.live", "desktop.features.ink.outgoing", "desktop.features.ink.own",
    "desktop.features.ink.page_ink", "desktop.features.ink.painting", "desktop.features.ink.pen",
    "desktop.features.ink.picture", "desktop.features.ink.signs", "desktop.features.ink.strokes",
    "desktop.features.ink.text_editor", "desktop.features.ink.tools",
    "desktop.features.pins.line", "desktop.features.pins.pin_dialog", "desktop.features.pins.whole",
    "desktop.features.polls.bars", "desktop.features.polls.face", "desktop.features.polls.form",
    "desktop.features.polls.head", "desktop.features.polls.large", "desktop.features.polls.option",
    "desktop.features.polls.own_dialog", "desktop.features.polls.pupil",
    "desktop.features.polls.tables", "desktop.features.polls.teacher",
    "desktop.features.questions.asking", "desktop.features.questions.buttons",
    "desktop.features.questions.fold", "desktop.features.questions.listing",
    "desktop.features.questions.rows",
    "desktop.features.panel.sheet", "desktop.features.panel.sheet_ground",
    "desktop.features.panel.sheet_layer", "desktop.features.panel.sheet_pen",
    "desktop.features.panel.sheet_sight", "desktop.features.panel.sheet_stand",
    "desktop.features.slides.around", "desktop.features.slides.deck_writer",
    "desktop.features.slides.fetching", "desktop.features.slides.following",
    "desktop.features.slides.foot", "desktop.features.slides.keys", "desktop.features.slides.more",
    "desktop.features.slides.notes", "desktop.features.slides.page_area",
    "desktop.features.slides.pointer", "desktop.features.slides.screen",
    "desktop.features.slides.screen_page", "desktop.features.slides.sending",
    "desktop.features.slides.showing", "desktop.features.slides.strip", "desktop.features.slides.texts",
    "desktop.features.timer.chip", "desktop.features.timer.dialog", "desktop.features.timer.large",
    "desktop.features.work.file_row", "desktop.features.work.folder", "desktop.features.work.hand_in",
    "desktop.features.work.hand_out", "desktop.features.work.lists", "desktop.features.work.picker",
    "desktop.features.work.pupil", "desktop.features.work.saved", "desktop.features.panel.saving_all",
    "desktop.features.work.student", "desktop.features.work.teacher", "desktop.features.work.zipping",
    "desktop.features.panel.prompts.dialog", "desktop.features.panel.prompts.face",
    "desktop.features.panel.prompts.head", "desktop.features.panel.prompts.ring",
    # a teacher's files and screen
    "desktop.documents", "desktop.screenshots",
    # files
    "desktop.client.files", "desktop.client.store.file_cache", "desktop.client.store.file_folder",
    "desktop.features.panel.file_progress", "desktop.qt_files",
    # paper and reports
    "desktop.features.panel.report", "desktop.parts.lesson_report", "desktop.parts.paper",
    "desktop.parts.transcript", "desktop.poll_text", "desktop.theme.pictures",
    # other pages
    "desktop.pages.attendance", "desktop.pages.classes", "desktop.pages.details", "desktop.pages.doctor",
    "desktop.pages.people", "desktop.pages.plan", "desktop.pages.safekeeping", "desktop.pages.settings",
)  # fmt: skip
"""Modules and packages, each with all that is in it."""


def read_too_early(modules: Iterable[str]) -> list[str]:
    return [one for one in modules if any(f"{one}.".startswith(f"{other}.") for other in NOT_YET)]


async def test_a_room_reads_what_is_seen_in_it_and_no_more() -> None:
    modules = await read_in_a_room(people=2)
    assert "desktop.features.polls.card" in modules
    assert read_too_early(modules) == []


def test_what_is_read_too_early_is_named() -> None:
    early = ["html.entities", "desktop.features.polls.teacher"]
    assert read_too_early(["desktop.features.polls", "html5", *early]) == early


def test_every_name_is_one_of_a_module() -> None:
    """A name that is misspelt, or no longer so, would keep nothing out."""
    assert [name for name in NOT_YET if find_spec(name) is None] == []
