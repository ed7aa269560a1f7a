"""Which names can be taken for one another, and which can't."""

import time

import pytest

from relay.school.lookalikes import look_alike, looks_like, skeleton

pytestmark = pytest.mark.attack

TEACHERS = ["Ms Lee"]
CLASS = ["Ana Silva", "Tom Sawyer", "Zoë Ng", "李小龍", "Борис Ким"]


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("Ⲙs Lee", "Ms Lee"),  # of Coptic
        ("Ms ᒪee", "Ms Lee"),  # of Canadian syllabics
        ("Ms 𐌋ee", "Ms Lee"),  # of Old Italic, which is in no table
        ("MᏕ Lee", "Ms Lee"),  # of Cherokee
        ("Ms L℮e", "Ms Lee"),
        ("Ms \ua4e1ee", "Ms Lee"),
        ("Ms \U00012345ee", "Ms Lee"),
        ("🅼🆂 🅻🅴🅴", "Ms Lee"),  # in squares, which have no other form
        ("🅜🅢 🅛🅔🅔", "Ms Lee"),
        ("🇲🇸 🇱🇪🇪", "Ms Lee"),
        ("ms lee", "Ms Lee"),
        ("Rns Lee", "Ms Lee"),
        ("MsLee", "Ms Lee"),
        ("Lee, Ms", "Ms Lee"),
        ("Ms Lee (teacher)", "Ms Lee"),
        ("Ms Lee – Lehrerin", "Ms Lee"),
        ("Ms Lee 2", "Ms Lee"),
        ("The real Ms Lее", "Ms Lee"),
        ("Teacher", "Ms Lee"),
        ("Bob (tеacher)", "Ms Lee"),
        ("Bob Учитель", "Ms Lee"),
        ("ANA SILVA (7b)", "Ana Silva"),
        ("Silva Ana", "Ana Silva"),
        ("Ana 5ilva", "Ana Silva"),
        ("李小龍 (2)", "李小龍"),
        ("Бориc Ким", "Борис Ким"),  # with a Latin c
        ("БОРИС КИМ", "Борис Ким"),
    ],
)
def test_who_can_be_taken_for_somebody(typed: str, like: str) -> None:
    assert looks_like(typed, CLASS, TEACHERS) == like


@pytest.mark.parametrize(
    "name",
    [
        "Mr Lee",
        "Ms Lea",
        "Lee",
        "Ana",
        "Ann Silva",
        "Ava Silva",
        "Tim Sawyer",
        "Иван",
        "Ελένη",
        "李大龍",
        "محمد",
        "🙂",
    ],
)
def test_who_can_not(name: str) -> None:
    assert looks_like(name, CLASS, TEACHERS) == ""


def test_names_with_no_letters_are_nobodys_look() -> None:
    assert not look_alike("🙂", "🙃")
    assert looks_like("(x)", ["🙂"], []) == ""


def test_a_large_class_is_looked_through_at_once() -> None:
    before = time.process_time()
    assert looks_like("Nobody Known", (f"Ana Silva {number}" for number in range(5_000)), TEACHERS) == ""
    assert time.process_time() - before < 2
    assert skeleton("Ana") == "ana"
