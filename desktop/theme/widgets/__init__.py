"""Parts that pages and features share: cards, buttons, fields, messages, dialogs, layouts."""

from desktop.theme.widgets.avatar import Avatar, Presence, avatar_colour, initials, paint_avatar
from desktop.theme.widgets.badge import Badge, BadgeKind, badge_size, paint_badge
from desktop.theme.widgets.button import Button, IconButton, Kind
from desktop.theme.widgets.card import Card
from desktop.theme.widgets.check import Check
from desktop.theme.widgets.choices import Choice, DateTimeField, NumberField
from desktop.theme.widgets.dialog import Dialog, ask
from desktop.theme.widgets.fields import PasswordField, TextArea, TextField, set_invalid
from desktop.theme.widgets.form import FormRow
from desktop.theme.widgets.label import ElidedLabel, Label, Picture
from desktop.theme.widgets.layout import FlowLayout, FlowRow, ScrollPage, Segmented
from desktop.theme.widgets.messages import Banner, EmptyState
from desktop.theme.widgets.paint import announce, count_bubble, focus_ring, plain_tip, rounded, shadow
from desktop.theme.widgets.spinner import BusyButton, Spinner
from desktop.theme.widgets.status import StatusLine
from desktop.theme.widgets.toast import Toast, ToastStack

__all__ = [
    "Avatar", "Badge", "BadgeKind", "Banner", "BusyButton", "Button", "Card", "Check", "Choice",
    "DateTimeField", "Dialog", "ElidedLabel", "EmptyState", "FlowLayout", "FlowRow", "FormRow", "IconButton",
    "Kind", "Label", "NumberField",
    "PasswordField", "Picture", "Presence", "ScrollPage", "Segmented", "Spinner",
    "StatusLine", "TextArea", "TextField", "Toast", "ToastStack", "announce", "ask", "avatar_colour",
    "badge_size", "count_bubble", "focus_ring", "initials", "paint_avatar", "paint_badge", "plain_tip",
    "rounded", "set_invalid", "shadow",
]  # fmt: skip
