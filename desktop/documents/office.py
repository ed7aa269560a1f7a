"""Slides of other programs as PDF, made by LibreOffice where that is installed; it is never brought along."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from desktop.documents.failures import DocumentFailed
from desktop.documents.kinds import DocumentKind

SECONDS = 120.0
"""Its first start on a slow computer takes half a minute."""

_PLACES = {
    "win32": r"C:\Program Files\LibreOffice\program\soffice.com",
    "darwin": "/Applications/LibreOffice.app/Contents/MacOS/soffice",
}
_FILTERS: dict[DocumentKind, str] = {"pptx": "Impress MS PowerPoint 2007 XML", "odp": "impress8"}
"""As LibreOffice names them: it guesses no kind either."""

_NOTHING_RUNS = "/org.openoffice.Office.Common/Security/Scripting"
_NO_NETWORK = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_NOTHING_RUNS, "DisableMacrosExecution", "true"),
    (_NOTHING_RUNS, "DisableActiveContent", "true"),
    (_NOTHING_RUNS, "BlockUntrustedRefererLinks", "true"),
    (_NO_NETWORK, "ooInetProxyType", "2"),  # by hand: what follows
    (_NO_NETWORK, "ooInetHTTPProxyName", "127.0.0.1"),
    (_NO_NETWORK, "ooInetHTTPProxyPort", "9"),  # where nobody answers
    (_NO_NETWORK, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_NO_NETWORK, "ooInetHTTPSProxyPort", "9"),
    (_NO_NETWORK, "ooInetNoProxy", ""),
)
"""Slides run nothing, and have nothing fetched: pictures in them may be links, which tell who reads them."""


def find_office() -> str | None:
    """LibreOffice's program, if it is here."""
    place = _PLACES.get(sys.platform, "")
    return shutil.which("soffice") or (place if place and Path(place).exists() else None)


def is_office(kind: DocumentKind) -> bool:
    """Whether only LibreOffice can read it."""
    return kind in _FILTERS


def office_program() -> str:
    """The same; raises DocumentFailed if it is not here."""
    office = find_office()
    if office is None:
        raise DocumentFailed("no_office")
    return office


def made_pdf(office: str, file: Path, kind: DocumentKind, folder: Path) -> Path:
    """The PDF that LibreOffice makes of a file, in this folder; raises DocumentFailed.

    It works on a copy, with settings of its own: the person's may stay open in it meanwhile.
    """
    copy = folder / f"slides.{kind}"
    pdf = copy.with_suffix(".pdf")
    if pdf.exists():  # an earlier child has had it made, and lost a page of it
        return pdf
    profile = folder / "office"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    try:
        shutil.copyfile(file, copy)
    except OSError as error:
        raise DocumentFailed("unreadable", type(error).__name__) from error
    flags = ["--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault", "--nofirststartwizard"]
    flags += [f"-env:UserInstallation={profile.as_uri()}", f"--infilter={_FILTERS[kind]}"]
    flags += ["--convert-to", "pdf:impress_pdf_Export", "--outdir", str(folder), str(copy)]
    nowhere = subprocess.DEVNULL
    environment = os.environ | {"SAL_USE_VCLPLUGIN": "svp", "TMPDIR": str(folder)}
    try:
        done = subprocess.run(
            [office, *flags],
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            cwd=folder,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentFailed("too_slow", "LibreOffice") from error
    except OSError as error:
        raise DocumentFailed("no_office", type(error).__name__) from error
    if not pdf.exists():
        raise DocumentFailed("unreadable", f"LibreOffice: {done.returncode}")
    return pdf


def _settings() -> str:
    items = "\n".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    )
    return f"{head}\n{items}\n</oor:items>\n"
