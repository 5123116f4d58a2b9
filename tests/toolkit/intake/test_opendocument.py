"""OpenDocument files that the tests make themselves, and what is read of them."""

import zipfile
from pathlib import Path

import pytest

from archive.text.paragraphs import paragraphs
from toolkit.intake.extract.odf.reader import read_odp, read_ods, read_odt
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
        ("meta", "meta"),
        ("svg", "svg-compatible"),
    )
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"'
)
_NUMBERED = (
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" '
    'style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" '
    'style:num-format="a" style:num-suffix=")"/></text:list-style>'
)
_READERS = {"text": read_odt, "presentation": read_odp, "spreadsheet": read_ods}


def _document(kind: str, body: str, styles: str = "", extra: str = "") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document {_SPACES}>{extra}"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


def _read(
    tmp_path: Path,
    body: str,
    *,
    kind: str = "text",
    styles: str = "",
    extra: str = "",
    **limits: int,
) -> Extracted:
    """A flat file, read."""
    path = tmp_path / "file.fodt"
    path.write_text(_document(kind, body, styles, extra), encoding="utf-8")
    return _READERS[kind](path, _room(tmp_path, **limits))


def _room(tmp_path: Path, **limits: int) -> Room:
    spool = tmp_path / "spool"
    spool.mkdir()
    return Room(name="file", spool=spool, limits=Limits(**limits))


def _package(tmp_path: Path, members: dict[str, str]) -> Path:
    path = tmp_path / "file.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, text in members.items():
            package.writestr(name, text)
    return path


def _hidden(read: Extracted) -> list[tuple[str, str]]:
    return [(each.kind, each.value) for each in read.hidden]


def test_headings_keep_their_levels(tmp_path: Path) -> None:
    body = '<text:h text:outline-level="2">Aims</text:h><text:p>Text.</text:p>'

    assert _read(tmp_path, body).text == "## Aims\n\nText.\n"


def test_the_title_is_a_heading(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    )

    read = _read(tmp_path, '<text:p text:style-name="P1">Conclusions</text:p>', styles=styles)

    assert read.text == "# Conclusions\n"


def test_headings_show_the_number_that_they_are_given(tmp_path: Path) -> None:
    styles = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        "</text:outline-style>"
    )
    body = "".join(
        f'<text:h text:outline-level="{level}">{words}</text:h>'
        for level, words in ((1, "A"), (1, "B"), (2, "C"), (2, "D"))
    )

    assert _read(tmp_path, body, styles=styles).text.splitlines()[::2] == [
        "# 1 A",
        "# 2 B",
        "## 2.1 C",
        "## 2.2 D",
    ]


def test_spaces_tabs_and_line_breaks_are_read(tmp_path: Path) -> None:
    body = '<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>'

    assert _read(tmp_path, body).text == "a b c\\\nd\n"


def test_a_numbered_list_goes_on_where_it_says_so(tmp_path: Path) -> None:
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    body = (
        f'<text:list text:style-name="N"><text:list-item text:start-value="59"><text:p>Welcomed'
        f"</text:p></text:list-item>{item.format('Agreed')}</text:list><text:p>Between.</text:p>"
        f'<text:list text:style-name="N" text:continue-numbering="true">{item.format("Noted")}'
        f'</text:list><text:list text:style-name="N">{item.format("Anew")}</text:list>'
    )

    read = _read(tmp_path, body, styles=_NUMBERED)

    assert read.text == "59. Welcomed\n60. Agreed\n\nBetween.\n\n61. Noted\n\n1. Anew\n"


def test_letters_of_a_list_within_stay_its_labels(tmp_path: Path) -> None:
    inner = "<text:list-item><text:p>{}</text:p></text:list-item>"
    body = (
        '<text:list text:style-name="N"><text:list-item><text:p>Aims</text:p><text:list>'
        f"{inner.format('first')}{inner.format('second')}</text:list></text:list-item></text:list>"
    )

    read = _read(tmp_path, body, styles=_NUMBERED)

    assert read.text == "1. Aims\n   - a) first\n   - b) second\n"
    assert [each.level for each in paragraphs(read.text)] == [1, 2, 2]


def test_a_table_repeats_cells_and_leaves_merged_ones_empty(tmp_path: Path) -> None:
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>Group</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row>"
        "</table:table-header-rows><table:table-row><table:table-cell table:number-columns-"
        'repeated="2"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
    )

    assert _read(tmp_path, body).text == "| Group |  |\n| --- | --- |\n| x | x |\n"


def test_a_footnote_stands_at_the_end(tmp_path: Path) -> None:
    body = (
        "<text:p>Agreed<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>With one vote.</text:p></text:note-body></text:note> so.</text:p>"
    )

    assert _read(tmp_path, body).text == "Agreed[^1] so.\n\n[^1]: With one vote.\n"


def test_words_that_look_like_a_footnote_stay_words(tmp_path: Path) -> None:
    (only,) = paragraphs(_read(tmp_path, "<text:p>[^1]: no note \ufdd01\ufdd1</text:p>").text)

    assert only.text.replace("\\", "") == "[^1]: no note 1"


def test_a_link_keeps_an_address_of_the_web_only(tmp_path: Path) -> None:
    link = '<text:a xlink:href="{}">{}</text:a>'
    body = (
        f"<text:p>{link.format('https://example.org', 'site')} {link.format('file:///x', 'disk')}"
        "</text:p>"
    )

    assert _read(tmp_path, body).text == "[site](https://example.org) disk\n"


def test_a_comment_is_listed_and_not_in_the_text(tmp_path: Path) -> None:
    body = (
        "<text:p>Agreed<office:annotation><dc:creator>Ana</dc:creator><text:p>Really?</text:p>"
        "</office:annotation>.</text:p>"
    )

    read = _read(tmp_path, body)

    assert read.text == "Agreed.\n"
    assert _hidden(read) == [("comment", "Ana: Really?")]


def test_changes_are_accepted_and_listed(tmp_path: Path) -> None:
    about = "<office:change-info><dc:creator>Ana</dc:creator></office:change-info>"
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        f"{about}<text:p>five</text:p></text:deletion></text:changed-region>"
        f'<text:changed-region text:id="c2"><text:insertion>{about}</text:insertion>'
        "</text:changed-region></text:tracked-changes>"
        '<text:p>In <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>'
        'six<text:change-end text:change-id="c2"/> years</text:p>'
    )

    read = _read(tmp_path, body)

    assert read.text == "In six years\n"
    assert _hidden(read) == [("deleted text", "Ana: five"), ("inserted text", "Ana: six")]


def test_insertions_that_never_end_do_not_multiply_the_text(tmp_path: Path) -> None:
    regions = "".join(
        f'<text:changed-region text:id="c{at}"><text:insertion/></text:changed-region>'
        for at in range(500)
    )
    words = "".join(f'<text:change-start text:change-id="c{at}"/>word ' for at in range(500))

    read = _read(
        tmp_path, f"<text:tracked-changes>{regions}</text:tracked-changes><text:p>{words}</text:p>"
    )

    assert sum(len(each.value) for each in read.hidden) < 50_000


def test_hidden_words_are_listed_and_not_in_the_text(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="T" style:family="text"><style:text-properties '
        'text:display="none"/></style:style>'
    )
    body = (
        '<text:p>Seen<text:span text:style-name="T">unseen</text:span></text:p>'
        '<text:section text:display="none"><text:p>a whole part</text:p></text:section>'
    )

    read = _read(tmp_path, body, styles=styles)

    assert read.text == "Seen\n"
    assert _hidden(read) == [("hidden text", "unseen"), ("hidden text", "a whole part")]


def test_pages_are_marked_where_the_file_knows_them(tmp_path: Path) -> None:
    meta = '<office:meta><meta:document-statistic meta:page-count="{}"/></office:meta>'
    body = (
        "<text:p>One</text:p><text:p>Two<text:soft-page-break/> and on</text:p>"
        "<text:p>Three</text:p>"
    )
    path = tmp_path / "file.fodt"
    flat = _document("text", body, extra=meta.format(2))
    path.write_text(
        flat.replace("<office:text>", '<office:text text:use-soft-page-breaks="true">'),
        encoding="utf-8",
    )

    text = read_odt(path, _room(tmp_path)).text

    assert text == "{page=1}\nOne\n\nTwo and on\n\n{page=2}\nThree\n"


def test_pages_are_not_marked_where_the_count_is_another(tmp_path: Path) -> None:
    meta = '<office:meta><meta:document-statistic meta:page-count="9"/></office:meta>'

    read = _read(tmp_path, "<text:p>One</text:p><text:soft-page-break/>", extra=meta)

    assert (read.text, read.pages) == ("One\n", 9)


def test_properties_are_told_and_what_is_personal_is_listed(tmp_path: Path) -> None:
    meta = (
        "<office:meta><dc:title>ARC6</dc:title><meta:keyword>a</meta:keyword><meta:keyword>b"
        "</meta:keyword><meta:creation-date>2017-11-22T10:00:00.123456789</meta:creation-date>"
        "<meta:initial-creator>Ana</meta:initial-creator><dc:creator>Ben</dc:creator>"
        '<meta:user-defined meta:name="Desk">5</meta:user-defined></office:meta>'
    )

    read = _read(tmp_path, "<text:p>x</text:p>", extra=meta)

    assert read.properties == {
        "title": "ARC6",
        "keywords": "a, b",
        "created": "2017-11-22T10:00:00",
    }
    assert _hidden(read) == [
        ("author", "Ana"),
        ("last editor", "Ben"),
        ("property", "Desk: 5"),
    ]


def test_text_boxes_and_described_pictures_are_read(tmp_path: Path) -> None:
    body = (
        "<text:p>Text<draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box>"
        "</draw:frame><draw:frame><draw:image/><svg:desc>The hall</svg:desc></draw:frame></text:p>"
    )

    assert _read(tmp_path, body).text == "Text\n\nBoxed\n\n*Picture: The hall*\n"


def test_slides_have_titles_order_and_notes(tmp_path: Path) -> None:
    def frame(x: int, y: int, text: str, kind: str = "") -> str:
        kind = f'presentation:class="{kind}"' if kind else ""
        return (
            f'<draw:frame svg:x="{x}cm" svg:y="{y}cm" {kind}><draw:text-box><text:p>{text}'
            "</text:p></draw:text-box></draw:frame>"
        )

    notes = f"<presentation:notes>{frame(0, 0, 'Be brief.', 'notes')}</presentation:notes>"
    page = f"<draw:page>{frame(9, 5, 'right')}{frame(1, 5, 'left')}{frame(1, 9, 'Aims', 'title')}"

    read = _read(tmp_path, f"{page}{notes}</draw:page><draw:page/>", kind="presentation")

    assert read.text == (
        "{slide=1}\n## Aims\n\nleft\n\nright\n\n> **Notes of the speaker**\n>\n"
        "> [Be brief.]{.restricted}\n\n"
        "{slide=2}\n*Slide 2 has no text.*\n"
    )
    assert _hidden(read) == [("speaker notes", "Be brief.")]


def test_a_hidden_slide_keeps_its_words_and_is_listed(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="D" style:family="drawing-page"><style:drawing-page-properties '
        'presentation:visibility="hidden"/></style:style>'
    )
    body = (
        '<draw:page draw:style-name="D"><draw:custom-shape><text:p>Kept</text:p>'
        "</draw:custom-shape></draw:page>"
    )

    read = _read(tmp_path, body, kind="presentation", styles=styles)

    assert read.text == "{slide=1}\n[Kept]{.restricted}\n"
    assert _hidden(read) == [("hidden text", "the slide is not shown: Kept")]


def test_cells_show_what_is_shown_and_dates_in_iso(tmp_path: Path) -> None:
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    body = (
        '<table:table table:name="Budget"><table:table-row>'
        + cell.format('office:value-type="date" office:date-value="2019-05-16"', "16.5.19")
        + cell.format('office:value-type="percentage" office:value="0.25"', "25%")
        + '<table:table-cell office:value-type="float" office:value="7"/>'
        + "</table:table-row></table:table>"
    )

    assert "| 2019-05-16 | 25% | 7 |" in _read(tmp_path, body, kind="spreadsheet").text


def test_empty_cells_that_are_repeated_cost_nothing(tmp_path: Path) -> None:
    gap = '<table:table-cell table:number-columns-repeated="16382"/>'
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    body = (
        f"<table:table><table:table-row>{cell.format('a')}{gap}{cell.format('b')}"
        '</table:table-row><table:table-row table:number-rows-repeated="1048574">'
        f"{gap}</table:table-row><table:table-row>{cell.format('c')}</table:table-row>"
        "</table:table>"
    )

    assert _read(tmp_path, body, kind="spreadsheet").text.endswith("\n\na\n\nb\n\nc\n")


def test_filled_cells_that_are_repeated_without_end_are_cut(tmp_path: Path) -> None:
    body = (
        '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )

    read = _read(tmp_path, body, kind="spreadsheet", cells=5_000)

    assert read.text.count("x") == 5_000
    assert [each.code for each in read.troubles] == ["I010"]


def test_a_table_of_a_text_that_is_repeated_without_end_is_cut(tmp_path: Path) -> None:
    body = (
        '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )

    assert len(_read(tmp_path, body).text) < 1_000_000


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_a_long_cell_that_is_repeated_does_not_grow(tmp_path: Path, kind: str) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        f'table:number-columns-repeated="16384"><text:p>{"word " * 2_000}</text:p>'
        "</table:table-cell></table:table-row>"
    )

    read = _read(tmp_path, f"<table:table>{row * 3}</table:table>", kind=kind, text=100_000)

    assert len(read.text) < 100_000
    assert "I010" in [each.code for each in read.troubles]


def test_hidden_rows_and_columns_are_not_for_everyone(tmp_path: Path) -> None:
    def row(*words: str, marks: str = "") -> str:
        cells = "".join(
            f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in words
        )
        return f"<table:table-row {marks}>{cells}</table:table-row>"

    body = (
        '<table:table table:name="A"><table:table-column/><table:table-column '
        'table:visibility="collapse"/>'
        + row("a", "b")
        + row("c", "d", marks='table:visibility="filter"')
        + "</table:table>"
    )

    read = _read(tmp_path, body, kind="spreadsheet")

    assert "| a | [b]{.restricted} |" in read.text
    assert "| [c]{.restricted} | [d]{.restricted} |" in read.text


def test_a_hidden_sheet_is_listed(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="S" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>'
    )
    body = (
        '<table:table table:name="Pay" table:style-name="S"><table:table-row><table:table-cell>'
        "<text:p>Ana</text:p></table:table-cell></table:table-row></table:table>"
    )

    read = _read(tmp_path, body, kind="spreadsheet", styles=styles)

    assert read.text == "{sheet=1}\n## [Pay]{.restricted}\n\n[Ana]{.restricted}\n"
    assert [(each.value, each.place) for each in read.hidden] == [
        ("the sheet is hidden", 'sheet "Pay"')
    ]


def test_a_chart_within_a_text_gives_its_title_and_data(tmp_path: Path) -> None:
    chart = (
        "<chart:chart><chart:title><text:p>Students</text:p></chart:title><table:table>"
        "<table:table-row><table:table-cell><text:p>2019</text:p></table:table-cell>"
        "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>"
        "</chart:chart>"
    )
    body = '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>'
    path = _package(
        tmp_path,
        {
            "content.xml": _document("text", body),
            "Object 1/content.xml": _document("chart", chart),
        },
    )

    assert read_odt(path, _room(tmp_path)).text == "Students\n\n| 2019 | 12 |\n| --- | --- |\n"


def test_an_object_that_holds_itself_ends(tmp_path: Path) -> None:
    body = '<text:p>In<draw:frame><draw:object xlink:href="../Object 1"/></draw:frame></text:p>'
    outer = body.replace("../", "./")
    path = _package(
        tmp_path,
        {
            "content.xml": _document("text", outer),
            "Object 1/content.xml": _document("text", body),
        },
    )

    read = read_odt(path, _room(tmp_path))

    assert [each.code for each in read.troubles] == ["I012"]


def test_a_text_under_a_password_is_said_to_be(tmp_path: Path) -> None:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
        "</manifest:file-entry></manifest:manifest>"
    )
    path = _package(tmp_path, {"META-INF/manifest.xml": manifest, "content.xml": "noise"})

    with pytest.raises(NotReadable) as raised:
        read_odt(path, _room(tmp_path))

    assert raised.value.trouble.code == "I002"


def test_macros_are_a_finding(tmp_path: Path) -> None:
    path = _package(
        tmp_path,
        {"content.xml": _document("text", "<text:p>x</text:p>"), "Basic/Standard/M.xml": "<m/>"},
    )

    assert [each.code for each in read_odt(path, _room(tmp_path)).troubles] == ["I015"]


def test_a_text_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    whole = _document("text", "<text:p>Kept</text:p><text:p>Lost</text:p>")
    path = _package(tmp_path, {"content.xml": whole.partition("Lost")[0]})

    read = read_odt(path, _room(tmp_path))

    assert read.text == "Kept\n"
    assert [each.code for each in read.troubles] == ["I006"]


def test_elements_that_are_nested_without_end_are_a_finding(tmp_path: Path) -> None:
    deep = "<text:section>" * 200_000 + "</text:section>" * 200_000

    read = _read(tmp_path, f"<text:p>Before</text:p>{deep}")

    assert read.text == "Before\n"
    assert [each.code for each in read.troubles] == ["I012"]


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    flat = _document("text", "<text:p>Seen &e;</text:p>")
    path = tmp_path / "file.fodt"
    doctype = f'?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    path.write_text(flat.replace("?>", doctype, 1), encoding="utf-8")

    read = read_odt(path, _room(tmp_path))

    assert "Seen" in read.text
    assert "the secret" not in read.text


def test_what_is_neither_package_nor_xml_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "file.odt"
    path.write_bytes(b"no document at all")

    with pytest.raises(NotReadable) as raised:
        read_odt(path, _room(tmp_path))

    assert raised.value.trouble.code == "I006"


def test_a_style_that_is_made_from_itself_ends(tmp_path: Path) -> None:
    styles = '<style:style style:name="P" style:family="paragraph" style:parent-style-name="P"/>'

    assert _read(tmp_path, '<text:p text:style-name="P">x</text:p>', styles=styles).text == "x\n"
