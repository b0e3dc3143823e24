"""The words by which funding prose says what a date is for, as named rules.

Each pattern is one wording rule of German or English administrative language; `deadlines` only
combines them.
"""

import re

_I = re.IGNORECASE


def any_of(*alternatives: str) -> re.Pattern[str]:
    """A pattern that finds any of the alternatives, whatever their case."""
    return re.compile("|".join(alternatives), _I)


# What an applicant hands in at the beginning. Applications for payment, change or extension of a
# grant already won are no applications.
_NOT_THIS_APPLICATION = (
    r"(?:auszahlungs|zahlungs|änderungs|verlängerungs|aufstockungs|mittelabruf|abruf"
    r"|erstattungs|umwidmungs"
    r"|verwendungs|widerspruchs|abschlags|genehmigungs|bau|insolvenz|asyl|ausnahme"
    r"|eintragungs|bafög|abrechnungs)"
)
APPLICATION = re.compile(
    rf"\b(?!{_NOT_THIS_APPLICATION})\w*antr(?:ag|age|ages|ags|äge|ägen)\b"
    r"(?!\s+auf\s+(?:aus|ab|teil|vor)?(?:zahlung|änderung|verlängerung|schlag|erstattung"
    r"|zulassung|autorisierung))"
    r"|\b(?:bewerbung|anmeldung|förderanfrage|förderanmeldung|projektanmeldung"
    r"|bedarfsanmeldung)(?:en)?\b"
    r"|\b(?:zu\s+beantragen|beantragt\s+(?:werden|sein))\b"
    r"|\bzur\s+förderung\s+(?:\S+\s+){0,4}?an(?:zu|ge)meld\w+"
    r"|\b(?:antrags|bewerbungs|förder)unterlagen\b|\bmelden\s+sie\s+(?:ihr|ihre|ihren"
    r"|das|die)\s+(?:\w+\s+)?(?:projekt|vorhaben|teilnahme|maßnahmen?|bedarf)\b"
    r"|\b(?:projekt|förder|finanzierungs)?vorschl(?:ag|äge|ägen|ags)\b(?!\s+de[rs]\s+kommission)"
    r"|\b(?:full\s+)?(?:proposals?|applications?)\b",
    _I,
)
# "Verlängerungen sind bis zum 30.9. zu beantragen": asked for while the work goes on.
ASKED_FOR = re.compile(r"\b(?:zu\s+beantragen|beantragt\s+(?:werden|sein))\b", _I)
DURING_THE_WORK = re.compile(
    r"\b(?:verlängerung|umwidmung|aufstockung|änderung|ausnahme\w*|auszahlung|genehmigung"
    r"|erstattung"
    r"|stundung|fristverlängerung|laufzeitverlängerung|mittelübertragung|übertragung)(?:en|s)?\b",
    _I,
)
OUTLINE = any_of(
    r"\b\w*skizzen?\b",
    r"\binteressens?(?:bekundung|anzeige)(?:en)?\b",
    r"\b(?:projekt|förder|vorhaben)ideen?\b",
    r"\b(?:projekt|kurz|grob|umsetzungs)?konzepte?n?\b(?=\s+(?:ein|vor|bis|beim?|können"
    r"|müssen|sind))",
    r"\bprojektvorschl(?:ag|äge|ägen)\b",
    r"\b(?:pre-?proposals?|expressions?\s+of\s+interest|outlines?|concept\s+notes?)\b",
)
# The act itself as a noun.
SUBMISSION = re.compile(
    r"(?<!aufforderung zur )(?<!aufforderungen zur )\b(?:antrag(?:s)?stellung"
    r"|bean(?:tragung)|einreichung|\w*(?:skizzen|antrags)einreichung|beantragung"
    r"|bewerbung|submission|vorlage\s+(?:von|der|einer)\s+(?:\w+\s+)?(?:\w*skizzen?"
    r"|\w*antr(?:ags?|äge[n]?)))\b",
    _I,
)

# A noun that by itself calls the date a deadline.
DEADLINE_NOUN = re.compile(
    r"\b(?:(?:förder|projekt)?antrags?|bewerbungs|einreichungs?|einreich|abgabe|vorlage"
    r"|skizzen|einsende|anmelde"
    r"|teilnahme|zuwendungsantrags|antragstellungs|projekteinreichungs|eingangs)"
    r"(?:fris(?:t|ten)|schl(?:uss|üsse)|schluss?termine?n?|termine?n?|ende|stichtage?n?"
    r"|schlusses)\b"
    r"|\bschlusstermine?\b|\b(?:bewertungs|auswahl|begutachtungs|vorlage|einreich)stichtage?n?\b"
    r"|\b(?:einreichungs|antrags|bewerbungs|ausschreibungs)runde\b(?=\s*(?:\d\s*)?(?::|bis\b))"
    r"|\b(?:förder|antrags|einreichungs|bewerbungs)fenster\b|\b(?:antrags"
    r"|antragstellungs|einreichungs|bewerbungs)(?:zeitraum|phase|periode)\b"
    r"|\bfrist(?:en)?\s+(?:für|zur)\s+(?:die\s+|das\s+)?(?:einreichung|vorlage|abgabe"
    r"|antrag\w*|anträge|bewerbung\w*"
    r"|\w*skizzen?)"
    r"|\b(?:submission|application|call|proposal)\s+deadlines?\b|\bdeadlines?\s+(?:for|to)"
    r"\s+(?:the\s+)?(?:submi|appl|proposal)\w*|\bdeadline(?=\s*:)|^\W*(?:the\s+)?deadline\b"
    r"|\bclosing\s+dates?\b"
    r"|\bcut-?off(?:\s+dates?)?\b",
    _I,
)
CUTOFF_NOUN = any_of(r"\b\w*stichtage?n?s?\b", r"\bcut-?off(?:\s+dates?)?\b")
NEXT_SITTING = any_of(r"\bnächst(?:folgend)?en?\s+(?:sitzung|auswahlrunde|jurysitzung|stichtag)")
# "Stichtag(e) für die Einreichung von … ist/sind jeweils der …"
CUTOFF_BEFORE = re.compile(
    r"\b\w*stichtage?n?s?\s*:?\s*(?:(?:für|zur|der)\s+(?:die\s+|das\s+)?(?:einreichung"
    r"|vorlage|abgabe|antrag\w*|bewertung|eingang\w*)[^.;,]{0,80}?)?"
    r"(?:\b(?:ist|sind|jeweils|der|am|zum|bis|die|den|jährlich|und|sowie)\b\s*)*\(?$",
    _I,
)
# "Der nächste Stichtag ist der …": rounds have cut-offs, counted ones speak for themselves.
COUNTED_CUTOFF = re.compile(
    r"\b(?:(?:erste|letzte|nächste|zweite|dritte)[rn]?\s+\w*stichtag"
    r"|ist\s+(?:der\s+)?stichtag|stichtage?\s+für\s+(?:das|die)\s+(?:förderjahre?"
    r"|förderrunde))\b[^.;,]{0,30}?(?:\b(?:ist|der|am|war|jeweils)\b\s*)+$",
    _I,
)
# "die Fristen 1. Februar und 1. August", "(Vorlagefrist für Projektskizzen 15. April 2027)"
NOUN_DIRECTLY_BEFORE = re.compile(
    r"\b(?:(?:antrags|einreichungs|vorlage|bewerbungs|abgabe)?fris(?:t|ten)|(?:antrags"
    r"|einreichungs|abgabe)?terminen?|antragsschluss|einsendeschluss)(?:\s+(?:für"
    r"|von)\s+(?:\w+\s+)?\w+)?\s*:?\s*$",
    _I,
)
OUTLINE_DEADLINE = any_of(r"\bvorlagefris(?:t|ten)\b", r"\bskizzen(?:frist|schluss|termin)\w*")

# Verbs of handing in, in the forms of prose and in the separated forms ("reichen Sie … ein").
SUBMIT_VERB = re.compile(
    r"\b(?:ein(?:zu)?reichen|eingereicht|einreicht|reicht?|reichen|stellen|gestellt"
    r"|stellt|stellten|zu\s+stellen|richten(?!\s+sich)"
    r"|gerichtet|richtet(?!\s+sich)|vor(?:zu)?legen|vorgelegt|legen|legt|vorliegen"
    r"|vorliegt|vorzuliegen|vorlag|(?:zu)?(?:ge)?senden"
    r"|(?:ein|über|zu)(?:zu)?senden|eingesandt|eingesendet|gesendet|übersandt|zugesandt"
    r"|schicken|übermitteln|übermittelt"
    r"|ab(?:zu)?geben|abgegeben|ein(?:zu)?gehen|eingegangen|eingehen|eingeht"
    r"|zu(?:zu)?gehen|zugegangen|zu(?:zu)?leiten"
    r"|zugeleitet|weiter(?:zu)?leiten|beantragen|beantragten|beantragt|bewerben|bewirbt"
    r"|an(?:zu)?melden|angemeldet|melden"
    r"|hoch(?:zu)?laden|hochgeladen|erfolgen|erfolgt|möglich|zulässig|entgegengenommen"
    r"|entgegen(?=\s*(?:[.,;:]|$))"
    r"|angenommen|ein(?:zu)?bringen"
    r"|unterbreiten|bei(?:zu)?bringen|an(?:zu)?zeigen"
    r"|submit(?:ted)?|appl(?:y|ied)|sent|send|received|lodged?|presented|accepted)\b",
    _I,
)
# Verbs that make the date something else: validity, doing the work, proving, deciding, paying.
OTHER_VERB = re.compile(
    r"\b(?:kraft|befriste\w+|gilt|gelten|gültig|gegolten|tritt|treten|endet|enden|endete"
    r"|beginnt|beginnen|begonnen"
    r"|verlänger\w+|ausläuft|läuft|abgeschlossen|ab(?:zu)?schließen|durchgeführt"
    r"|durch(?:zu)?führen|umgesetzt|um(?:zu)?setzen"
    r"|fertig(?:gestellt|zustellen)|bewilligt|bewilligen|gewährt|gewähren|entscheide[tn]"
    r"|entschieden|ausgezahlt|aus(?:zu)?zahlen"
    r"|ab(?:zu)?rufen|abgerufen|verausgabt|verausgaben|verwenden|verwendet"
    r"|auf(?:zu)?bewahren|aufbewahrt|vor(?:zu)?halten"
    r"|berichten|berichtet|informieren|informiert|mit(?:zu)?teilen|mitgeteilt|teilen"
    r"|teilt|nach(?:zu)?weisen|nachgewiesen|prüfen|geprüft"
    r"|veröffentlicht|veröffentlichen|bekannt\s?gegeben|aufgehoben|ersetzt|abgelöst"
    r"|fortgeführt|abgerechnet|ab(?:zu)?rechnen"
    r"|erbringen|erbracht|erfüllen|erfüllt|zurück(?:ge)?\w+|widerrufen|ergänzt"
    r"|nachgereicht|nach(?:zu)?reichen|bestehen|gezahlt"
    r"|zu\s+zahlen|übertragen|zugeteilt|erstellt|erstellen|aktualisier\w+|tätigen"
    r"|getätigt|vereinbart|geschlossen"
    r"|gefördert|fördern|benannt|benennen|anerkannt|in\s+betrieb|errichtet|fertig"
    r"|gestartet|starten|aufgeteilt|adopt(?:ed)?|expires?|valid)\b",
    _I,
)

# What is handed in after the grant: proofs, reports, calls for money, changes.
AFTERWARDS = re.compile(
    r"\b\w*nachweis(?:e|en|es|s|führung|prüfung|verfahren)?\b|\b\w*berichte?(?:n|s"
    r"|erstattung)?\b|\bmittel(?:ab|an)\w+"
    r"|\b\w*auszahlung(?:en|s\w*)?\b|\b(?:zahlungs|auszahlungs|änderungs|verlängerungs"
    r"|erstattungs|aufstockungs)antr\w+"
    r"|\bantr(?:ag|äge|ages)\s+auf\s+(?:aus|ab|teil)?(?:zahlung|änderung|verlängerung"
    r"|schlag|erstattung)\w*"
    r"|\b(?:ab|schluss|end)?rechnung(?:en|s\w*)?\b|\bbelege\b|\bänderungen\b"
    r"|\bevaluierung\w*|\bevaluation\w*|\bstatisti\w+|\babrechnung\w*"
    r"|\bübersicht(?:en)?\b|\b\w*(?:liste|listen|förderplan)\b|\bmitteilung\b"
    r"|\bpayment\s+(?:claims?|requests?)|\b(?:final|interim|progress)\s+reports?\b",
    _I,
)

# "Die Regierungspräsidien legen dem Ministerium …": an authority's own date.
_AUTHORITY = (
    r"(?:die|das|der)\s+(?:zuständigen?\s+)?(?:\w*regierung(?:en)?"
    r"|regierungspräsidi(?:en|um)|länder|kommission|mitgliedstaat(?:en)?"
    r"|bewilligungs(?:behörde|stelle)n?|\w*ministeri(?:um|en)|landesverwaltungsamt"
    r"|landesämter|landesamt|landesdirektion"
    r"|senatsverwaltung(?:en)?|fachbehörde|bezirksregierung(?:en)?|projektträger|nbank"
    r"|ilb|sab|l-bank)"
)
_AUTHORITY_VERB = (
    r"(?:legt|legen|leitet|leiten|übermittelt|übermitteln|berichtet|berichten|teilt"
    r"|teilen|entscheidet|entscheiden"
    r"|bewilligt|stellt|reicht|reichen|prüft|erstellt|veröffentlicht|meldet|melden"
    r"|übersendet|übersenden)"
)
AUTHORITY_ACTS = re.compile(
    rf"\b{_AUTHORITY}(?:\s+\w+){{0,2}}?\s+{_AUTHORITY_VERB}\b|\b{_AUTHORITY_VERB}\s+{_AUTHORITY}\b",
    _I,
)
# "… eingereicht wurden": applications that were handed in, no deadline for any.
ALREADY_DONE = re.compile(
    r"\b(?:eingereicht|gestellt|vorgelegt|beantragt|eingegangen"
    r"|bewilligt)\b[^.;]{0,40}?\b(?:wurden?|worden|waren?)\b",
    _I,
)
# "Für Anträge, die bis zum … gestellt werden, gilt …": a rule for some applications.
CONDITIONAL = re.compile(
    r"\W*(?:[\d.]+|\(\d+\)|[a-z]\))?\s*(?:für|auf|bei|über|von)\s+(?:alle\s+"
    r"|bereits\s+)?(?:\w+\s+)?(?:\w*antr[aä]g\w*|\w*skizzen|vorhaben|projekte|maßnahmen"
    r"|zuwendungen),\s+(?:die|welche|deren)\b",
    _I,
)
# "für den Zeitraum vom … bis …": the span of the work, not of applying.
PERIOD_BEFORE = re.compile(
    r"\bfür\s+(?:den|die|das|projekte|vorhaben|maßnahmen)\s+(?:[\w.]+\s+){0,4}(?:vom|von"
    r"|zwischen\s+dem|between)\s*$"
    r"|\b(?:förder|bewilligungs|projekt|programm|durchführungs|verpflichtungs|maßnahme|vorhaben"
    r"|haushalts|kalender)\w*(?:zeitraum|zeitraums|laufzeit|periode|phase|jahr"
    r"|jahres)\s+(?:\w+\s+)?(?:vom|von|\()\s*$"
    r"|\blaufzeit\s+(?:\w+\s+){0,3}vom\s*$",
    _I,
)
# The writing of applications elsewhere is what is funded.
WRITING_OF = re.compile(
    r"\b(?:erstellung|vorbereitung|ausarbeitung|erarbeitung)\s+(?:von|der|des"
    r"|eine[rs])\s+(?:\w+\s+)?\w*(?:antr[aä]g|skizze)\w*",
    _I,
)
MODAL = re.compile(r"\b(?:sind|ist|muss|müssen|sollen|soll|können|kann)\b", _I)
# "konnten eingereicht werden": the rule itself, told of the past.
STANDING_RULE = re.compile(r"\bkonnten\b", _I)
# "zu folgenden Stichtagen: für die Winterferien bis zum …"
FOLLOWING_CUTOFFS = re.compile(r"\bfolgenden\s+(?:\w+\s+)?\w*stichtagen?\b", _I)
# "Projektvorschläge in Form von Skizzen"
AS_OUTLINE = re.compile(r"\b(?:in\s+form\s+(?:von|einer)|als)\s+(?:\w+\s+)?\w*skizzen?\b", _I)
TWO_STAGES = re.compile(
    r"\b(?:zweistufig\w*|zunächst|ersten?\s+(?:verfahrens|antrags)?stufe"
    r"|1\.\s+(?:verfahrens)?stufe)\b",
    _I,
)
# "zum 15. Oktober 2022 können keine Projektskizzen eingereicht werden"
NONE_TAKEN = re.compile(
    r"\bkeine[nr]?\b[^.;]{0,60}\b(?:eingereicht|gestellt|vorgelegt|entgegengenommen"
    r"|angenommen|möglich)\b",
    _I,
)
# "an den bis zum 30.6.2024 zuständigen Projektträger": the date belongs to an adjective.
ADJECTIVE_AFTER = re.compile(
    r"\s+(?:zuständig|gültig|geltend|bestehend|befristet|bewilligt|beauftragt"
    r"|laufend)e\w*\b",
    _I,
)
# "Interessenbekundungen müssen bis … bearbeitet und abgeschlossen sein"
MUST_BE_FINISHED = re.compile(
    r"^\W*(?:\w+\s+){0,2}?(?:hochladen\s+\w+\s+)?(?:interessens?bekundung(?:en)?|\w*skizzen?"
    r"|\w*antr(?:ags?|ages|ägen?))\s+(?:(?:im|in|auf|über)\s+[^,;]{0,80}?)?(?:müssen|mussten|muss|musste)\b.*\b(?:abgeschlossen|bearbeitet|freigegeben)\b",
    _I | re.S,
)
# "die bis zum 30.4. eingegangenen Anträge"
PARTICIPLE_AFTER = re.compile(
    r"[^.;,]{0,50}?\b(?:eingegangene|eingereichte|eingehende|vorliegende"
    r"|gestellte)n?\s+(?:\w+\s+){0,2}?\w*(?:antr[aä]g|skizze|bewerbung)\w*",
    _I,
)
TO_HAND_IN = re.compile(
    r"\b(?:ein|vor|ab|zu|über|an)zu(?:reichen|legen|geben|leiten|senden|melden)\b"
    r"|\bzu\s+(?:stellen|richten|übermitteln|übersenden|senden|beantragen)\b"
    r"|\b(?:eingereicht|gestellt|vorgelegt)\s+(?:werden|sein)\b|\b(?:einreichen|vorlegen"
    r"|vorliegen)\b",
    _I,
)
# A clause that takes up the noun of the one before it.
TAKES_UP = re.compile(
    r"\s*(?:er|sie|es|diese[rs]?|dies|der|die|das|welche[rs]?|für\s+d\w+|zu\s+d\w+)\b", _I
)
# "Jedes Unternehmen kann bis 31.12.2026 maximal fünf Anträge stellen": a span to count in.
COUNTS = re.compile(r"\bjede[rsn]?\b[^;]*?\b(?:maximal|höchstens)\s+\S+\s+(?:\w+\s+)?anträge\b", _I)
CANCELLED = re.compile(r"\b(?:entfällt|entfallen|ausgesetzt|gestrichen|abgesagt|cancelled)\b", _I)
