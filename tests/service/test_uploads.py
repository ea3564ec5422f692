"""Zips are opened within limits, whatever their directory says."""

import io
import zipfile

import pytest

from scheduler.model import SchedulerError
from scheduler.service import uploads
from scheduler.service.uploads import unpacked
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

    assert unpacked({"my pool.ZIP": data}) == {"agencies.csv": b"a", "policy.toml": b""}


def test_other_files_pass_as_they_are() -> None:
    files = {"agencies.csv": b"a", "cases.csv": b"b"}

    assert unpacked(files) == files


def _encrypted() -> bytes:
    data = bytearray(zipped({"agencies.csv": b"a"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.find(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    return bytes(data)


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
