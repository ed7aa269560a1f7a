"""Parts that pages and features share: cards, buttons, fields, messages, dialogs, layouts.

What the first page does without is read when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from desktop.theme.widgets.avatar import Avatar, Presence, avatar_colour, initials, paint_avatar
from desktop.theme.widgets.badge import Badge, BadgeKind, badge_size, paint_badge
from desktop.theme.widgets.busy import BusyButton, BusySign
from desktop.theme.widgets.button import Button, Checked, IconButton, Kind
from desktop.theme.widgets.card import Card, set_boxed
from desktop.theme.widgets.digit_menu import DigitMenu
from desktop.theme.widgets.fields import (
    PasswordField,
    PlainTextField,
    TextArea,
    TextField,
    set_invalid,
    set_private,
)
from desktop.theme.widgets.form import FormRow
from desktop.theme.widgets.label import ElidedLabel, Label, Picture, soften
from desktop.theme.widgets.layout import Filling, FlowLayout, FlowRow, ScrollPage, Segmented, in_rows
from desktop.theme.widgets.messages import Banner, EmptyState, NoteCard, Ribbon
from desktop.theme.widgets.paint import announce, count_bubble, focus_ring, plain_tip, rounded, shadow, visual
from desktop.theme.widgets.status import StatusLine
from desktop.theme.widgets.toast import Toast, ToastStack
from desktop.theme.widgets.when_still import WhenStill

if TYPE_CHECKING:
    from desktop.theme.widgets.check_box import CheckBox
    from desktop.theme.widgets.choices import Choice, DateTimeField, NumberField
    from desktop.theme.widgets.code import BigCode, CodeField, grouped
    from desktop.theme.widgets.dialog import Dialog, ask
    from desktop.theme.widgets.qr import Matrix, QrCode, paint_qr, qr_matrix
    from desktop.theme.widgets.still import Slider, Still
    from desktop.theme.widgets.table import Index, ItemList, TableModel, TableView, WordsDelegate
    from desktop.theme.widgets.tile import PersonTile, TileTone, paint_tile
    from desktop.theme.widgets.tile_grid import TILE, TileGrid
    from desktop.theme.widgets.word_grid import WordGrid
    from desktop.theme.widgets.writing_dialog import WritingDialog

__all__ = [
    "TILE", "Avatar", "Badge", "BadgeKind", "Banner", "BigCode", "BusyButton", "BusySign", "Button",
    "Card", "CheckBox",
    "Checked", "Choice", "CodeField", "DateTimeField", "Dialog", "DigitMenu", "ElidedLabel", "EmptyState",
    "Filling",
    "FlowLayout", "FlowRow", "FormRow", "IconButton", "Index", "ItemList", "Kind", "Label", "Matrix",
    "NoteCard", "NumberField", "PasswordField", "PersonTile", "Picture", "PlainTextField", "Presence",
    "QrCode", "Ribbon",
    "ScrollPage", "Segmented", "Slider", "StatusLine", "Still", "TableModel", "TableView",
    "TextArea", "TextField", "TileGrid", "TileTone", "Toast", "ToastStack", "WhenStill", "WordGrid",
    "WordsDelegate", "WritingDialog",
    "announce", "ask", "avatar_colour", "badge_size", "count_bubble", "focus_ring", "grouped", "in_rows",
    "initials", "paint_avatar", "paint_badge", "paint_qr", "paint_tile", "plain_tip", "qr_matrix", "rounded",
    "set_boxed", "set_invalid", "set_private", "shadow", "soften", "visual",
]  # fmt: skip

_LATER = {
    "check_box": ("CheckBox",),
    "choices": ("Choice", "DateTimeField", "NumberField"),
    "code": ("BigCode", "CodeField", "grouped"),
    "dialog": ("Dialog", "ask"),
    "qr": ("Matrix", "QrCode", "paint_qr", "qr_matrix"),
    "still": ("Slider", "Still"),
    "table": ("Index", "ItemList", "TableModel", "TableView", "WordsDelegate"),
    "tile": ("PersonTile", "TileTone", "paint_tile"),
    "tile_grid": ("TILE", "TileGrid"),
    "word_grid": ("WordGrid",),
    "writing_dialog": ("WritingDialog",),
}
_WHERE = {name: module for module, names in _LATER.items() for name in names}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
        return found
