"""Word documents as Markdown: what a reader of the page sees, in the order of the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from tests.toolkit.intake.words import (
    NAMES,
    STRICT_R,
    STRICT_W,
    R,
    W,
    hidden,
    level,
    lists,
    numbered,
    p,
    package,
    part,
    read,
    room,
)
from toolkit.intake.extract.word.document import read_docx
from toolkit.intake.model import Extracted


def of(folder: Path, document: docx.document.Document) -> Extracted:
    path = folder / "made.docx"
    document.save(str(path))
    return read_docx(path, room(folder))


def test_headings_and_lists_of_the_usual_styles(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Minutes", 0)
    made.add_heading("Conclusions", 2)
    made.add_paragraph("They met.")
    made.add_paragraph("one", style="List Bullet")
    made.add_paragraph("first", style="List Number")
    made.add_paragraph("second", style="List Number")

    text = of(tmp_path, made).text

    assert text == ("# Minutes\n\n## Conclusions\n\nThey met.\n\n- one\n\n1. first\n\n2. second\n")


def test_a_style_upon_a_heading_is_a_heading(tmp_path: Path) -> None:
    made = docx.Document()
    own = made.styles.add_style("Agenda point", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = made.styles["Heading 3"]
    made.add_paragraph("Any other business", style="Agenda point")

    assert of(tmp_path, made).text == "### Any other business\n"


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("Überschrift 2", "##"),
        ("Titre 1", "#"),
        ("标题 3", "###"),
        ("見出し 2", "##"),
        ("제목 1", "#"),
        ("Заголовок 4", "####"),
        ("Titolo", "#"),
        ("Sous-titre", "##"),
    ],
)
def test_headings_in_other_languages(tmp_path: Path, name: str, start: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="{name}"/></w:style>'

    found = read(
        tmp_path, p("Words", '<w:pStyle w:val="a1"/>'), {"word/styles.xml": part("styles", style)}
    )

    assert found.text == f"{start} Words\n"


def test_an_outline_level_makes_a_heading(tmp_path: Path) -> None:
    assert read(tmp_path, p("Words", '<w:outlineLvl w:val="1"/>')).text == "## Words\n"


def test_text_as_long_as_a_paragraph_is_no_heading(tmp_path: Path) -> None:
    text = "word " * 100

    assert read(tmp_path, p(text, '<w:outlineLvl w:val="1"/>')).text == text.strip() + "\n"


def test_a_short_paragraph_in_bold_stays_bold(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph().add_run("Action points").bold = True

    assert of(tmp_path, made).text == "**Action points**\n"


def test_an_automatic_number_is_the_paragraphs_own(tmp_path: Path) -> None:
    start = level(0, "decimal", "%1.").replace('start w:val="1"', 'start w:val="59"')

    text = read(tmp_path, numbered("Welcomed.") + numbered("Agreed."), lists(start)).text

    assert text == "59. Welcomed.\n\n60. Agreed.\n"


def test_numbers_go_on_after_other_paragraphs(tmp_path: Path) -> None:
    body = numbered("One.") + p("Between.") + numbered("Two.")

    text = read(tmp_path, body, lists(level(0, "decimal", "(%1)"))).text

    assert text == "1. One.\n\nBetween.\n\n2. Two.\n"


def test_a_list_begins_anew_where_it_says_so(tmp_path: Path) -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = numbered("a") + numbered("b") + numbered("c", 2) + numbered("d", 2)

    text = read(tmp_path, body, lists(level(0, "decimal", "%1."), numbers=again)).text

    assert text == "1. a\n\n2. b\n\n5. c\n\n6. d\n"


def test_lists_that_share_a_definition_count_on(tmp_path: Path) -> None:
    same = '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'

    text = read(
        tmp_path,
        numbered("a") + numbered("b", 2),
        lists(level(0, "decimal", "%1."), numbers=same),
    ).text

    assert text == "1. a\n\n2. b\n"


def test_inner_levels_are_nested_and_begin_again(tmp_path: Path) -> None:
    levels = level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)") + level(2, "bullet", "o")
    body = (
        numbered("a") + numbered("b", depth=1) + numbered("c", depth=1) + numbered("d", depth=2)
        + numbered("e") + numbered("f", depth=1)
    )  # fmt: skip

    text = read(tmp_path, body, lists(levels)).text

    assert text.split("\n\n") == [
        "1. a", "     - a) b", "     - b) c", "          - d", "2. e", "     - a) f\n",
    ]  # fmt: skip


def test_numbers_of_several_figures_stand_before_the_words(tmp_path: Path) -> None:
    levels = level(0, "upperRoman", "Part %1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")

    text = read(tmp_path, numbered("a") + numbered("b", depth=1), lists(levels)).text

    assert text == "Part I a\n\n1.1 b\n"


def test_a_heading_keeps_its_number(tmp_path: Path) -> None:
    body = numbered("Scope", more='<w:outlineLvl w:val="0"/>')

    assert read(tmp_path, body, lists(level(0, "decimal", "%1."))).text == "# 1. Scope\n"


def test_a_list_set_in_below_a_numbered_paragraph_belongs_to_it(tmp_path: Path) -> None:
    bullet = level(0, "bullet", "-", "").replace(
        "<w:lvlText", '<w:pPr><w:ind w:left="720"/></w:pPr><w:lvlText'
    )

    text = read(
        tmp_path, numbered("a") + numbered("b", 2), lists(level(0, "decimal", "%1."), bullet)
    ).text

    assert text == "1. a\n\n     - b\n"


def test_a_number_of_zero_takes_the_styles_number_away(tmp_path: Path) -> None:
    assert read(tmp_path, numbered("a", 0), lists(level(0, "decimal", "%1."))).text == "a\n"


def test_merged_cells_repeat_nothing(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"c{at}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "tall"

    assert of(tmp_path, made).text.splitlines() == [
        "| wide |  | c2 |",
        "| --- | --- | --- |",
        "| tall | c4 | c5 |",
        "|  | c7 | c8 |",
    ]


def test_a_table_in_a_cell_is_read_with_the_cell(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('x|y')}</w:tc><w:tc>{p('z')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{p('a')}</w:tc><w:tc>{p('b')}{inner}</w:tc></w:tr></w:tbl>"

    assert read(tmp_path, body).text == "| a | b; x\\|y; z |\n| --- | --- |\n"


def test_a_frame_of_one_cell_is_no_table(tmp_path: Path) -> None:
    body = f"<w:tbl><w:tr><w:tc>{p('a')}{p('b')}</w:tc></w:tr></w:tbl>"

    assert read(tmp_path, body).text == "a\n\nb\n"


def test_a_table_for_looks_keeps_its_headings(tmp_path: Path) -> None:
    style = '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/></w:style>'
    head = p("Aims", '<w:pStyle w:val="h"/>')
    body = f"<w:tbl><w:tr><w:tc>{head}{p('Text.')}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl>"

    found = read(tmp_path, body, {"word/styles.xml": part("styles", style)})

    assert found.text == "# Aims\n\nText.\n\nb\n"


def test_notes_stand_at_the_end_as_they_are_referred_to(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>See</w:t><w:endnoteReference w:id="2"/><w:t> and</w:t>'
        '<w:footnoteReference w:id="7"/></w:r></w:p>'
    )
    notes: dict[str, str | bytes] = {
        "word/footnotes.xml": part("footnotes", f'<w:footnote w:id="7">{p("Foot.")}</w:footnote>'),
        "word/endnotes.xml": part("endnotes", f'<w:endnote w:id="2">{p("The end.")}</w:endnote>'),
    }

    assert read(tmp_path, body, notes).text == "See[^1] and[^2]\n\n[^1]: The end.\n\n[^2]: Foot.\n"
    assert read(tmp_path, body, notes).text == "See[^1] and[^2]\n\n[^1]: The end.\n\n[^2]: Foot.\n"


def test_links_lead_to_the_web_and_nowhere_else(tmp_path: Path) -> None:
    body = (
        '<w:p><w:hyperlink r:id="a"><w:r><w:t>the </w:t></w:r><w:r><w:t>site</w:t></w:r>'
        '</w:hyperlink><w:r><w:t>, </w:t></w:r><w:hyperlink r:id="b"><w:r><w:t>a file</w:t></w:r>'
        '</w:hyperlink><w:hyperlink w:anchor="x"><w:r><w:t> here</w:t></w:r></w:hyperlink></w:p>'
    )
    links = (
        f'<Relationship Id="a" Type="{R}/hyperlink" Target="https://a.example/(x)" '
        'TargetMode="External"/>'
        f'<Relationship Id="b" Type="{R}/hyperlink" Target="file:///c:/x" TargetMode="External"/>'
    )

    text = read(tmp_path, body, links=links).text

    assert text == "[the site](https://a.example/%28x%29), a file here\n"


def field(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_of_fields_the_result_is_read(tmp_path: Path) -> None:
    body = f"<w:p>{field('DATE', '1 May')}<w:r><w:t>: they met</w:t></w:r></w:p>"

    assert read(tmp_path, body).text == "1 May: they met\n"


def test_a_fields_words_within_anothers_instruction_are_no_text(tmp_path: Path) -> None:
    inner = field("PAGE", "7")
    body = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{inner}'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>seen</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )

    assert read(tmp_path, body).text == "seen\n"


def test_a_field_can_be_a_link(tmp_path: Path) -> None:
    body = f"<w:p>{field('HYPERLINK &quot;https://a.example&quot;', 'site')}</w:p>"

    assert read(tmp_path, body).text == "[site](https://a.example)\n"


def test_changes_are_taken_as_accepted_and_listed(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>They </w:t></w:r>"
        '<w:ins w:author="Ann"><w:r><w:t>warmly </w:t></w:r></w:ins>'
        '<w:del w:author="Bo"><w:r><w:delText>barely </w:delText></w:r></w:del>'
        "<w:moveFrom><w:r><w:t>elsewhere</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>welcomed it.</w:t></w:r></w:moveTo></w:p>"
    )

    found = read(tmp_path, body)

    assert found.text == "They warmly welcomed it.\n"
    assert hidden(found, "inserted text") == ["Ann: warmly"]
    assert hidden(found, "deleted text") == ["Bo: barely"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    body = p("They ", "<w:rPr><w:del/></w:rPr>").replace("<w:t>", '<w:t xml:space="preserve">')

    assert read(tmp_path, body + p("agreed.")).text == "They agreed.\n"


def test_a_row_that_was_deleted_is_left_out_and_listed(tmp_path: Path) -> None:
    cells = f"<w:tc>{p('a')}</w:tc><w:tc>{p('b')}</w:tc>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('c')}</w:tc><w:tc>{p('d')}</w:tc></w:tr>"

    found = read(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr>{gone}</w:tbl>")

    assert found.text == "| a | b |\n| --- | --- |\n"
    assert hidden(found, "deleted text") == ["c | d"]


def test_hidden_text_is_listed_and_no_text(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Seen.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Not.</w:t></w:r></w:p>"
    )

    found = read(tmp_path, body)

    assert found.text == "Seen.\n"
    assert hidden(found, "hidden text") == ["Not."]


def test_comments_are_listed_with_their_authors(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_comment(made.add_paragraph("Text.").runs, text="Really?", author="Ann", initials="A")

    found = of(tmp_path, made)

    assert found.text == "Text.\n"
    assert hidden(found, "comment") == ["Ann: Really?"]


def test_a_text_box_follows_its_paragraph_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('In the box')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Before.</w:t><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert read(tmp_path, body + p("After.")).text == "Before.\n\nIn the box\n\nAfter.\n"


def test_controls_and_tags_are_seen_through(tmp_path: Path) -> None:
    body = (
        f"<w:sdt><w:sdtContent>{p('a')}</w:sdtContent></w:sdt><w:p><w:smartTag><w:r><w:t>Seoul"
        "</w:t></w:r></w:smartTag><w:sdt><w:sdtContent><w:r><w:t>, 2017</w:t></w:r></w:sdtContent>"
        "</w:sdt></w:p>"
    )

    assert read(tmp_path, body).text == "a\n\nSeoul, 2017\n"


def test_breaks_hyphens_and_signs(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t><w:br/><w:t>co</w:t><w:softHyphen/><w:t>op</w:t><w:noBreakHyphen/>"
        '<w:t>x</w:t><w:tab/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'
    )

    assert read(tmp_path, body).text == "a\\\ncoop-x ☑\n"


def test_formulas_are_one_line(tmp_path: Path) -> None:
    def t(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    body = (
        f"<w:p><m:oMath>{t('x=')}<m:f><m:num>{t('a+b')}</m:num><m:den><m:sSup><m:e>{t('c')}</m:e>"
        f"<m:sup>{t('2')}</m:sup></m:sSup></m:den></m:f></m:oMath></w:p>"
    )

    assert read(tmp_path, body).text == "x=(a+b)/(c^2)\n"


def test_the_first_pages_header_comes_first_and_others_last(tmp_path: Path) -> None:
    made = docx.Document()
    section = made.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Ministry of Education"
    section.header.paragraphs[0].text = "Running title"
    section.footer.paragraphs[0].text = "Seoul 03100"
    made.add_paragraph("Dear colleagues,")

    text = of(tmp_path, made).text

    assert text == "Ministry of Education\n\nDear colleagues,\n\nRunning title\n\nSeoul 03100\n"


def test_a_footer_with_a_page_number_alone_is_left_out(tmp_path: Path) -> None:
    body = p("Text.") + '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    footer = part("ftr", f"<w:p><w:r><w:t>Page </w:t></w:r>{field('PAGE', '3')}</w:p>")

    assert read(tmp_path, body, {"word/footer1.xml": footer}).text == "Text.\n"


BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def changed(path: Path, change: Callable[[str, str], str], more: dict[str, str]) -> Path:
    """A package whose parts are `change(name, text)`, and with more parts."""
    with zipfile.ZipFile(path) as made:
        kept = {name: made.read(name).decode() for name in made.namelist()}
    with zipfile.ZipFile(path, "w") as made:
        for name, text in kept.items():
            made.writestr(name, change(name, text))
        for name, text in more.items():
            made.writestr(name, text)
    return path


def paged(folder: Path, pages: int) -> Extracted:
    body = (
        p("One.")
        + p("On and").replace("</w:p>", f"{BREAK}<w:r><w:t> over.</w:t></w:r></w:p>")
        + p("Two.")
        + p("Three.").replace("<w:r><w:t>", f"{BREAK}<w:r><w:t>")
    )
    link = f'<Relationship Id="p" Type="{R}/extended-properties" Target="docProps/app.xml"/>'

    def linked(name: str, text: str) -> str:
        return text.replace("</R", link + "</R") if name == "_rels/.rels" else text

    counted = f'<Properties xmlns="{PROPERTIES}"><Pages>{pages}</Pages></Properties>'
    path = changed(package(folder, body), linked, {"docProps/app.xml": counted})
    return read_docx(path, room(folder))


def test_pages_are_marked_where_word_broke_them(tmp_path: Path) -> None:
    found = paged(tmp_path, 3)

    assert found.text == "{page=1}\nOne.\n\nOn and over.\n\n{page=2}\nTwo.\n\n{page=3}\nThree.\n"
    assert found.pages == 3


def test_pages_that_word_counted_otherwise_are_not_marked(tmp_path: Path) -> None:
    found = paged(tmp_path, 5)

    assert "{page" not in found.text
    assert found.pages == 5


def test_the_strict_edition_reads_the_same(tmp_path: Path) -> None:
    body = numbered("a") + p("b", '<w:outlineLvl w:val="0"/>')
    parts = lists(level(0, "decimal", "%1."))
    usual = read(tmp_path, body, parts).text

    def strict(name: str, text: str) -> str:
        return text.replace(W, STRICT_W).replace(R, STRICT_R)

    path = changed(package(tmp_path, body, parts), strict, {})

    assert read_docx(path, room(tmp_path)).text == usual


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    made = docx.Document()
    said = made.core_properties
    said.title, said.author, said.last_modified_by, said.keywords = "T", "Ann", "Bo", "a, b"

    found = of(tmp_path, made)

    assert found.properties["title"] == "T"
    assert found.properties["keywords"] == "a, b"
    assert found.properties["created"].startswith("2013-")
    assert hidden(found, "author") == ["Ann"]
    assert hidden(found, "last editor") == ["Bo"]


def test_files_within_are_enclosed(tmp_path: Path) -> None:
    inner = io.BytesIO()
    docx.Document().save(inner)

    found = read(tmp_path, p("a"), {"word/embeddings/Sheet1.xlsx": inner.getvalue()})

    (enclosed,) = found.enclosed
    assert (enclosed.name, enclosed.inside) == ("Sheet1.xlsx", "word/embeddings/Sheet1.xlsx")
    assert Path(enclosed.path).read_bytes() == inner.getvalue()


def test_pictures_are_described(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:drawing><wp:docPr descr="The group before the hall"/><a:blip r:embed="x"/>'
        "</w:drawing></w:r></w:p>"
    )

    found = read(tmp_path, body)

    assert found.text == "*Picture: The group before the hall*\n"


def test_diagrams_give_their_words(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:drawing><dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/'
        '2006/diagram" r:dm="data1"/></w:drawing></w:r></w:p>'
    )
    data = f"<dgm {NAMES}><a:p><a:r><a:t>Ministers</a:t></a:r></a:p></dgm>"

    assert read(tmp_path, body, {"word/diagrams/data1.xml": data}).text == "Ministers\n"
