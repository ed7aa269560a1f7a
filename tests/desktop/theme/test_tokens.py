"""Whether people can read it: contrast in both modes, and files that are all there."""

import pytest

from desktop.theme.tokens import (
    BOARD_INKS,
    DARK,
    INKS,
    LIGHT,
    SHAPE_PAIRS,
    TEXT_PAIRS,
    Colours,
    contrast,
)
from relay.protocol import ink
from resources import ICON_NAMES, app_icon_svg, emoji_font, fonts, icon_svg, read_bytes, words


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), SHAPE_PAIRS)
def test_outlines_and_marks_stand_out(colours: Colours, mark: str, ground: str) -> None:
    assert contrast(getattr(colours, mark), getattr(colours, ground)) >= 3


@pytest.mark.parametrize("ground", LIGHT.avatars)
def test_initials_stand_out(ground: str) -> None:
    assert contrast(LIGHT.on_avatar, ground) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("inks", "ground"), [(INKS, "paper"), (BOARD_INKS, "board")])
def test_what_is_drawn_on_a_page_stands_out(colours: Colours, inks: tuple[str, ...], ground: str) -> None:
    assert len(set(inks)) == ink.INKS
    assert min(contrast(one, getattr(colours, ground)) for one in inks) >= 3


def test_inks_but_the_first_are_seen_on_any_page() -> None:
    """A picture may be as light or as dark as it likes."""
    assert min(contrast(one, ground) for one in INKS[1:] for ground in (LIGHT.paper, LIGHT.board)) >= 3


def test_every_icon_is_there_and_takes_a_colour() -> None:
    assert all("currentColor" in icon_svg(name) for name in ICON_NAMES)
    assert b"<svg" in app_icon_svg()


def test_the_word_list_is_the_known_one() -> None:
    assert len(words()) == len({word[:4] for word in words()}) == 2048
    assert words()[0] == "abandon"
    assert words()[-1] == "zoo"


def test_fonts_and_licences_travel_along() -> None:
    assert [file.read_bytes()[:4] for file in (*fonts(), emoji_font())] == [b"\x00\x01\x00\x00"] * 4
    assert emoji_font().stat().st_size < 2 << 20
    for place in (
        ("icons", "LICENSE-lucide.txt"),
        ("fonts", "LICENSE-Inter.txt"),
        ("fonts", "LICENSE-NotoEmoji.txt"),
        ("emoji", "LICENSE-emojibase.txt"),
        ("words", "LICENSE-mnemonic.txt"),
    ):
        assert read_bytes(*place)
