"""Every code has a kind sentence, from the program or from the subject it belongs to."""

import json
from itertools import chain

import pytest

import desktop.features
from desktop.client.close_reasons import (
    BEYOND_A_LIMIT,
    FULL,
    PLACE_GIVEN_AWAY,
    SILENT_VISITOR,
    TOKEN_REVOKED,
    WRONG_TOKEN,
)
from desktop.client.file_failures import FILE_CHANGED, FILE_EMPTY, FILE_UNREADABLE, GOING
from desktop.features.chat.kinds import SAID
from desktop.features.panel.finding import offered, say_missed
from desktop.sentences import Sentences, Source, find_sentences
from relay.protocol.base import Event
from relay.protocol.catalog import codes, read_event, words
from relay.protocol.limits import LIMITS, Limit
from tests.protocol_documents import limits_of_subjects
from tests.relay.protocol.test_words import golden

FILE_CODES = (FILE_CHANGED, FILE_EMPTY, FILE_UNREADABLE, GOING)
LINE_CODES = (
    "unknown_host", "unreachable", "timed_out", "not_a_relay", "cut", "going_away", "token_revoked",
    "key_changed", "line_down", "other_key", *FULL.values(), *BEYOND_A_LIMIT.values(),
)  # fmt: skip
HOSTING_CODES = (
    "port_taken", "folder_unwritable", "no_program", "did_not_start", "too_slow", "in_use", "would_not_stop",
    "no_teacher",
)  # fmt: skip


HEAD_TOO_LARGE = "431"
SAY = Sentences(lambda: find_sentences(desktop.features.__name__))


def golden_events() -> list[Event]:
    """One of each."""
    samples = [golden(word)["sample"] for word in words(Event)]
    events = [read_event(json.dumps(sample).encode()) for sample in samples]
    return [event for event in events if event is not None]


def test_every_code_of_the_protocol_has_a_sentence() -> None:
    assert [code for code in codes() if not SAY.knows(code)] == []


def test_every_line_that_the_room_adds_to_the_chat_has_a_sentence() -> None:
    lines = {line.line for event in golden_events() for line in event.chat_lines() if line.kind == "system"}
    assert {"started", "ended", "removed"} <= lines
    assert lines - offered("chat_sentences").keys() == set()


def test_every_kind_of_line_in_the_chat_is_known() -> None:
    kinds = {line.kind for event in golden_events() for line in event.chat_lines()}
    assert {"answer", "system"} <= kinds
    assert kinds - {"system"} - SAID - offered("chat_kinds").keys() == set()


def test_every_count_of_a_session_has_a_label() -> None:
    counts = {count for event in golden_events() for count in event.counts()}
    assert {"messages", "hands"} <= counts
    assert counts - offered("figure_labels").keys() == set()


def test_every_event_that_is_missed_has_words() -> None:
    missed = [event for event in golden_events() if event.missed]
    assert missed
    assert [event for event in missed if not say_missed([event])] == []


def test_every_code_of_line_and_hosting_has_a_sentence() -> None:
    say = Sentences()
    assert [code for code in (*LINE_CODES, *HOSTING_CODES) if not say.knows(code)] == []
    assert [code for code in FILE_CODES if not SAY.knows(code)] == []
    assert not set(HOSTING_CODES) & set(codes()), "one word for two things has one sentence for both"


def test_an_unknown_code_is_told_as_it_is() -> None:
    assert "moon_full" in Sentences()("moon_full")


def test_in_a_lesson_a_subject_has_the_last_word() -> None:
    say = Sentences(lambda: [lambda: {"busy": "Come back later.", "rainy": "Take an umbrella."}])
    assert say.in_lesson("busy") == "Come back later."
    assert say("busy") == Sentences()("busy") != say.in_lesson("busy")
    assert say("rainy") == say.in_lesson("rainy") == "Take an umbrella."
    assert say.in_lesson("empty") == Sentences()("empty")


def test_subjects_are_looked_for_once_and_only_when_one_of_theirs_is_needed() -> None:
    looked: list[str] = []

    def look() -> list[Source]:
        looked.append("looked")
        return [lambda: {"rainy": "Take an umbrella."}]

    say = Sentences(look)
    assert say("busy")
    assert looked == []
    assert say("rainy") == say("rainy")
    assert looked == ["looked"]


@pytest.mark.parametrize(
    "limit", [*LIMITS, *chain(*limits_of_subjects().values())], ids=lambda limit: limit.name
)
def test_every_limit_has_a_sentence(limit: Limit) -> None:
    """But for a visitor's silence: this program ends and begins such lines without anybody noticing.

    Nor for a request's head of 16 kB: this program's own has a tenth of that, whatever people type.
    """
    tokens = {WRONG_TOKEN: "not_signed_in", TOKEN_REVOKED: "token_revoked"}
    ends = FULL | BEYOND_A_LIMIT | PLACE_GIVEN_AWAY | tokens | {1006: "cut"}
    answers = {str(code): reason for code, reason in ends.items()}
    if limit.answer in (str(SILENT_VISITOR), HEAD_TOO_LARGE):
        return
    assert SAY.knows(answers.get(limit.answer, limit.answer))
