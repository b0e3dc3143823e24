"""Who may apply, and whether the work may have begun."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.vocabulary import Applicant, StartRule
from scrapers.evidence.passages import Passage

_I = re.IGNORECASE


@dataclass(frozen=True)
class FoundStartRule:
    """The rule and the sentence that states it."""

    rule: StartRule
    quote: str


@dataclass(frozen=True)
class FoundApplicants:
    """Kinds in order of mention, and the passage that names them."""

    applicants: tuple[Applicant, ...]
    quote: str


_WORK = r"(?:(?:des|der|ihre[srn]?|dieser|einer|eines|zu\s+fördernden|geplanten|jeweiligen|beantragten|eigentlichen)\s+)*(?:\w*vorhabens?|\w*projekte?s?|\w*maßnahmen?|\w*arbeiten|\w*investition(?:en|svorhabens)?|baumaßnahmen?|durchführung)"
_EARLY = r"vorzeitige[rnms]?\s+(?:\w+\s+)?(?:maßnahme|vorhaben|projekt|bau)\w*beginn\w*"
_BEFORE_START = re.compile(
    rf"(?<!jahres )(?<!jahr )\bvor\s+(?:dem\s+)?(?:\w*(?:vorhaben|maßnahme|projekt|bau|investitions)n?(?:s)?beginn|beginn\s+{_WORK})\b", _I
)
_NOT_BEGUN = re.compile(
    r"\bnoch\s+nicht\s+(?:\w+\s+){0,2}?(?:begonnen|angefangen|angelaufen|gestartet)\b|\bnicht\s+(?:schon\s+|bereits\s+)?vor\s+[^.;]{0,80}?\b(?:begonnen|beginnen|begonnen\s+(?:hat|haben|wurde\w*))\b"
    r"|\bbereits\s+(?:begonnen|angefangen)\w*\s+(?:\w+\s+){0,4}?(?:nicht|ausgeschlossen|keine)|\bvor\s+[^.;]{0,80}?\bbereits\s+begonnen\b|\bbegonnene[nr]?\s+(?:vorhaben|projekte|maßnahmen)[^.;]{0,80}\b(?:nicht|ausgeschlossen|keine)\b|\b(?:nicht|ausgeschlossen|keine)\b[^.;]{0,80}\bbegonnene[nr]?\s+(?:vorhaben|projekte|maßnahmen)"
    rf"|\bdarf\s+(?:erst|nicht)\s+[^.;]{{0,80}}?\bbegonnen\b|\berst\s+(?:nach|ab)\s+[^.;]{{0,80}}?\b(?:begonnen|beginnen)\b|\b(?:dürfen|darf)\s+[^.;]{{0,80}}?\bnicht\s+(?:vor\s+[^.;]{{0,60}}?)?(?:begonnen|beginnen)\b"
    rf"|\b{_EARLY}\s+(?:\w+\s+){{0,6}}?(?:beantrag\w+|ausgeschlossen|nicht\s+zulässig|nur)\b|\bkein\s+{_EARLY}|\bmust\s+not\s+have\s+(?:begun|started)\b|\bnot\s+(?:yet\s+)?(?:begun|started)\b",
    _I,
)
_BEGUN_ALLOWED = re.compile(
    rf"\b{_EARLY}\s+(?:\w+\s+){{0,5}}?(?:wird|ist|gilt|sind)\s+(?:\w+\s+){{0,5}}?(?:genehmigt|zugelassen|erlaubt|förderunschädlich|unschädlich|erteilt|allgemein)\b"
    rf"|\b(?:einem|dem)\s+{_EARLY}\s+(?:\w+\s+){{0,6}}?(?:zugestimmt|eingewilligt)\b|\bausnahme\s+vom\s+verbot\s+des\s+{_EARLY}[^.;]{{0,60}}?\b(?:zugelassen|erteilt|gilt)"
    r"|\bbereits\s+begonnene\s+(?:vorhaben|projekte|maßnahmen)\s+(?:können|sind)\s+(?:\w+\s+){0,2}?(?:gefördert|förderfähig)|\b(?:vorhaben|maßnahme|projekt)n?s?beginn\s+(?:ist\s+)?(?:ab|mit|nach)\s+(?:der\s+)?antrag\w*[^.;]{0,80}?\b(?:zugelassen|möglich|zulässig|unschädlich|erlaubt)\b"
    r"|\b(?:rückwirkende\s+förderung|rückwirkend)\s+[^.;]{0,40}?\b(?:möglich|zulässig)\b",
    _I,
)
_RELATIVE = re.compile(r"\b(?:\d+|ein\w*|zwei|drei|vier|sechs|acht|zwölf)\s+(?:woche|monat|tag)\w*\s+vor\b", _I)
_CASE_BY_CASE = re.compile(r"\b(?:im\s+einzelfall|in\s+ausnahmef\w+|auf\s+antrag|ausnahmsweise|kann\s+|bedarf|schriftlich)\b", _I)
_APPLY = re.compile(r"\bantr(?:ag|äge|ages)\b|\bbeantrag\w+|\bantragstellung\b|\bskizze\w*|\beinreich\w+", _I)


def find_start_rule(text: str, passages: Iterable[Passage]) -> FoundStartRule | None:
    """The strictest wording wins: one "noch nicht begonnen" outweighs a permission for some."""
    allowed: FoundStartRule | None = None
    applying: FoundStartRule | None = None
    for passage in passages:
        sentence = passage.span.of(text)
        if "egin" not in sentence and "egonnen" not in sentence and "egun" not in sentence and "started" not in sentence and "ückwirk" not in sentence:
            continue
        permission = _BEGUN_ALLOWED.search(sentence)
        if permission and not _CASE_BY_CASE.search(sentence[max(0, permission.start() - 40) : permission.end()]):
            allowed = allowed or FoundStartRule(StartRule.BEGUN_ALLOWED, sentence)
        elif _NOT_BEGUN.search(sentence):
            return FoundStartRule(StartRule.NOT_BEGUN, sentence)
        elif applying is None and _BEFORE_START.search(sentence) and not _RELATIVE.search(sentence):
            if _APPLY.search(sentence) or _APPLY.search(passage.lead):
                applying = FoundStartRule(StartRule.NOT_BEGUN, sentence)
    return allowed or applying


# Nouns of applicants, in the plural and singular forms of guidelines. A phrase may name several.
_KINDS: tuple[tuple[re.Pattern[str], tuple[Applicant, ...]], ...] = tuple(
    (re.compile(pattern, _I), kinds)
    for pattern, kinds in (
        (r"\bkommunal\w*\s+(?:unternehmen|gesellschaften|betriebe|eigenbetriebe|wohnungsunternehmen)|\bkommunalunternehmen|\bstadtwerke\w*|\beigenbetrieb\w*|\beigengesellschaft\w*", (Applicant.MUNICIPAL_COMPANY,)),
        (r"\bzweckverb(?:and|ände|änden|ands)\w*", (Applicant.MUNICIPAL_ASSOCIATION,)),
        (r"\bkommunen?\b|\bgemeinden?\b|\bstädten?\b|\blandkreise?n?\b|\bkreise?n?\b|\bgebietskörperschaft\w*|\bgemeindeverb\w+|\bkommunale\s+(?:gebiets)?körperschaft\w*|\bverbandsgemeinde\w*|\bstadtkreise?\b|\bämtern?\b|\böffentlichen\s+jugendhilfe|\bmunicipalit\w+|\blocal\s+authorit\w+|\beinrichtungen\s+der\s+kommunen", (Applicant.MUNICIPALITY,)),
        (r"\böffentliche[nr]?\s+(?:\w+\s+)?(?:einrichtung|verwaltung|institution|stellen|träger|unternehmen)\w*|\b(?:bundes|landes)(?:-\s+und\s+landes)?einrichtungen|\bbundes-\s+und\s+landes\w+|\b(?:anstalt|körperschaft|stiftung)\w*(?:[\s,/]+(?:und|oder|sowie|,|anstalt\w*|stiftung\w*|körperschaft\w*))*\s+(?:des\s+)?öffentlichen\s+rechts|\böffentlich-rechtliche\w*|\beinrichtungen\s+der\s+(?:öffentlichen\s+verwaltung|kommunen\s+und\s+der\s+länder|länder|kommunen)|\bbehörden?\b|\bpublic\s+(?:bod|authorit|institution)\w+|\blandesbetriebe?\b", (Applicant.PUBLIC_BODY,)),
        (r"\bhochschulen?\b|\buniversität\w*|\bfachhochschul\w+|\buniklinik\w*|\buniversities\b|\bhigher\s+education", (Applicant.UNIVERSITY,)),
        (r"\bforschungs(?:-\s+und\s+\w+)?\w*(?:einrichtung|institut|vereinigung|organisation|stelle)\w*|\bwissenschaftseinrichtung\w*|\bforschungseinrichtung\w*|\bwissenschaftliche\s+einrichtung\w*|\bresearch\s+(?:organisation|institut|cent)\w+", (Applicant.RESEARCH,)),
        (r"\bbildungs(?:einrichtung|träger|stätte|anbieter|institution|werk|dienstleister)\w*|\w*bildungsstätte\w*|\b(?!hoch)(?!fachhoch)\w*schulen?\b(?!\s+für\s+angewandte)|\bschulträger\w*|\w*bildungseinrichtung\w*|\bvolkshochschul\w+|\bbildungsanbieter\w*|\bkindertages\w+|\bkitas?\b|\bberufsschul\w+|\bmusikschul\w+", (Applicant.EDUCATION,)),
        (r"\bexistenzgründ\w+|\bgründerinnen\b|\bgründungs(?:interessierte|willige)\w*|\bgründende\b", (Applicant.FOUNDER,)),
        (r"(?<!kommunale )(?<!öffentliche )(?<!kommunalen )\b(?!kommunal)\w*unternehmen\b|\bkmu\b|\bbetriebe?n?\b|\bfreiberufl\w+|\bfreie\s+berufe|\bgewerbliche\w*\s+wirtschaft|\bselbst(?:st)?ändige\b(?!,)|\bpersonengesellschaft\w*|\blandwirt\w*|\bgenossenschaft\w*|\bcompan\w+|\bsmes?\b|\benterprises?\b|\bstart-?ups?\b|\barbeitgeber\w*", (Applicant.COMPANY,)),
        (r"\bvereine?n?\b|\bverb(?:and|ände|änden)\b|\b(?!zweck|gemeinde)\w+(?:vereine?|verbände?n?)\b|\bstiftungen?\b(?!\s+des\s+öff)|\bgemeinnützig\w*|\b(?!forschungs|landes)\w*organisationen?\b|\be\.\s?v\.|\bnon-profit\w*|\bfreie[nr]?\s+(?:\w+\s+)?(?:träger\w*|wohlfahrtspflege|jugendhilfe|kulturträger)|\bkirch\w+|\breligionsgemeinschaft\w*|\bkammer\w*|\bgewerkschaft\w*|\bfreiwilligenagentur\w*|\bngos?\b|\bwohlfahrtsverb\w+|\bassociations?\b|\bcivil\s+society|\bträger\s+der\s+(?:freien|kinder|jugend)\w*|\binitiativen\b|\bjugendverb\w+", (Applicant.ASSOCIATION,)),
        (r"\bnatürliche\w*\s+(?:\w+\s+){0,3}?person\w*|\bnatürliche\s+und\b|\bprivatperson\w*|\beinzelperson\w*|\bbürgerinnen\b|\bgeschäftsfähige\s+personen|\bindividuals?\b|\beigentümer\w*|\bkünstlerinnen\b|\bstudierende\b|\bnatural\s+persons?", (Applicant.PERSON,)),
        (r"\bjuristische\w*\s+person\w*\s+des\s+öffentlichen(?:\s+(?:rechts|und\s+privaten))", (Applicant.MUNICIPALITY, Applicant.PUBLIC_BODY)),
        (r"\bjuristische\w*\s+person\w*\s+des\s+(?:öffentlichen\s+(?:und|oder)\s+(?:des\s+)?)?privat\w+", (Applicant.COMPANY, Applicant.ASSOCIATION)),
        (r"\bjuristische\w*\s+person\w*+(?!\s+(?:des\s+(?:öffentlichen|privat\w*)|,?\s*die\s+gemeinn))(?!,\s+die\s+gemeinn)", (Applicant.COMPANY, Applicant.ASSOCIATION, Applicant.PUBLIC_BODY, Applicant.MUNICIPALITY)),
    )
)
_NAMES_THEM = re.compile(
    r"\bantragsberechtigt(?:e)?\s*(?:sind|ist|:)|\b(?:sind|ist)\s+(?:\w+\s+){0,14}?antragsberechtigt\b|\bantrags(?:teller|tellende)\w*\s+(?:können|sind|müssen)|\b(?:zuwendungs|förder)empfäng\w+\s+(?:\w+\s+)?(?:sind|ist|können)"
    r"|\bantragsberechtigt\b|\bantrag(?:s)?\s+stellen\s+(?:können|dürfen)|\bkönnen\s+[^.;]{0,120}?anträge\s+stellen|\beligible\s+(?:applicants?|entities|participants?)\b|\bförderberechtigt\s+sind|\bgefördert\s+werden\s+können\s+(?=\w+en\b)|\b(?:may|can)\s+apply\b",
    _I,
)
_NAMED_HEADING = re.compile(r"antragsberechtigt|zuwendungsempfäng|wer\s+wird\s+gefördert|wer\s+kann|eligible|förderempfäng|begünstigte", _I)
_EXCLUDED = re.compile(r"\b(?:nicht\s+antragsberechtigt|ausgeschlossen|nicht\s+gefördert|keine\s+(?:förderung|zuwendung))\b|\bsofern\s+sie\s+nicht", _I)
# What only qualifies an applicant: a seat, a membership, a partner.
_QUALIFIES = re.compile(
    r"\bmit\s+sitz\b.*|\bmit\s+öffentlich-rechtlich\w*\s+\w+|,\s+(?:die|welche|der|deren|das|sofern|soweit|wenn|an)\s.*|\bim\s+sinne\s+(?:von|de[rs])\b.*|\bin\s+trägerschaft\b.*|\bgemäß\b.*|\bnach\s+(?:§|art|maßgabe|nummer)\b.*|\(.*?\)|\bfür\s+(?:die|das|den)\s+\w+\w*:|\bim\s+einvernehmen\s+mit\s+den\s+\w+"
    r"|\bder\s+gewerblichen\s+wirtschaft\b",
    _I,
)
_CHARITABLE = re.compile(r"\bjuristische\s+personen,?\s+die\s+gemeinn", _I)
_FURTHER = re.compile(r"\b(?:auch|ebenfalls|zudem|außerdem|darüber\s+hinaus|ferner|des\s+weiteren)\b|\banträge\s+stellen\b", _I)
_MAX_LIST = 24


def find_applicants(text: str, passages: Sequence[Passage]) -> FoundApplicants | None:
    """The kinds named by the first passages that say who may apply.

    A list is read to its end. Clauses that only qualify ("mit Sitz in …", "die … sind") are not
    read, nor are sentences of exclusion.
    """
    for i, passage in enumerate(passages):
        sentence = passage.span.of(text)
        match = _NAMES_THEM.search(sentence)
        if match is None or _EXCLUDED.search(sentence):
            continue
        last = _end_of_list(text, passages, i)
        for further in range(last + 1, min(last + 7, len(passages))):
            words = passages[further].span.of(text)
            if passages[further].heading != passage.heading:
                break
            if _NAMES_THEM.search(words) and _FURTHER.search(words) and not _EXCLUDED.search(words):
                last = _end_of_list(text, passages, further)
        kinds = _kinds(text, passages[i : last + 1])
        if kinds:
            quote = text[passage.span.start : passages[last].span.end]
            return FoundApplicants(kinds, quote)
    return _under_heading(text, passages)


def _under_heading(text: str, passages: Sequence[Passage]) -> FoundApplicants | None:
    """A text without such a sentence may still name them under "Wer wird gefördert?"."""
    for i, passage in enumerate(passages):
        sentence = passage.span.of(text)
        named = _NAMED_HEADING.search(passage.heading) and sentence not in passage.heading
        if not named or sentence.startswith("#") or _EXCLUDED.search(sentence):
            continue
        last = _end_of_list(text, passages, i)
        kinds = _kinds(text, passages[i : last + 1])
        if kinds:
            return FoundApplicants(kinds, text[passage.span.start : passages[last].span.end])
    return None


def _end_of_list(text: str, passages: Sequence[Passage], first: int) -> int:
    """Index of the last passage of the list the first one introduces, itself without one."""
    sentence = passages[first].span.of(text).rstrip()
    if sentence.endswith((".", "!", "?")):
        return first
    last = first
    introduced = False
    for i in range(first + 1, min(first + _MAX_LIST, len(passages))):
        passage = passages[i]
        words = passage.span.of(text)
        if passage.bullet:
            introduced = True
            last = i
            continue
        if introduced and re.match(r"(?:sowie|und|oder|juristische|natürliche|darüber)\b", words, _I) and len(words) < 300:
            last = i
            continue
        break
    return last


def _kinds(text: str, passages: Sequence[Passage]) -> tuple[Applicant, ...]:
    found: dict[Applicant, None] = {}
    for passage in passages:
        words = passage.span.of(text)
        words = _CHARITABLE.sub("gemeinnützige Organisationen, die gemeinn", words)
        named = _QUALIFIES.sub(" ", " ".join(words.split()))
        if not any(p.search(named) for p, _ in _KINDS):
            named = " ".join(words.split())
        hits = [(m.start(), kinds) for p, kinds in _KINDS for m in p.finditer(named)]
        for _, kinds in sorted(hits, key=lambda hit: hit[0]):
            found.update(dict.fromkeys(kinds))
    return tuple(found)
