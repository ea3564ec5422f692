"""Files of an upload, ready for the reader: a zip is opened here, within limits.

The reader of :mod:`scheduler.exchange` keeps its own limits for each file.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping

from scheduler.model import RequestError
from scheduler.service.errors import TooLargeError

MAX_FILES = 64
MAX_UNPACKED_BYTES = 64 * 2**20
MAX_RATIO = 200
_SMALL = 2**20
_CHUNK = 2**16
_POOL_SUFFIXES = (".csv", ".tsv", ".toml", ".xlsx", ".json")


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
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        UnicodeDecodeError,
    ):
        raise RequestError("upload.bad_zip") from None


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [m for m in archive.infolist() if _is_wanted(m)]
    if len(members) > MAX_FILES:
        raise TooLargeError("upload.too_many_files", limit=MAX_FILES)
    found: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for member in members:
        if member.flag_bits & 0x1:
            raise RequestError("upload.bad_zip")
        if member.file_size > max(_SMALL, MAX_RATIO * member.compress_size):
            raise TooLargeError("upload.unpacks_too_big", limit=MAX_UNPACKED_BYTES // 2**20)
        name = member.filename.replace("\\", "/").rpartition("/")[2]
        if name in found:
            raise RequestError("upload.name_twice", name=name[:80])
        found[name] = _read_one(archive, member, left)
        left -= len(found[name])
    return found


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """Whether a member may be a table; a README or a system's own litter is passed over."""
    name = member.filename.replace("\\", "/").rpartition("/")[2]
    is_litter = name.startswith((".", "~")) or "__MACOSX" in member.filename
    return not member.is_dir() and not is_litter and name.lower().endswith(_POOL_SUFFIXES)


def _read_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    # the directory of a zip may lie about sizes: what counts is what comes out
    content = bytearray()
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            content += piece
            if len(content) > left:
                raise TooLargeError("upload.unpacks_too_big", limit=MAX_UNPACKED_BYTES // 2**20)
    return bytes(content)
