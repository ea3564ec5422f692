"""Zips are opened within limits, whatever their directory says."""

import io
import random
import zipfile

import pytest

from scheduler.model import SchedulerError
from scheduler.service import uploads
from scheduler.service.uploads import named, unpacked
from tests.world import zipped


def test_a_zip_is_replaced_by_its_tables_whatever_their_folder() -> None:
    data = zipped(
        {
            "pool/agencies.csv": b"a",
            "pool/README.md": b"not a table",
            "__MACOSX/pool/._agencies.csv": b"litter",
            "pool/policy.toml": b"",
        }
    )

    # the reader judges other files by their names; they are not unpacked
    assert unpacked({"my pool.ZIP": data}) == {
        "agencies.csv": b"a",
        "README.md": b"",
        "policy.toml": b"",
    }


def test_other_files_pass_as_they_are() -> None:
    files = {"agencies.csv": b"a", "cases.csv": b"b"}

    assert unpacked(files) == files


def _encrypted() -> bytes:
    data = bytearray(zipped({"agencies.csv": b"a"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.find(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    return bytes(data)


def _packed(method: int) -> bytes:
    """A zip of a method that takes memory as the file says."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("agencies.csv", b"a" * 100)
    return buffer.getvalue()


def _lying() -> bytes:
    """A zip whose directory says a member of zeros is one byte long."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("agencies.csv", bytes(2**21))
    data = buffer.getvalue()
    size = (2**21).to_bytes(4, "little")
    return data.replace(size, (1).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"", {"upload.bad_zip"}),
        (b"PK\x03\x04 nonsense", {"upload.bad_zip"}),
        (_encrypted(), {"upload.bad_zip"}),
        (_lying(), {"upload.bad_zip"}),
        (zipped({}), {"upload.empty"}),
        (zipped({"README.md": b"x"}), {"upload.empty"}),
        (zipped({"inner.zip": zipped({"agencies.csv": b"a"})}), {"upload.empty"}),
        (zipped({"a/cases.csv": b"1", "b/cases.csv": b"2"}), {"upload.name_twice"}),
        (zipped({"a/cases.csv": b"1", "b/CASES.csv": b"2"}), {"upload.name_twice"}),
        (_packed(zipfile.ZIP_BZIP2), {"upload.bad_zip"}),
        (_packed(zipfile.ZIP_LZMA), {"upload.bad_zip"}),
        (zipped({"cases.csv": bytes(2**24)}), {"upload.unpacks_too_big"}),
        (zipped({f"t{n}.csv": b"" for n in range(65)}), {"upload.too_many_files"}),
    ],
)
def test_a_hostile_or_broken_zip_is_refused_with_its_reason(data: bytes, codes: set[str]) -> None:
    with pytest.raises(SchedulerError) as refused:
        unpacked({"pool.zip": data})

    assert refused.value.code in codes
    assert refused.value.http_status in (413, 422)


def test_the_total_is_limited_and_not_only_each_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 10)
    with pytest.raises(SchedulerError) as refused:
        unpacked({"pool.zip": zipped({"cases.csv": b"123456", "demands.csv": b"12345"})})
    assert refused.value.code == "upload.unpacks_too_big"

    assert unpacked({"pool.zip": zipped({"cases.csv": b"12345", "demands.csv": b"12345"})})


def test_nothing_uploaded_is_said() -> None:
    with pytest.raises(SchedulerError) as refused:
        unpacked({})

    assert refused.value.code == "upload.empty"


def _with_raw_name(raw: bytes) -> bytes:
    """A zip whose member has these bytes for a name and no mark of their encoding."""
    plain = ("x" * (len(raw) - 4) + ".csv").encode()
    return zipped({plain.decode(): b"a"}).replace(plain, raw)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_korean_names_are_read_without_the_mark_of_utf8(encoding: str) -> None:
    data = _with_raw_name("전문인력.csv".encode(encoding))

    assert unpacked({"pool.zip": data}) == {"전문인력.csv": b"a"}


def test_a_name_of_no_known_encoding_is_kept_as_it_is() -> None:
    (name,) = unpacked({"pool.zip": _with_raw_name(b"ab\xff\xff.csv")})

    assert name.endswith(".csv")


@pytest.mark.parametrize("second", ["agencies.csv", "folder/agencies.csv", "AGENCIES.CSV"])
def test_two_parts_of_one_name_are_refused(second: str) -> None:
    with pytest.raises(SchedulerError) as refused:
        named([("agencies.csv", b"first"), (second, b"second")])

    assert refused.value.code == "upload.name_twice"


def test_damaged_zips_are_refused_and_never_break_the_reader() -> None:
    rng = random.Random(7)
    whole = zipped({"agencies.csv": b"agency,name_ko,name_en\nA,a,b\n" * 50, "cases.csv": b"x\n"})
    codes = set()
    for _ in range(4_000):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.choice((0, 1, 255, rng.randrange(256)))
        try:
            unpacked({"pool.zip": bytes(data)})
        except SchedulerError as refused:
            codes.add(refused.code)

    assert "upload.bad_zip" in codes
    assert codes <= {
        "upload.bad_zip",
        "upload.empty",
        "upload.name_twice",
        "upload.too_many_files",
        "upload.unpacks_too_big",
    }
