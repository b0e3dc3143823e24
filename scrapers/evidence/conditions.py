"""Whether the work may have begun before the grant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.vocabulary import StartRule
from scrapers.evidence.passages import Passage

_I = re.IGNORECASE


@dataclass(frozen=True)
class FoundStartRule:
    """The rule and the sentence that states it."""

    rule: StartRule
    quote: str


_WORK = (
    r"(?:(?:des|der|ihre[srn]?|dieser|einer|eines|zu\s+fördernden|geplanten|jeweiligen"
    r"|beantragten|eigentlichen)\s+)*(?:\w*vorhabens?|\w*projekte?s?|\w*maßnahmen?"
    r"|\w*arbeiten|\w*investition(?:en|svorhabens)?|baumaßnahmen?|durchführung"
    r"|\w*beratung(?:en|sleistung(?:en)?)?|\w*schulung(?:en)?|\w*qualifizierung(?:en)?)"
)
_EARLY = r"vorzeitige[rnms]?\s+(?:\w+\s+)?(?:maßnahme|vorhaben|projekt|bau)\w*beginn\w*"
_BEFORE_START = re.compile(
    rf"(?<!jahres )(?<!jahr )\bvor\s+(?:dem\s+)?(?:\w*(?:vorhaben|maßnahme|projekt|bau"
    rf"|investitions)n?(?:s)?beginn|beginn\s+{_WORK})\b",
    _I,
)
_NOT_BEGUN = re.compile(
    r"\bnoch\s+nicht\s+(?:\w+\s+){0,2}?(?:begonnen|angefangen|angelaufen|gestartet)\b"
    r"|\bnicht\s+(?:schon\s+|bereits\s+)?vor\s+[^.;]{0,80}?\b(?:begonnen|beginnen"
    r"|begonnen\s+(?:hat|haben|wurde\w*))\b"
    r"|\bbereits\s+(?:begonnen|angefangen)\w*\s+(?:\w+\s+){0,4}?(?:nicht|ausgeschlossen"
    r"|keine)|\bbereits\s+begonnen\b[^.;]{0,80}?\b(?:ausgeschlossen|nicht|keine)\b"
    r"|\bvor\s+[^.;]{0,80}?\bbereits\s+begonnen\b|\bbegonnene[nr]?\s+(?:vorhaben"
    r"|projekte|maßnahmen)[^.;]{0,80}\b(?:nicht|ausgeschlossen|keine)\b|\b(?:nicht"
    r"|ausgeschlossen|keine)\b[^.;]{0,80}\bbegonnene[nr]?\s+(?:vorhaben|projekte"
    r"|maßnahmen)"
    r"|\bbereits\s+vor\s+[^.;]{0,80}?\bbegonnen\b[^.;]{0,80}?\b(?:nicht|keine|ausgeschlossen)\b"
    r"|\b(?:nicht\s+(?:gewährt|gefördert|bewilligt|bezuschusst)|keine\s+(?:förderung|zuwendung))\b"
    r"[^.;]{0,160}?\bbereits\s+(?:\w+\s+){0,3}?begonnen\b"
    rf"|\bdarf\s+(?:erst|nicht)\s+[^.;]{{0,80}}?\bbegonnen\b|\berst\s+(?:nach"
    rf"|ab)\s+[^.;]{{0,80}}?\b(?:begonnen|beginnen)\b|\b(?:dürfen"
    rf"|darf)\s+[^.;]{{0,80}}?\bnicht\s+(?:vor\s+[^.;]{{0,60}}?)?(?:begonnen|beginnen)\b"
    rf"|\b{_EARLY}\s+(?:\w+\s+){{0,6}}?(?:beantrag\w+|ausgeschlossen|nicht\s+zulässig"
    rf"|nur)\b|\bkein\s+{_EARLY}|\bmust\s+not\s+have\s+(?:begun|started)\b"
    rf"|\bnot\s+(?:yet\s+)?(?:begun|started)\b",
    _I,
)
_BEGUN_ALLOWED = re.compile(
    rf"\b{_EARLY}\s+(?:\w+\s+){{0,5}}?(?:wird|ist|gilt"
    rf"|sind)\s+(?:\w+\s+){{0,5}}?(?:genehmigt|zugelassen|erlaubt|förderunschädlich"
    rf"|unschädlich|erteilt|allgemein)\b"
    rf"|\b(?:einem|dem)\s+{_EARLY}\s+(?:\w+\s+){{0,6}}?(?:zugestimmt|eingewilligt)\b"
    rf"|\bausnahme\s+vom\s+verbot\s+des\s+{_EARLY}[^.;]{{0,60}}?\b(?:zugelassen|erteilt"
    rf"|gilt)"
    r"|\bbereits\s+begonnene\s+(?:vorhaben|projekte|maßnahmen)\s+(?:können"
    r"|sind)\s+(?:\w+\s+){0,2}?(?:gefördert|förderfähig)|\b(?:vorhaben|maßnahme"
    r"|projekt)n?s?beginn\s+(?:ist\s+)?(?:[^.;]{0,80}?\s)?(?:ab|mit"
    r"|nach)\s+(?:der\s+|(?:dem\s+)?eingang\s+(?:des|ihres)\s+)?antrag\w*[^.;]{0,80}?\b(?:zugelassen|möglich|zulässig"
    r"|unschädlich|erlaubt)\b"
    r"|\b(?:rückwirkende\s+förderung|rückwirkend)\s+[^.;]{0,40}?\b(?:möglich|zulässig)\b",
    _I,
)
_RELATIVE = re.compile(
    r"\b(?:\d+|ein\w*|zwei|drei|vier|sechs|acht|zwölf)\s+(?:woche|monat|tag)\w*\s+vor\b", _I
)
_CASE_BY_CASE = re.compile(
    r"\b(?:im\s+einzelfall|in\s+ausnahmef\w+|auf\s+antrag|ausnahmsweise|kann\s+|bedarf"
    r"|schriftlich|wenn|sofern|soweit)\b",
    _I,
)
# "Ein vorzeitiger Maßnahmebeginn ist nicht zugelassen."
_REFUSED = re.compile(
    r"\b(?:nicht|keinesfalls)\s+(?:\w+\s+)?(?:\w*genehmigt|zugelassen|erlaubt|möglich|zulässig"
    r"|erteilt"
    r"|\w*unschädlich|zugestimmt|eingewilligt|gefördert|förderfähig|allgemein)$"
    r"|\bkeine\s+(?:rückwirkend|ausnahme)",
    _I,
)
_APPLY = re.compile(
    r"\b\w*antr(?:ag|äge|ages)\b|\bbeantrag\w+|\bantragstellung\b|\bskizze\w*|\beinreich\w+"
    r"|\b(?:projekt)?vorschl(?:ag|äge)\b",
    _I,
)
# "Nicht gefördert werden: * bereits begonnene Maßnahmen"
_NOT_FUNDED = re.compile(
    r"\b(?:nicht\s+(?:\w+\s+)?(?:gefördert|förderfähig|zuwendungsfähig|förderungsfähig|bezuschusst)"
    r"|(?<!nicht )ausgeschlossen|keine\s+(?:förderung|zuwendung))\b",
    _I,
)
_BEGUN = re.compile(r"\b(?:bereits|schon)\s+(?:\w+\s+){0,3}?begonnen\w*\b", _I)


def find_start_rule(text: str, passages: Iterable[Passage]) -> FoundStartRule | None:
    """The strictest wording wins: one "noch nicht begonnen" outweighs a permission for some."""
    allowed: FoundStartRule | None = None
    applying: FoundStartRule | None = None
    for passage in passages:
        sentence = passage.span.of(text)
        if (
            "egin" not in sentence
            and "egonnen" not in sentence
            and "egun" not in sentence
            and "started" not in sentence
            and "ückwirk" not in sentence
        ):
            continue
        permission = _BEGUN_ALLOWED.search(sentence)
        if permission and _REFUSED.search(
            sentence, max(0, permission.start() - 8), permission.end()
        ):
            return FoundStartRule(StartRule.NOT_BEGUN, sentence)
        if permission and not _CASE_BY_CASE.search(
            sentence[max(0, permission.start() - 120) : permission.end()]
        ):
            allowed = allowed or FoundStartRule(StartRule.BEGUN_ALLOWED, sentence)
        elif _NOT_BEGUN.search(sentence) or (
            _NOT_FUNDED.search(passage.lead) and _BEGUN.search(sentence)
        ):
            return FoundStartRule(StartRule.NOT_BEGUN, passage.quote(text))
        elif applying is None and _applies_before_start(sentence, passage.lead):
            applying = FoundStartRule(StartRule.NOT_BEGUN, passage.quote(text))
    return allowed or applying


def _applies_before_start(sentence: str, lead: str) -> bool:
    """ "Stellen Sie Ihren Antrag vor Beginn"; with a number of weeks it is a deadline instead."""
    if _BEFORE_START.search(sentence) is None or _RELATIVE.search(sentence):
        return False
    return _APPLY.search(sentence) is not None or _APPLY.search(lead) is not None
