"""Colours, spacing, radii and text sizes: the numbers everything that is shown is made from."""

from dataclasses import dataclass
from typing import Final, Literal

TextRole = Literal["display", "title", "heading", "body", "strong", "muted", "caption", "error"]
Tone = Literal["neutral", "info", "ok", "warn", "danger"]


@dataclass(frozen=True, slots=True)
class Colours:
    """One mode's colours: `*_soft` tints to write on, `*_ink` to write with, `on_*` to write on a colour."""

    dark: bool
    window: str
    surface: str
    raised: str
    hover: str
    border: str
    edge: str
    """The outline of something to type in or press: stands out 3:1, as WCAG 1.4.11 asks."""
    text: str
    muted: str
    faint: str
    """For what is disabled; the only text that need not reach 4.5:1."""
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    accent_ink: str
    ok: str
    ok_soft: str
    ok_ink: str
    warn: str
    warn_soft: str
    warn_ink: str
    danger: str
    danger_hover: str
    on_danger: str
    danger_soft: str
    danger_ink: str
    private: str
    private_soft: str
    private_ink: str
    """These three are for what not everybody reads, and for nothing else."""
    stage: str
    on_stage: str
    paper: str
    paper_rule: str
    on_paper: str
    board: str
    """Pages are the same in both modes: what is drawn on them must be, too."""
    tip: str
    on_tip: str
    shadow: str
    scrim: str
    avatars: tuple[str, ...]
    on_avatar: str


AVATARS: Final = (
    "#c2410c", "#0f766e", "#7c3aed", "#2563eb", "#a16207",
    "#be185d", "#15803d", "#475569", "#b91c1c", "#0e7490",
)  # fmt: skip

INKS: Final = ("#1b2430", "#ea3d3d", "#3b7bf0", "#178f4b", "#c96a00", "#a35be0")
"""What is drawn with on pages: seen on paper and on a board alike, but for the first, which differs."""
BOARD_INKS: Final = ("#f3f6fa", *INKS[1:])

LIGHT: Final = Colours(
    dark=False,
    window="#f4f6fa",
    surface="#ffffff",
    raised="#eff2f7",
    hover="#e6ebf3",
    border="#dfe4ec",
    edge="#828b99",
    text="#1b2430",
    muted="#566172",
    faint="#98a1ae",
    accent="#2b67e0",
    accent_hover="#2459c7",
    on_accent="#ffffff",
    accent_soft="#e6eefd",
    accent_ink="#1f55c4",
    ok="#178348",
    ok_soft="#e2f5ea",
    ok_ink="#126b3a",
    warn="#b26a00",
    warn_soft="#fff2d9",
    warn_ink="#8a4f00",
    danger="#d3273a",
    danger_hover="#b81e30",
    on_danger="#ffffff",
    danger_soft="#fdeaec",
    danger_ink="#b3202f",
    private="#7a3fe0",
    private_soft="#f1ebfe",
    private_ink="#5f2bc4",
    stage="#1e2530",
    on_stage="#e8edf4",
    paper="#ffffff",
    paper_rule="#c3d0e4",
    on_paper="#47525f",
    board="#20352f",
    tip="#1f2937",
    on_tip="#f3f6fa",
    shadow="#0f172a",
    scrim="#0f172a",
    avatars=AVATARS,
    on_avatar="#ffffff",
)

DARK: Final = Colours(
    dark=True,
    window="#12161c",
    surface="#1b212a",
    raised="#252d38",
    hover="#2d3744",
    border="#303a47",
    edge="#6f7d8e",
    text="#e8edf4",
    muted="#a3afbe",
    faint="#64707f",
    accent="#5b92ff",
    accent_hover="#79a6ff",
    on_accent="#0b1526",
    accent_soft="#1d2e4d",
    accent_ink="#94b8ff",
    ok="#4ccb85",
    ok_soft="#17362a",
    ok_ink="#6fdba0",
    warn="#ffc166",
    warn_soft="#3a2f1a",
    warn_ink="#ffc97a",
    danger="#ff6b74",
    danger_hover="#ff858c",
    on_danger="#2a070b",
    danger_soft="#43212a",
    danger_ink="#ff9aa0",
    private="#a98bfa",
    private_soft="#2a2244",
    private_ink="#c7b3ff",
    stage="#0b0e13",
    on_stage="#e8edf4",
    paper="#ffffff",
    paper_rule="#c3d0e4",
    on_paper="#47525f",
    board="#20352f",
    tip="#e8edf4",
    on_tip="#1b2430",
    shadow="#000000",
    scrim="#000000",
    avatars=AVATARS,
    on_avatar="#ffffff",
)


class Space:
    """Gaps in device-independent pixels; they do not grow with the text, so that 400 px stays enough."""

    XS: Final = 4
    S: Final = 8
    M: Final = 12
    L: Final = 16
    XL: Final = 24
    XXL: Final = 40


READABLE: Final = 760
"""Wider than this (at a text scale of 1) nobody likes to read."""


class Radius:
    """How round corners are."""

    CONTROL: Final = 8
    CARD: Final = 12
    PILL: Final = 999


BASE_TEXT: Final = 14
"""The height of body text in device-independent pixels at a text scale of 1."""

MIN_SCALE: Final = 0.85
MAX_SCALE: Final = 2.0

TYPE: Final[dict[TextRole, tuple[float, int]]] = {
    "display": (24 / 14, 700),
    "title": (18 / 14, 700),
    "heading": (15 / 14, 600),
    "body": (1.0, 400),
    "strong": (1.0, 600),
    "muted": (1.0, 400),
    "caption": (12.5 / 14, 400),
    "error": (13 / 14, 400),
}
"""Each role's size in relation to body text, and its weight."""
