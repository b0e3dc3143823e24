"""Funding rates and amounts, told apart from all the other percentages and euros.

A number counts when what it measures is the funding ("Die Höhe des Zuschusses beträgt …",
"Förderquote", "werden mit … gefördert"). Own shares, total costs, lump sums, thresholds, turnover,
unit prices, de-minimis ceilings and programme budgets do not. Statements are taken in three tiers
of directness, and only the most direct tier of a text is used.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from scrapers.evidence.passages import Passage

_I = re.IGNORECASE

_PERCENT = re.compile(
    r"(?<![\d.,])(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s{0,2}(?:%|Prozent\b|v\.\s?H\b\.?|vom\s+Hundert|per\s?cent\b)(?!\s*-?[Pp]unkt)",
    _I,
)
_N = r"\d{1,3}(?:[.\u00a0 ’']\d{3})+(?:,\d{1,2}|,-)?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d{2})?(?!\d)|\d+(?:[,.]\d{1,3})?(?!\d)"
_SCALE = r"Mio\.?|Millionen|Million|Mrd\.?|Milliarden|Milliarde|Tsd\.?|Tausend|million|billion|m\b|k\b"
_CURRENCY = r"EUR\b|Euro\b|€"
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?:(?:(?:{_CURRENCY})\s{{0,2}}(?P<a>{_N})(?:\s{{0,2}}(?P<as>{_SCALE}))?)"
    rf"|(?:(?P<b>{_N})\s{{0,2}}(?:(?P<bs>{_SCALE})\s{{0,2}})?(?:{_CURRENCY}))"
    rf"|(?:(?P<c>{_N})\s{{0,2}}(?P<cs>TEUR|T€|TEuro)))",
)
_RANGE_END = re.compile(
    rf"\s*(?:und|bis(?:\s+zu)?|–|-|and|to)\s*(?:(?:{_CURRENCY})\s*)?(?P<n>{_N})\s{{0,2}}(?P<s>{_SCALE})?"
)
_CURRENCY_AFTER = re.compile(rf"\s*(?:{_CURRENCY})?")
_FACTOR = {"mio": 10**6, "mill": 10**6, "m": 10**6, "mrd": 10**9, "milliarde": 10**9, "bill": 10**9, "t": 10**3, "k": 10**3}

# What is paid out to the applicant.
_FUNDING = (
    r"(?:zuschuss(?:es)?|zuschüsse|zuschusshöhe|zuwendung(?:en|s\w*)?|förderung(?:en)?|förder\w{0,10}(?:satz|sätze|quote|quoten|höhe|anteil|rahmen|betrag|summe)"
    r"|förderhöchstbetrag|höchstförder\w+|beihilfe(?:n|intensität\w*|höchst\w*|satz)?|darlehen\w*|kredit(?:e|s|betrag)?|finanzierungsanteil|anteil(?:s)?finanzierung"
    r"|finanzhilfe|unterstützung|bürgschaft(?:en)?|fehlbedarfsfinanzierung|festbetragsfinanzierung|festbetrag|fördermittel|bundesförderung|prämie|stipendi\w+"
    r"|grant|funding(?:\s+rate)?|co-?financing(?:\s+rate)?|eu\s+contribution)"
)
_DIRECT = re.compile(
    rf"\b(?:die\s+)?(?:maximale\s+)?(?:höhe|umfang)\s+(?:des|der|ihre[srn]?|dieser|einer|eines)\s+(?:\w+\s+|\S+-){{0,2}}\w*{_FUNDING}\b"
    rf"|\b(?:der|ein|ihr|einen|die|das|eine|als)\s+(?:\w+\s+){{0,2}}\w*{_FUNDING}\s+(?:kann|können|beträgt|betragen|liegt|in\s+höhe|von|bis|beläuft|deckt)\b"
    r"|\b(?:erhalten|bekommen|erhält)\b|\bfördersatz\s+(?:beträgt|liegt)|\bförderquote\s+(?:\([^)]*\)\s+)?(?:beträgt|liegt)",
    _I,
)
_SUBJECT = re.compile(rf"\b\w*{_FUNDING}\b|\bgefördert\b|\bbezuschusst\b|\bgewährt\b|\berstattet\b|\bübernommen\b|\bfinanziert\b|\bübernimmt\b", _I)
_BASE = re.compile(
    r"\s*(?:der|des|ihrer|ihres|von\s+den|aller|dieser|of\s+(?:the\s+)?(?:total\s+)?)\s*(?:als\s+)?(?:\w+\s+){0,4}?\(?(?:zuwendungs|förder|beihilfe|zuschuss|berücksichtigungs|anerkennungs)?"
    r"(?:fähigen?|anerkannten?|anrechenbaren?|eligible|förderungsfähigen?|entstehenden|gesamten?)?\)?\s*(?:\w+\s+){0,3}?\(?\w*(?:ausgaben|kosten|aufwendungen|volumens?|costs|investition\w*|betrags?)\b",
    _I,
)

# Percentages and sums of something else.
_OTHER_RATE = re.compile(
    r"\beigen(?:anteil|mittel|leistung|beteiligung|kapital)\w*|\bdrittmittel\w*|\bpauschal(?:e|en|satz|iert\w*)?\b|\w+pauschale\w*|\bbonus\b|\bzuschlag\w*"
    r"|\b\w*zins\w*|\btilgung\w*|\bhaftung\w*|\bauszahlung\w*|\beinkommensgrenze\w*|\büberschr\w+|\beinsparung\w*|\breduzier\w+|\bminderung\w*|\bverringer\w+|\bsenk\w+"
    r"|\barbeitszeit\b|\bvollzeit\w*|\bbeschäftigungsumfang\b|\bstellenanteil\w*|\bmitarbeiter\w*|\bumsatz\w*|\bgemeinkosten\b|\bverwaltungs(?:kosten|ausgaben)\b"
    r"|\bausnahme\w*|(?<!je nach )(?<!nach dem )\beinzelf[aä]ll\w*|\bausnahmsweise\b|\bübersteig\w+|\bwirkungsgrad\b|\bauslastung\b|\bstimmrechte?\b|\bbesitz\b|\bder\s+einwohner|\babweich\w+"
    r"|\bvorauszahlung\w*|\babschlag\w*|\bvorschuss\b|\brückzahlung\w*|\brückforderung\w*|\babzug\b|\bgekürzt\b|\bzurück\w+|\bmitfinanzierung\b|\bkofinanzierung\s+durch"
    r"|\banteil\s+(?:an|von|der\s+(?!bundes))|\bsachmittel\b|\b\w*fördersumme\b|\bkomplementär\w*|\binvestitionen\s+dürfen|\bbeteiligung\b|\bmittelanforderung\b|\bteilverzicht\b|\bmarketing\w*|\baufschlag\b|\baufzustocken\b|\bals\s+zuwendungsfähig\s+anerkannt|\bzuwendungsfähig\s+sind\b|\bvergrößerung\b|\bnutzfläche\b",
    _I,
)
_OWN_BEFORE = re.compile(r"\b(?:mindestens|wenigstens|minimum|at\s+least|mehr\s+als|weniger\s+als|unter|über|um|um\s+bis\s+zu|um\s+maximal|ab|more\s+than|restlichen|verbleibenden|übrigen)\s*$", _I)
_CAP_BEFORE = re.compile(
    r"(?:\bbis\s+(?:zu|max\.|maximal|höchstens)|\bbis|\bmaximal(?:\s+(?:aber|jedoch|auf|in\s+höhe\s+von|mit))?|\bmax\.|\bhöchstens|\bbegrenzt\s+auf|\bbeschränkt\s+auf|\bin\s+höhe\s+von(?:\s+bis\s+zu)?"
    r"|\bnicht\s+mehr\s+als|\bup\s+to|\bmaximum(?:\s+of)?|\bauf|\bvon|\bbeträgt|\bliegt\s+bei|\bmit|\bzwischen|\bbetragen|\bhöchstbetrag\w*(?:\s+von)?|\bobergrenze(?:\s+von)?|\bpauschal|\binsgesamt)\s*(?:jeweils\s+|insgesamt\s+|jährlich\s+|maximal\s+|einmalig\s+|rund\s+|ca\.\s+|bis\s+zu\s+)*[(]?$",
    _I,
)

_COSTS = re.compile(
    r"(?<!für )(?<!für die )(?<!für ihre )(?<!für deren )(?:\b(?:gesamt|projekt|investitions|bau|förderfähige\w*\s+|zuwendungsfähige\w*\s+|anerkannte\w*\s+)(?:kosten|ausgaben|volumen|summe)\b|\b\w*kosten\b|\b\w*ausgaben\b|\bzuwendungsfähig\s+sind\b|\bgesamtfinanzierung\b|\binvestitions?(?:volumen|betrag|summe)\b|\bprojektvolumen\b|\bgesamtvolumen\b)",
    _I,
)
_OTHER_AMOUNT = re.compile(
    r"\bde[-\s]?minimis\w*|\bbetragsgrenze\w*|\bangehoben\b|\bbruttosubvention\w*|\bkreditvolumen\b|\binvestieren\b|\bzweckbindung\w*|\bdingliche\b|\beigen-\s|\bdrittmittel\w*|(?<!als )\bpauschalen?\b|\w+pauschalen?\b|\baufwandsentschädigung\w*|\bumsatz\w*|\bbilanz\w*|\bjahresumsatz\w*|\bauftragswert\w*|\bvergabe\w*|\bhonorar\w*|\beigen(?:anteil|mittel|leistung|beteiligung|kapital)\w*|\bsteuerjahre\w*"
    r"|\bhaushaltsansatz\b|\bfinanzausstattung\b|\bstehen\b[^.;]{0,160}\bverfügung|\bstellt\b[^.;]{0,160}\b(?:bereit|verfügung)|\bschwellenwert\w*|\bveröffentlich\w*|\bberichten\b|\bgesamtbudget\b|\bbudget\s+von|\bgeräte?\b|\bgegenst[äa]nd\w*|\banschaffung\w*|\bwertgrenze\b"
    r"|\bverpflegung\w*|\bübernachtung\w*|\bfahrt?kosten\b|\breisekosten\b|\beinkommen\w*|\bgehalt\w*|\bsteuer\w*|\bwert\s+von|\bersparnis\w*|\berlöse?\b|\beinnahmen\b|\bprüfung\w*|\bnachweis\w*|\bgebühr\w*|\bpauschale\s+in\s+höhe"
    r"|\bvermögen\w*|\bbeschäftigte\w*|\bmitarbeiter\w*|\bentscheide\w*|\bverdienst\w*|\bmieten?\b|\bkaltmiete\b",
    _I,
)
_PER_UNIT = re.compile(
    r"\s*(?:netto|brutto)?\s*(?:\bpro|\bje|/|\bper|\bfür\s+(?:jede[nrs]?|eine?))\s*(?:ganzen?\s+|volle[nr]?\s+|angefangene[nr]?\s+|geleistete[nr]?\s+|vollendete[nr]?\s+|förderfähige[nrm]?\s+|gefahrene[nr]?\s+|beantragte[nr]?\s+|qualifizierte[nr]?\s+)*"
    r"(?:\w*stunden?|\w*tagewerk|tag|tage|\w*tag\b|nacht|person|personen|\w*teilnehm\w+|teilnehmenden?|quadratmeter\w*|qm|m²|m2|m³|kubikmeter|hektar|ha|kilometer|km|kwh?|mwh|kwp|woche|einwohner\w*|kind|kopf|stück|baum|tonne|gvo|gve|großvieh\w*|tier"
    r"|laufend\w+|meter|platz|gruppe|seite|unterrichts\w+|monat|bogen|bett|wohnplatz|ladepunkt|fall|liter|pflegebedürftige\w*|schüler\w*|ehrenamt\w*|student\w*|studierende\w*|auszubildende\w*|veranstaltung)",
    _I,
)
_UNIT_NEAR = re.compile(r"\bmonatlich\w*|\bstündlich\w*|\btäglich\w*|\bpro\s+monat\b|\bje\s+monat\b|\bund\s+monat\b|\bje\s+\w*(?:tag|stunde|woche|monat)\b|\bstundensatz\b|\btagessatz\b", _I)
_MINIMUM = re.compile(
    r"\b(?:mindestens|mindest\w+|wenigstens|nicht\s+unter|minimum|at\s+least|bagatellgrenze\w*|untergrenze|nicht\s+unterschr\w+|unterschreiten)\b|\b(?:übernimmt|vergibt|gewährt)\b[^.;]{0,40}\bab\s*$", _I
)
# "bei Förderungen über 50.000 Euro gilt …": a threshold inside the rules.
_THRESHOLD = re.compile(
    r"\b(?:bei|für)\s+(?:\w*förderungen|\w*zuwendungen|\w*vorhaben|\w*projekten?|\w*maßnahmen|\w*zuschüssen?|anträgen?|beträgen?|einer\s+\w*(?:summe|höhe))\s+(?:\w+\s+){0,2}?(?:über|bis|ab|von|unter|mit)\b[^;,]{0,40}$"
    r"|\bab\s+eine[rm]\s+\w+(?:\s+in\s+höhe)?\s+von\s*$|\bmit\s+einer\s+\w+\s+von\s+(?:mindestens|über|mehr\s+als|bis\s+zu)\s*$", _I
)
_EXCEEDS_AFTER = re.compile(r"\s*(?!nicht)(?:\w+\s+){0,2}?(?<!nicht )(?:übersteig\w+|überschreite[tn]|hinaus\w*)\b", _I)
_SUBJECT_FIRST = re.compile(rf"\W*(?:[\d.]+\s+|\(\d+\)\s+|[a-z]\)\s+)?(?:\w+\s+){{0,4}}?\w*{_FUNDING}\b", _I)
_RATE_NOUN = re.compile(r"\b(?:förderquote|fördersatz|finanzierungsanteil|funding\s+rate)\b", _I)
_UP_TO = re.compile(r"\b(?:bis\s+zu|maximal|höchstens|max\.|up\s+to)\s*$", _I)
_BAGATELLE = re.compile(
    r"\b(?:bagatellgrenze|mindest(?:förder|zuwendung|zuschuss|antrag|kredit|darlehen)\w*|mindestbetrag|untergrenze)\b"
    r"|\b(?:unter|weniger\s+als|nicht\s+mehr\s+als)\b[^.;]{0,80}\b(?:nicht\s+(?:gewährt|bewilligt|gefördert)|keine?\s+(?:zuwendung|förderung|bewilligung))"
    r"|\b(?:nicht\s+unterschr\w+)",
    _I,
)
# The heading or bold title with which a programme page goes over to the official text.
_GUIDELINE = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]*Richtlinie\b|\*\*[^\n]{0,200}(?:[Rr]ichtlinie|[Bb]ekanntmachung|[Vv]erwaltungsvorschrift|[Ff]örderaufruf|[Mm]erkblatt|Erlass|Verordnung|[Gg]rundsätze|Beschluss|Entscheidung))", re.M
)
# Percentages of the grant itself: instalments, shares of a budget.
_OF_THE_GRANT = re.compile(r"\s*(?:der|des)\s+(?:\w+\s+)?(?:gesamt)?(?:zuwendung|förderung|zuschusses|förderhöhen?|fördersumme|frauen|einwohn\w+|teilnehm\w+|fläche|zeit)\b", _I)
_CONDITIONAL = re.compile(r"\W*(?:wenn|sofern|soweit|falls)\b", _I)
# "Zuwendungen bis zu 5.000 Euro erfolgen als Festbetrag": a class of grants, not the limit.
_CLASS_OF_GRANTS = re.compile(
    r"^\W*(?:[\d.]+\s+|\(\d+\)\s+)?(?:bei\s+)?\w*(?:zuwendungen|förderungen|beihilfen|anträgen?|vorhaben|projekten?|zuschüssen?|maßnahmen)\s+(?:bis(?:\s+zu)?|von|über|ab|in\s+höhe\s+von)(?:\s+(?:mehr\s+als|bis\s+zu|insgesamt))?\s*$", _I
)
_STATE_AID = re.compile(r"\bAGVO\b|[Bb]eihilfeintensit|[Bb]eihilfef[äa]h|Artikels?\s+\d")
_SPLIT = re.compile(r";|\s\*\s|,\s+(?=(?:wenn|sofern|soweit|die|der|das|wobei|mindestens|maximal|höchstens|dabei|falls|jedoch|können|kann|erhalten|bekommen|bekommt|gilt|beträgt|ist|sind|wird|werden|müssen)\s)|\.\s+(?=[A-ZÄÖÜ])")


@dataclass(frozen=True)
class Funding:
    """Rate in percent, amounts in euros, and the passages that state them."""

    rate_max: Decimal | None = None
    amount_max: Decimal | None = None
    amount_min: Decimal | None = None
    quotes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Statement:
    value: Decimal
    tier: int  # 1 most direct
    quote: str
    loan: bool = False

    plain: bool = True


def find_funding(text: str, passages: Iterable[Passage]) -> Funding:
    """Return the highest rate, the highest and the lowest amount the text promises."""
    rates: list[_Statement] = []
    maxima: list[_Statement] = []
    minima: list[_Statement] = []
    guideline = _guideline_start(text)
    for passage in passages:
        sentence = passage.span.of(text)
        if "%" in sentence or "roz" in sentence or "H" in sentence or "cent" in sentence:
            rates.extend(_placed(_rates(text, passage), passage, guideline))
        if "E" in sentence or "€" in sentence:
            for low, statement in _amounts(text, passage):
                (minima if low else maxima).extend(_placed([statement], passage, guideline))
    rate, amount, minimum = _best(rates), _best(maxima), _best(minima, lowest=True)
    named = {"funding_rate_max": rate, "amount_max_eur": amount, "amount_min_eur": minimum}
    return Funding(
        rate_max=rate.value if rate else None,
        amount_max=amount.value if amount else None,
        amount_min=minimum.value if minimum else None,
        quotes={name: s.quote for name, s in named.items() if s is not None},
    )


def _guideline_start(text: str) -> int:
    """Where the official text begins after an editorial summary, else the end of the text."""
    found = _GUIDELINE.search(text)
    return found.start() if found else len(text)


def _placed(statements: Iterable[_Statement], passage: Passage, guideline: int) -> Iterator[_Statement]:
    """A guideline lists every special case: there only the plain statements count, and later."""
    for statement in statements:
        if passage.span.start < guideline:
            yield statement
        elif statement.tier < 3 and statement.plain:
            yield replace(statement, tier=statement.tier + 2)


def _best(statements: list[_Statement], *, lowest: bool = False) -> _Statement | None:
    if not statements:
        return None
    tier = min(s.tier for s in statements)
    top = [s for s in statements if s.tier == tier]
    grants = [s for s in top if not s.loan] or top
    return (min if lowest else max)(grants, key=lambda s: s.value)


def _clause(sentence: str, start: int, end: int) -> tuple[str, str]:
    """The text of the clause left and right of a number."""
    left = 0
    right = len(sentence)
    for cut in _SPLIT.finditer(sentence):
        if cut.end() <= start:
            left = cut.end()
        elif cut.start() >= end:
            right = cut.start()
            break
    return sentence[max(left, start - 400) : start], sentence[end : min(right, end + 300)]


def _rates(text: str, passage: Passage) -> Iterator[_Statement]:
    sentence, quote = passage.span.of(text), passage.quote(text)
    for found in _PERCENT.finditer(sentence):
        value = Decimal(found["n"].replace(",", "."))
        if not 0 < value <= 100:
            continue
        before, after = _clause(sentence, found.start(), found.end())
        if _OWN_BEFORE.search(before[-30:]) or _OTHER_RATE.search(before[-160:]):
            continue
        if _OTHER_RATE.search(after[:70].split(",")[0]) or _OF_THE_GRANT.match(after):
            continue
        if _CONDITIONAL.match(before):
            continue
        tier = _rate_tier(sentence, found.start(), before, after, passage)
        if tier:
            plain = bool(_BASE.match(after) or _RATE_NOUN.search(before))
            plain = plain and _STATE_AID.search(sentence) is None
            yield _Statement(value, tier, quote, plain=plain)


def _rate_tier(sentence: str, start: int, before: str, after: str, passage: Passage) -> int | None:
    on_costs = _BASE.match(after) is not None
    whole = sentence[max(0, start - 400) : start]
    lead = passage.lead if passage.bullet else ""
    if _OTHER_RATE.search(lead):
        return None
    if _DIRECT.search(whole + " " + after) and (on_costs or _CAP_BEFORE.search(before)):
        return 1
    if lead and _DIRECT.search(lead) and (on_costs or _CAP_BEFORE.search(before) or not before.strip()):
        return 1
    if _SUBJECT.search(before + " " + after + " " + lead) and (on_costs or _CAP_BEFORE.search(before)):
        return 2
    return 3 if on_costs and re.search(r"\bbis\s+zu\s*$|\bin\s+höhe\s+von\s*$|\bmaximal\s*$", before, _I) else None


def _amounts(text: str, passage: Passage) -> Iterator[tuple[bool, _Statement]]:
    """Pairs of "is a minimum" and the statement."""
    sentence, quote = passage.span.of(text), passage.quote(text)
    for found in _AMOUNT.finditer(sentence):
        value = _euros(found)
        if value is None or value <= 0:
            continue
        before, after = _clause(sentence, found.start(), found.end())
        lead = passage.lead if passage.bullet else ""
        if _OTHER_AMOUNT.search(before[-200:] + " # " + after[:80]) or _OTHER_AMOUNT.search(lead[-120:]):
            continue
        if _PER_UNIT.search(after[:45]) or _UNIT_NEAR.search(before[-60:] + " # " + after[:40]):
            continue
        if _THRESHOLD.search(before) or sentence.count("|") > 3:
            continue
        if _CONDITIONAL.match(before) and not (_MINIMUM.search(before[-45:]) and _SUBJECT.search(before)):
            continue
        if _CLASS_OF_GRANTS.search(before):
            continue
        loan = re.search(r"\b(?:\w*darlehen\w*|kredit\w*|bürgschaft\w*|beteiligung\w*)\b", before, _I) is not None
        plain = _SUBJECT_FIRST.match(sentence) is not None or _DIRECT.search(sentence) is not None
        plain = plain and (_STATE_AID.search(sentence) is None or "begrenzt" in after)
        whole = sentence[max(0, found.start() - 400) : found.start()]
        tier = _amount_tier(whole, before, after, lead)
        if tier is None:
            continue
        if re.search(r"\bzwischen\s*$|\bvon\s*$", before, _I):
            end = _RANGE_END.match(sentence, found.end())
            if end is not None:
                if _PER_UNIT.match(sentence, _CURRENCY_AFTER.match(sentence, end.end()).end()):
                    continue
                scale = end["s"] or found["as"] or found["bs"]
                yield True, _Statement(value, tier, quote, loan, plain)
                if end["s"] or not _AMOUNT.match(sentence, end.start("n")):
                    yield False, _Statement(_decimal(end["n"], scale), tier, quote, loan, plain)
                continue
        if _BAGATELLE.search(before) or _BAGATELLE.search(before[-60:] + " 0 " + after):
            yield True, _Statement(value, tier, quote, loan, plain)
        elif _MINIMUM.search(before[-45:]) and not _UP_TO.search(before):
            yield True, _Statement(value, tier, quote, loan, plain)
        elif _EXCEEDS_AFTER.match(after):
            continue
        elif re.search(r"\b(?:unter|über|mehr\s+als|weniger\s+als|oberhalb|unterhalb|übersteig\w+)\s*(?:von\s+)?$", before, _I):
            continue
        elif _CAP_BEFORE.search(before) or re.search(r"\b(?:höchst|maximal)\w*", before[-80:], _I) or re.match(r"\s*(?:\w+\s+){0,6}(?:begrenzt|beschränkt|nicht\s+übersch\w+|gedeckelt)", after, _I):
            yield False, _Statement(value, tier, quote, loan, plain)


def _amount_tier(whole: str, before: str, after: str, lead: str) -> int | None:
    subject = _SUBJECT.search(before) or _SUBJECT.search(after)
    costs = _COSTS.search(before)
    if lead and _COSTS.search(lead) and not _SUBJECT.search(before):
        if not _DIRECT.search(lead):
            return None
    if costs:
        # "Ausgaben … gefördert, höchstens 5.000 Euro": the cap follows the funding.
        later = [m for m in _SUBJECT.finditer(before) if m.start() > costs.start()]
        percent = _PERCENT.search(before)
        if not later and not percent:
            return None
    if _DIRECT.search(whole) or (lead and _DIRECT.search(lead)):
        return 1
    if subject or _SUBJECT.search(lead) or _PERCENT.search(whole):
        return 2
    return None


def _euros(found: re.Match[str]) -> Decimal | None:
    number = found["a"] or found["b"] or found["c"]
    scale = found["as"] or found["bs"] or found["cs"]
    return _decimal(number, scale)


def _decimal(written: str, scale: str | None) -> Decimal:
    """ "1,5" with "Mio." is 1500000; "750.000" and "1,250,000" are thousands groups."""
    number = written.rstrip("-,").replace("\u00a0", "").replace(" ", "").replace("’", "").replace("'", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", number):
        number = number.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{2})?", number) and not (scale and number.count(",") == 1):
        number = number.replace(",", "")
    else:
        number = number.replace(",", ".")
    try:
        return Decimal(number) * _factor(scale)
    except InvalidOperation:
        return Decimal(0)


def _factor(scale: str | None) -> int:
    if not scale:
        return 1
    lowered = scale.lower()
    for prefix in ("milliarde", "mill", "mio", "mrd", "bill"):
        if lowered.startswith(prefix):
            return _FACTOR[prefix]
    return _FACTOR[lowered[0]]
