"""The menu of one question: answering in writing, where it stands, its text and links, and whose it is."""

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.clipboard import copy_exactly
from desktop.features.panel import PanelContext
from desktop.features.panel.action_menu import add_actions, person_menu
from desktop.features.panel.opening import ask_to_open
from desktop.features.questions.items import BoardItem
from desktop.translating import translate
from desktop.web_links import links_in
from relay.protocol.chat import Chat


def item_menu(
    item: BoardItem,
    context: PanelContext,
    own: Collection[str],
    do: Callable[[str], None],
    parent: QWidget,
) -> QMenu:
    """What one may do beside what its buttons do (``own``: their words); it deletes itself when closed."""
    theme = context.theme
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if item.kind == "question":
        if context.leads and not item.is_done:
            words = translate("Questions", "Answer in writing")
            answer = menu.addAction(theme.icon("reply"), words)
            answer.triggered.connect(partial(_answer, context, item.number))
            if context.can("questions"):
                aside = menu.addAction(theme.icon("x"), translate("Questions", "Put aside") + "\tD")
                aside.triggered.connect(lambda: do("dismissed"))
        look = menu.addAction(theme.icon("message-circle"), translate("Questions", "Show in the chat"))
        look.triggered.connect(partial(_reveal, context, item.number))
    copied = menu.addAction(theme.icon("copy"), translate("Questions", "Copy text"))
    copied.triggered.connect(lambda: copy_exactly(item.text))
    for link in links_in(item.text):
        words = translate("Questions", "Open {host}…").format(host=link.host.replace("&", "&&"))
        opened = menu.addAction(theme.icon("link"), words)
        opened.triggered.connect(lambda _=False, link=link: ask_to_open(theme, parent.window(), link))
    line = context.memory(Chat).message(item.number) if item.kind == "question" else None
    offered = context.panels.message_actions(line) if line is not None else []
    others = [action for action in offered if action.label not in own]
    if item.author and item.name and context.teaches:
        of_person = person_menu(theme, context.panels.person_actions(item.author), menu)
        of_person.setTitle(item.name.replace("&", "&&"))
        if not of_person.isEmpty():
            menu.addMenu(of_person)
    menu.addSeparator()
    add_actions(menu, theme, others)
    return menu


def _answer(context: PanelContext, number: int, _checked: bool = False) -> None:
    context.panels.answer(number)


def _reveal(context: PanelContext, number: int, _checked: bool = False) -> None:
    context.page.reveal(number)
