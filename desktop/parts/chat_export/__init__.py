"""The chat of a lesson as a file: as text, as a table or as a PDF, with all that its reader may see."""

from desktop.parts.chat_export.pdf import chat_blocks
from desktop.parts.chat_export.record import ChatRecord
from desktop.parts.chat_export.saver import ChatSaver

__all__ = ["ChatRecord", "ChatSaver", "chat_blocks"]
