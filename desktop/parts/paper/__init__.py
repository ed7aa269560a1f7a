"""What is put on A4: documents saved as PDF or printed, without holding up the window."""

from desktop.document import Document, Drawing, Heading, Illustration, Paragraph, TextTable
from desktop.parts.paper.saver import PaperSaver
from desktop.parts.paper.writing import pdf_of

__all__ = ["Document", "Drawing", "Heading", "Illustration", "PaperSaver", "Paragraph", "TextTable", "pdf_of"]
