"""Which files are programs by their names: neither taken by a relay nor offered to it."""

PROGRAMS = frozenset((
    "exe", "bat", "cmd", "com", "ps1", "psm1", "psd1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh",
    "wsc", "msi", "msp", "mst", "msix", "appx", "scr", "pif", "cpl", "hta", "lnk", "url", "desktop",
    "jar", "sh", "bash", "zsh", "csh", "fish", "command", "py", "pyw", "pyc", "pyz", "app", "dmg",
    "pkg", "deb", "rpm", "apk", "appimage", "flatpakref", "snap", "reg", "inf", "scf", "docm", "dotm",
    "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm", "chm", "gadget", "application",
    "workflow", "scpt", "iso", "img", "vhd", "vhdx", "xll", "settingcontent-ms", "library-ms",
    "search-ms", "website", "webloc",
))  # fmt: skip
"""Ends of names of what runs when it is opened."""


def is_program(name: str) -> bool:
    """Whether somebody who opens a file of this name would run it."""
    # Windows opens "a.exe." and "a.exe " as "a.exe", and what follows a colon is another stream of the file.
    _, dot, end = name.partition(":")[0].rstrip(". ").rpartition(".")
    return dot != "" and end.strip().lower() in PROGRAMS
