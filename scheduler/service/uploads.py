"""Files of an upload, ready for the reader: a zip is opened here, within limits.

The reader of :mod:`scheduler.exchange` keeps its own limits for each file.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from scheduler.model import RequestError
from scheduler.service.errors import TooLargeError

MAX_FILES = 64
MAX_UNPACKED_BYTES = 64 * 2**20
MAX_RATIO = 200
_SMALL = 2**20
_CHUNK = 2**16
_POOL_SUFFIXES = (".csv", ".tsv", ".toml", ".xlsx", ".xlsm", ".json")
_UTF8_NAME = 0x800
_LITTER = ("thumbs.db", "desktop.ini")
# what zipfile raises on damaged files, by experience: it documents only the first
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # NotImplementedError too
    ValueError,  # UnicodeDecodeError too
)


def named(parts: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The parts of an upload by the last part of their names.

    Raises:
        RequestError: two have the same name, whatever their folder or case.
    """
    found: dict[str, bytes] = {}
    for name, data in parts:
        _add(found, _base(name), data)
    return found


def _add(found: dict[str, bytes], name: str, data: bytes) -> None:
    if name.casefold() in {other.casefold() for other in found}:
        raise RequestError("upload.name_twice", name=name[:80])
    found[name] = data


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by name; one .zip is replaced by what it holds (folders are dropped).

    Raises:
        RequestError: there is none, a name stands twice, or the zip is broken or encrypted.
        TooLargeError: too many files, or more bytes than the limits allow.
    """
    if len(files) == 1:
        (name, data), *_ = files.items()
        if name.lower().endswith(".zip"):
            files = _members(data)
    if not files:
        raise RequestError("upload.empty")
    if len(files) > MAX_FILES:
        raise TooLargeError("upload.too_many_files", limit=MAX_FILES)
    return dict(files)


def _members(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_all(archive)
    except _DAMAGE:
        raise RequestError("upload.bad_zip") from None


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [m for m in archive.infolist() if _is_wanted(m)]
    if len(members) > MAX_FILES:
        raise TooLargeError("upload.too_many_files", limit=MAX_FILES)
    found: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for member in members:
        name = _base(_name(member))
        if not name.casefold().endswith(_POOL_SUFFIXES):
            _add(found, name, b"")  # never unpacked: the reader judges it by its name
            continue
        is_open = not member.flag_bits & 0x1
        if not is_open or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RequestError("upload.bad_zip")
        if member.file_size > max(_SMALL, MAX_RATIO * member.compress_size):
            raise TooLargeError("upload.unpacks_too_big", limit=MAX_UNPACKED_BYTES // 2**20)
        _add(found, name, _read_one(archive, member, left))
        left -= len(found[name])
    if not any(name.casefold().endswith(_POOL_SUFFIXES) for name in found):
        raise RequestError("upload.empty")
    return found


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; Korean Windows writes CP949 and some tools UTF-8, both without a mark."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return member.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue  # the next one; the name as it is reads as an unknown file
    return member.filename


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a person's file; folders and a system's own litter are passed over."""
    name = _base(member.filename)
    is_litter = name.startswith((".", "~")) or "__MACOSX" in member.filename
    return not member.is_dir() and not is_litter and name.casefold() not in _LITTER


def _read_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    # the directory of a zip may lie about sizes: what counts is what comes out
    content = bytearray()
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            content += piece
            if len(content) > left:
                raise TooLargeError("upload.unpacks_too_big", limit=MAX_UNPACKED_BYTES // 2**20)
    return bytes(content)
