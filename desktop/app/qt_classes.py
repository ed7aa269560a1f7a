"""The classes of widgets that Python learns of when Qt first hands it a widget of Qt's own, in one go.

That is the inside of a page's first list. Read for that alone, it is a step of its own while nobody waits.
"""

from PySide6.QtWidgets import (  # noqa: F401
    QCalendarWidget,
    QColorDialog,
    QColumnView,
    QDateTimeEdit,
    QDial,
    QDialogButtonBox,
    QDockWidget,
    QDoubleSpinBox,
    QFileDialog,
    QFontComboBox,
    QFontDialog,
    QGraphicsView,
    QInputDialog,
    QLCDNumber,
    QListWidget,
    QMainWindow,
    QMdiArea,
    QMdiSubWindow,
    QProgressDialog,
    QTableWidget,
    QTabWidget,
    QTreeWidget,
    QUndoView,
    QWizard,
    QWizardPage,
)
