"""Paints every part of the theme into pictures to look at: python -m desktop.theme.gallery --out DIR."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme.theme import Mode, Theme
from desktop.theme.tokens import Space, TextRole
from desktop.theme.widgets import (
    Avatar,
    Badge,
    Banner,
    BusyButton,
    Button,
    Card,
    Check,
    Choice,
    DateTimeField,
    Dialog,
    ElidedLabel,
    EmptyState,
    FlowRow,
    FormRow,
    IconButton,
    Label,
    PasswordField,
    Presence,
    ScrollPage,
    Segmented,
    Spinner,
    StatusLine,
    TextArea,
    TextField,
    ToastStack,
)  # fmt: skip

LONG = "Maximiliane-Theodora Featherstonehaugh-Cholmondeley"
MOMENT = datetime(2026, 3, 2, 9, 24, tzinfo=UTC)


def row(*widgets: QWidget) -> QWidget:
    """Widgets side by side that do not wrap."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return holder


def flow(*widgets: QWidget) -> FlowRow:
    """Widgets side by side that wrap."""
    made = FlowRow()
    made.add(*widgets)
    return made


def buttons(theme: Theme) -> Card:
    """Every kind of button in every state."""
    card = Card(theme, "Buttons", icon="sparkles", count=12)
    off = Button(theme, "Not now", "primary")
    off.setEnabled(False)
    off2 = Button(theme, "Not now", icon="lock")
    off2.setEnabled(False)
    card.body.addWidget(
        flow(
            Button(theme, "Start lesson", "primary", icon="play"),
            Button(theme, "Edit", icon="pencil"),
            Button(theme, "Leave", "danger", icon="log-out"),
            Button(theme, "Cancel", "quiet"),
            Button(theme, "Call on", small=True),
            off,
            off2,
        )
    )
    hand = IconButton(
        theme, "hand", "Raise hand", "secondary", round=True, checkable=True, checked_tone="warn"
    )
    hand.setChecked(True)
    chat = IconButton(theme, "message-circle", "Chat", "secondary", round=True)
    chat.set_count(7)
    card.body.addWidget(
        flow(
            IconButton(theme, "mic", "Microphone", "secondary", round=True, shortcut="Ctrl+D"),
            hand,
            chat,
            IconButton(theme, "settings", "Settings"),
            IconButton(theme, "arrow-left", "Back"),
            IconButton(theme, "send-horizontal", "Send", "primary"),
            Spinner(theme, 24),
        )
    )
    busy = BusyButton(theme, "Sign in")
    busy.set_busy("Signing in…")
    copying = BusyButton(theme, "Copy")
    copying.set_busy("Copying…", 0.65)
    card.body.addWidget(flow(busy, copying))
    chips = [("all", "All"), ("live", "Live"), ("up", "Upcoming"), ("done", "Ended"), ("no", "Cancelled")]
    segmented = Segmented(theme, "Show", chips)
    segmented.set_counts({"all": 12, "live": 1})
    card.body.addWidget(segmented)
    return card


def people(theme: Theme) -> Card:
    """Avatars, names and badges."""
    card = Card(theme, "Raised hands", icon="hand", ink="warn", count=3)
    card.add_trailing(IconButton(theme, "ellipsis", "More"))
    faces: tuple[tuple[str, Presence | None], ...] = (
        ("Ana Silva", "here"),
        (LONG, "lost"),
        ("山田 太郎", "left"),
        ("عمر حداد", None),
    )
    for name, presence in faces:
        line = QWidget()
        inner = QHBoxLayout(line)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(Avatar(theme, name, 32, presence))
        inner.addWidget(ElidedLabel(name, "strong"))
        inner.addWidget(Label("1 min", "muted"))
        inner.addStretch(1)
        inner.addWidget(Button(theme, "Call on", small=True))
        card.body.addWidget(line)
    card.body.addWidget(
        flow(*(Badge(theme, kind) for kind in ("live", "upcoming", "overdue", "ended", "cancelled")))
    )
    card.body.addWidget(
        flow(Badge(theme, "info", "Question"), Badge(theme, "ok", "Private"), Badge(theme, "warn", "Code"))
    )
    return card


def words(theme: Theme) -> Card:
    """Every text role."""
    card = Card(theme, "Words")
    roles: tuple[tuple[TextRole, str], ...] = (
        ("display", "Good morning"),
        ("title", "Physics 101 – Energy"),
        ("heading", "Participants"),
        ("body", "E = ½ m v² → v = √(2 g h) ≈ 19.8 m/s"),
        ("muted", "Ms. Lee · 00:24:10"),
        ("caption", "Saved on this computer only"),
        ("error", "This name is taken."),
    )
    for role, text in roles:
        card.body.addWidget(Label(text, role, wrap=True))
    card.body.addWidget(Label("<b>plain</b> <img src=x> & all", wrap=True))
    card.body.addWidget(Label("w" * 90, "muted", wrap=True))
    for show in (
        StatusLine.show_connected, StatusLine.show_connecting, lambda s: s.show_reconnecting(MOMENT),
        StatusLine.show_offline,
    ):  # fmt: skip
        status = StatusLine(theme)
        show(status)
        card.body.addWidget(row(status))
    return card


def form(theme: Theme) -> Card:
    """Fields with labels, hints and errors."""
    card = Card(theme, "New session", icon="calendar")
    card.body.setSpacing(Space.L)
    card.body.addWidget(
        FormRow(theme, "&Title", TextField(theme, placeholder="What is it about?", max_length=64))
    )
    wrong = FormRow(theme, "&Name", TextField(theme))
    wrong.set_error("Please give a name of at most 64 letters, so that the others know you.")
    card.body.addWidget(wrong)
    secret = PasswordField(theme)
    secret.setText("correct horse")
    card.body.addWidget(FormRow(theme, "&Password", secret, hint="At least 10 characters."))
    kinds = Choice(theme, [("lecture", "Lecture"), ("discussion", "Discussion"), ("quiz", "Quiz")])
    card.body.addWidget(FormRow(theme, "&Kind", kinds))
    when = DateTimeField(theme)
    when.set_value(MOMENT)
    card.body.addWidget(FormRow(theme, "&When", when))
    card.body.addWidget(FormRow(theme, "&Description", TextArea(theme, placeholder="Optional")))
    search = TextField(theme, placeholder="Search", name="Search", icon="search", clearable=True)
    search.setText("energy")
    card.body.addWidget(search)
    ticked = Check(theme, "This is a shared computer: forget me when I leave, and keep nothing here")
    ticked.setChecked(True)
    card.body.addWidget(ticked)
    card.body.addWidget(Check(theme, "Play a sound"))
    off = TextField(theme, name="Address")
    off.setText("not now")
    off.setEnabled(False)
    card.body.addWidget(off)
    return card


def messages(theme: Theme) -> QWidget:
    """Banners and an empty page."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Banner(theme, "info", "A newer Schoolbell is ready.", action="Show", closable=True))
    column.addWidget(
        Banner(theme, "warn", "The teacher is away; your messages wait and are sent when she is back.",
               icon="hourglass")
    )  # fmt: skip
    column.addWidget(
        Banner(theme, "danger", "This relay's key has changed. Ask your teacher before you go on.",
               icon="shield-alert", action="What is this?")
    )  # fmt: skip
    column.addWidget(Banner(theme, "ok", "Everything is on the relay.", closable=True))
    card = Card(theme)
    card.body.addWidget(
        EmptyState(theme, "calendar", "No sessions yet",
                   "When your teacher plans one, it appears here and you are told when it begins.",
                   "New session")
    )  # fmt: skip
    column.addWidget(card)
    return holder


def parts(theme: Theme, width: int) -> QWidget:
    """All parts on one page: two columns where there is room."""
    page = QWidget()
    page.setObjectName("gallery")
    columns = QHBoxLayout(page)
    columns.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
    columns.setSpacing(Space.L)
    made = [buttons(theme), people(theme), words(theme), form(theme), messages(theme)]
    split = [made[:3], made[3:]] if width > 700 else [made]
    for cards in split:
        column = QVBoxLayout()
        column.setSpacing(Space.L)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        columns.addLayout(column, 1)
    return page


def settle(widget: QWidget) -> None:
    """Lets layouts and deferred deletions happen."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    widget.repaint()


def shoot(widget: QWidget, file: Path) -> None:
    """Shows a widget, paints it into a file and lets it go."""
    widget.show()
    settle(widget)
    widget.grab().save(str(file))
    drop(widget)


def drop(widget: QWidget) -> None:
    """Closes a window and lets it go."""
    widget.close()
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shoot_parts(theme: Theme, file: Path, width: int) -> None:
    """The page of all parts, as high as it needs to be."""
    page = parts(theme, width)
    page.resize(width, 400)
    page.show()
    settle(page)
    layout = page.layout()
    wanted = layout.totalHeightForWidth(width) if layout is not None else 0
    page.resize(width, max(wanted, page.minimumSizeHint().height()))
    shoot(page, file)


def shoot_dialog(theme: Theme, file: Path, width: int) -> None:
    """A dialog in front of its window, joined into one picture."""
    window = ScrollPage(theme)
    window.column.addWidget(people(theme))
    window.resize(width, 620)
    window.show()
    settle(window)
    dialog = Dialog(theme, window, "End the lesson for everybody?")
    dialog.add_text("24 students are here. What was said stays readable, but nobody can write any more.")
    dialog.body.addWidget(FormRow(theme, "&Reason", TextField(theme, placeholder="Optional")))
    dialog.focus_first(dialog.add_button("Keep going", closes="reject"))
    dialog.add_button("End lesson", "danger", closes="accept", default=True)
    dialog.open()
    settle(dialog)
    picture = window.grab()
    dialog.render(picture, dialog.rect().translated((width - dialog.width()) // 2, 140).topLeft())
    picture.save(str(file))
    dialog.reject()
    drop(window)


def shoot_toasts(theme: Theme, file: Path, width: int) -> None:
    """Messages over a page."""
    window = ScrollPage(theme)
    window.column.addWidget(form(theme))
    window.resize(width, 620)
    stack = ToastStack(theme, window)
    window.show()
    stack.show("b", "Your 3 messages are on the relay now.", tone="ok")
    stack.show("a", "Physics 101 with Ms. Lee has begun.", title="Lesson started", icon="bell",
               actions=[("join", "Join"), ("later", "Not now")])  # fmt: skip
    stack.show("h", "", title=f"{LONG} raised a hand", icon="hand", tone="warn",
               actions=[("call", "Call on"), ("lower", "Lower hand")])  # fmt: skip
    stack.focus()
    shoot(window, file)


def main(arguments: list[str] | None = None) -> None:
    """Paints all pictures into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication([])
    theme = Theme(app)
    looks: tuple[tuple[str, Mode, float, int, bool], ...] = (
        ("light", "light", 1.0, 1080, False),
        ("dark", "dark", 1.0, 1080, False),
        ("narrow", "light", 1.0, 400, False),
        ("large", "dark", 2.0, 1080, False),
        ("narrow-large", "light", 2.0, 400, False),
        ("small", "light", 0.85, 1080, False),
        ("mirrored", "light", 1.0, 1080, True),
    )
    shots: tuple[tuple[str, Callable[[Theme, Path, int], None]], ...] = (
        ("parts", shoot_parts),
        ("dialog", shoot_dialog),
        ("toasts", shoot_toasts),
    )
    for name, mode, scale, width, mirrored in looks:
        side = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        app.setLayoutDirection(side)
        theme.apply(mode, scale)
        for what, shot in shots:
            shot(theme, out / f"{what}-{name}.png", width)


if __name__ == "__main__":
    main()
