"""Paints every part of the theme into pictures: python -m tests.desktop.theme.gallery --out DIR."""
