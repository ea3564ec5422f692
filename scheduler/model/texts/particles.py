"""Korean particles by the sound of the word before: 을(를), 이(가), 은(는), 와(과), (으)로.

Sentences are written with both forms, because the word is an argument. Once it is known, the form
that is said is chosen by its last syllable; digits count as they are read, Latin letters by their
names. A word in brackets or quotes after another one does not count, and a full stop after a digit
is read as the day of a date. What cannot be read keeps both forms.
"""

import re

PARTICLES = {
    "을(를)": ("을", "를"),
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "과(와)": ("과", "와"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
"""The written form, what is said after a consonant, and what after a vowel."""
_WRITTEN = re.compile("|".join(map(re.escape, PARTICLES)))
_DAY = re.compile(r"\d\.$")
_BRACKETED = re.compile(r"\([^()]*\)$")
_QUOTES = "'\"’”」』"
_NAMES = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"} | dict.fromkeys("abcdefghijkopqstuvwxyz", "")
_READ = dict(zip("0123456789", ("ㅇ", "ㄹ", "", "ㅁ", "", "", "ㄱ", "ㄹ", "ㄹ", ""), strict=True))
_FIRST, _LAST, _FINALS, _L = 0xAC00, 0xD7A3, 28, 8


def with_particles(text: str) -> str:
    """The text with each particle in the form that is said after its word."""
    told = ""
    at = 0
    for found in _WRITTEN.finditer(text):
        told += text[at : found.start()]
        told += _said(told, found.group())
        at = found.end()
    return told + text[at:]


def _said(before: str, written: str) -> str:
    final = _final(before)
    if final is None:
        return written
    after_consonant, after_vowel = PARTICLES[written]
    if written == "(으)로" and final == "ㄹ":
        return after_vowel
    return after_consonant if final else after_vowel


def _final(before: str) -> str | None:
    """The consonant that a text ends with when it is read; "" after a vowel, None if unknown."""
    word = before.rstrip(_QUOTES)
    while (shorter := _BRACKETED.sub("", word).rstrip(_QUOTES)) and shorter != word:
        word = shorter
    if _DAY.search(word):
        return "ㄹ"
    last = word.rstrip(")")[-1:].lower()
    if last in _NAMES or last in _READ:
        return _NAMES.get(last, _READ.get(last))
    if last and _FIRST <= ord(last) <= _LAST:
        final = (ord(last) - _FIRST) % _FINALS
        return "" if not final else "ㄹ" if final == _L else "ㄱ"
    return None
