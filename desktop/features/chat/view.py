"""Shows a chat anywhere: reading, copying, and what one may do with a message."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.clipboard import copy_exactly, copy_lines
from desktop.features.chat.line_words import copied_words
from desktop.features.chat.picking import PickingRows
from desktop.features.chat.placing import EDGE, PAD
from desktop.features.chat.shown_line import ShownLine
from desktop.features.panel import MessageAction
from desktop.features.panel.action_menu import add_actions
from desktop.features.panel.opening import ask_to_open
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Button
from desktop.web_links import links_in
from relay.protocol.base import ChatLine

NAMED = 60
"""So many letters of a message stand for it in the names of its buttons."""


class ChatView(PickingRows):
    """Messages, the newest at the bottom; read only until somebody connects its signals."""

    answer_wanted = Signal(int)
    """The person chose to answer the question with this number."""
    reply_wanted = Signal(int)
    """The person chose to reply to the message with this number."""
    search_wanted = Signal()
    edit_wanted = Signal(str)
    discard_wanted = Signal(str)
    """What to do with a waiting message, by its ref."""
    decided = Signal(int, bool)
    """A teacher lets everybody see the held message with this number, or turns it down."""

    def __init__(self, theme: Theme, me: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, me, parent)
        self.may_answer = False
        """Whether questions offer to be answered."""
        self.may_reply: Callable[[ShownLine], bool] = lambda line: False
        """Whether a message offers to be replied to."""
        self.may_search = False
        self.may_edit = True
        """Whether refused messages offer to be written anew; those of an ended lesson can only be copied."""
        self.actions_of: Callable[[ChatLine], list[MessageAction]] = lambda _: []
        """What subjects offer to do with a message that was said, or one of one's own that is held."""
        self.held_message: Callable[[int], ChatLine | None] = lambda _: None
        """What is held under a number."""
        self.setAccessibleName(self.tr("Messages"))
        self.pill = Button(theme, "", "primary", icon="arrow-down", small=True, parent=self)
        self.pill.clicked.connect(self.go_to_newest)
        self.pill.hide()
        self._copy = QAction(self.tr("Copy all"), self)
        self._copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy)
        self._copy_text = QAction(self.tr("Copy text"), self)
        self._copy_text.setShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Modifier.SHIFT | Qt.Key.Key_C))
        self._copy_text.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy_text.triggered.connect(self.copy_text)
        self.addActions([self._copy_text, self._copy])
        self.unread_changed.connect(self._show_pill)
        self.link_pressed.connect(lambda link: ask_to_open(self.theme, self, link))

    def set_waiting(self, lines: Sequence[ShownLine]) -> None:
        """Shows what still waits to be sent, with buttons under what was refused."""
        self.show_waiting(lines)
        for number, line in enumerate(self.lines.waiting()):
            row = self.lines.said + number
            if line.standing == "refused":
                self._offer(row, line)
            elif line.has_buttons:
                self._offer_decision(row, line)

    def set_may_edit(self, may: bool) -> None:
        if may != self.may_edit:
            self.may_edit = may
            rows = [self.lines.row_of_refused(line) for line in self.lines.passed]
            for row in (*rows, *range(self.lines.said, self.lines.rowCount())):
                if self.lines.line(row).standing == "refused":
                    self._offer(row, self.lines.line(row), anew=True)

    def show_refused(self) -> None:
        """Scrolls to the first refused message that others have spoken after."""
        for line in self.lines.passed[:1]:
            index = self.lines.index(self.lines.row_of_refused(line), 0)
            self.scrollTo(index, self.ScrollHint.PositionAtCenter)
            self.setCurrentIndex(index)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def sought(self) -> re.Pattern[str] | None:
        """What is marked in all messages because somebody searches for it."""
        return self._delegate.sought

    def set_sought(self, pattern: re.Pattern[str] | None) -> None:
        self._delegate.sought = pattern
        self.viewport().update()

    def chosen_question(self) -> int:
        """The number of the question the keyboard is on, or 0."""
        line = self._current()
        return line.id if line and line.asks else 0

    def copy(self) -> None:
        """Puts the words that are marked on the clipboard, or the selected messages, one a line."""
        if picked := self.picked_text():
            copy_exactly(picked)
        else:
            self.copy_rows()

    def copy_rows(self) -> None:
        """Puts the selected messages on the clipboard, with who said them and when."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if rows:
            copy_lines("\n".join(copied_words(self.lines.line(row)) for row in rows))

    def copy_text(self) -> None:
        """Puts the text of one selected message on the clipboard as it was written; of several, as lines."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        texts = [self.lines.line(row).text for row in rows]
        if len(texts) == 1:
            copy_exactly(texts[0])
        elif texts:
            copy_lines("\n".join(texts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_pill()

    def _show_pill(self) -> None:
        """Says how many messages came below what is being read."""
        self.pill.setVisible(self.unread > 0)
        if self.unread:
            self.pill.setText(self.tr("%n new", "messages below", self.unread))
            self.pill.resize(self.pill.sizeHint())
            over = self.viewport().geometry()
            left = over.left() + (over.width() - self.pill.width()) // 2
            self.pill.move(left, over.bottom() - self.pill.height() - Space.S)
            self.pill.raise_()

    def _current(self) -> ShownLine | None:
        row = self.currentIndex().row()
        return self.lines.line(row) if 0 <= row < self.lines.rowCount() else None

    def _offer(self, row: int, line: ShownLine, *, anew: bool = False) -> None:
        """Puts buttons under a refused message; those that are there stay, and keep the keyboard."""
        index, ref = self.lines.index(row, 0), line.ref
        if not anew and self._has_buttons(index):
            return
        holder = QWidget(self.viewport())
        drop = Button(self.theme, self.tr("Discard"), "quiet", small=True, parent=holder)
        drop.clicked.connect(lambda: self.discard_wanted.emit(ref))
        if self.may_edit:
            again = Button(self.theme, self.tr("Edit"), icon="pencil", small=True, parent=holder)
            again.clicked.connect(lambda: self.edit_wanted.emit(ref))
            name = self.tr("Edit and send again: {text}")
        else:
            again = Button(self.theme, self.tr("Copy"), icon="copy", small=True, parent=holder)
            again.clicked.connect(lambda: copy_exactly(line.text))
            name = self.tr("Copy: {text}")
        start = " ".join(line.text[:NAMED].split())
        again.setAccessibleName(name.format(text=start))
        drop.setAccessibleName(self.tr("Discard: {text}").format(text=start))
        vbox(1, hbox(1, drop, again), on=holder, margins=(EDGE + PAD, 0, EDGE + PAD, Space.S))
        self.setIndexWidget(index, holder)

    def _offer_decision(self, row: int, line: ShownLine) -> None:
        """Puts buttons under a message that waits for a teacher."""
        index, number = self.lines.index(row, 0), line.id
        if self._has_buttons(index):
            return
        holder = QWidget(self.viewport())
        turn_down = Button(self.theme, self.tr("Turn down"), "quiet", small=True, parent=holder)
        turn_down.clicked.connect(lambda: self.decided.emit(number, False))
        approve = Button(self.theme, self.tr("Approve"), icon="check", small=True, parent=holder)
        approve.clicked.connect(lambda: self.decided.emit(number, True))
        start = " ".join(line.text[:NAMED].split())
        turn_down.setAccessibleName(self.tr("Turn down: {text}").format(text=start))
        approve.setAccessibleName(self.tr("Approve: {text}").format(text=start))
        vbox(1, hbox(1, turn_down, approve), on=holder, margins=(EDGE + PAD, 0, EDGE + PAD, Space.S))
        self.setIndexWidget(index, holder)

    def _has_buttons(self, index: QModelIndex) -> bool:
        widget: QWidget | None = self.indexWidget(index)
        return widget is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a question answers it, on another message replies; Delete discards one that waits."""
        if event.key() == Qt.Key.Key_Escape and self.picked_text():
            self.drop_picked()
            return
        line = self._current()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if line and enter and line.asks and self.may_answer:
            self.answer_wanted.emit(line.id)
        elif line and enter and self.may_reply(line):
            self.reply_wanted.emit(line.id)
        elif line and enter and line.standing == "refused" and self.may_edit:
            self.edit_wanted.emit(line.ref)
        elif line and event.key() == Qt.Key.Key_Delete and line.standing in ("waiting", "refused"):
            self.discard_wanted.emit(line.ref)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers what one may do with the line under the pointer, or the one the keyboard is on."""
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
        if index.isValid():
            self.popup_menu(index, event.globalPos())

    def _offer_links(self, menu: QMenu, line: ShownLine) -> None:
        """Opening and copying the web addresses of a message; with several, each by its host."""
        links = links_in(line.text) if line.spoken else []
        for link in links:
            which = self.tr(": {host}").format(host=link.host.replace("&", "&&")) if len(links) > 1 else ""
            opened = menu.addAction(self.theme.icon("link"), self.tr("Open link") + which)
            opened.triggered.connect(lambda _=False, link=link: ask_to_open(self.theme, self, link))
            copied = menu.addAction(self.theme.icon("copy"), self.tr("Copy link") + which)
            copied.triggered.connect(lambda _=False, link=link: copy_exactly(link.text))

    def popup_menu(self, index: QModelIndex, where: QPoint) -> QMenu:
        """Shows the menu of one row, which is selected meanwhile; it deletes itself."""
        line = self.lines.line(index.row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        selection = self.selectionModel()
        if not selection.isSelected(index):
            before, current = selection.selection(), QPersistentModelIndex(self.currentIndex())
            self.setCurrentIndex(index)
            shown = QPersistentModelIndex(index)
            menu.aboutToHide.connect(lambda: self._select_later(shown, current, before))
        if self.picked_text():
            words = self.picked_text()
            marked = menu.addAction(self.theme.icon("copy"), self.tr("Copy what is marked"))
            marked.triggered.connect(lambda: copy_exactly(words))
        menu.addAction(self._copy_text)
        whole = menu.addAction(self.tr("Copy all"))
        whole.triggered.connect(self.copy_rows)
        self._offer_links(menu, line)
        if self.may_reply(line):
            private = line.private and not line.mine
            words = self.tr("Answer privately") if private else self.tr("Reply")
            reply = menu.addAction(self.theme.icon("lock" if private else "reply"), words)
            reply.triggered.connect(lambda: self.reply_wanted.emit(line.id))
        if self.may_answer and line.asks:
            answer = menu.addAction(self.theme.icon("reply"), self.tr("Answer"))
            answer.triggered.connect(lambda: self.answer_wanted.emit(line.id))
        if line.standing == "refused" and self.may_edit:
            edit = menu.addAction(self.theme.icon("pencil"), self.tr("Edit and send again"))
            edit.triggered.connect(lambda: self.edit_wanted.emit(line.ref))
        message = self.messages.spoken(line.id) if line.standing == "said" else None
        if line.standing == "held" and line.mine:
            message = self.held_message(line.id)
        offered = self.actions_of(message) if message else []
        add_actions(menu, self.theme, [action for action in offered if not action.danger])
        if line.quotes:
            back = menu.addAction(self.theme.icon("message-circle"), self.tr("Show what it replies to"))
            back.triggered.connect(lambda: self.show_message(line.quotes))
        if self.may_search:
            search = menu.addAction(self.theme.icon("search"), self.tr("Search in the chat"))
            search.triggered.connect(self.search_wanted)
        menu.addSeparator()  # shown only where something grave follows
        if line.standing in ("waiting", "refused"):
            drop = menu.addAction(self.theme.icon("trash-2"), self.tr("Discard"))
            drop.triggered.connect(lambda: self.discard_wanted.emit(line.ref))
        add_actions(menu, self.theme, [action for action in offered if action.danger])
        menu.popup(where)
        return menu

    def _select_later(
        self, shown: QPersistentModelIndex, current: QPersistentModelIndex, before: QItemSelection
    ) -> None:
        """Selects what was so before the menu, once what was chosen in it is done: that is about its row."""

        def select() -> None:
            if self.currentIndex().row() == shown.row():  # what was chosen has not led to another
                flags = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(current, flags.NoUpdate)
                self.selectionModel().select(before, flags.ClearAndSelect)

        QTimer.singleShot(0, self, select)
