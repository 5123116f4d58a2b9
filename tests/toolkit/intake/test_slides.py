"""Slides that the tests make themselves, and what is read of them."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation as Show
from pptx.util import Inches

from archive.text.paragraphs import paragraphs
from toolkit.intake.extract.office.slides import read_pptx
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room

_TITLE_ONLY, _TITLE_AND_BODY, _BLANK = 5, 1, 6
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def _room(tmp_path: Path, **limits: int) -> Room:
    spool = tmp_path / "spool"
    spool.mkdir()
    return Room(name="show.pptx", spool=spool, limits=Limits(**limits))


def _read(show: Show, tmp_path: Path, **limits: int) -> Extracted:
    path = tmp_path / "show.pptx"
    show.save(str(path))
    return read_pptx(path, _room(tmp_path, **limits))


def _changed(
    path: Path, change: Callable[[str, bytes], bytes], more: dict[str, str] | None = None
) -> Path:
    """A copy of a package with some of its members changed, and others added."""
    out = path.with_name("changed.pptx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, text in (more or {}).items():
            new.writestr(name, text)
    return out


def _with_boxes(*boxes: tuple[float, float, str]) -> Show:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[_BLANK])
    for left, top, text in boxes:
        box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(1), Inches(0.4))
        box.text_frame.text = text
    return show


def test_a_title_is_a_heading_under_the_slides_marks(tmp_path: Path) -> None:
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[_TITLE_ONLY]).shapes.title.text = "Way forward"

    (heading,) = paragraphs(_read(show, tmp_path).text)

    assert (heading.kind, heading.level, heading.text) == ("heading", 2, "Way forward")
    assert heading.marks == {"slide": "1"}


def test_slides_come_in_the_order_of_the_show_not_of_their_names(tmp_path: Path) -> None:
    show = Presentation()
    for title in ("One", "Two"):
        show.slides.add_slide(show.slide_layouts[_TITLE_ONLY]).shapes.title.text = title
    order = show.slides._sldIdLst
    order.append(order[0])

    assert _read(show, tmp_path).text == "{slide=1}\n## Two\n\n{slide=2}\n## One\n"


def test_boxes_are_read_from_the_top_and_then_from_the_left(tmp_path: Path) -> None:
    show = _with_boxes((5, 1.1, "right"), (1, 4, "below"), (1, 1, "left"))

    assert _read(show, tmp_path).text == "{slide=1}\nleft\n\nright\n\nbelow\n"


def test_bullets_nest_as_their_levels_do(tmp_path: Path) -> None:
    show = Presentation()
    frame = show.slides.add_slide(show.slide_layouts[_TITLE_AND_BODY]).placeholders[1].text_frame
    frame.text = "Mobility"
    frame.add_paragraph().text = "Credits"
    frame.paragraphs[1].level = 1
    frame.add_paragraph().text = "Quality"

    assert _read(show, tmp_path).text == "{slide=1}\n- Mobility\n  - Credits\n- Quality\n"


def test_a_slide_without_words_keeps_its_number(tmp_path: Path) -> None:
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[_BLANK])

    assert _read(show, tmp_path).text == "{slide=1}\n*Slide 1 has no text.*\n"


def test_of_merged_cells_only_the_first_has_words(tmp_path: Path) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[_BLANK])
    table = slide.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(2)).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text = "Working group"
    table.cell(1, 0).text, table.cell(1, 1).text = "A", "B"

    assert "| Working group |  |\n| --- | --- |\n| A | B |" in _read(show, tmp_path).text


def test_notes_are_a_quote_and_listed(tmp_path: Path) -> None:
    show = _with_boxes((1, 1, "Seen"))
    show.slides[0].notes_slide.notes_text_frame.text = "Say thanks."

    read = _read(show, tmp_path)

    assert read.text == (
        "{slide=1}\nSeen\n\n> **Notes of the speaker**\n>\n> [Say thanks.]{.restricted}\n"
    )
    assert ("speaker notes", "Say thanks.", "slide 1") in [
        (each.kind, each.value, each.place) for each in read.hidden
    ]


def test_a_hidden_slide_keeps_its_words_and_is_listed(tmp_path: Path) -> None:
    show = _with_boxes((1, 1, "Not for the show"))
    show.slides[0]._element.set("show", "0")

    read = _read(show, tmp_path)

    assert "Not for the show" in read.text
    assert [each.place for each in read.hidden if each.kind == "hidden text"] == ["slide 1"]


def test_shapes_in_groups_are_read(tmp_path: Path) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[_BLANK])
    inner = slide.shapes.add_group_shape().shapes.add_group_shape()
    inner.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "Deep"

    assert "Deep" in _read(show, tmp_path).text


def test_a_chart_gives_its_title_categories_and_values(tmp_path: Path) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[_BLANK])
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Asia", "Europe"]
    data.add_series("Students", (3, 0.1 + 0.2))
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED
    chart = slide.shapes.add_chart(kind, 0, 0, Inches(4), Inches(3), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Mobility in 2019"

    read = _read(show, tmp_path)

    assert "Mobility in 2019\n\n|  | Students |\n| --- | --- |\n| Asia | 3 |" in read.text
    assert "| Europe | 0.3 |" in read.text
    assert [each.value for each in read.hidden if "behind a chart" in each.value]
    assert not read.enclosed


def test_a_picture_gives_its_description(tmp_path: Path) -> None:
    show = _with_boxes((1, 1, ""))
    shape = show.slides[0].shapes[0]
    shape._element.nvSpPr.cNvPr.set("descr", "The ministers on the stairs")

    assert "The ministers on the stairs" in _read(show, tmp_path).text


def test_a_link_to_the_web_stays_and_another_is_only_its_words(tmp_path: Path) -> None:
    show = _with_boxes((1, 1, ""))
    paragraph = show.slides[0].shapes[0].text_frame.paragraphs[0]
    for text, target in (
        ("See ", None),
        ("the [site]", "https://example.org/a(b)"),
        (" or ", None),
        ("run", "javascript:alert(1)"),
    ):
        run = paragraph.add_run()
        run.text = text
        if target:
            run.hyperlink.address = target

    assert "See [the \\[site\\]](https://example.org/a%28b%29) or run" in (
        _read(show, tmp_path).text
    )


def test_an_embedded_file_is_enclosed(tmp_path: Path) -> None:
    show = _with_boxes((1, 1, "With a file"))
    path = tmp_path / "show.pptx"
    show.save(str(path))
    changed = _changed(path, lambda _, data: data, {"ppt/embeddings/budget.xlsx": "PK"})

    (enclosed,) = read_pptx(changed, _room(tmp_path)).enclosed

    assert (enclosed.name, Path(enclosed.path).read_bytes()) == ("budget.xlsx", b"PK")


def test_the_documents_own_properties_are_told(tmp_path: Path) -> None:
    show = _with_boxes((1, 1, "Text"))
    show.core_properties.title = "ARC6"
    show.core_properties.author = "A. Secretary"

    read = _read(show, tmp_path)

    assert read.properties["title"] == "ARC6"
    assert ("author", "A. Secretary") in [(each.kind, each.value) for each in read.hidden]


def test_comments_are_listed_with_who_wrote_them(tmp_path: Path) -> None:
    path = tmp_path / "show.pptx"
    _with_boxes((1, 1, "Text")).save(str(path))

    def change(name: str, data: bytes) -> bytes:
        for part, kind, target in (
            ("ppt/slides/_rels/slide1.xml.rels", "comments", "../comments/comment1.xml"),
            ("ppt/_rels/presentation.xml.rels", "commentAuthors", "commentAuthors.xml"),
        ):
            if name == part:
                link = f'<Relationship Id="x" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
                return data.replace(b"</Relationships>", f"{link}</Relationships>".encode())
        return data

    changed = _changed(
        path,
        change,
        {
            "ppt/commentAuthors.xml": f'<a xmlns="{_P}"><cmAuthor id="7" name="Ana"/></a>',
            "ppt/comments/comment1.xml": f'<l xmlns="{_P}"><cm authorId="7"><text>Which year?'
            "</text></cm></l>",
        },
    )

    assert ("comment", "Ana: Which year?", "slide 1") in [
        (each.kind, each.value, each.place) for each in read_pptx(changed, _room(tmp_path)).hidden
    ]


def _with_smartart(tmp_path: Path, links: str) -> Path:
    """A show with a diagram of two points, which `links` sets under each other."""
    path = tmp_path / "show.pptx"
    _with_boxes((1, 1, "Text")).save(str(path))
    frame = (
        f'<p:graphicFrame xmlns:d="{_DGM}"><d:relIds xmlns:r="{_RELATIONS}" r:dm="x"/>'
        "</p:graphicFrame></p:spTree>"
    )

    def change(name: str, data: bytes) -> bytes:
        if name == "ppt/slides/slide1.xml":
            return data.replace(b"</p:spTree>", frame.encode())
        if name == "ppt/slides/_rels/slide1.xml.rels":
            link = '<Relationship Id="x" Type="t/diagramData" Target="../diagrams/data1.xml"/>'
            return data.replace(b"</Relationships>", f"{link}</Relationships>".encode())
        return data

    points = "".join(
        f'<pt modelId="{key}"><t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></t></pt>'
        for key, text in (("1", "Senior officials"), ("2", "Working group"))
    )
    model = (
        f'<dataModel xmlns="{_DGM}" xmlns:a="{_A}"><ptLst><pt modelId="0" type="doc"/>{points}'
        f"</ptLst><cxnLst>{links}</cxnLst></dataModel>"
    )
    return _changed(path, change, {"ppt/diagrams/data1.xml": model})


def test_smartart_is_a_list_that_nests(tmp_path: Path) -> None:
    links = '<cxn srcId="0" destId="1"/><cxn srcId="1" destId="2"/>'

    text = read_pptx(_with_smartart(tmp_path, links), _room(tmp_path)).text

    assert "- Senior officials\n  - Working group" in text


def test_smartart_whose_parts_hold_each_other_keeps_its_words(tmp_path: Path) -> None:
    links = '<cxn srcId="1" destId="2"/><cxn srcId="2" destId="1"/>'

    text = read_pptx(_with_smartart(tmp_path, links), _room(tmp_path)).text

    assert "Senior officials" in text
    assert "Working group" in text


def test_a_broken_slide_costs_only_itself(tmp_path: Path) -> None:
    show = Presentation()
    for title in ("One", "Two", "Three"):
        show.slides.add_slide(show.slide_layouts[_TITLE_ONLY]).shapes.title.text = title
    path = tmp_path / "show.pptx"
    show.save(str(path))
    changed = _changed(
        path, lambda name, data: b"\xff<no" if name == "ppt/slides/slide2.xml" else data
    )

    read = read_pptx(changed, _room(tmp_path))

    assert read.text == (
        "{slide=1}\n## One\n\n{slide=2}\n*Slide 2 could not be read.*\n\n{slide=3}\n## Three\n"
    )
    assert ("I006", "slide 2") in [(each.code, each.place) for each in read.troubles]


def test_a_slide_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "show.pptx"
    _with_boxes((1, 1, "Kept"), (1, 3, "Lost")).save(str(path))

    def change(name: str, data: bytes) -> bytes:
        return data.partition(b"Lost")[0] if name == "ppt/slides/slide1.xml" else data

    read = read_pptx(_changed(path, change), _room(tmp_path))

    assert "Kept" in read.text
    assert [each.code for each in read.troubles] == ["I006"]


def test_a_slide_that_declares_entities_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    path = tmp_path / "show.pptx"
    _with_boxes((1, 1, "Seen MARK")).save(str(path))
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'

    def change(name: str, data: bytes) -> bytes:
        if name != "ppt/slides/slide1.xml":
            return data
        head, _, rest = data.partition(b"?>")
        return head + b"?>" + doctype.encode() + rest.replace(b"MARK", b"&e;")

    read = read_pptx(_changed(path, change), _room(tmp_path))

    assert read.text == "{slide=1}\n*Slide 1 could not be read.*\n"
    assert [each.code for each in read.troubles] == ["I006"]


def test_groups_that_are_nested_without_end_are_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "show.pptx"
    _with_boxes((1, 1, "Before")).save(str(path))
    deep = b"<p:grpSp>" * 5_000 + b"</p:grpSp>" * 5_000

    def change(name: str, data: bytes) -> bytes:
        if name != "ppt/slides/slide1.xml":
            return data
        return data.replace(b"</p:spTree>", deep + b"</p:spTree>")

    read = read_pptx(_changed(path, change), _room(tmp_path))

    assert "Before" in read.text
    assert "I012" in [each.code for each in read.troubles]


def test_slides_past_the_limit_are_left_out_with_a_finding(tmp_path: Path) -> None:
    show = Presentation()
    for title in ("One", "Two"):
        show.slides.add_slide(show.slide_layouts[_TITLE_ONLY]).shapes.title.text = title

    read = _read(show, tmp_path, pages=1)

    assert "Two" not in read.text
    assert [each.code for each in read.troubles] == ["I010"]


def test_text_past_the_limit_is_left_out_with_a_finding(tmp_path: Path) -> None:
    show = _with_boxes(*((1, 0.5 * at, "word " * 20) for at in range(12)))

    read = _read(show, tmp_path, text=500)

    assert len(read.text.encode()) <= 500
    assert [each.code for each in read.troubles] == ["I010"]


def test_macros_are_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "show.pptx"
    _with_boxes((1, 1, "Text")).save(str(path))
    changed = _changed(path, lambda _, data: data, {"ppt/vbaProject.bin": "code"})

    assert [each.code for each in read_pptx(changed, _room(tmp_path)).troubles] == ["I015"]


def test_a_show_under_a_password_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "show.pptx"
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000) + name)

    with pytest.raises(NotReadable) as raised:
        read_pptx(path, _room(tmp_path))

    assert raised.value.trouble.code == "I002"


def test_a_package_of_something_else_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "show.pptx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "no slides")

    with pytest.raises(NotReadable) as raised:
        read_pptx(path, _room(tmp_path))

    assert raised.value.trouble.code == "I006"
