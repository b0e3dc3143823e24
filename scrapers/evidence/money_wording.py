"""The words by which funding prose says what a percentage or a sum is, as named rules."""

import re

_I = re.IGNORECASE

# What is paid out to the applicant.
_FUNDING = (
    r"(?:zuschuss(?:es)?|zuschüsse|zuschusshöhe|zuwendung(?:en|s\w*)?|förderung(?:en)?"
    r"|förder\w{0,10}(?:satz|sätze|quote|quoten|höhe|anteil|rahmen|betrag|summe)"
    r"|förderhöchstbetrag|höchstförder\w+|beihilfe(?:n|intensität\w*|höchst\w*|satz)?"
    r"|darlehen\w*|kredit(?:e|s|betrag)?|finanzierungsanteil|anteil(?:s)?finanzierung"
    r"|finanzhilfe|unterstützung|bürgschaft(?:en)?|fehlbedarfsfinanzierung"
    r"|festbetragsfinanzierung|festbetrag|fördermittel|bundesförderung|prämie"
    r"|stipendi\w+"
    r"|grant|funding(?:\s+rate)?|co-?financing(?:\s+rate)?|eu\s+contribution)"
)
DIRECT = re.compile(
    rf"\b(?:die\s+)?(?:maximale\s+)?(?:höhe|umfang)\s+(?:des|der|ihre[srn]?|dieser|einer"
    rf"|eines)\s+(?:\w+\s+|\S+-){{0,2}}\w*{_FUNDING}\b"
    rf"|\b(?:der|ein|ihr|einen|die|das|eine"
    rf"|als)\s+(?:\w+\s+){{0,2}}\w*{_FUNDING}\s+(?:kann|können|beträgt|betragen|liegt"
    rf"|in\s+höhe|von|bis|beläuft|deckt)\b"
    r"|\b(?:erhalten|bekommen|erhält)\b|\bfördersatz\s+(?:beträgt|liegt)"
    r"|\bförderquote\s+(?:\([^)]*\)\s+)?(?:beträgt|liegt)",
    _I,
)
SUBJECT = re.compile(
    rf"\b\w*{_FUNDING}\b|\b(?:mindest|höchst)betrag\s+(?:liegt|beträgt|bei)\b|\bgefördert\b|\bbezuschusst\b|\bgewährt\b|\berstattet\b"
    rf"|\bübernommen\b|\bfinanziert\b|\bübernimmt\b",
    _I,
)
BASE = re.compile(
    r"\s*(?:der|des|ihrer|ihres|von\s+den|aller|dieser"
    r"|of\s+(?:the\s+)?(?:total\s+)?)\s*(?:als\s+)?(?:\w+\s+){0,4}?\(?(?:zuwendungs"
    r"|förder|beihilfe|zuschuss|berücksichtigungs|anerkennungs)?"
    r"(?:fähigen?|anerkannten?|anrechenbaren?|eligible|förderungsfähigen?|entstehenden"
    r"|gesamten?)?\)?\s*(?:\w+\s+){0,3}?\(?\w*(?:ausgaben|kosten|aufwendungen|volumens?"
    r"|costs|investition\w*|betrags?)\b",
    _I,
)
# Percentages and sums of something else.
OTHER_RATE = re.compile(
    r"\beigen(?:anteil|mittel|leistung|beteiligung|kapital)\w*|\bdrittmittel\w*"
    r"|\bpauschal(?:e|en|satz)?\b|\bverbürg\w*|\w+pauschale\w*|\bbonus\b|\bzuschlag\w*"
    r"|\b\w*zins\w*|\btilgung\w*|\bhaftung\w*|\bauszahlung\w*|\bausgezahlt\b|\beinkommensgrenze\w*"
    r"|\büberschr\w+|\beinsparung\w*|\breduzier\w+|\bminderung\w*|\bverringer\w+"
    r"|\bsenk\w+"
    r"|\barbeitszeit\b|\bvollzeit\w*|\bbeschäftigungsumfang\b|\bstellenanteil\w*"
    r"|\bmitarbeiter\w*|\bumsatz\w*|\bgemeinkosten\b|\bverwaltungs(?:kosten|ausgaben)\b"
    r"|\bausnahme\w*|(?<!je nach )(?<!nach dem )\beinzelf[aä]ll\w*|\bausnahmsweise\b"
    r"|\bübersteig\w+|\bwirkungsgrad\b|\bauslastung\b|\bstimmrechte?\b|\bbesitz\b"
    r"|\bder\s+einwohner|\babweich\w+"
    r"|\bvorauszahlung\w*|\babschlag\w*|\bvorschuss\b|\brückzahlung\w*"
    r"|\brückforderung\w*|\babzug\b|\bgekürzt\b|\bzurück\w+|\bmitfinanzierung\b"
    r"|\bkofinanzierung\s+durch"
    r"|\banteil\s+(?:an|von|der\s+(?!bundes))|\bsachmittel\b|\b\w*fördersumme\b"
    r"|\bfür\s+(?:die|das|ihre?)\s+\w*(?:darlehen|kredit)\w*\s[^.;]{0,60}bürgschaft\w*"
    r"|\bkomplementär\w*|\binvestitionen\s+dürfen|\bbeteiligung\b|\bmittelanforderung\b"
    r"|\bteilverzicht\b|\bmarketing\w*|\baufschlag\b|\baufzustocken\b"
    r"|\bals\s+zuwendungsfähig\s+anerkannt|\bzuwendungsfähig\s+sind\b|\bvergrößerung\b"
    r"|\bnutzfläche\b",
    _I,
)
OWN_BEFORE = re.compile(
    r"\b(?:mindestens|wenigstens|minimum|at\s+least|mehr\s+als|weniger\s+als|unter|über"
    r"|um|um\s+bis\s+zu|um\s+maximal|ab|more\s+than|restlichen|verbleibenden"
    r"|übrigen)\s*$",
    _I,
)
CAP_BEFORE = re.compile(
    r"(?:\bbis\s+(?:zu|max\.|maximal|höchstens)|\bbis|\bmaximal(?:\s+(?:aber|jedoch|auf"
    r"|in\s+höhe\s+von|mit))?|\bmax\.|\bhöchstens|\bbegrenzt\s+auf|\bbeschränkt\s+auf"
    r"|\bin\s+höhe\s+von(?:\s+bis\s+zu)?"
    r"|\bnicht\s+mehr\s+als|\bup\s+to|\bmaximum(?:\s+of)?|\bauf|\bvon|\bbeträgt"
    r"|\bliegt\s+bei|\bmit|\bzwischen|\bbetragen|\bhöchstbetrag\w*(?:\s+von)?"
    r"|\bobergrenze(?:\s+von)?|\bpauschal|\binsgesamt|\bfunding\s+rate:?|\bnot\s+exceed)\s*(?:jeweils\s+|insgesamt\s+"
    r"|jährlich\s+|maximal\s+|einmalig\s+|rund\s+|ca\.\s+|bis\s+zu\s+)*[(]?$",
    _I,
)
COSTS = re.compile(
    r"(?<!für )(?<!für die )(?<!für ihre )(?<!für deren )(?:\b(?:gesamt|projekt"
    r"|investitions|bau|förderfähige\w*\s+|zuwendungsfähige\w*\s+"
    r"|anerkannte\w*\s+)(?:kosten|ausgaben|volumen|summe)\b|\b\w*kosten\b"
    r"|\b\w*ausgaben\b|\bzuwendungsfähig\s+sind\b|\bgesamtfinanzierung\b"
    r"|\binvestitions?(?:volumen|betrag|summe)\b|\bprojektvolumen\b|\bgesamtvolumen\b)",
    _I,
)
OTHER_AMOUNT = re.compile(
    r"\bthird\s+part(?:y|ies)\b|\bde[-\s]?minimis\w*|\bbetragsgrenze\w*|\bangehoben\b"
    r"|\bbruttosubvention\w*"
    r"|\bkreditvolumen\b|\binvestieren\b|\bzweckbindung\w*|\bdingliche\b|\beigen-\s"
    r"|\bdrittmittel\w*|(?<!als )\bpauschalen?\b|\w+pauschalen?\b"
    r"|\baufwandsentschädigung\w*|\bumsatz\w*|\bbilanz\w*|\bjahresumsatz\w*"
    r"|\bauftragswert\w*|\bvergabe\w*|\bhonorar\w*|\beigen(?:anteil|mittel|leistung"
    r"|beteiligung|kapital)\w*|\bsteuerjahre\w*"
    r"|\bhaushaltsansatz\b|\bfinanzausstattung\b|\bstehen\b[^.;]{0,160}\bverfügung"
    r"|\bstellt\b[^.;]{0,160}\b(?:bereit|verfügung)|\bschwellenwert\w*"
    r"|\bveröffentlich\w*|\bberichten\b|\bgesamtbudget\b|\bbudget\s+von|\bgeräte?\b"
    r"|\bgegenst[äa]nd\w*|\banschaffung\w*|\bwertgrenze\b"
    r"|\bverpflegung\w*|\bübernachtung\w*|\bfahrt?kosten\b|\breisekosten\b"
    r"|\beinkommen\w*|\bgehalt\w*|\bsteuer\w*|\bwert\s+von|\bersparnis\w*|\berlöse?\b"
    r"|\beinnahmen\b|\bprüfung\w*|\bnachweis\w*|\bgebühr\w*|\bpauschale\s+in\s+höhe"
    r"|\bvermögen\w*|\bbeschäftigte\w*|\bmitarbeiter\w*|\bentscheide\w*|\bverdienst\w*"
    r"|\bmieten?\b|\bkaltmiete\b",
    _I,
)
PER_UNIT = re.compile(
    r"\s*(?:netto|brutto)?\s*(?:\bpro|\bje|/|\bper|\bfür\s+(?:jede[nrs]?"
    r"|eine?))\s*(?:ganzen?\s+|volle[nr]?\s+|angefangene[nr]?\s+|geleistete[nr]?\s+"
    r"|vollendete[nr]?\s+|förderfähige[nrm]?\s+|gefahrene[nr]?\s+|beantragte[nr]?\s+"
    r"|qualifizierte[nr]?\s+)*"
    r"(?:\w*stunden?|\w*tagewerk|tag|tage|\w*tag\b|nacht|person|personen|\w*teilnehm\w+"
    r"|teilnehmenden?|quadratmeter\w*|qm|m²|m2|m³|kubikmeter|hektar|ha\b|kilometer|km\b|kwh?"
    r"|mwh|kwp|woche|einwohner\w*|kind|kopf|stück|baum|tonne|gvo|gve|großvieh\w*|tier"
    r"|laufend\w+|meter|platz|gruppe|seite|unterrichts\w+|monat|bogen|bett|wohnplatz"
    r"|ladepunkt|fall|liter|pflegebedürftige\w*|schüler\w*|ehrenamt\w*|student\w*"
    r"|studierende\w*|auszubildende\w*|veranstaltung)",
    _I,
)
UNIT_NEAR = re.compile(
    r"\bmonatlich\w*|\bstündlich\w*|\btäglich\w*|\bpro\s+monat\b|\bje\s+monat\b"
    r"|\bund\s+monat\b|\bje\s+\w*(?:tag|stunde|woche|monat)\b|\bstundensatz\b"
    r"|\btagessatz\b|\b(?:pro|je)\s+(?:tag|stunde|nacht|teilnehm\w+|person)\b",
    _I,
)
MINIMUM = re.compile(
    r"\b(?:mindestens|mindest\w+|wenigstens|nicht\s+unter|minimum|at\s+least"
    r"|bagatellgrenze\w*|untergrenze|nicht\s+unterschr\w+|unterschreiten)\b"
    r"|\b(?:übernimmt|vergibt|gewährt)\b[^.;]{0,40}\bab\s*$",
    _I,
)
# "Die Höhe der Zuwendung muss 1.000 Euro übersteigen."
MUST = re.compile(r"\b(?:muss|müssen)\b[^.;]*$", _I)
EXCEEDED_AFTER = re.compile(r"\s*(?:übersteigen|überschreiten)\b", _I)
# "Die Förderung ist an Bedingungen geknüpft: * …": what the list says is no promise.
CONDITIONS_LEAD = re.compile(r"\b(?:bedingung|voraussetzung|auflage)\w*", _I)
# "je nach System zwischen 1.300 und 2.300 Euro", "für jeden weiteren Platz zwischen …": fixed sums;
# "höchstens zwischen 3 und 8 Mio. Euro": ceilings. None of them is a minimum.
DEPENDING = re.compile(
    r"\bje\s+(?:nach|weitere\w*)\b|\bfür\s+(?:jede[nrsm]?|de[nrm]\s+(?:1\.|ersten?))\s|\b(?:höchstens|maximal)\s+(?:zwischen|von)\s*$",
    _I,
)
# "bei Förderungen über 50.000 Euro gilt …": a threshold inside the rules.
THRESHOLD = re.compile(
    r"\b(?:bei|für)\s+(?:\w*förderungen|\w*zuwendungen|\w*vorhaben|\w*projekten?"
    r"|\w*maßnahmen|\w*zuschüssen?|anträgen?|beträgen?|einer\s+\w*(?:summe"
    r"|höhe))\s+(?:\w+\s+){0,2}?(?:über|bis|ab|von|unter|mit)\b[^;,]{0,40}$"
    r"|\bab\s+eine[rm]\s+\w+(?:\s+in\s+höhe)?\s+von\s*$"
    r"|\bmit\s+einer\s+\w+\s+von\s+(?:mindestens|über|mehr\s+als|bis\s+zu)\s*$",
    _I,
)
EXCEEDS_AFTER = re.compile(
    r"\s*(?!nicht)(?:\w+\s+){0,2}?(?<!nicht )(?:übersteig\w+|überschreite[tn]"
    r"|hinaus\w*)\b",
    _I,
)
SUBJECT_FIRST = re.compile(
    rf"\W*(?:[\d.]+\s+|\(\d+\)\s+|[a-z]\)\s+)?(?:\w+\s+){{0,4}}?\w*{_FUNDING}\b", _I
)
IS_FUNDED = re.compile(r"\s*(?:\([^)]{0,60}\)\s*)?(?:gefördert|bezuschusst)\b", _I)
RATE_NOUN = re.compile(r"\b(?:förderquote|fördersatz|finanzierungsanteil|funding\s+rate)\b", _I)
UP_TO = re.compile(r"\b(?:bis\s+zu|maximal|höchstens|max\.|up\s+to)\s*$", _I)
BAGATELLE = re.compile(
    r"\b(?:bagatellgrenze|mindest(?:förder|zuwendung|zuschuss|antrag|kredit|darlehen)\w*"
    r"|mindestbetrag|untergrenze)\b"
    r"|\b(?:unter|weniger\s+als|nicht\s+mehr\s+als)\b[^.;]{0,80}\b(?:nicht\s+(?:gewährt"
    r"|bewilligt|gefördert)|keine?\s+(?:zuwendung|förderung|bewilligung))"
    r"|\b(?:nicht\s+unterschr\w+)",
    _I,
)
# The heading or bold title with which a programme page goes over to the official text.
GUIDELINE = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]*Richtlinie\b|\*\*[^\n]{0,200}(?:[Rr]ichtlinie"
    r"|[Bb]ekanntmachung|[Vv]erwaltungsvorschrift|[Ff]örderaufruf|[Mm]erkblatt|Erlass"
    r"|Verordnung|[Gg]rundsätze|Beschluss|Entscheidung))",
    re.M,
)
# Percentages of the grant itself: instalments, shares of a budget.
OF_THE_GRANT = re.compile(
    r"\s*of\s+the\s+(?:total\s+|requested\s+)?(?:eu\s+)?(?:funding|grant|budget|contribution)\b"
    r"|\s*(?:der|des)\s+(?:\w+\s+)?(?:gesamt)?(?:zuwendung|förderung|zuschusses"
    r"|förderhöhen?|fördersumme|frauen|einwohn\w+|teilnehm\w+|fläche|zeit)\b",
    _I,
)
CONDITIONAL = re.compile(r"\W*(?:wenn|sofern|soweit|falls)\b", _I)
# "Zuwendungen bis zu 5.000 Euro erfolgen als Festbetrag": a class of grants, not the limit.
CLASS_OF_GRANTS = re.compile(
    r"^\W*(?:[\d.]+\s+|\(\d+\)\s+)?(?:bei\s+)?\w*(?:zuwendungen|förderungen|beihilfen"
    r"|anträgen?|vorhaben|projekten?|zuschüssen?|maßnahmen)\s+(?:bis(?:\s+zu)?|von|über"
    r"|ab|in\s+höhe\s+von)(?:\s+(?:mehr\s+als|bis\s+zu|insgesamt))?\s*$",
    _I,
)
STATE_AID = re.compile(r"\bAGVO\b|[Bb]eihilfeintensit|[Bb]eihilfef[äa]h|Artikels?\s+\d")
SPLIT = re.compile(
    r";|\s\*\s|,\s+(?=(?:wenn|sofern|soweit|die|der|das|wobei|mindestens|maximal"
    r"|höchstens|dabei|falls|jedoch|können|kann|erhalten|bekommen|bekommt|gilt|beträgt"
    r"|ist|sind|wird|werden|müssen)\s)|\.\s+(?=[A-ZÄÖÜ])"
)
LOAN = re.compile(r"\b(?:\w*darlehen\w*|kredit\w*|bürgschaft\w*|beteiligung\w*)\b", _I)
COMPARED_BEFORE = re.compile(
    r"\b(?:unter|über|mehr\s+als|weniger\s+als|oberhalb|unterhalb|übersteig\w+)\s*(?:von\s+)?$", _I
)
HIGHEST = re.compile(r"\b(?:höchst|maximal)\w*", _I)
CAPPED_AFTER = re.compile(
    r"\s*(?:\w+\s+){0,6}(?:begrenzt|beschränkt|nicht\s+übersch\w+|gedeckelt)", _I
)
