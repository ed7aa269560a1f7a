"""English plurals: every one has both forms, and what travels with the program is what is written."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

import desktop
from desktop.app.language import Language
from tests.patience import PATIENCE

ROOT = Path(desktop.__file__).parent.parent
WRITTEN = ROOT / "resources/translations/schoolbell_en.ts"
LUPDATE = Path(sys.executable).with_name("pyside6-lupdate")

Key = tuple[str, str, str]


def plurals(file: Path) -> dict[Key, list[str]]:
    """Context, source and comment of each plural, and its forms."""
    found: dict[Key, list[str]] = {}
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            key = (
                context.findtext("name", ""),
                message.findtext("source", ""),
                message.findtext("comment", ""),
            )
            found[key] = [form.text or "" for form in message.iter("numerusform")]
    return found


def test_each_plural_has_a_form_for_one_and_for_many() -> None:
    forms = plurals(WRITTEN)
    assert forms
    assert {key: form for key, form in forms.items() if len(form) != 2 or not all(form)} == {}
    assert [key for key, (one, many) in forms.items() if "(s)" in one + many] == []


def said_now(made: Path, *options: str) -> Path:
    """All that the program says, read from its sources into this file."""
    folders = (ROOT / "desktop", ROOT / "relay/shared/doctor")
    sources = [str(file) for folder in folders for file in folder.rglob("*.py")]
    words = [*options, "-silent", "-target-language", "en", *sources, "-ts", str(made)]
    subprocess.run([LUPDATE, *words], check=True, capture_output=True, timeout=PATIENCE)
    return made


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Each that the program says."""
    if not LUPDATE.exists():
        pytest.skip("pyside6-lupdate is not beside this Python")
    found = {key[1] for key in plurals(said_now(tmp_path_factory.mktemp("said") / "now_en.ts"))}
    assert len(found) > 500
    return found


@pytest.mark.skipif(not LUPDATE.exists(), reason="pyside6-lupdate is not beside this Python")
def test_no_plural_of_the_program_is_missing(tmp_path: Path) -> None:
    made = said_now(tmp_path / "now_en.ts", "-pluralonly")
    assert plurals(made).keys() == plurals(WRITTEN).keys(), "make translations"


def test_nobody_is_told_of_a_line_where_a_connection_is_meant(sentences: set[str]) -> None:
    """A line is one of a list or a file to those who read it; they are offline, or lose the connection."""
    meant = re.compile(r"\b(the|your|their|no|'s) line\b|\bline (is|was|lost|drops)\b", re.IGNORECASE)
    assert [one for one in sentences if meant.search(one)] == []


def test_a_relay_is_called_a_server(sentences: set[str]) -> None:
    """A word that people in a lesson know; commands and what stands for a name are none."""
    others = re.compile(r"\{relays?\}|schoolbell-relay|python -m relay")
    meant = re.compile(r"\brelays?\b", re.IGNORECASE)
    assert [one for one in sentences if meant.search(others.sub("", one))] == []


def test_codes_have_two_names(sentences: set[str]) -> None:
    """A lesson code brings into a lesson; with a one-time code one signs in first, or with a new password."""
    other = re.compile(
        r"(personal|join|sign-?in|access|entry|session|class) codes?\b|personal pass|(?<!QR )code of the|"
        r"lesson.s code|secret of the",
        re.IGNORECASE,
    )
    of_this_lesson = "This is not the code of this lesson."
    assert [one for one in sentences if other.search(one.replace(of_this_lesson, ""))] == []


def test_a_session_is_called_a_lesson(sentences: set[str]) -> None:
    """One word for what a class comes together in; what stands for a number is none."""
    others = re.compile(r"\{sessions?\}")
    meant = re.compile(r"\bsessions?\b", re.IGNORECASE)
    assert [one for one in sentences if meant.search(others.sub("", one))] == []


PUT_OTHERWISE = {
    "Waits for the line": "Will be sent when you are back online",
    "Goes out when the line is back": "Will be sent when you are back online…",
    "Trying again and again": "Offline since {time}: {reason}. Trying to reconnect…",
    "Who is not in the class is shown as a guest": (
        "As your class knows you. If you are not on the class list you join as a guest."
    ),
    "One name a line": "One name per line, typed or pasted from a list or a spreadsheet.",
    "Most people": "Seats",
    "Take this where somebody else": "Tick this if someone else may know the password.",
    "Keep after their end": "Keep lessons after their end for",
    "Line lost": "connection lost",
    "Events in it": "",
}
"""What people read on the first day and did not understand, and what they read now."""


@pytest.mark.skipif(not LUPDATE.exists(), reason="pyside6-lupdate is not beside this Python")
def test_what_nobody_understood_on_the_first_day_is_put_otherwise(tmp_path: Path) -> None:
    sentences = {key[1] for key in plurals(said_now(tmp_path / "now_en.ts"))}
    assert [one for one in sentences if any(old in one for old in PUT_OTHERWISE)] == []
    assert {new for new in PUT_OTHERWISE.values() if new} - sentences == set()


def test_what_travels_with_the_program_is_what_is_written(qapp: QApplication) -> None:
    language = Language(qapp)
    for (context, source, comment), (one, many) in plurals(WRITTEN).items():
        for count, form in ((1, one), (0, many), (2, many), (21, many)):
            assert language.translator.translate(context, source, comment, count) == form, "make translations"
    language.hush()


def test_it_is_spoken_until_it_is_hushed(qapp: QApplication) -> None:
    language = Language(qapp)
    language.speak()
    try:
        said = [QCoreApplication.translate("CatchUpCard", "%n minute(s)", "", n) for n in (0, 1, 14)]
        assert said == ["0 minutes", "1 minute", "14 minutes"]
    finally:
        language.hush()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert "(s)" in QCoreApplication.translate("CatchUpCard", "%n minute(s)", "", 14)
