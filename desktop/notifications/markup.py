"""Plain words for services that read markup. Python's `html` would bring a table of 2,000 names."""


def escaped(text: str) -> str:
    """So that nothing in them is taken for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
