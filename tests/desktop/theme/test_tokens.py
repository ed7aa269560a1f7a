"""Whether people can read it: contrast in both modes, and files that are all there."""

import pytest

from desktop.theme.tokens import BOARD_INKS, DARK, INKS, LIGHT, Colours
from relay.protocol import ink
from resources import ICON_NAMES, app_icon_svg, emoji_font, fonts, icon_svg, read_bytes, words

TEXT_PAIRS = (
    *((ink, ground) for ink in ("text", "muted") for ground in ("window", "surface", "raised", "hover")),
    *(("text", ground) for ground in ("accent_soft", "ok_soft", "warn_soft", "danger_soft", "private_soft")),
    *(("muted", ground) for ground in ("accent_soft", "warn_soft", "private_soft")),
    *((f"{tone}_ink", f"{tone}_soft") for tone in ("accent", "ok", "warn", "danger", "private")),
    *((f"{tone}_ink", "surface") for tone in ("accent", "ok", "warn", "danger", "private")),
    *((f"{tone}_ink", "private_soft") for tone in ("accent", "ok", "warn")),
    *(
        ("accent_ink", ground)
        for ground in ("window", "raised", "hover", "ok_soft", "warn_soft", "danger_soft")
    ),
    *(("danger_ink", ground) for ground in ("window", "raised", "hover")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_danger", "danger"),
    ("on_danger", "danger_hover"),
    ("on_stage", "stage"),
    ("on_paper", "paper"),
    ("on_stage", "board"),
    ("on_tip", "tip"),
)
"""Every (writing, ground) that is used, held to 4.5:1 in both modes."""

SHAPE_PAIRS = (
    *(("edge", ground) for ground in ("window", "surface", "raised")),
    *((mark, "surface") for mark in ("accent", "ok", "warn", "danger", "private")),
    *((mark, "window") for mark in ("accent", "ok", "warn", "danger", "private")),
    ("private", "private_soft"),
)
"""Outlines and marks that carry meaning, held to 3:1."""


def contrast(one: str, other: str) -> float:
    """The contrast of two `#rrggbb` colours as WCAG 2 counts it, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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
