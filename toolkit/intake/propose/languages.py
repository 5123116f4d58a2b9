"""The language of a text, by CLD2 and by its script where it is short."""

from __future__ import annotations

import re

from archive.reader.daytext import MAX_TEXT
from toolkit.intake.model import Extracted, Guess
from toolkit.intake.propose.known import Known
from toolkit.intake.propose.sheet import Sheet

_MAX = 60_000  # characters
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_NOISE = re.compile(
    r"https?://\S+|www\.\S+|[^\s@]{1,64}@\S+|\{[^{}\n]*\}|[|*#`_<>\\~^=]+|[$€£]?[\d.,:/%()-]{2,}"
)
#: How many letters tell a language of the process: what is left of how sure CLD2 is below that.
_FEW = ((40, 0.6), (120, 0.9), (200, 0.97))
#: The lines above a mail, which are in the language of the programs that sent it.
_HEAD = re.compile(r"^(?:From|To|Cc|Bcc|Date|Sent|Reply-To): .*$", re.MULTILINE)
_MAILS = frozenset({"eml", "msg", "mbox"})
_LETTERS = re.compile(r"[^\W\d_]")
#: CLD2's older codes → what they are called today.
_CODES = {
    "iw": "he",
    "jw": "jv",
    "in": "id",
    "mo": "ro",
    "no": "nb",
    "zh-Hant": "zh-Hant",
    "sh": "sr",
}
_SCRIPTS = (
    ("ko", re.compile(r"[가-힣]")),
    ("ja", re.compile(r"[ぁ-ヿ]")),
    ("th", re.compile(r"[ก-๛]")),
    ("zh", re.compile(r"[一-鿿]")),
    ("el", re.compile(r"[Ͱ-Ͽ]")),
)  # fmt: skip


def language_guesses(extracted: Extracted, known: Known, sheet: Sheet) -> list[Guess]:
    """The languages that it may be in, the likeliest first; never none."""
    text = sheet.text[:_MAX]
    if "message-id" in extracted.properties or extracted.reader.split(" ")[0].lower() in _MAILS:
        text = _HEAD.sub(" ", text)
    text = _NOISE.sub(" ", _CONTROL.sub(" ", text))
    text = " ".join(text.split())
    letters = len(_LETTERS.findall(text[: MAX_TEXT * 4]))
    out = _detected(text, letters, known) if letters >= 20 else []
    if not out or out[0].confidence < 0.7:
        script = _by_script(text, letters)
        if script and (not out or script.value != out[0].value):
            out.insert(0, script)
    said = (
        sheet.fields.get("lang")
        or sheet.fields.get("language")
        or extracted.properties.get("language")
    )
    if said and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", said):
        own = said.split("-")[0].lower() if not said.lower().startswith("zh-hant") else "zh-Hant"
        if not any(guess.value == own for guess in out):
            out.append(_guess(own, "the file says so", 0.4, "properties"))
    main = known.languages[0]
    if not any(guess.value == main for guess in out):
        out.append(_guess(main, "the language of the process", 0.25, ""))
    out.sort(key=lambda guess: -guess.confidence)
    return out[:3]


def _guess(value: str, rule: str, confidence: float, place: str = "text") -> Guess:
    return Guess(
        field="language", value=value, rule=rule, confidence=round(confidence, 2), place=place
    )


def _detected(text: str, letters: int, known: Known) -> list[Guess]:
    import pycld2

    data = text.encode("utf-8", "ignore")
    try:
        reliable, _, details = pycld2.detect(
            data, isPlainText=True, hintLanguage=known.languages[0], bestEffort=True
        )
    except pycld2.error:
        return []
    process = {code.split("-")[0] for code in known.languages}
    out: list[Guess] = []
    for _, code, percent, _ in details:
        if code in ("un", "xxx") or percent < 20:
            continue
        value = _CODES.get(code, code)
        if value == "ms" and "id" in process and "ms" not in process:
            value = "id"  # the two are written alike
        sure = percent / 100 * (0.99 if reliable else 0.7)
        if not out and len(text) < 200:
            few = next((left for most, left in _FEW if letters < most), 1.0)
            sure *= few if reliable and value in process else min(few, 0.8)
        if value not in process:
            sure *= 0.9 if len(text) >= 400 else 0.5
        out.append(_guess(value, "by its words", min(sure, 0.99)))
    return out


def _by_script(text: str, letters: int) -> Guess | None:
    for code, pattern in _SCRIPTS:
        seen = len(pattern.findall(text[: MAX_TEXT * 4]))
        if letters and seen * 3 >= letters:
            return _guess(code, "by its script", 0.75 if code != "zh" else 0.65)
    return None
