"""Who may apply."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.vocabulary import Applicant
from scrapers.evidence.passages import Passage

_I = re.IGNORECASE


@dataclass(frozen=True)
class FoundApplicants:
    """Kinds in order of mention, and the passage that names them."""

    applicants: tuple[Applicant, ...]
    quote: str


_TOWNS = (
    r"(?:kommunen|gemeinden|gemeindeverbänden?|städten?|(?:land)?kreisen?|gebietskörperschaften)"
)
# Nouns of applicants, in the plural and singular forms of guidelines. A phrase may name several.
_KINDS: tuple[tuple[re.Pattern[str], tuple[Applicant, ...]], ...] = tuple(
    (re.compile(pattern, _I), kinds)
    for pattern, kinds in (
        (
            r"\bkommunal\w*\s+(?:unternehmen|gesellschaften|betriebe|eigenbetriebe"
            r"|wohnungsunternehmen)|\bkommunalunternehmen|\bstadtwerke\w*|\beigenbetrieb\w*"
            rf"|\beigengesellschaft\w*|\b{_TOWNS}\s+(?:sowie|und)\s+(?:deren|ihre)"
            r"\s+(?:unternehmen|betriebe|gesellschaften)",
            (Applicant.MUNICIPAL_COMPANY,),
        ),
        (
            r"\bzweckverb(?:and|ände|änden|ands)\w*"
            rf"|\b{_TOWNS}\s+(?:sowie|und)\s+(?:deren"
            rf"|ihre)\s+(?:öffentlich-rechtlichen?\s+)?zusammenschlüsse"
            r"|\bzusammenschlüsse\s+von\s+(?:kommunen|gemeinden"
            r"|kommunalen\s+gebietskörperschaften)",
            (Applicant.MUNICIPAL_ASSOCIATION,),
        ),
        (
            r"\bkommunen?\b|\bgemeinden?\b|\bstädten?\b|\blandkreise?n?\b|\bkreise?n?\b"
            r"|\bgebietskörperschaft\w*|\bgemeindeverb\w+"
            r"|\bkommunale\s+(?:gebiets)?körperschaft\w*|\bverbandsgemeinde\w*|\bstadtkreise?\b"
            r"|\bämtern?\b|\böffentlichen\s+jugendhilfe"
            r"|\böffentliche[nr]?\s+träger\w*\s+der\s+(?:kinder-\s+und\s+)?jugendhilfe|\bmunicipalit\w+|\blocal\s+authorit\w+"
            r"|\beinrichtungen\s+der\s+kommunen",
            (Applicant.MUNICIPALITY,),
        ),
        (
            r"\böffentliche[nr]?\s+(?:\w+\s+)?(?:einrichtung|verwaltung|institution|stellen"
            r"|träger|unternehmen)\w*|\b(?:bundes|landes)(?:-\s+und\s+landes)?einrichtungen"
            r"|\bbundes-\s+und\s+landes\w+|\b(?:anstalt|körperschaft"
            r"|stiftung)\w*(?:[\s,/]+(?:und|oder|sowie|,|anstalt\w*|stiftung\w*"
            r"|körperschaft\w*))*\s+(?:des\s+)?öffentlichen\s+rechts|\böffentlich-rechtliche\w*+"
            r"(?!\s+zusammenschl)|\b(?:bundes|landes)(?:ämter|behörden)"
            r"|\beinrichtungen\s+(?:des\s+bundes|der\s+länder)"
            r"|\beinrichtungen\s+der\s+(?:öffentlichen\s+verwaltung"
            r"|kommunen\s+und\s+der\s+länder|länder|kommunen)|\bbehörden?\b|\bpublic\s+(?:bod"
            r"|authorit|institution)\w+|\blandesbetriebe?\b",
            (Applicant.PUBLIC_BODY,),
        ),
        (
            r"\bhochschulen?\b|\buniversität\w*|\bfachhochschul\w+|\buniklinik\w*"
            r"|\buniversities\b|\bhigher\s+education",
            (Applicant.UNIVERSITY,),
        ),
        (
            r"\bforschungs(?:-\s+und\s+\w+)?\w*(?:einrichtung|institut|vereinigung|organisation"
            r"|stelle)\w*|\bwissenschaftseinrichtung\w*|\bforschungseinrichtung\w*"
            r"|\bwissenschaftliche\s+einrichtung\w*|\bresearch\s+(?:organisation|institut"
            r"|cent)\w+",
            (Applicant.RESEARCH,),
        ),
        (
            r"\bbildungs(?:einrichtung|träger|stätte|anbieter|institution|werk|dienstleister)\w*"
            r"|\w*bildungsstätte\w*|\b(?!hoch)(?!fachhoch)\w*schulen?\b(?!\s+für\s+angewandte)"
            r"|\bschulträger\w*|\w*bildungseinrichtung\w*|\bvolkshochschul\w+"
            r"|\bbildungsanbieter\w*|\bkindertages\w+|\bkitas?\b|\bberufsschul\w+"
            r"|\bmusikschul\w+",
            (Applicant.EDUCATION,),
        ),
        (
            r"\b(?:existenz|unternehmens)gründ(?!ung)\w+|\bexistenzgründung\w*|\bgründerinnen\b"
            r"|\bgründungs(?:interessierte|willige)\w*"
            r"|\bgründende\b|\bgründ(?:ungs|er)teams?\b",
            (Applicant.FOUNDER,),
        ),
        (
            r"(?<!kommunale )(?<!öffentliche )(?<!kommunalen )(?<!deren )(?<!ihre )"
            r"\b(?!kommunal)\w*unternehmen\b(?!\s+(?:\S+\s+){0,4}?gründen)"
            r"|\bkmu\b|\bbetriebe?n?\b|\bfreiberufl\w+|\bfreie\s+berufe"
            r"|\bgewerbliche\w*\s+wirtschaft|\bselbst(?:st)?ändige\b(?!,)"
            r"|\bpersonengesellschaft\w*|\blandwirt\w*|\b\w*genossenschaft\w*|\bcompan\w+|\bsmes?\b"
            r"|\benterprises?\b|\bstart-?ups?\b|\barbeitgeber\w*",
            (Applicant.COMPANY,),
        ),
        (
            r"\bvereine?n?\b|\bverb(?:and|ände|änden)\b|\b(?!zweck|gemeinde)\w+(?:vereine?"
            r"|verbände?n?)\b|\bstiftungen?\b(?!\s+des\s+öff)|\bgemeinnützig\w*+"
            r"(?!\s+(?:(?:\w+\s+)?forschungs|kmu\b|unternehmen))|\b(?!forschungs"
            r"|landes)\w*organisationen?\b|\be\.\s?v\.|\bnon-profit\w*"
            r"|\bfreie[nr]?\s+(?:\w+\s+)?(?:träger\w*|wohlfahrtspflege|jugendhilfe|kulturträger)"
            r"|\bkirch\w+|\breligionsgemeinschaft\w*|\bkammer\w*|\bgewerkschaft\w*"
            r"|\bfreiwilligenagentur\w*|\bngos?\b|\bwohlfahrtsverb\w+|\bassociations?\b"
            r"|\bcivil\s+society|\bträger\s+der\s+(?:freien|kinder|jugend)\w*|\binitiativen\b"
            r"|\bjugendverb\w+|\bselbsthilfegruppen?\b",
            (Applicant.ASSOCIATION,),
        ),
        (
            r"\bnatürliche\w*\s+(?:\w+\s+){0,3}?person\w*|\bnatürliche\s+und\b|\bprivatperson\w*"
            r"|\beinzelperson\w*|\bbürgerinnen\b|\bgeschäftsfähige\s+personen|\bindividuals?\b"
            r"|\beigentümer\w*|\bkünstlerinnen\b|\bstudierende\b|\bnatural\s+persons?",
            (Applicant.PERSON,),
        ),
        (
            r"\bjuristische\w*\s+person\w*\s+des\s+(?:privat\w*(?:\s+rechts)?\s+(?:und|oder|sowie)"
            r"(?:\s+des)?\s+)?öffentlichen\b",
            (Applicant.MUNICIPALITY, Applicant.PUBLIC_BODY),
        ),
        (
            r"(?<!gemeinnützige )(?<!gemeinnützigen )\bjuristische\w*\s+person\w*\s+des\s+"
            r"(?:öffentlichen\s+(?:rechts\s+)?(?:und|oder|sowie)\s+(?:des\s+)?)?privat\w+",
            (Applicant.COMPANY, Applicant.ASSOCIATION),
        ),
        (
            r"\bjuristische\w*\s+(?:(?:und|oder)\s+natürliche\w*\s+)?person\w*+(?!\s+(?:des\s+(?:öffentlichen|privat\w*)"
            r"|,?\s*die\s+gemeinn))(?!,\s+die\s+gemeinn)",
            (
                Applicant.COMPANY,
                Applicant.ASSOCIATION,
                Applicant.PUBLIC_BODY,
                Applicant.MUNICIPALITY,
            ),
        ),
    )
)
_NAMES_THEM = re.compile(
    r"\bantragsberechtigt(?:e)?\s*(?:sind|ist|:)|\b(?:sind"
    r"|ist)\s+(?:\w+\s+){0,14}?antragsberechtigt\b|\bantrags(?:teller"
    r"|tellende)\w*\s+(?:können|sind|müssen)|\b(?:zuwendungs"
    r"|förder)empfäng\w+\s+(?:\w+\s+)?(?:sind|ist|können)"
    r"|\bantragsberechtigt\b|\bantrag(?:s)?\s+stellen\s+(?:können|dürfen)"
    r"|\bkönnen\s+[^.;]{0,120}?anträge\s+stellen|\beligible\s+(?:applicants?|entities"
    r"|participants?)\b|\bförderberechtigt\s+sind"
    r"|\bbewerben\s+können\s+sich\b|\bgefördert\s+werden\s+können\s+(?=\w+en\b)|\b(?:may|can)\s+apply\b",
    _I,
)
_NAMED_HEADING = re.compile(
    r"antragsberechtigt|zuwendungsempfäng|wer\s+wird\s+gefördert|wer\s+kann|eligible"
    r"|förderempfäng|begünstigte",
    _I,
)
_SPEAKS_TO = re.compile(
    r"\b(?:förder\w*|programm|\w*initiative|\w*aufruf|wettbewerb|richtlinie|bekanntmachung"
    r"|ausschreibung|gemeinsame\s+unternehmen)\b[^.;]{0,60}\brichtet\s+sich\s+"
    r"(?:insbesondere\s+|vor\s+allem\s+|vorrangig\s+)?an\b(?!\s+(?:den"
    r"|dem|der)\s)"
    r"|\bprojektträger\s+sind\b(?=\s+(?-i:[A-ZÄÖÜ])|\s+(?:\w{4,}e\s+){1,2}(?-i:[A-ZÄÖÜ])|\s*:)",
    _I,
)
# "Das Land unterstützt Sie als Kommune oder Verein bei …": a summary speaks to those who may apply.
# "Wenn Sie als Verein … planen" is only an example of them.
_YOU_AS = re.compile(
    r"\b(?:unterstützt|fördert)\s+Sie\s+als\s+(?P<who>[^.;]+?)(?=,?\s+(?:ein(?:e[mnrs]?)?|in|im|die"
    r"|das|den|dem|bei|beim|mit|durch|auf|unter|zu[rm]?|um|von|für|ihr\w*|an|am|wenn|dabei)\b|[.;]|$)",
    _I,
)
# "Die Förderung richtet sich an den Bedarfen … aus": no address.
_RESTS_ON = re.compile(r"\baus\W*$", _I)
_EXCLUDED = re.compile(
    r"\b(?:nicht\s+antragsberechtigt|ausgeschlossen|nicht\s+gefördert"
    r"|keine\s+(?:förderung|zuwendung))\b|\bsofern\s+sie\s+nicht",
    _I,
)
# What only qualifies an applicant: a seat, a membership, a partner.
# A qualifying clause goes on to the next "sowie" or to the end.
_TO_NEXT = r"(?:(?!,?\s(?:sowie|ferner|aber|insbesondere)\s).)*"
_QUALIFIES = re.compile(
    rf"\bmit\s+(?:dem\s+|ihrem\s+)?(?:haupt)?sitz\b{_TO_NEXT}"
    rf"|,\s+(?:die|welche|der|deren|das(?!\s+land\b)|sofern|soweit|wenn|an)\s{_TO_NEXT}"
    rf"|\bim\s+sinne\s+(?:von|de[rs])\b{_TO_NEXT}|\bin\s+trägerschaft\b{_TO_NEXT}"
    rf"|\bgemäß\b{_TO_NEXT}|\bnach\s+(?:§|art|maßgabe|nummer)\b{_TO_NEXT}|\([^)]*\)"
    r"|\bmit\s+öffentlich-rechtlich\w*\s+\w+|\bfür\s+(?:die|das|den)\s+\w+:"
    r"|\bim\s+einvernehmen\s+mit\s+den\s+\w+|\bder\s+gewerblichen\s+wirtschaft\b"
    r"|\bvon\s+unternehmen\b",
    _I,
)
_CHARITABLE = re.compile(
    r"\bjuristische\s+personen(?:\s+des\s+privat\w*(?:\s+rechts)?)?,?\s+die\s+(?:als\s+)?gemeinn",
    _I,
)
_FURTHER = re.compile(
    r"\b(?:auch|ebenfalls|zudem|außerdem|darüber\s+hinaus|ferner|des\s+weiteren)\b"
    r"|\banträge\s+stellen\b",
    _I,
)
# A list whose bullets were lost on the way: its lines end in commas.
_BARE_LIST = re.compile(r"[^\n.]{3,160},\s*\n")
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
        found = _listed(text, passages, i, last)
        if found is not None:
            return found
    return (
        _under_heading(text, passages) or _addressed(text, passages) or _spoken_to(text, passages)
    )


def _addressed(text: str, passages: Sequence[Passage]) -> FoundApplicants | None:
    """Some calls only say to whom they speak: "Das Programm richtet sich an Unternehmen"."""
    for i, passage in enumerate(passages):
        sentence = passage.span.of(text)
        if _SPEAKS_TO.search(sentence) is None:
            continue
        if _EXCLUDED.search(sentence) or _RESTS_ON.search(sentence):
            continue
        found = _listed(text, passages, i, _end_of_list(text, passages, i))
        if found is not None:
            return found
    return None


def _spoken_to(text: str, passages: Sequence[Passage]) -> FoundApplicants | None:
    """A summary may only say who is meant by "you"."""
    for passage in passages:
        sentence = passage.span.of(text)
        named = _YOU_AS.search(sentence)
        kinds = _kinds_in([named["who"]]) if named and not _EXCLUDED.search(sentence) else ()
        if kinds:
            return FoundApplicants(kinds, sentence)
    return None


def _under_heading(text: str, passages: Sequence[Passage]) -> FoundApplicants | None:
    """A text without such a sentence may still name them under "Wer wird gefördert?"."""
    for i, passage in enumerate(passages):
        sentence = passage.span.of(text)
        named = _NAMED_HEADING.search(passage.heading) and sentence not in passage.heading
        if not named or sentence.startswith("#") or _EXCLUDED.search(sentence):
            continue
        found = _listed(text, passages, i, _end_of_list(text, passages, i))
        if found is not None:
            return found
    return None


def _listed(
    text: str, passages: Sequence[Passage], first: int, last: int
) -> FoundApplicants | None:
    """The kinds that the passages from the first to the last name, None where they name none."""
    kinds = _kinds_in([passage.span.of(text) for passage in passages[first : last + 1]])
    quote = text[passages[first].span.start : passages[last].span.end]
    return FoundApplicants(kinds, quote) if kinds else None


def _end_of_list(text: str, passages: Sequence[Passage], first: int) -> int:
    """Index of the last passage of the list the first one introduces, itself without one."""
    sentence = passages[first].span.of(text).rstrip()
    if sentence.endswith((".", "!", "?")):
        return first
    last = first
    introduced = False
    if _bare_list_follows(text, passages, first):
        return first + 1
    for i in range(first + 1, min(first + _MAX_LIST, len(passages))):
        passage = passages[i]
        words = passage.span.of(text)
        if passage.listed:
            introduced = True
            last = i
            continue
        if (
            introduced
            and re.match(r"(?:sowie|und|oder|juristische|natürliche|darüber)\b", words, _I)
            and len(words) < 300
        ):
            last = i
            continue
        break
    return last


def _bare_list_follows(text: str, passages: Sequence[Passage], first: int) -> bool:
    if first + 1 == len(passages):
        return False
    following = passages[first + 1]
    together = not following.listed and following.heading == passages[first].heading
    return together and _BARE_LIST.match(following.span.of(text)) is not None


def _kinds_in(phrases: Sequence[str]) -> tuple[Applicant, ...]:
    found: dict[Applicant, None] = {}
    for phrase in phrases:
        words = _CHARITABLE.sub("gemeinnützige Organisationen, die gemeinn", phrase)
        named = _QUALIFIES.sub(" ", " ".join(words.split()))
        if not any(p.search(named) for p, _ in _KINDS):
            named = " ".join(words.split())
        hits = [(m.start(), kinds) for p, kinds in _KINDS for m in p.finditer(named)]
        for _, kinds in sorted(hits, key=lambda hit: hit[0]):
            found.update(dict.fromkeys(kinds))
    return tuple(found)
