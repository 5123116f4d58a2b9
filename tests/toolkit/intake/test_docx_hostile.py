"""Word documents that are broken or made to do harm: each ends in a finding, and says no more."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.toolkit.intake.words import NAMES, R, codes, lists, p, package, part, read, room
from toolkit.intake.extract.shared.ole import MAGIC
from toolkit.intake.extract.word.document import read_docx
from toolkit.intake.model import Limits
from toolkit.intake.room import NotReadable


def refused(path: Path, folder: Path) -> str:
    with pytest.raises(NotReadable) as error:
        read_docx(path, room(folder))
    return error.value.trouble.code


def test_an_encrypted_document_asks_for_its_password(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))

    assert refused(path, tmp_path) == "I002"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no package", MAGIC + bytes(2000)])
def test_what_is_no_package_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)

    assert refused(path, tmp_path) == "I006"


def test_a_package_without_a_document_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("other.xml", "<x/>")

    assert refused(path, tmp_path) == "I006"


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, "<!--" + " " * 20_000_000 + "-->")

    assert refused(path, tmp_path) == "I003"


def test_entities_stay_unread(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("PIN 1234", encoding="utf-8")
    path = package(tmp_path, p("x"))
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(
            "word/footnotes.xml",
            f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
            f'<w:footnotes {NAMES}><w:footnote w:id="1">{p("&s;")}</w:footnote></w:footnotes>',
        )
    body = '<w:p><w:r><w:t>x</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
    with zipfile.ZipFile(path) as made:
        notes = made.read("word/footnotes.xml")

    found = read(tmp_path, body, {"word/footnotes.xml": notes})

    assert found.text == "x[^1]\n"
    assert codes(found) == {"I006"}


def test_a_document_that_declares_entities_is_not_read(tmp_path: Path) -> None:
    path = package(tmp_path, p("x"))
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(
            "word/document.xml",
            '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
            f"<w:document {NAMES}><w:body>{p('&c;')}</w:body></w:document>",
        )

    assert refused(path, tmp_path) == "I006"


def test_a_document_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    path = package(tmp_path, p("First.") + p("Second.") + p("Third."))
    with zipfile.ZipFile(path) as made:
        whole = made.read("word/document.xml")
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", whole[: whole.index(b"Third")])

    found = read_docx(path, room(tmp_path))

    assert found.text == "First.\n\nSecond.\n"
    assert codes(found) == {"I006"}


@pytest.mark.parametrize("part_name", ["styles", "numbering", "comments", "footnotes", "settings"])
def test_a_broken_part_costs_itself_alone(tmp_path: Path, part_name: str) -> None:
    body = '<w:p><w:r><w:t>Text.</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'

    found = read(tmp_path, body, {f"word/{part_name}.xml": b"\xff\xfe<"})

    assert found.text == "Text.[^1]\n"


def test_elements_nested_too_deep_are_told(tmp_path: Path) -> None:
    deep = "<w:sdt><w:sdtContent>" * 100_000

    found = read(tmp_path, p("Before.") + deep)

    assert found.text == "Before.\n"
    assert codes(found) == {"I012"}


def test_tables_within_tables_come_to_an_end(tmp_path: Path) -> None:
    body = p("core")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc>{p('x')}</w:tc></w:tr></w:tbl>"

    assert "core" in read(tmp_path, body).text


def test_frames_within_frames_come_to_an_end(tmp_path: Path) -> None:
    body = p("core")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"

    found = read(tmp_path, body)

    assert "core" in found.text
    assert codes(found) == {"I012"}


def test_a_style_upon_itself_comes_to_an_end(tmp_path: Path) -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )

    found = read(
        tmp_path, p("x", '<w:pStyle w:val="a"/>'), {"word/styles.xml": part("styles", style)}
    )

    assert found.text == "x\n"


def test_no_span_is_wider_than_a_page(tmp_path: Path) -> None:
    wide = '<w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
    row = f"<w:tr><w:tc>{wide}{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr>"

    assert read(tmp_path, f"<w:tbl>{row}</w:tbl>").text == "| a | b |\n| --- | --- |\n"


def test_a_table_is_read_up_to_the_limit_of_cells(tmp_path: Path) -> None:
    row = f"<w:tr><w:tc>{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr>"

    found = read(tmp_path, f"<w:tbl>{row * 30}</w:tbl>", limits=Limits(cells=20))

    assert found.text.count("| a | b |") == 10
    assert codes(found) == {"I010"}


def test_text_is_read_up_to_the_limit(tmp_path: Path) -> None:
    found = read(tmp_path, p("word") * 100, limits=Limits(text=60))

    assert found.text == "word\n\n" * 9 + "word\n"
    assert codes(found) == {"I010"}


def test_macros_are_told_and_nothing_else(tmp_path: Path) -> None:
    found = read(tmp_path, p("x"), {"word/vbaProject.bin": b"Attribute"})

    assert codes(found) == {"I015"}
    assert found.enclosed == ()


def test_a_part_in_another_format_is_told_and_kept(tmp_path: Path) -> None:
    links = f'<Relationship Id="h" Type="{R}/aFChunk" Target="chunk.htm"/>'

    found = read(tmp_path, p("x") + '<w:altChunk r:id="h"/>', {"word/chunk.htm": "<p>y</p>"}, links)

    assert found.text == "x\n"
    assert codes(found) == {"I010"}
    assert [each.name for each in found.enclosed] == ["chunk.htm"]


def test_a_number_beyond_all_measure_is_none(tmp_path: Path) -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="999999999999999999999"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1%1%1"/></w:lvl>'
    )
    body = p("x", '<w:numPr><w:ilvl w:val="77"/><w:numId w:val="1"/></w:numPr>')

    assert read(tmp_path, body, lists(levels)).text == "x\n"


def test_an_empty_document_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "")

    assert found.text == ""
    assert codes(found) == {"I018"}


TAGS = [
    "p", "r", "t", "pPr", "rPr", "tbl", "tr", "tc", "tcPr", "sdt", "sdtContent", "ins", "del", "br",
    "fldChar", "instrText", "hyperlink", "numPr", "pict", "txbxContent", "footnoteReference",
    "drawing", "vanish", "gridSpan", "vMerge", "lastRenderedPageBreak", "sectPr", "sym", "ruby",
]  # fmt: skip


def tree() -> st.SearchStrategy[str]:
    value = st.sampled_from(["", ' w:val="1"', ' w:val="x"', ' w:fldCharType="begin"', ' w:id="1"'])
    leaf = st.sampled_from(["", "text", "*[x](y)"])
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda tag, given_value, inside: f"<w:{tag}{given_value}>{''.join(inside)}</w:{tag}>",
            st.sampled_from(TAGS),
            value,
            st.lists(inner, max_size=4),
        ),
        max_leaves=30,
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tree())
def test_any_tree_of_elements_is_read_to_its_end(tmp_path: Path, body: str) -> None:
    found = read(tmp_path, body)

    found.text.encode("utf-8")
