"""The preview of a roster: a line for each person, what would become of them, and who is missing in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionViewItem, QWidget

from desktop.parts.roster_words import known_as, remarked, what_becomes
from desktop.theme import Ink, Theme
from desktop.theme.widgets import Index, TableModel, TableView, WordsDelegate, rounded
from relay.protocol.accounts import Account
from relay.protocol.people_admin import Leaver, RosterPlan
from relay.shared.rosters import ABOUT_COLUMNS, Roster

LINE, NAME, CLASSES, WHAT = range(4)
GIVES_WAY = {LINE: 560, CLASSES: 560}
INKS: dict[str, Ink] = {
    "refused": "danger_ink",
    "asked": "warn_ink",
    "new": "ok_ink",
    "changed": "accent_ink",
    "leaver": "warn_ink",
}
ORDER = ("refused", "asked", "new", "changed", "leaver", "same")
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass
class PreviewRow:
    """One row."""

    kind: str
    number: int
    name: str
    classes: str
    what: str
    leaver: Leaver | None = None
    goes: bool = False
    place: int = -1
    """Where this person stands in the roster."""
    alike: Sequence[Account] = ()
    """Whom it may mean."""


class RosterPreview(TableModel[PreviewRow]):
    """What is in the way first, then what changes, who is missing, and who stays as they are."""

    goes_changed = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.fixed = False
        """Nothing can be chosen any more."""

    def show_plan(self, roster: Roster | None, plan: RosterPlan | None) -> None:
        """Shows another plan, or none; who was to go stays chosen."""
        going = {(one.account.id, one.class_id) for one in self.going()}
        lines = _lines(roster, plan) if roster and plan else []
        for line in lines:
            if line.leaver is not None:
                line.goes = (line.leaver.account.id, line.leaver.class_id) in going
                line.what = self._missing(line.goes)
        self.show_rows(sorted(lines, key=lambda line: ORDER.index(line.kind)))

    def _missing(self, goes: bool) -> str:
        if not self.fixed:
            return self.tr("missing: take out?")
        return self.tr("taken out") if goes else self.tr("missing, stays")

    def going(self) -> list[Leaver]:
        """Those who are to be taken out of a class."""
        return [line.leaver for line in self.rows if line.leaver is not None and line.goes]

    def leavers(self) -> int:
        """How many are proposed."""
        return sum(line.leaver is not None for line in self.rows)

    def let_all_go(self, go: bool) -> None:
        """Chooses all who are proposed, or none."""
        for line in self.rows:
            line.goes = go and line.leaver is not None
        if self.rows:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self.rows) - 1, NAME))
        self.goes_changed.emit()

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [self.tr("Line"), self.tr("Name"), self.tr("Classes"), self.tr("What changes")]

    def words(self, row: PreviewRow) -> list[str]:
        """A line of the file."""
        return [str(row.number or ""), row.name, row.classes, row.what]

    def tip(self, row: PreviewRow, column: int) -> str:
        """All of the line."""
        number = self.tr("Line {number}").format(number=row.number) if row.number else ""
        return "\n".join(filter(None, (number, row.name, row.classes, row.what)))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Who is proposed to go can be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and index.column() == NAME and self.rows[index.row()].leaver and not self.fixed:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Also whether a line is ticked, and its ink."""
        if not index.isValid():
            return None
        line = self.rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NAME and line.leaver is not None:
            return CHECKED if line.goes else UNCHECKED
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == WHAT and line.kind in INKS:
            return self._theme.colour(INKS[line.kind])
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ticks somebody, or takes it back."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or self.fixed:
            return False
        line = self.rows[index.row()]
        if line.leaver is None:
            return False
        line.goes = Qt.CheckState(value) == CHECKED
        self.dataChanged.emit(index, index)
        self.goes_changed.emit()
        return True


class PreviewTable(TableView):
    """The table; space ticks the line, and Enter or a click asks whom it means where that is not certain."""

    answered = Signal(int, str)
    """The place of a person in the roster, and whom it means: an account, or "new"."""

    def __init__(self, theme: Theme, model: RosterPreview, parent: QWidget | None = None) -> None:
        name = self.tr("What the file would change")
        super().__init__(theme, model, name, parent, stretched=(NAME, CLASSES, WHAT), gives_way=GIVES_WAY)
        self._preview = model
        self.setItemDelegateForColumn(NAME, Ticks(theme, self))
        self.clicked.connect(self._on_clicked)
        theme.follow(self._keep_room)

    def _on_clicked(self, index: Index) -> None:
        if index.column() == WHAT:
            self.ask_whom(index.row())

    def ask_whom(self, row: int) -> QMenu | None:
        """Offers those whom a line may mean, and that it is somebody new."""
        line = self._preview.rows[row]
        if not line.alike or self._preview.fixed:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for account in line.alike:
            text = self.tr("It is {who}").format(who=known_as(account)).replace("&", "&&")
            chosen = menu.addAction(text)
            chosen.triggered.connect(lambda _=False, a=account: self.answered.emit(line.place, a.id))
        new = menu.addAction(self.tr("It is somebody new"))
        new.triggered.connect(lambda: self.answered.emit(line.place, "new"))
        at = self.visualRect(self._preview.index(row, WHAT)).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(at))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, in whatever column one is."""
        index = self.currentIndex().siblingAtColumn(NAME)
        if event.key() == Qt.Key.Key_Space and index.isValid() and self._preview.rows[index.row()].leaver:
            other = UNCHECKED if self._preview.rows[index.row()].goes else CHECKED
            self._preview.setData(index, other, Qt.ItemDataRole.CheckStateRole)
        elif index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.ask_whom(index.row())
        else:
            super().keyPressEvent(event)

    def _keep_room(self) -> None:
        self.setMinimumHeight(self.theme.px(170))


def _lines(roster: Roster, plan: RosterPlan) -> list[PreviewRow]:
    outcomes = {outcome.place: outcome for outcome in plan.outcomes}
    lines = [
        PreviewRow("refused", remark.line, "", "", remarked(remark, numbered=False))
        for remark in roster.left_out
    ]
    asked = {remark.line: remark for remark in roster.asked if remark.kind not in ABOUT_COLUMNS}
    for place, person in enumerate(roster.people):
        outcome = outcomes.get(place)
        if outcome is None and not person.classes and person.leaves:
            continue  # they are among those who are proposed to go
        kind: str = outcome.what if outcome else "same"
        classes, what = ", ".join(person.classes), what_becomes(outcome)
        if kind != "refused" and person.line in asked:
            kind, what = "asked", remarked(asked[person.line], numbered=False)
        line = PreviewRow(kind, person.line, person.name, classes, what, place=place)
        line.alike = outcome.alike if outcome else ()
        lines.append(line)
    return lines + _leaving(plan.leavers)


def _leaving(leavers: Sequence[Leaver]) -> list[PreviewRow]:
    return [PreviewRow("leaver", 0, one.account.name, one.school_class, "", one) for one in leavers]


class Ticks(WordsDelegate):
    """For a column of which some cells have a box before their words, drawn as other boxes are."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as ever, then box and words."""
        if index.data(Qt.ItemDataRole.CheckStateRole) is None:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        style = cell.widget.style()
        box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, cell, cell.widget)
        words = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, cell.widget)
        words.setTop(cell.rect.top())
        words.setBottom(cell.rect.bottom())
        text = cell.fontMetrics.elidedText(cell.text, cell.textElideMode, words.width() - 4)
        ticked = cell.checkState == Qt.CheckState.Checked
        cell.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        cell.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        self._draw_box(painter, QRectF(box), ticked, bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable))
        painter.setPen(self._theme.colour("text"))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        side = Qt.AlignmentFlag.AlignRight if words.x() < box.x() else Qt.AlignmentFlag.AlignLeft
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        painter.drawText(words.adjusted(2, 0, -2, 0), int(align | side), text)

    def _draw_box(self, painter: QPainter, box: QRectF, ticked: bool, free: bool) -> None:
        c = self._theme.colours
        painter.save()
        if not free:
            rounded(painter, box, 4, c.raised, c.border, 1.5)
        elif ticked:
            rounded(painter, box, 4, c.accent)
        else:
            rounded(painter, box, 4, c.surface, c.edge, 1.5)
        if ticked:
            tick = self._theme.pixmap("check", "on_accent" if free else "faint", 14, density=2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(box.adjusted(2, 2, -2, -2), tick, QRectF(tick.rect()))
        painter.restore()
