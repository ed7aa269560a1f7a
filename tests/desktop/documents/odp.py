"""Slides in OpenDocument's format, made by hand: a line of words on each."""

import zipfile
from pathlib import Path

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in [
        ("office", "office"), ("style", "style"), ("text", "text"), ("draw", "drawing"),
        ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    ]
)  # fmt: skip
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_KIND = "application/vnd.oasis.opendocument.presentation"


def odp_of(file: Path, *words: str, link: str = "") -> Path:
    """``link``: where a picture on each slide lies."""
    box = 'svg:width="20cm" svg:height="3cm" svg:x="2cm" svg:y="2cm"'
    picture = (
        f'<draw:frame {box}><draw:image xlink:href="{link}" xlink:type="simple"/></draw:frame>'
        if link
        else ""
    )
    slides = "".join(
        f'<draw:page draw:master-page-name="M"><draw:frame {box}><draw:text-box><text:p>{line}</text:p>'
        f"</draw:text-box></draw:frame>{picture}</draw:page>"
        for line in words
    )
    spaces = f'{_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"'
    layout = '<style:page-layout-properties fo:page-width="28cm" fo:page-height="15.75cm"/>'
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", _KIND)
        archive.writestr(
            "styles.xml",
            f"{_HEAD}<office:document-styles {spaces}><office:automatic-styles>"
            f'<style:page-layout style:name="L">'
            f"{layout}</style:page-layout></office:automatic-styles><office:master-styles>"
            '<style:master-page style:name="M" style:page-layout-name="L"/></office:master-styles>'
            "</office:document-styles>",
        )
        archive.writestr(
            "content.xml",
            f"{_HEAD}<office:document-content {spaces}><office:body><office:presentation>{slides}"
            "</office:presentation></office:body></office:document-content>",
        )
        entries = "".join(
            f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
            for path, kind in [("/", _KIND), ("content.xml", "text/xml"), ("styles.xml", "text/xml")]
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'{_HEAD}<manifest:manifest {_SPACES} manifest:version="1.3">{entries}</manifest:manifest>',
        )
    return file
