"""What Tab comes to after a widget, asked so that nobody is kept for it when it is deleted."""

from PySide6.QtWidgets import QWidget
from shiboken6 import createdByPython


def in_tab_order(widget: QWidget, *, forward: bool = True) -> QWidget:
    """What Qt has after a widget, or before it, whether it takes the keyboard or not; at the end the first.

    Qt's binding takes the widget that it asks for the parent of the one that it is told. If that goes while
    the other stays, and the other is then given one more parent, it and all that it holds are kept for good.
    """
    found = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    assert found is not None, "it is a ring"
    _put_back(found)
    return found


def _put_back(widget: QWidget) -> None:
    """Has the binding know a widget's parent again; for Qt nothing changes."""
    parent = widget.parentWidget()
    if parent is not None and not createdByPython(parent):
        _put_back(parent)  # else it is forgotten at once, and is itself a parent that goes
    if parent is not None or createdByPython(widget):
        widget.setParent(parent)
