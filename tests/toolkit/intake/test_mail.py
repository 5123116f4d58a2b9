"""Mail: its head, its text, what is attached; and what real mail does against the rules."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from toolkit.intake import extract
from toolkit.intake.extract.mail.messages import read_eml, read_mbox
from toolkit.intake.identify import identify
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room


def message(text: str = "Dear all,\n\nWelcome.\n", **fields: str) -> EmailMessage:
    mail = EmailMessage()
    given = {"From": "Ann <ann@example.org>", "To": "all@example.org", "Subject": "Minutes"}
    for name, value in (given | {k.replace("_", "-"): v for k, v in fields.items()}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def read(tmp_path: Path, data: bytes | EmailMessage, limits: Limits | None = None) -> Extracted:
    path = tmp_path / "mail.eml"
    path.write_bytes(data if isinstance(data, bytes) else bytes(data))
    return read_eml(path, room(tmp_path, limits))


def room(tmp_path: Path, limits: Limits | None = None) -> Room:
    spool = tmp_path / "spool"
    spool.mkdir(exist_ok=True)
    return Room(name="mail.eml", spool=spool, limits=limits or Limits())


def test_the_head_is_text_and_properties(tmp_path: Path) -> None:
    mail = message(Date="Thu, 10 Nov 2016 09:00:00 +0900", Message_ID="<1@example.org>")
    found = read(tmp_path, mail)
    assert found.text.startswith("# Minutes\n\nFrom: Ann \\<ann@example.org>\\\nTo: all@")
    assert found.properties["date"] == "2016-11-10T09:00:00+09:00"
    assert found.properties["message-id"] == "<1@example.org>"


def test_the_text_is_in_paragraphs(tmp_path: Path) -> None:
    assert "\n\nDear all,\n\nWelcome.\n" in read(tmp_path, message()).text


def test_encoded_words_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, b"From: a@b.c\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nx\n")
    assert found.properties["subject"] == "Grüße"


@pytest.mark.parametrize("subject", ["Grüße", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=, Łódź", "Łódź ="])
def test_bare_letters_with_marks_in_the_head_are_read(subject: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"From: Jöhn <a@b.c>\nSubject: {subject}\n\nx\n".encode())
    assert found.properties["from"] == "Jöhn <a@b.c>"
    assert found.properties["subject"] == subject.replace("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße")


def test_a_broken_encoded_word_stays_as_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, b"From: a@b.c\nSubject: =?utf-8?b?x?=\n\nx\n")
    assert "=?utf-8?b?x?=" in found.properties["subject"]


def test_of_two_versions_the_plain_one_is_read(tmp_path: Path) -> None:
    mail = message("plain words\n")
    mail.add_alternative("<p>rich words</p>", subtype="html")
    text = read(tmp_path, mail).text
    assert "plain words" in text
    assert "rich" not in text


def test_html_alone_is_read(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("<h2>Agenda</h2><p>One</p>", subtype="html")
    text = read(tmp_path, mail).text
    assert "## Agenda\n\nOne" in text


def test_attachments_are_enclosed_byte_for_byte(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(b"\x00\xff", maintype="application", subtype="pdf", filename="../a/b.pdf")
    (enclosed,) = read(tmp_path, mail).enclosed
    assert enclosed.name == "b.pdf"
    assert Path(enclosed.path).read_bytes() == b"\x00\xff"
    assert Path(enclosed.path).parent == tmp_path / "spool"


def test_a_forwarded_mail_is_enclosed_whole(tmp_path: Path) -> None:
    mail = message()
    mail.add_attachment(message("inner\n", Date="Fri, 11 Nov 2016 09:00:00 +0000"))
    (enclosed,) = read(tmp_path, mail).enclosed
    assert enclosed.name == "Minutes.eml"
    assert b"inner" in Path(enclosed.path).read_bytes()


def test_a_picture_of_the_text_itself_is_no_attachment(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("<p>Hello <img src='cid:1'></p>", subtype="html")
    mail.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<1>")
    assert read(tmp_path, mail).enclosed == ()


def test_quoted_lines_are_quotations(tmp_path: Path) -> None:
    text = read(tmp_path, message("Yes.\n\n> Shall we?\n>> Maybe.\n")).text
    assert "Yes.\n\n> Shall we?\n\n> > Maybe." in text


def test_what_is_not_shown_is_listed(tmp_path: Path) -> None:
    found = read(tmp_path, message(Bcc="secret@example.org", X_Mailer="Mailer 1"))
    assert {(each.kind, each.value) for each in found.hidden} == {
        ("recipient", "secret@example.org"),
        ("software", "Mailer 1"),
    }
    assert "secret@" not in found.text


@pytest.mark.parametrize("charset", ["windows-1252", "no-such-charset", "utf-8"])
def test_letters_with_marks_survive_a_wrong_charset(charset: str, tmp_path: Path) -> None:
    head = f"From: a@b.c\nTo: x\nContent-Type: text/plain; charset={charset}\n\n".encode()
    body = "Les ministres ont décidé à Genève; l'été prochain, ils se réuniront.".encode("cp1252")
    assert "décidé à Genève" in read(tmp_path, head + body).text


def test_an_encrypted_mail_is_told(tmp_path: Path) -> None:
    mail = b"From: a@b.c\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx\n"
    with pytest.raises(NotReadable) as caught:
        read(tmp_path, mail)
    assert caught.value.trouble.code == "I002"


def test_three_thousand_parts_within_parts_end(tmp_path: Path) -> None:
    lines = ["From: a@b.c"]
    for n in range(3000):
        lines += [f'Content-Type: multipart/mixed; boundary="b{n}"', "", f"--b{n}"]
    try:
        codes = [t.code for t in read(tmp_path, "\n".join(lines).encode()).troubles]
    except RecursionError:  # the worker tells this as I012
        codes = ["I012"]
    assert codes == ["I012"]


def test_a_field_that_was_broken_off_makes_it_no_less_a_mail(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    fields = b"From: a@b.c\nTo: d@e.f\nSubject: x\nReferences: <1@b.c>, <2\n3@b.c>\n\n<p>x</p>\n"
    path.write_bytes(fields)
    assert identify(path).form == "eml"


def test_a_note_that_begins_like_a_mail_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"From: Ann\nTo: Ben\nthis is what we talked about\n")
    assert identify(path).form == "txt"


def test_what_is_no_mail_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReadable):
        read(tmp_path, b"\x00\x01\x02")


def mailbox(tmp_path: Path, data: bytes, limits: Limits | None = None) -> Extracted:
    path = tmp_path / "box.mbox"
    path.write_bytes(data)
    return read_mbox(path, room(tmp_path, limits))


ONE = b"From ann@example.org Thu Nov 10 09:00:00 2016\nFrom: a@b.c\nTo: x\nSubject: 1\n\nOne\n\n"


def test_each_message_of_a_mailbox_comes_out(tmp_path: Path) -> None:
    found = mailbox(tmp_path, ONE + ONE.replace(b"One", b">From here"))
    first, second = (Path(each.path).read_bytes() for each in found.enclosed)
    assert first == b"From: a@b.c\nTo: x\nSubject: 1\n\nOne\n\n"
    assert b"\nFrom here\n" in second
    assert found.container


def test_from_within_a_text_begins_no_message(tmp_path: Path) -> None:
    found = mailbox(tmp_path, ONE.replace(b"One\n", b"One\nFrom me to you in 2016\n"))
    assert len(found.enclosed) == 1


def test_a_mailbox_beyond_the_limit_says_where_it_ends(tmp_path: Path) -> None:
    found = mailbox(tmp_path, ONE * 5, Limits(members=3))
    assert len(found.enclosed) == 3
    assert [trouble.code for trouble in found.troubles] == ["I010"]


def test_there_is_a_reader_for_each_form() -> None:
    assert all(module for module, _ in extract.READERS.values())
