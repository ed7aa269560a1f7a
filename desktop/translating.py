"""The one function that translates what no widget says; the sources are read for its name."""

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate
