"""The encoding of a text: what it says of itself, what its bytes allow, and else the likeliest.

A file that is no UTF is decoded in each encoding that its bytes allow, and the one wins whose text
reads most like a language that was written in that encoding. That is told by the language detector
and by signs that no text has; charset-normalizer is asked where that leaves no answer.
"""

from __future__ import annotations

import codecs
import re

import pycld2
from charset_normalizer import from_bytes

from toolkit.intake.extract.shared import mainframe
from toolkit.intake.room import Room

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE
)
_XML = re.compile(
    rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{1,40})", re.IGNORECASE
)
#: What browsers read where a page names one of these.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
          "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874",
          "iso8859-11": "cp874", "big5": "big5hkscs", "ks_c_5601-1987": "cp949"}  # fmt: skip
_WESTERN = "en fr de es pt it nl da nb no sv fi is ga ca eu gl id ms sq et af lb"
#: Encoding → the languages that are written in it, likeliest encodings first.
_CANDIDATES: dict[str, frozenset[str]] = {
    name: frozenset(languages.split())
    for name, languages in (
        ("cp1252", _WESTERN),
        ("cp1250", "pl cs sk hu sl hr bs ro sq de"),
        ("cp1251", "ru uk bg sr be mk mn kk"),
        ("cp932", "ja"),
        ("gb18030", "zh"),
        ("big5hkscs", "zh-hant"),
        ("cp949", "ko"),
        ("euc_jp", "ja"),
        ("cp1253", "el"),
        ("cp1254", "tr az"),
        ("cp1257", "lt lv et"),
        ("cp874", "th"),
        ("cp1258", "vi"),
        ("cp1256", "ar fa ur"),
        ("cp1255", "iw he yi"),
        ("koi8_r", "ru"),
        ("koi8_u", "uk ru"),
        ("iso8859_2", "pl cs sk hu sl hr bs ro"),
        ("iso8859_5", "ru bg sr mk"),
        ("iso8859_7", "el"),
        ("mac_roman", _WESTERN),
        ("cp437", _WESTERN),
        ("cp850", _WESTERN),
        ("cp852", "pl cs sk hu sl hr ro"),
        ("cp866", "ru uk bg"),
        ("johab", "ko"),
    )
}
#: Letters beyond ASCII that a language is written with: others tell of the wrong encoding.
_LETTERS = {
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüßéà",
    "en": "éèêïçñö",
    "es": "áéíñóúüç",
    "et": "äõöüšž",
    "fi": "äöåšž",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "it": "àèéìíîòóùú",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "nl": "éèëïöüáó",
    "no": "æøåéòôâ",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõúü",
    "ro": "ăâîşţșț",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšžćđ",
    "sv": "åäöé",
    "tr": "çğıöşüâîû",
}
_TYPOGRAPHIC = frozenset("‘’‚“”„–—…€£§°«»¿¡•·™®©º№")  # noqa: RUF001
_SAMPLE = 24_000
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u2500-\u259f\u25a0-\u25ff\ue000-\uf8ff\ufffd¤¦¨¬¯¸¼½¾×÷ƒˆ˜¢¥]"  # noqa: RUF001
)
# A capital inside a word, or a letter of one script beside one of another: nobody writes so.
_MIXED = re.compile(
    "[a-zà-öø-ÿ\u0430-\u045f\u03ac-\u03ce][A-ZÀ-ÖØ-Þ\u0400-\u042f\u0391-\u03ab](?=[a-zà-öø-ÿ\u0430-\u045f\u03ac-\u03ce])"
    "|[a-zà-ÿ][‚„†‡‰‹›•][a-zà-ÿ]"  # noqa: RUF001
    "|[\u0430-\u045f][\u0410-\u042f]{2}"
    "|[A-Za-z][\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f\uac00-\ud7a3]"
    "|[\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f][A-Za-zÀ-ÿ]"
)
_HALF = re.compile("[\uff61-\uff9f]")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_RARE_HANGUL_HAN = re.compile("[\uac00-\ud7a3][\u4e00-\u9fff]|[\u4e00-\u9fff][\uac00-\ud7a3]")


def decoded(data: bytes, room: Room, *, markup: bool = False) -> str:
    """`data` as text; notes in the room where its encoding had to be guessed (I008).

    With `markup`, an encoding that a page of HTML or XML names for itself is believed.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data.decode(name, "replace")
            if "\ufffd" in text:
                room.trouble("I006", f"some bytes are no {name.upper().removesuffix('-SIG')}")
            return text
    page = mainframe.code_page(data)
    if page:
        room.trouble("I008", f"it is taken for EBCDIC ({page.upper()})")
        return mainframe.in_unicode(data, page)
    wide = _wide(data)
    if wide:
        room.trouble("I008", f"it is taken for {wide.upper()}")
        return data.decode(wide, "replace")
    named = _named(data) if markup else ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x1b" in text[:_SAMPLE] and (shifted := _shifted(data)):
            return shifted
        return text
    if named:
        try:
            return data.decode(named)
        except (UnicodeDecodeError, LookupError):
            pass
    if _is_nearly_utf8(data):
        room.trouble("I006", "some bytes are no UTF-8")
        return data.decode("utf-8", "replace")
    name = guessed(data, room.language)
    room.trouble("I008", f"it is taken for {name.replace('_', '-')}")
    return data.decode(name, "replace")


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where its zero bytes are; '' for neither."""
    head = data[:4096]
    head = head[: len(head) // 4 * 4]
    if len(head) < 8 or b"\0" not in head:
        return ""
    zeros = [head[at::4].count(0) / (len(head) // 4) for at in range(4)]
    if zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.3:
        return "utf-32-le"
    if zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[3] < 0.3:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 0.1 and even < 0.02 + odd / 10:
        return "utf-16-le"
    if even > 0.1 and odd < 0.02 + even / 10:
        return "utf-16-be"
    return ""


def _named(data: bytes) -> str:
    found = _XML.search(data[:1024]) or _META.search(data[:8192])
    if not found:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    if name.startswith("utf-16") or name.startswith("utf-32"):
        return ""  # then the name itself could not have been read
    return _MEANT.get(name, name)


def _shifted(data: bytes) -> str:
    """A text in one of the encodings of seven bits that shift by escapes; '' for none."""
    for sign, name in ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2")):
        if sign in data:
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                continue
    return ""


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether only few of the bytes beyond ASCII are no UTF-8: a damaged or cut file."""
    sample = data[:_SAMPLE]
    text = sample.decode("utf-8", "replace")
    whole = sum(1 for sign in text if sign > "\x7f" and sign != "\ufffd")
    return whole > 4 and text.count("\ufffd") * 10 < whole


def guessed(data: bytes, language: str = "") -> str:
    """The likeliest encoding of a text that is no UTF-8. `language`: what is known of it."""
    sample = _sample(data)
    best, name = -1.0, ""
    for order, (encoding, languages) in enumerate(_CANDIDATES.items()):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        worth = _worth(text, encoding, languages, language) - order * 0.002
        if worth > best:
            best, name = worth, encoding
    if best > 0.3:
        return name
    found = from_bytes(sample, cp_isolation=list(_CANDIDATES)).best()
    return found.encoding if found else name or "cp1252"


def _sample(data: bytes) -> bytes:
    """Lines with bytes beyond ASCII: only they tell encodings apart."""
    lines = [line for line in data[: 1024 * 1024].splitlines(keepends=True) if not line.isascii()]
    found = b"".join(lines[:400])[:_SAMPLE]
    if len(found) == _SAMPLE:  # it may end within a character
        found = found[: found.rfind(b"\n") + 1] or found[: found.rfind(b" ") + 1] or found
    return found


def _worth(text: str, encoding: str, languages: frozenset[str], language: str) -> float:
    beyond = [sign for sign in text if sign > "\x7f"]
    if not beyond:
        return 0.0
    letters = sum(sign.isalpha() or sign in _TYPOGRAPHIC for sign in beyond)
    odd = len(_ODD.findall(text)) + len(_MIXED.findall(text)) + len(_HALF.findall(text))
    if encoding in ("cp949", "johab"):
        odd += len(_RARE_HANGUL_HAN.findall(text))
    worth = 0.5 * letters / len(beyond) - 2.0 * odd / len(beyond)
    told, percent, sure = _language(text)
    if told in languages:
        worth += (0.9 if sure else 0.4) * percent / 100
    elif told != "un" and sure:
        worth -= 0.3
    if told in _LETTERS:
        known = _LETTERS[told]
        strange = sum(1 for sign in beyond if sign.isalpha() and sign.lower() not in known)
        worth -= 0.8 * strange / len(beyond)
    if encoding in ("cp932", "euc_jp") and len(_KANA.findall(text)) > 0.2 * len(beyond):
        worth += 0.6
    if encoding == "cp949" and len(_HANGUL.findall(text)) > 0.9 * len(beyond):
        worth += 0.6
    if language and language.casefold().split("-")[0] in {each.split("-")[0] for each in languages}:
        worth += 0.3
    return worth


def _language(text: str) -> tuple[str, int, bool]:
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    try:
        sure, _, found = pycld2.detect(clean.encode("utf-8"), isPlainText=True, bestEffort=True)
    except pycld2.error:
        return "un", 0, False
    return found[0][1].casefold(), int(found[0][2]), bool(sure)
