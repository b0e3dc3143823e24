"""From text to search terms: folding, stop words, stems and the parts of German compounds."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LINKING = ("", "s", "es", "n", "en", "er", "e")
_ABBREVIATION = re.compile(r"[^\W\d_a-zäöüß].*[^\W\d_a-zäöüß]")
_SHORTEST_PART = 3
_SHORTEST_QUERY_WORD = 3
"""A two-letter code finds its concept in the thesaurus, or nothing but noise in the texts."""

STOP_WORDS = frozenset(
    """
    ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bis
    da dabei dadurch damit dann das dass dem den denen der deren des dessen die dies diese
    diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es etwa etc
    ferner fuer gemaess ggf hat hatte hierzu ich ihr ihre ihrem ihren ihrer ihnen im in indem
    inkl insbesondere ist je jede jeder jedes kann kein keine koennen mehr mit muss muessen nach
    neben nicht noch nur ob oder ohne pro sehr sein seine seiner sich sie sind so sofern sowie
    soll sollen sowohl ueber um und uns unser unsere unserem unseren unserer unter usw vgl vom von
    vor waehrend war werden weitere weiteren welche wenn wer wie wir wird wo wollen moechte
    moechten wurde wurden zu zum zur zwei zwischen bzw bspw a about also an and any
    are as at be been being by can for from has have how if in into is it its may more must not
    of on or other our should such than that the their them there these they this those to under
    up was were which while who will with within would you your
    """.split()
)

GENRE_WORDS = frozenset(
    """
    antrag antraege antragsteller antragstellung beantragen bewilligung bundes foerderfaehig
    foerdermittel foerderprogramm foerderprogramme foerderrichtlinie foerderung foerderungen
    foerdern foerdert gefoerdert gewaehrt kommune kommunal kommunale kommunalen kommunaler
    kommunen land massnahme massnahmen moeglich projekt projekte projekten richtlinie rahmen
    stadt staedtisch staedtische unterstuetzt unterstuetzung vorhaben voraussetzungen zuschuss
    zuwendung zuwendungen zuwendungsfaehig aufbau ausbau durchfuehrung einfuehrung entwicklung
    erarbeitung erstellung etablierung modern programm programme implementierung initiierung
    konzept schaffung umsetzung verbesserung erweiterung action actions call expected outcome
    outcomes project projects proposal proposals scope support topic funding
    """.split()
)
"""Words of the genre: they stand in every call or every measure and must not decide."""


def normalise(text: str) -> str:
    """Return NFC text without soft hyphens and control characters, blanks folded."""
    clean = unicodedata.normalize("NFC", text.replace("\u00ad", "").replace("\u00a0", " "))
    return " ".join("".join(c if c.isprintable() else " " for c in clean).split())


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Fold case, umlauts (ä → ae) and other accents, so that Chóśebuz is found as Chosebuz."""
    lower = unicodedata.normalize("NFC", word).lower().translate(_UMLAUTS)
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower.replace("ł", "l"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Return the folded words of a text in order, without soft hyphens."""
    composed = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    return [fold(word) for word in _WORD.findall(composed)]


def content_words(text: str) -> list[str]:
    """Return the folded words that can carry meaning: no stop word, number or single letter."""
    return [w for w in words(text) if w not in STOP_WORDS and len(w) > 1 and not w.isdigit()]


def abbreviations(text: str) -> set[str]:
    """Return the folded words with two capitals ("SiRL"); none of a text all in capitals."""
    if text.isupper() and " " in text.strip():
        return set()
    return {fold(word) for word in _WORD.findall(text) if _ABBREVIATION.search(word)}


def language_of(text: str) -> str:
    """Return ``en`` when English function words outnumber German ones, else ``de``."""
    found = Counter(words(text))
    english = sum(found[word] for word in ("the", "of", "and", "to", "for", "with", "is", "on"))
    german = sum(found[word] for word in ("der", "die", "das", "und", "von", "zu", "fuer", "im"))
    return "en" if english > german else "de"


class Compounds:
    """Splits German compounds into parts that occur as words of their own.

    The vocabulary is the corpus itself: a split is accepted when both halves are known words (the
    left one with or without a linking element); the pair with the highest geometric mean of
    frequencies wins, and parts are split again. Method: Koehn and Knight (2003), but a frequent
    compound is split too, because here its parts are to be found, not translated.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.frequencies = {
            word: count
            for word, count in frequencies.items()
            if len(word) >= _SHORTEST_PART and count > 1 and word not in STOP_WORDS
        }
        self._parts: dict[str, tuple[str, ...]] = {}

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> "Compounds":
        """Count the words of a corpus."""
        return cls(Counter(word for text in texts for word in words(text)))

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the parts of a folded word; a word that is no known compound has none."""
        if word not in self._parts:
            self._parts[word] = self._split(word) if len(word) > 2 * _SHORTEST_PART else ()
        return self._parts[word]

    def _split(self, word: str) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        best_score = 0.0
        for cut in range(_SHORTEST_PART + 1, len(word) - _SHORTEST_PART + 1):
            tail_count = self.frequencies.get(word[cut:], 0)
            if not tail_count:
                continue
            head, head_count = self._head(word[:cut])
            if (score := (head_count * tail_count) ** 0.5) > best_score:
                best, best_score = (head, word[cut:]), score
        return tuple(part for half in best for part in (self.parts(half) or (half,)))

    def _head(self, text: str) -> tuple[str, int]:
        """Return the known word behind the left half, without its linking element."""
        forms = [text[: len(text) - len(link)] for link in _LINKING if text.endswith(link)]
        forms.append(text + "e")  # Schul|bau: the final e is dropped in composition
        known = [(form, self._count(form)) for form in forms]
        return max(known, key=lambda pair: pair[1])

    def _count(self, form: str) -> int:
        """Return how often a word occurs; 1 for an unseen word that is itself a compound."""
        return self.frequencies.get(form, 0) or int(bool(self.parts(form)))


class Analyser:
    """Turns text into index terms: stems of words and of the parts of compounds.

    `version` names the method; an index built by another version is stale.
    """

    version = "terms-2"

    def __init__(self, compounds: Compounds | None = None) -> None:
        self.compounds = compounds or Compounds({})
        self._stem = {
            "de": Stemmer.Stemmer("german").stemWord,
            "en": Stemmer.Stemmer("english").stemWord,
        }
        self._genre = {stem(word) for stem in self._stem.values() for word in GENRE_WORDS}
        self._cache: dict[tuple[str, str], tuple[str, ...]] = {}

    def terms(self, text: str, language: str = "de") -> list[str]:
        """Return the index terms of a document."""
        return [t for word in content_words(text) for t in self._word_terms(word, language)]

    def stems(self, text: str, language: str = "de") -> list[str]:
        """Return the stems of a document's words, compounds whole."""
        return [self._word_terms(word, language)[0] for word in content_words(text)]

    def heads(self, text: str, language: str = "de") -> set[str]:
        """Return the stems of words and of what compounds are a kind of (Hallen|bad: bad)."""
        found = (self._word_terms(word, language) for word in content_words(text))
        return {stem for terms in found for stem in (terms[0], terms[-1])}

    def query_terms(self, text: str) -> list[str]:
        """Return the terms of a query, without genre words, in the forms of both languages."""
        found: dict[str, None] = {}
        for word in content_words(text):
            if len(word) < _SHORTEST_QUERY_WORD:
                continue
            for language in self._stem:
                found.update(dict.fromkeys(self._word_terms(word, language)))
        return [term for term in found if term not in self._genre]

    def query_words(self, text: str) -> dict[str, tuple[str, ...]]:
        """Return each word of a query that can tell programmes apart, with its stems."""
        found = {}
        for word in content_words(text):
            stems = tuple(dict.fromkeys(stem(word) for stem in self._stem.values()))
            if len(word) >= _SHORTEST_QUERY_WORD and not self._genre.intersection(stems):
                found[word] = stems
        return found

    def _word_terms(self, word: str, language: str) -> tuple[str, ...]:
        key = (word, language)
        if key not in self._cache:
            stem = self._stem.get(language, self._stem["de"])
            parts = () if language == "en" else self.compounds.parts(word)
            self._cache[key] = tuple(dict.fromkeys(stem(w) for w in (word, *parts)))
        return self._cache[key]


def character_ngrams(text: str, size: int = 4) -> list[str]:
    """Return the character n-grams inside word boundaries, the net under all linguistics."""
    grams: list[str] = []
    for word in content_words(text):
        if word in GENRE_WORDS:
            continue
        padded = f" {word} "
        grams += [padded[i : i + size] for i in range(max(1, len(padded) - size + 1))]
    return grams
