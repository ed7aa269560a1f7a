"""The acts of the tour are found by themselves, in their order, and can be played by name."""

from pathlib import Path

import pytest

from desktop.demo import acts


def test_each_has_an_order_of_its_own() -> None:
    found = acts.find_acts()
    assert len({act.order for act in found}) == len(found) > 1


def test_a_module_that_is_added_has_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = acts.find_acts()
    first, *rest = [act.name for act in before]
    words = f"order = {before[0].order + 1}\nasync def play(cast, timeline): ...\n"
    (tmp_path / "thumbs.py").write_text(words, "utf-8")
    monkeypatch.setattr(acts, "__path__", [*acts.__path__, str(tmp_path)])
    assert [act.name for act in acts.find_acts()] == [first, "thumbs", *rest]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", []),
        ("0", []),
        ("hiding,wall", ["wall", "hiding"]),
        ("1", [act.name for act in acts.find_acts()]),
    ],
)
def test_those_that_are_asked_for(words: str, names: list[str]) -> None:
    assert [act.name for act in acts.wanted_acts(words)] == names


def test_one_that_is_not_there_is_named() -> None:
    with pytest.raises(SystemExit, match="has no walls"):
        acts.wanted_acts("walls,hiding")
