"""Paints every part of the theme into pictures to look at: python -m desktop.theme.gallery --out DIR."""
