"""The lane for files with Qt's signals, and how much of a file is there in words."""

from PySide6.QtCore import QLocale, QObject, Signal

from desktop.client.files.context import FilesContext
from desktop.client.files.file_lane import FileLane

SIZE = QLocale.DataSizeFormat.DataSizeSIFormat


class QtFileLane(FileLane, QObject):
    """A FileLane with signals; what each tells stands at the callback of its name."""

    progress_changed = Signal(str, int, int)
    kept = Signal(str)
    failed = Signal(str, str)

    def __init__(self, context: FilesContext, parent: QObject) -> None:
        QObject.__init__(self, parent)
        FileLane.__init__(self, context)
        self.on_progress.connect(self.progress_changed.emit)
        self.on_kept.connect(self.kept.emit)
        self.on_failed.connect(self.failed.emit)


def size_words(size: int) -> str:
    """Such as "1.2 MB", in the language of the moment."""
    return QLocale().formattedDataSize(size, 1 if size >= 1_000_000 else 0, SIZE)
