"""A statement has one form, and comes back as it was."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit.handover.making import DIGEST, ITALY, WHEN
from toolkit.handover.errors import BadStatement
from toolkit.handover.statement import Statement, parse

CHECKPOINT = "128 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
values = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(bool)
)
keys = st.from_regex(r"x[a-z0-9-]{0,10}", fullmatch=True)
statements = st.builds(
    Statement,
    kind=st.sampled_from(["package", "receipt", "checkpoint"]),
    digest=st.binary(min_size=32, max_size=32).map(lambda data: f"sha256:{data.hex()}"),
    mandate=ids,
    host=ids,
    time=st.datetimes(datetime(2000, 1, 1), datetime(9999, 12, 31)).map(
        lambda time: time.replace(microsecond=0, tzinfo=UTC)
    ),
    checkpoint=st.sampled_from(["", CHECKPOINT]),
    more=st.dictionaries(keys, values, max_size=4),
)


@given(statements)
def test_a_statement_comes_back_as_it_was(statement: Statement) -> None:
    again = parse(statement.data)
    assert again == statement
    assert again.data == statement.data


@given(statements, st.data())
def test_one_byte_more_less_or_other_is_another_statement_or_none(
    statement: Statement, data: st.DataObject
) -> None:
    whole = statement.data
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    for changed in (whole[:at] + whole[at + 1 :], whole[:at] + byte + whole[at:],
                    whole[:at] + byte + whole[at + 1 :]):  # fmt: skip
        if changed == whole:
            continue
        with suppress(BadStatement):
            assert parse(changed) != statement


@given(st.binary(max_size=300))
def test_what_is_no_statement_is_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(BadStatement):
        parse(data)


def test_it_is_written_as_the_documentation_shows() -> None:
    statement = replace(ITALY, checkpoint=CHECKPOINT)
    assert statement.data.decode() == (
        "secretariat-handover 1\n"
        f"checkpoint: {CHECKPOINT}\n"
        f"digest: {DIGEST}\n"
        "host: it\n"
        "kind: package\n"
        "mandate: aes-italy\n"
        "time: 2026-11-22T07:44:21Z\n"
    )


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    tokyo = WHEN.astimezone(timezone(timedelta(hours=9)))
    assert replace(ITALY, time=tokyo).data == ITALY.data


LINES = ITALY.data.decode().split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secretariat-handover 1\n",
        ITALY.data.decode().removesuffix("\n"),
        ITALY.data.decode().replace("\n", "\r\n"),
        "\ufeff" + ITALY.data.decode(),
        ITALY.data.decode() + "\n",
        "\n".join([LINES[0], *reversed(LINES[1:-1]), ""]),
        ITALY.data.decode() + "zz: e\u0301\n",
        ITALY.data.decode() + "zz:  two\n",
        ITALY.data.decode() + "zz: \n",
        ITALY.data.decode() + "zz\n",
        ITALY.data.decode() + "time: 2026-11-22T07:44:21Z\n",
        ITALY.data.decode() + "zz: a\u2028b\n",
        ITALY.data.decode().replace("package", "parcel"),
        ITALY.data.decode().replace("2026-11-22", "2026-02-30"),
        ITALY.data.decode().replace("2026-11-22", "1969-11-22"),
        ITALY.data.decode().replace("07:44:21Z", "07:44:21+00:00"),
        ITALY.data.decode().replace("host: it\n", ""),
        ITALY.data.decode().replace("ab", "AB"),
        ITALY.data.decode().replace("handover 1", "handover 2"),
        ITALY.data.decode().replace("aes-italy", "*"),
    ],
)
def test_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(BadStatement):
        parse(text.encode())


def test_a_later_form_is_told_from_no_statement() -> None:
    with pytest.raises(BadStatement, match="use a newer one"):
        parse(ITALY.data.replace(b"handover 1", b"handover 2"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest": "md5:00"},
        {"mandate": "aes italy"},
        {"host": "it\nkind: receipt"},
        {"time": datetime(2026, 11, 22)},
        {"time": WHEN + timedelta(microseconds=1)},
        {"checkpoint": "-1 x"},
        {"more": {"kind": "receipt"}},
        {"more": {"note": "two\nlines"}},
        {"more": {"note": " "}},
        {"more": {"a: b": "c"}},
    ],
)
def test_what_cannot_stand_in_one_is_refused_when_it_is_made(wrong: dict[str, object]) -> None:
    with pytest.raises(BadStatement):
        replace(ITALY, **wrong)  # type: ignore[arg-type]
