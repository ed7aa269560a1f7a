"""One of everything the theme has, in every state, put together for the gallery."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import hbox, vbox
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space, TextRole
from desktop.theme.widgets import (
    Avatar,
    Badge,
    Banner,
    BusyButton,
    BusySign,
    Button,
    Card,
    CheckBox,
    Choice,
    DateTimeField,
    ElidedLabel,
    EmptyState,
    FlowRow,
    FormRow,
    IconButton,
    Label,
    NumberField,
    PasswordField,
    Presence,
    Segmented,
    StatusLine,
    TextArea,
    TextField,
)  # fmt: skip

LONG = "Maximiliane-Theodora Featherstonehaugh-Cholmondeley"
MOMENT = datetime(2026, 3, 2, 9, 24, tzinfo=UTC)


def row(*widgets: QWidget) -> QWidget:
    """Widgets side by side that do not wrap."""
    holder = QWidget()
    line = hbox(on=holder)
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
            Button(theme, "End lesson", "grave", icon="circle-x"),
            Button(theme, "Cancel", "quiet"),
            Button(theme, "Call on", small=True),
            off,
            off2,
        )
    )
    hand = IconButton(theme, "hand", "Raise hand", "secondary", checkable=True, checked_tone="warn")
    hand.setChecked(True)
    chat = IconButton(theme, "message-circle", "Chat", "secondary")
    chat.set_count(7)
    card.body.addWidget(
        flow(
            IconButton(theme, "mic", "Microphone", "secondary", shortcut="Ctrl+D"),
            hand,
            chat,
            IconButton(theme, "settings", "Settings"),
            IconButton(theme, "arrow-left", "Back"),
            IconButton(theme, "send-horizontal", "Send", "primary"),
            BusySign(theme, 24),
        )
    )
    busy = BusyButton(theme, "Sign in")
    busy.set_busy("Signing in…")
    copying = BusyButton(theme, "Copy")
    copying.set_busy("Copying…", 0.65)
    card.body.addWidget(flow(busy, copying))
    chips = [("all", "All"), ("live", "Live"), ("up", "Upcoming"), ("done", "Ended"), ("no", "Cancelled")]
    segmented = Segmented(theme, "Show", chips)
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
        hbox(
            Avatar(theme, name, 32, presence),
            ElidedLabel(name, "strong"),
            ElidedLabel("1 min", "muted"),
            1,
            Button(theme, "Call on", small=True),
            on=line,
        )
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
    card = Card(theme, "Plan a lesson", icon="calendar")
    card.body.setSpacing(Space.L)
    card.body.addWidget(
        FormRow(theme, "Title", TextField(theme, placeholder="What is it about?", max_length=64))
    )
    wrong = FormRow(theme, "Name", TextField(theme))
    wrong.set_error("Please give a name of at most 64 letters, so that the others know you.")
    card.body.addWidget(wrong)
    secret = PasswordField(theme)
    secret.setText("correct horse")
    card.body.addWidget(FormRow(theme, "Password", secret, hint="At least 10 characters."))
    kinds = Choice(theme, [("lecture", "Lecture"), ("discussion", "Discussion"), ("quiz", "Quiz")])
    card.body.addWidget(FormRow(theme, "Kind", kinds))
    when = DateTimeField(theme)
    when.set_value(MOMENT)
    card.body.addWidget(FormRow(theme, "When", when))
    minutes = NumberField(theme, 5, 480, step=5, suffix=" min")
    minutes.set_value(45)
    card.body.addWidget(FormRow(theme, "Duration", minutes))
    card.body.addWidget(FormRow(theme, "Description", TextArea(theme, placeholder="Optional")))
    search = TextField(theme, placeholder="Search", name="Search", icon="search", clearable=True)
    search.setText("energy")
    card.body.addWidget(search)
    ticked = CheckBox(theme, "This is a shared computer: forget me when I leave, and keep nothing here")
    ticked.setChecked(True)
    card.body.addWidget(ticked)
    card.body.addWidget(CheckBox(theme, "Play a sound"))
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
        Banner(theme, "danger", "This server's key has changed. Ask your teacher before you go on.",
               icon="shield-alert", action="What is this?")
    )  # fmt: skip
    column.addWidget(Banner(theme, "ok", "Everything is sent.", closable=True))
    card = Card(theme)
    card.body.addWidget(
        EmptyState(theme, "calendar", "No lessons yet",
                   "When your teacher plans one, it appears here and you are told when it begins.",
                   "Plan a lesson")
    )  # fmt: skip
    column.addWidget(card)
    return holder


def parts(theme: Theme, width: int) -> QWidget:
    """All parts on one page: two columns where there is room."""
    page = QWidget()
    page.setObjectName("gallery")
    columns = hbox(on=page, gap=Space.L, margins=Space.L)
    made = [buttons(theme), people(theme), words(theme), form(theme), messages(theme)]
    split = [made[:3], made[3:]] if width > 700 else [made]
    for cards in split:
        column = vbox(gap=Space.L)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        columns.addLayout(column, 1)
    return page
