"""What kind of file some bytes are, whatever the file is called; only kinds that are no pool's."""

import io
import zipfile
from typing import Final

# by what the file begins with; a folder of Office and of Hangul alike is packed as a zip
_BEGINS: Final = (
    (b"%PDF", "pdf"),
    (b"HWP Document File", "hwp"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "image"),
    (b"\x9b DRMONE", "drm"),
    (b"<## NASCA DRM", "drm"),
    (b"SCDSA", "drm"),
    (b"<DOCUMENT SAFER", "drm"),
    (b"\xff\xd8\xff", "image"),
)
_HTML: Final = (b"<html", b"<table", b"<!doctype html", b"<?xml")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_HWP_STREAM: Final = "HwpSummaryInformation".encode("utf-16-le")
_WORKBOOK_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
# by a member of the archive
_MEMBERS: Final = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("Contents/content.hpf", "hwp"),
    ("Contents/section0.xml", "hwp"),
    ("word/document.xml", "document"),
    ("ppt/presentation.xml", "document"),
    ("content.xml", "ods"),
    ("Index/Document.iwa", "numbers"),
)
# by the ending, where the bytes say nothing
_ENDINGS: Final = {
    "hwp": "hwp", "hwpx": "hwp", "xlsx": "xlsx", "xlsm": "xlsx", "xlsb": "xlsb", "ods": "ods",
    "numbers": "numbers", "cell": "hancell", "xls": "xls", "xlt": "xls", "json": "json",
    "pdf": "pdf", "doc": "document", "docx": "document", "rtf": "document", "txt": "txt",
    "htm": "html", "html": "html", "xml": "xml", "parquet": "parquet",
    "zip": "zip", "7z": "zip", "rar": "zip", "egg": "zip", "alz": "zip",
    "gsheet": "link", "gdoc": "link", "url": "link", "lnk": "link",
    "png": "image", "jpg": "image", "jpeg": "image", "bak": "copy", "tmp": "copy", "old": "copy",
}  # fmt: skip


def kind_of_bytes(data: bytes) -> str:
    """``xlsx``, ``xlsb``, ``hwp``, ``locked``, ... by a file's bytes; empty where they say none."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(_OLD_OFFICE):
        if _HWP_STREAM in data or b"HWP Document File" in data:
            return "hwp"
        return "locked" if _WORKBOOK_STREAM in data else "xls"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_archive(data)
    if head.startswith(_HTML):
        return "html"
    return next((kind for begin, kind in _BEGINS if data.startswith(begin)), "")


def kind_of(data: bytes, suffix: str) -> str:
    """The kind of a file by its bytes, and by its ending where the bytes leave several."""
    by_bytes, by_name = kind_of_bytes(data), kind_of_name(suffix)
    is_open = by_bytes == "xls" and by_name in ("hwp", "document", "hancell")
    return by_name if is_open else by_bytes or by_name


def is_text(data: bytes) -> bool:
    """Whether a file begins as text does: no control characters but tabs and line ends."""
    head = data[:512]
    return bool(head) and not any(byte < 32 and byte not in b"\t\r\n" for byte in head)


def kind_of_name(suffix: str) -> str:
    """The kind that an ending stands for; ``other`` where it stands for none that is known."""
    return _ENDINGS.get(suffix.casefold(), "other")


def _kind_of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    return next((kind for member, kind in _MEMBERS if member in names), "zip")
