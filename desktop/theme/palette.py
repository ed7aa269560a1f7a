"""The theme's colours as Qt understands them: a whole QPalette, and the style sheet that gives shape."""

from collections.abc import Callable, Iterator, Mapping
from string import Template

from PySide6.QtGui import QColor, QPalette

from desktop.theme.tokens import BASE_TEXT, TYPE, Colours
from resources import read_text


def palette(c: Colours) -> QPalette:
    """Every role, for what is active, inactive and disabled."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours: dict[QPalette.ColorRole, str] = {
        role.Window: c.window,
        role.WindowText: c.text,
        role.Base: c.surface,
        role.AlternateBase: c.raised,
        role.ToolTipBase: c.tip,
        role.ToolTipText: c.on_tip,
        role.PlaceholderText: c.muted,
        role.Text: c.text,
        role.Button: c.surface,
        role.ButtonText: c.text,
        role.BrightText: c.danger_ink,
        role.Light: c.surface,
        role.Midlight: c.raised,
        role.Dark: c.edge,
        role.Mid: c.border,
        role.Shadow: c.shadow,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Link: c.accent_ink,
        role.LinkVisited: c.accent_ink,
        role.Accent: c.accent,
    }
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(group.All, key, QColor(colour))
    for key in (
        role.WindowText,
        role.Text,
        role.ButtonText,
        role.PlaceholderText,
        role.Link,
        role.LinkVisited,
    ):
        made.setColor(group.Disabled, key, QColor(c.faint))
    for key in (role.Base, role.Button):
        made.setColor(group.Disabled, key, QColor(c.raised))
    made.setColor(group.Disabled, role.Highlight, QColor(c.border))
    made.setColor(group.Disabled, role.HighlightedText, QColor(c.muted))
    made.setColor(group.Disabled, role.Accent, QColor(c.faint))
    return made


def style_sheet(c: Colours, px: Callable[[float], int]) -> str:
    """The style sheet with its tokens filled in; an unknown token is an error."""
    return Template(read_text("styles", "schoolbell.qss")).substitute(_Tokens(c, px))


class _Tokens(Mapping[str, str]):
    """What a `$name` in the style sheet stands for."""

    def __init__(self, colours: Colours, px: Callable[[float], int]) -> None:
        self._colours, self._px = colours, px
        self._sizes = {f"size_{role}": f"{px(size * BASE_TEXT)}px" for role, (size, _) in TYPE.items()}

    def __getitem__(self, name: str) -> str:
        if name in self._sizes:
            return self._sizes[name]
        for prefix, floor in (("px", 0), ("min", 1)):
            digits = name.removeprefix(prefix)
            if digits != name and digits.isdecimal():
                return f"{max(self._px(int(digits)), floor * int(digits))}px"
        return str(getattr(self._colours, name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)
