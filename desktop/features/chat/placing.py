"""Where everything of a chat line goes, and how high that makes it."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from desktop.features.chat.line_words import footer_of, tag_of
from desktop.features.chat.shown_line import ShownLine
from desktop.features.panel.words import time_of_day
from desktop.identity_status import standing_badge
from desktop.theme import Ink, Space, TextRole, Theme
from desktop.translating import translate
from desktop.web_links import links_marked
from resources import IconName

EDGE = 2
PAD = 10
AVATAR = 30
NARROWEST_WITH_AVATAR = 230
"""In a narrower column (at a text scale of 1) there are no avatars."""
ICON = 13
ABOVE, BELOW = 3, 4
"""Left free in a bubble; little, so that eight people's messages are seen beside a class wall."""


@dataclass
class Block:
    """A piece of wrapped text, and where it stands in its row."""

    layout: QTextLayout
    top: float
    height: float
    natural: float


@dataclass
class Placed:
    """Where everything of one line is, counted from the left; the painter mirrors it."""

    height: float
    box: QRectF = field(default_factory=QRectF)
    words: Block | None = None
    footer: Block | None = None
    quote_top: float = 0
    name_top: float = 0
    tags_top: float = 0


class Placer:
    """Measures lines with the fonts of the theme, and says where everything of a line goes."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._fonts: dict[TextRole, tuple[QFont, QFontMetricsF]] = {}
        self._times: dict[int, str] = {}

    def forget(self) -> None:
        """The theme has changed: fonts are asked for again."""
        self._fonts.clear()
        self._times.clear()

    @property
    def buttons(self) -> int:
        """Height kept free under a message for its buttons."""
        return self._theme.target(32) + Space.S

    def font(self, role: TextRole) -> tuple[QFont, QFontMetricsF]:
        if role not in self._fonts:
            font = self._theme.font(role)
            self._fonts[role] = font, QFontMetricsF(font)
        return self._fonts[role]

    def block(
        self,
        text: str,
        role: TextRole,
        top: float,
        width: float,
        *,
        centred: bool = False,
        links: bool = False,
    ) -> Block:
        """``links``: web addresses in it look like links."""
        layout = QTextLayout(text.replace("\n", "\u2028"), self.font(role)[0])
        option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeading)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        if links and (marked := links_marked(text)):
            layout.setFormats([self._link_from(start, length) for start, length, _ in marked])
        height, natural = lay(layout, width)
        return Block(layout, top, height, natural)

    def _link_from(self, start: int, length: int) -> QTextLayout.FormatRange:
        link = QTextLayout.FormatRange()
        look = QTextCharFormat()
        look.setForeground(self._theme.colour("accent_ink"))
        look.setFontUnderline(True)
        link.start, link.length, link.format = start, length, look
        return link

    def place(self, line: ShownLine, width: int) -> Placed:
        if not line.spoken:
            text = "\u00a0·\u00a0".join(line.text.rsplit(" · ", 1))  # the time goes with the last word
            block = self.block(text, "caption", Space.XS, max(width - 2 * Space.L, 40), centred=True)
            return Placed(block.height + 2 * Space.XS, words=block)
        strong, caption = self.font("strong")[1], self.font("caption")[1]
        left = EDGE + (self.mark_room(width) if line.mine else self.avatar_room(width))
        inner = max(width - EDGE - left - 2 * PAD, 40)
        top = y = 1.0 if line.follows else 2.0
        y += ABOVE
        placed = Placed(0)
        natural = 0.0
        if not line.follows:
            placed.name_top = placed.tags_top = y
            name = strong.horizontalAdvance(self.name(line)) + 1
            tags = sum(self.tag_width(*tag) for tag in self.tags(line))
            time = caption.horizontalAdvance(self.time(line)) + Space.L
            y += strong.height()
            natural = name + tags + time
            if tags and natural > inner:
                placed.tags_top = y
                y += caption.height() + 2
                natural = max(name + time, tags)
        if line.quoted:
            placed.quote_top = y
            natural = max(natural, caption.horizontalAdvance(line.quoted) + Space.M)
            y += caption.height() + 6
        placed.words = self.block(line.text, "body", y, inner, links=True)
        y += placed.words.height
        natural = max(natural, placed.words.natural)
        if footer := footer_of(line):
            placed.footer = self.block(footer, "caption", y + 3, inner - self._theme.px(ICON) - 5)
            y += placed.footer.height + 3
            natural = max(natural, placed.footer.natural + self._theme.px(ICON) + 5)
        if line.has_buttons:
            y += self.buttons
            natural = inner
        y += BELOW
        if not line.follows and self.avatar_room(width):
            y = max(y, top + self._theme.px(AVATAR))
        wide = min(natural + 1, inner) + 2 * PAD
        placed.box = QRectF(width - EDGE - wide if line.mine else left, top, wide, y - top)
        placed.height = y + 1
        return placed

    def avatar_room(self, width: int) -> int:
        return self._theme.px(AVATAR) + Space.S if width >= self._theme.px(NARROWEST_WITH_AVATAR) else 0

    def mark_room(self, width: int) -> int:
        """What is kept free before one's own messages, for the mark that says how far they have come."""
        return max(self.avatar_room(width), self._theme.px(ICON) + Space.S)

    def name(self, line: ShownLine) -> str:
        return translate("Chat", "You") if line.mine else line.name

    def time(self, line: ShownLine) -> str:
        minute = line.at // 60_000
        if minute not in self._times:
            self._times[minute] = time_of_day(line.at)
        return self._times[minute]

    def tags(self, line: ShownLine) -> list[tuple[str, Ink, IconName | None]]:
        tags: list[tuple[str, Ink, IconName | None]] = []
        if line.teacher:
            tags.append((translate("Chat", "Teacher"), "accent_ink", None))
        if badge := standing_badge(line.known):
            tone, word = badge
            tags.append((word, "warn_ink" if tone == "warn" else "accent_ink", None))
        if word := tag_of(line):
            tags.append((word, "warn_ink" if line.kind == "question" else "ok_ink", None))
        if line.private:
            tags.append((line.read_by, "private_ink", "lock"))
        return tags

    def tag_width(self, text: str, ink: Ink, icon: IconName | None) -> float:
        sign = self._theme.px(ICON) + 3 if icon else 0
        return self.font("caption")[1].horizontalAdvance(text) + sign + Space.S


def lay(layout: QTextLayout, width: float) -> tuple[float, float]:
    """Breaks the text into lines; gives the height, and the width of the widest line."""
    height = natural = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
        natural = max(natural, line.naturalTextWidth())
    layout.endLayout()
    return height, natural
