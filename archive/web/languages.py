"""Language tags in words: `ko` is Korean, `zh-Hant` is Chinese (traditional)."""

from __future__ import annotations

from functools import lru_cache

# Codes of ISO 639-1 with their English names: those of the members of ASEM, the United Nations and
# the African Union. Others are shown as they are written.
_NAMES = dict(
    pair.split(" ", 1)
    for pair in """\
af Afrikaans|am Amharic|ar Arabic|az Azerbaijani|be Belarusian|bg Bulgarian|bn Bengali|bs Bosnian
ca Catalan|cs Czech|cy Welsh|da Danish|de German|dz Dzongkha|el Greek|en English|es Spanish
et Estonian|eu Basque|fa Persian|fi Finnish|fil Filipino|fr French|ga Irish|gl Galician|gu Gujarati
ha Hausa|he Hebrew|hi Hindi|hr Croatian|hu Hungarian|hy Armenian|id Indonesian|ig Igbo|is Icelandic
it Italian|ja Japanese|ka Georgian|kk Kazakh|km Khmer|ko Korean|ky Kyrgyz|lb Luxembourgish|lo Lao
lt Lithuanian|lv Latvian|mi Māori|mk Macedonian|mn Mongolian|mr Marathi|ms Malay|mt Maltese
my Burmese|ne Nepali|nl Dutch|no Norwegian|nb Norwegian Bokmål|nn Norwegian Nynorsk|pa Punjabi
pl Polish|ps Pashto|pt Portuguese|rm Romansh|ro Romanian|ru Russian|rw Kinyarwanda|si Sinhala
sk Slovak|sl Slovenian|so Somali|sq Albanian|sr Serbian|sv Swedish|sw Swahili|ta Tamil|te Telugu
tg Tajik|th Thai|tk Turkmen|tl Tagalog|tr Turkish|uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese
yo Yoruba|zh Chinese|zu Zulu""".replace("\n", "|").split("|")
)

_SCRIPTS = {
    "hans": "simplified", "hant": "traditional", "latn": "in Latin letters",
    "cyrl": "in Cyrillic letters", "arab": "in Arabic letters",
}  # fmt: skip


@lru_cache(1024)
def language_words(tag: str) -> str:
    """A language tag (BCP 47) in words: 'Portuguese (BR)'; itself where its language is unknown."""
    code, _, rest = tag.partition("-")
    name = _NAMES.get(code.lower())
    if name is None:
        return tag
    return f"{name} ({_SCRIPTS.get(rest.lower(), rest)})" if rest else name
