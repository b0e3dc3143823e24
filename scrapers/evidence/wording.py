"""The words by which funding prose says what a date is for, as named rules.

Each pattern is one wording rule of German or English administrative language; `deadlines` only
combines them.
"""

import re

_I = re.IGNORECASE


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), _I)


# What an applicant hands in at the beginning. Applications for payment, change or extension of a
# grant already won are no applications.
_NOT_THIS_APPLICATION = (
    r"(?:auszahlungs|zahlungs|änderungs|verlängerungs|aufstockungs|mittelabruf|abruf|erstattungs|umwidmungs"
    r"|verwendungs|widerspruchs|abschlags|genehmigungs|bau|insolvenz|asyl|ausnahme|eintragungs|bafög|abrechnungs)"
)
APPLICATION = re.compile(
    rf"\b(?!{_NOT_THIS_APPLICATION})\w*antr(?:ag|age|ages|ags|äge|ägen)\b"
    r"(?!\s+auf\s+(?:aus|ab|teil|vor)?(?:zahlung|änderung|verlängerung|schlag|erstattung|zulassung|autorisierung))"
    r"|\b(?:bewerbung|anmeldung|förderanfrage|förderanmeldung|projektanmeldung|bedarfsanmeldung)(?:en)?\b"
    r"|\b(?:antrags|bewerbungs|förder)unterlagen\b|\bmelden\s+sie\s+(?:ihr|ihre|ihren|das|die)\s+(?:\w+\s+)?(?:projekt|vorhaben|teilnahme|maßnahmen?|bedarf)\b"
    r"|\b(?:projekt|förder|finanzierungs)?vorschl(?:ag|äge|ägen|ags)\b(?!\s+de[rs]\s+kommission)"
    r"|\b(?:full\s+)?(?:proposals?|applications?)\b",
    _I,
)
OUTLINE = _words(
    r"\b\w*skizzen?\b",
    r"\binteressens?(?:bekundung|anzeige)(?:en)?\b",
    r"\b(?:projekt|förder|vorhaben)ideen?\b",
    r"\b(?:projekt|kurz|grob|umsetzungs)?konzepte?n?\b(?=\s+(?:ein|vor|bis|beim?|können|müssen|sind))",
    r"\bprojektvorschl(?:ag|äge|ägen)\b",
    r"\b(?:pre-?proposals?|expressions?\s+of\s+interest|outlines?|concept\s+notes?)\b",
)
# The act itself as a noun.
SUBMISSION = re.compile(
    r"(?<!aufforderung zur )(?<!aufforderungen zur )\b(?:antrag(?:s)?stellung|bean(?:tragung)|einreichung|\w*(?:skizzen|antrags)einreichung|beantragung"
    r"|bewerbung|submission|vorlage\s+(?:von|der|einer)\s+(?:\w+\s+)?(?:\w*skizzen?|\w*antr(?:ags?|äge[n]?)))\b",
    _I,
)

# A noun that by itself calls the date a deadline.
DEADLINE_NOUN = re.compile(
    r"\b(?:(?:förder|projekt)?antrags?|bewerbungs|einreichungs?|einreich|abgabe|vorlage|skizzen|einsende|anmelde"
    r"|teilnahme|zuwendungsantrags|antragstellungs|projekteinreichungs|eingangs)"
    r"(?:fris(?:t|ten)|schl(?:uss|üsse)|schluss?termine?n?|termine?n?|ende|stichtage?n?|schlusses)\b"
    r"|\bschlusstermine?\b|\b(?:bewertungs|auswahl|begutachtungs|vorlage|einreich)stichtage?n?\b"
    r"|\b(?:einreichungs|antrags|bewerbungs|ausschreibungs)runde\b(?=\s*(?:\d\s*)?(?::|bis\b))"
    r"|\b(?:förder|antrags|einreichungs|bewerbungs)fenster\b|\b(?:antrags|antragstellungs|einreichungs|bewerbungs)(?:zeitraum|phase|periode)\b"
    r"|\bfrist(?:en)?\s+(?:für|zur)\s+(?:die\s+|das\s+)?(?:einreichung|vorlage|abgabe|antrag\w*|anträge|bewerbung\w*"
    r"|\w*skizzen?)"
    r"|\b(?:submission\s+|application\s+)?deadlines?\b|\bclosing\s+dates?\b|\bcut-?off(?:\s+dates?)?\b",
    _I,
)
CUTOFF_NOUN = _words(r"\b\w*stichtage?n?s?\b", r"\bcut-?off(?:\s+dates?)?\b")
NEXT_SITTING = _words(r"\bnächst(?:folgend)?en?\s+(?:sitzung|auswahlrunde|jurysitzung|stichtag)")
# "Stichtag(e) für die Einreichung von … ist/sind jeweils der …"
CUTOFF_BEFORE = re.compile(
    r"\b\w*stichtage?n?s?\s*:?\s*(?:(?:für|zur|der)\s+(?:die\s+|das\s+)?(?:einreichung|vorlage|abgabe|antrag\w*|bewertung|eingang\w*)[^.;,]{0,80}?)?"
    r"(?:\b(?:ist|sind|jeweils|der|am|zum|bis|die|den|jährlich|und|sowie)\b\s*)*\(?$",
    _I,
)
# "Der nächste Stichtag ist der …": rounds have cut-offs, counted ones speak for themselves.
COUNTED_CUTOFF = re.compile(
    r"\b(?:(?:erste|letzte|nächste|zweite|dritte)[rn]?\s+\w*stichtag|stichtage?\s+für\s+(?:das|die)\s+(?:förderjahre?|förderrunde))\b[^.;,]{0,30}?(?:\b(?:ist|der|am|war|jeweils)\b\s*)+$", _I
)
# "die Fristen 1. Februar und 1. August", "(Vorlagefrist für Projektskizzen 15. April 2027)"
NOUN_DIRECTLY_BEFORE = re.compile(
    r"\b(?:(?:antrags|einreichungs|vorlage|bewerbungs|abgabe)?fris(?:t|ten)|(?:antrags|einreichungs|abgabe)?terminen?|antragsschluss|einsendeschluss)(?:\s+(?:für|von)\s+(?:\w+\s+)?\w+)?\s*:?\s*$", _I
)
OUTLINE_DEADLINE = _words(r"\bvorlagefris(?:t|ten)\b", r"\bskizzen(?:frist|schluss|termin)\w*")

# Verbs of handing in, in the forms of prose and in the separated forms ("reichen Sie … ein").
SUBMIT_VERB = re.compile(
    r"\b(?:ein(?:zu)?reichen|eingereicht|einreicht|reicht?|reichen|stellen|gestellt|stellt|stellten|zu\s+stellen|richten(?!\s+sich)"
    r"|gerichtet|richtet(?!\s+sich)|vor(?:zu)?legen|vorgelegt|legen|legt|vorliegen|vorliegt|vorzuliegen|vorlag|(?:zu)?(?:ge)?senden"
    r"|(?:ein|über|zu)(?:zu)?senden|eingesandt|eingesendet|gesendet|übersandt|zugesandt|schicken|übermitteln|übermittelt"
    r"|ab(?:zu)?geben|abgegeben|ein(?:zu)?gehen|eingegangen|eingehen|eingeht|zu(?:zu)?gehen|zugegangen|zu(?:zu)?leiten"
    r"|zugeleitet|weiter(?:zu)?leiten|beantragen|beantragten|beantragt|bewerben|bewirbt|an(?:zu)?melden|angemeldet|melden"
    r"|hoch(?:zu)?laden|hochgeladen|erfolgen|erfolgt|möglich|zulässig|entgegengenommen|angenommen|ein(?:zu)?bringen"
    r"|unterbreiten|bei(?:zu)?bringen|an(?:zu)?zeigen"
    r"|submit(?:ted)?|appl(?:y|ied)|sent|send|received|lodged?|presented|accepted)\b",
    _I,
)
# Verbs that make the date something else: validity, doing the work, proving, deciding, paying.
OTHER_VERB = re.compile(
    r"\b(?:kraft|befriste\w+|gilt|gelten|gültig|gegolten|tritt|treten|endet|enden|endete|beginnt|beginnen|begonnen"
    r"|verlänger\w+|ausläuft|läuft|abgeschlossen|ab(?:zu)?schließen|durchgeführt|durch(?:zu)?führen|umgesetzt|um(?:zu)?setzen"
    r"|fertig(?:gestellt|zustellen)|bewilligt|bewilligen|gewährt|gewähren|entscheide[tn]|entschieden|ausgezahlt|aus(?:zu)?zahlen"
    r"|ab(?:zu)?rufen|abgerufen|verausgabt|verausgaben|verwenden|verwendet|auf(?:zu)?bewahren|aufbewahrt|vor(?:zu)?halten"
    r"|berichten|berichtet|informieren|informiert|mit(?:zu)?teilen|mitgeteilt|teilen|teilt|nach(?:zu)?weisen|nachgewiesen|prüfen|geprüft"
    r"|veröffentlicht|veröffentlichen|bekannt\s?gegeben|aufgehoben|ersetzt|abgelöst|fortgeführt|abgerechnet|ab(?:zu)?rechnen"
    r"|erbringen|erbracht|erfüllen|erfüllt|zurück(?:ge)?\w+|widerrufen|ergänzt|nachgereicht|nach(?:zu)?reichen|bestehen|gezahlt"
    r"|zu\s+zahlen|übertragen|zugeteilt|erstellt|erstellen|aktualisier\w+|tätigen|getätigt|vereinbart|geschlossen"
    r"|gefördert|fördern|benannt|benennen|anerkannt|in\s+betrieb|errichtet|fertig|gestartet|starten|aufgeteilt|adopt(?:ed)?|expires?|valid)\b",
    _I,
)

# What is handed in after the grant: proofs, reports, calls for money, changes.
AFTERWARDS = re.compile(
    r"\b\w*nachweis(?:e|en|es|s|führung|prüfung|verfahren)?\b|\b\w*berichte?(?:n|s|erstattung)?\b|\bmittel(?:ab|an)\w+"
    r"|\b\w*auszahlung(?:en|s\w*)?\b|\b(?:zahlungs|auszahlungs|änderungs|verlängerungs|erstattungs|aufstockungs)antr\w+"
    r"|\bantr(?:ag|äge|ages)\s+auf\s+(?:aus|ab|teil)?(?:zahlung|änderung|verlängerung|schlag|erstattung)\w*"
    r"|\b(?:ab|schluss|end)?rechnung(?:en|s\w*)?\b|\bbelege\b|\bänderungen\b|\bevaluierung\w*|\bevaluation\w*|\bstatisti\w+|\babrechnung\w*"
    r"|\bübersicht(?:en)?\b|\b\w*(?:liste|listen|förderplan)\b|\bmitteilung\b|\bpayment\s+(?:claims?|requests?)|\b(?:final|interim|progress)\s+reports?\b",
    _I,
)

# "Die Regierungspräsidien legen dem Ministerium …": an authority's own date.
_AUTHORITY = (
    r"(?:die|das|der)\s+(?:zuständigen?\s+)?(?:\w*regierung(?:en)?|regierungspräsidi(?:en|um)|länder|kommission|mitgliedstaat(?:en)?"
    r"|bewilligungs(?:behörde|stelle)n?|\w*ministeri(?:um|en)|landesverwaltungsamt|landesämter|landesamt|landesdirektion"
    r"|senatsverwaltung(?:en)?|fachbehörde|bezirksregierung(?:en)?|projektträger|nbank|ilb|sab|l-bank)"
)
_AUTHORITY_VERB = (
    r"(?:legt|legen|leitet|leiten|übermittelt|übermitteln|berichtet|berichten|teilt|teilen|entscheidet|entscheiden"
    r"|bewilligt|stellt|reicht|reichen|prüft|erstellt|veröffentlicht|meldet|melden|übersendet|übersenden)"
)
AUTHORITY_ACTS = re.compile(
    rf"\b{_AUTHORITY}(?:\s+\w+){{0,2}}?\s+{_AUTHORITY_VERB}\b|\b{_AUTHORITY_VERB}\s+{_AUTHORITY}\b",
    _I,
)
# "… eingereicht wurden": the sentence speaks of applications that were handed in, not of a deadline.
ALREADY_DONE = re.compile(
    r"\b(?:eingereicht|gestellt|vorgelegt|beantragt|eingegangen|bewilligt)\b[^.;]{0,40}?\b(?:wurden?|worden|waren?)\b",
    _I,
)
# "Für Anträge, die bis zum … gestellt werden, gilt …": a rule for some applications.
CONDITIONAL = re.compile(
    r"\W*(?:[\d.]+|\(\d+\)|[a-z]\))?\s*(?:für|auf|bei|über|von)\s+(?:alle\s+|bereits\s+)?(?:\w+\s+)?(?:\w*antr[aä]g\w*|\w*skizzen|vorhaben|projekte|maßnahmen|zuwendungen),\s+(?:die|welche|deren)\b",
    _I,
)
# "für den Zeitraum vom … bis …": the span of the work, not of applying.
PERIOD_BEFORE = re.compile(
    r"\bfür\s+(?:den|die|das|projekte|vorhaben|maßnahmen)\s+(?:[\w.]+\s+){0,4}(?:vom|von|zwischen\s+dem|between)\s*$"
    r"|\b(?:förder|bewilligungs|projekt|durchführungs|verpflichtungs|maßnahme|vorhaben|haushalts|kalender)\w*(?:zeitraum|zeitraums|laufzeit|periode|phase|jahr|jahres)\s+(?:\w+\s+)?(?:vom|von|\()\s*$"
    r"|\blaufzeit\s+(?:\w+\s+){0,3}vom\s*$",
    _I,
)
# The writing of applications elsewhere is what is funded.
WRITING_OF = re.compile(r"\b(?:erstellung|vorbereitung|ausarbeitung|erarbeitung)\s+(?:von|der|des|eine[rs])\s+(?:\w+\s+)?\w*(?:antr[aä]g|skizze)\w*", _I)
MODAL = re.compile(r"\b(?:sind|ist|muss|müssen|sollen|soll|können|kann)\b", _I)
# "zum 15. Oktober 2022 können keine Projektskizzen eingereicht werden"
NONE_TAKEN = re.compile(r"\bkeine[nr]?\b[^.;]{0,60}\b(?:eingereicht|gestellt|vorgelegt|entgegengenommen|angenommen|möglich)\b", _I)
# "an den bis zum 30.6.2024 zuständigen Projektträger": the date belongs to an adjective.
ADJECTIVE_AFTER = re.compile(r"\s+(?:zuständig|gültig|geltend|bestehend|befristet|bewilligt|beauftragt|laufend)e\w*\b", _I)
# "Interessenbekundungen müssen bis … bearbeitet und abgeschlossen sein"
MUST_BE_FINISHED = re.compile(
    r"^\W*(?:\w+\s+){0,3}?(?:interessens?bekundung(?:en)?|\w*skizzen?|\w*antr(?:ag|äge))\s+(?:müssen|mussten|muss|musste)\b.*\b(?:abgeschlossen|hochgeladen|bearbeitet|freigegeben)\b", _I | re.S
)
# "die bis zum 30.4. eingegangenen Anträge"
PARTICIPLE_AFTER = re.compile(
    r"[^.;,]{0,50}?\b(?:eingegangene|eingereichte|eingehende|vorliegende|gestellte)n?\s+(?:\w+\s+){0,2}?\w*(?:antr[aä]g|skizze|bewerbung)\w*", _I
)
TO_HAND_IN = re.compile(
    r"\b(?:ein|vor|ab|zu|über|an)zu(?:reichen|legen|geben|leiten|senden|melden)\b|\bzu\s+(?:stellen|richten|übermitteln|übersenden|senden|beantragen)\b|\b(?:eingereicht|gestellt|vorgelegt)\s+(?:werden|sein)\b|\b(?:einreichen|vorlegen|vorliegen)\b", _I
)
# A clause that takes up the noun of the one before it.
TAKES_UP = re.compile(r"\s*(?:er|sie|es|diese[rs]?|dies|der|die|das|welche[rs]?|für\s+d\w+|zu\s+d\w+)\b", _I)
CANCELLED = re.compile(r"\b(?:entfällt|entfallen|ausgesetzt|gestrichen|abgesagt|cancelled)\b", _I)

# What may stand directly before a date that is an end. "vom", "ab", "seit", "nach dem" open or date.
_GLUE = (
    r"(?:(?:einschließlich|spätestens|längstens|jeweils|jährlich|zum|zur|zu|den|dem|am|der|die|das|ablauf|des|tag|tage|montag|dienstag|mittwoch"
    r"|donnerstag|freitag|samstag|sonnabend|sonntag|grundsätzlich|stichtage?n?|terminen?|stichtermine?n?|nächsten|ende|maximal|auf|einheitlich|einlangend|eingehend"
    r"|monday|tuesday|wednesday|thursday|friday|the|latest|on|at|no|later|than|and|including),?\s+)*"
)
LIMIT_BEFORE = re.compile(
    rf"(?:\bbis|\bspätestens|\blängstens|\bby|\buntil|\bno later than|\bnot later than|\bbefore)[:,]?\s+{_GLUE}\(?$", _I
)
POINT_BEFORE = re.compile(
    rf"(?:\bzum|\bzu den|\bjeweils|\bam|\bder|\bdie|\bden|\bdem|\bist|\bsind|\blautet|\bendet|\bon|\bis|\bare|\bstichtage?n?|[:–(-]|/-innen)[:,]?\s*{_GLUE}$",
    _I,
)
OPENING_BEFORE = re.compile(
    r"(?:\bab|\bseit|\bfrühestens|\bbeginnend|\bnach|\bbeginnt|\bbeginnen|\bstartet|\bbeginn|\bfrom|\bopens?|\bsince|\bopening(?:\s+date)?:?|\bvor|\bas of|\bvon)"
    r"\s+(?:(?:dem|den|der|zum|am|mit|jeweils|ablauf|des|on|spätestens|frühestens|the)\s+){0,3}$",
    _I,
)
DATED_BEFORE = re.compile(r"(?:\bvom|\bfassung|\bdated|\bof|\bstand|\bstand:|\bgeändert\s+am|\bdes\s+gesetzes\s+vom|\bAT|\bL\s\d+\s+vom)\s*[:(]?\s*$", _I)

LATE_BEFORE = re.compile(rf"\b(?:nach\s+dem|später\s+als(?:\s+bis)?(?:\s+(?:zum|am))?)\s+{_GLUE}$", _I)
LATE_AFTER = re.compile(r"\b(?:eingeh\w+|eingegangen\w*|eingereicht\w*|gestellt\w*|vorgelegt\w*)\b.{0,120}?\b(?:nicht|erst|abgelehnt|ausgeschlossen)\b", _I | re.S)

# What may follow a day without a year and makes it a yearly one.
YEARLY_AFTER = re.compile(
    r"[\s,)]*(?:(?:ei?nes|des|desselben|im|für\s+das|for\s+the|of\s+(?:each|every)|jede[ns]|eines\s+jeden|in\s+jedem|jedes)\s+)"
    r"(?:jeden|jeweiligen|laufenden|vorangehenden|vorhergehenden|vorangegangenen|vorausgehenden|jeweils|folgende|kommende|nächste|aktuellen|dem\s+\w+\s+vor\w+|following|year)*\s*"
    r"(?:\w*(?:vorjahre?s?|folgejahre?s?|jahre?s?|year))?(?:,?\s+(?:das|für|of|des)\s[^,.;]{0,60})?",
    _I,
)
BEFORE_THE_YEAR = re.compile(
    r"\bdes\s+(?:jeweiligen\s+|laufenden\s+)?vorjahre?s\b|\bfür\s+das\s+(?:jeweils\s+)?(?:folgende|kommende|nächste)\s+(?:\w*jahr|jahr)\b|\bfür\s+das\s+folgejahr\b"
    r"|\bdes\s+laufenden\s+(?:\w*jahre?s)\s+für\s+das\s+(?:folgejahr|folgende\s+jahr)\b|\bdes\s+(?:dem\s+)?\w+\s+vor(?:her|an|aus)gehenden\s+(?:kalender|haushalts)?jahre?s\b",
    _I,
)
# "Ausschlussfrist" beside a date of handing in.
EXCLUSION_AFTER = re.compile(r"[\s,]*\(?(?:es\s+handelt\s+sich\s+um\s+eine\s+)?ausschlussfrist\b", _I)
HANDING_IN = re.compile(r"einreich|antrag|anträg|bewerb", _I)
# Every second or third year: not yearly, so only the dated ones are kept.
EVERY_FEW_YEARS = re.compile(r"\balle\s+(?:zwei|drei|vier|fünf|2|3|4|5)\s+jahre\b", _I)
# "Call 2027", "Im Jahr 2027 sind …": the year of the days that follow.
YEAR_OF_ROUND = re.compile(
    r"(?:\b(?:call|\w*aufruf|ausschreibung|\w*runde)\s+(?:im\s+jahr\s+)?|^\W*im\s+jahre?\s+)(?P<y>20\d\d)\b(?!\s*(?:bis|–|-|/))", _I
)
QUARTERLY = _words(r"\bvierteljähr\w+", r"\bquartalsweise\b", r"\bquarterly\b", r"\bjedes\s+quartals?\b", r"\bviermal\s+(?:im\s+jahr|jährlich)")
THIS_YEAR = _words(r"\bdieses\s+jahres\b", r"\bin\s+diesem\s+jahr\b", r"\bthis\s+year\b")

# Applications are taken all the time.
ROLLING = re.compile(
    r"\b(?:jederzeit|(?:fort)?laufend(?!\s+offene)|ganzjährig|durchgehend|kontinuierlich|fortwährend|zeitlich\s+unbefristet|at\s+any\s+time"
    r"|continuously|on\s+a\s+rolling\s+basis|all\s+year\s+round)\b",
    _I,
)
NO_DEADLINE = re.compile(
    r"\bohne\s+(?:feste[nr]?\s+)?(?:(?:antrags|einreichungs|bewerbungs)?(?:fris(?:t|ten)|termine?n?)|antragsschluss)\b"
    r"|\bkeine\s+(?:festen?\s+|besonderen?\s+|bestimmten?\s+)?(?:antrags|einreichungs|bewerbungs|einreich)(?:fris(?:t|ten)|termine?|stichtage?)\b"
    r"|\b(?:antrags|einreichungs|bewerbungs)fris(?:t|ten)\s+(?:bestehen|besteht|gibt\s+es|gelten|gilt|existier\w+|sind)\s+(?:\w+\s+)?nicht\b"
    r"|\bnicht\s+an\s+(?:feste\s+|bestimmte\s+|eine\s+)?(?:frist|fristen|termine|stichtage)\s+gebunden\b|\ban\s+keine\s+(?:frist|fristen|termine)\s+gebunden\b"
    r"|\bfristungebunden\b|\bkeiner\s+(?:antrags|einreichungs)frist\b|\bno\s+(?:application\s+)?deadlines?\b",
    _I,
)
BUDGET_ENDS = re.compile(
    r"\b(?:bis|solange|until|soweit)\b[^.;]{0,80}?\b(?:\w*mittel|budget|\w*budgets|kontingent|fördertopf|förderbudget|fördervolumen|funds|funding)\b[^.;]{0,60}?"
    r"\b(?:ausgeschöpft|erschöpft|aufgebraucht|verbraucht|ausgegeben|exhausted|used\s+up)\b"
    r"|\bbis\s+zur\s+(?:vollständigen\s+)?(?:ausschöpfung|erschöpfung)\s+(?:der|des)\s+[^.;]{0,60}?(?:mittel|budgets|kontingents|fördertopfs)\b"
    r"(?!\w)",
    _I,
)

_NUMBER = (
    r"(?:\d{1,2}|eine[mrsn]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|one|two|three|four|six|eight)"
)
RELATIVE = re.compile(
    rf"\b(?:(?:spätestens|mindestens|wenigstens|bis(?:\s+zu)?|innerhalb(?:\s+von)?|binnen|möglichst|jedoch|in\s+der\s+regel|within|at\s+least"
    rf"|frühestens|letzten|längstens)\s+)*"
    rf"{_NUMBER}\s+(?:\w+\s+)?(?:kalender|werk|arbeits)?(?:woche|wochen|monat|monate|monaten|monats|tag|tage|tagen|jahr|jahre|jahren|jahres|weeks?|months?|days?)\s+"
    r"(?:(?P<before>vor|before)|(?P<after>nach|after))\s+(?P<event>(?:[\w.-]+\s+){0,5}?[\w.-]+)",
    _I,
)
# "nach" only limits where something says so; "frühestens" never does.
LATEST = re.compile(r"\b(?:spätestens|innerhalb|binnen|bis|within|längstens)\b", _I)
EARLIEST = re.compile(r"\b(?:frühestens|letzten|erst)\b", _I)
# Counting from the application itself is a rule about something else.
FROM_THE_APPLICATION = re.compile(
    r"\s*(?:(?:der|des|die|dem|einer|eines|vollständigen|elektronischen|förmlichen|formgebundenen|eigentlichen|jeweiligen|vollständiger|elektronischer)\s+)*"
    r"(?:antrag|\w*antrags?(?:stellung|eingang|einreichung)|einreichung|vorlage|eingang|skizzen|stellung)",
    _I,
)
