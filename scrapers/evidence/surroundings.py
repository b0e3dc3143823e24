"""What stands directly around a date in German and English prose, as named rules."""

import re

from scrapers.evidence.wording import any_of

_I = re.IGNORECASE

# What may stand directly before a date that is an end.
_GLUE = (
    r"(?:(?:einschließlich|spätestens|längstens|jeweils|jährlich|zum|zur|zu|den|dem|am"
    r"|der|die|das|ablauf|des|tag|tage|montag|dienstag|mittwoch"
    r"|donnerstag|freitag|samstag|sonnabend|sonntag|grundsätzlich|stichtage?n?|terminen?"
    r"|stichtermine?n?|nächsten|ende|maximal|auf|einheitlich|einlangend|eingehend"
    r"|monday|tuesday|wednesday|thursday|friday|the|latest|on|at|no|later|than|and"
    r"|including),?\s+)*"
)
LIMIT_BEFORE = re.compile(
    rf"(?:\bbis|\bspätestens|\blängstens|\bby|\buntil|\bno later than|\bnot later than"
    rf"|\bbefore)[:,]?\s+{_GLUE}\(?$",
    _I,
)
POINT_BEFORE = re.compile(
    rf"(?:\bzum|\bzu den|\bjeweils|\bam|\bder|\bdie|\bden|\bdem|\bist|\bsind|\blautet"
    rf"|\bendet|\bon|\bis|\bare|\bstichtage?n?|[:–(-]|/-innen)[:,]?\s*{_GLUE}$",
    _I,
)
OPENING_BEFORE = re.compile(
    r"(?:\bab|\bseit|\bfrühestens|\bbeginnend|\bnach|\bbeginnt|\bbeginnen|\bstartet"
    r"|\bbeginn|\bfrom|\bopens?|\bsince|\bopening(?:\s+date)?:?|\bvor|\bas of|\bvon)"
    r"\s+(?:(?:dem|den|der|zum|am|mit|jeweils|ablauf|des|on|spätestens|frühestens|the)\s+){0,3}$",
    _I,
)
DATED_BEFORE = re.compile(
    r"(?:\bvom|\bfassung|\bdated|\bof|\bstand|\bstand:|\bgeändert\s+am"
    r"|\bdes\s+gesetzes\s+vom|\bAT|\bL\s\d+\s+vom)\s*[:(]?\s*$",
    _I,
)

LATE_BEFORE = re.compile(
    rf"\b(?:nach\s+dem|später\s+als(?:\s+bis)?(?:\s+(?:zum|am))?)\s+{_GLUE}$", _I
)
LATE_AFTER = re.compile(
    r"\b(?:eingeh\w+|eingegangen\w*|eingereicht\w*|gestellt\w*"
    r"|vorgelegt\w*)\b.{0,120}?\b(?:nicht|erst|abgelehnt|ausgeschlossen)\b",
    _I | re.S,
)

# What may follow a day without a year and makes it a yearly one.
YEARLY_AFTER = re.compile(
    r"[\s,)]*(?:(?:ei?nes|des|desselben|im|für\s+das|for\s+the|of\s+(?:each|every)"
    r"|jede[ns]|eines\s+jeden|in\s+jedem|jedes)\s+)"
    r"(?:jeden|jeweiligen|laufenden|vorangehenden|vorhergehenden|vorangegangenen"
    r"|vorausgehenden|jeweils|folgende|kommende|nächste|aktuellen|dem\s+\w+\s+vor\w+"
    r"|following|year)*\s*"
    r"(?:\w*(?:vorjahre?s?|folgejahre?s?|jahre?s?|year))?(?:,?\s+(?:das|für|of"
    r"|des)\s[^,.;]{0,60})?",
    _I,
)
BEFORE_THE_YEAR = re.compile(
    r"\b(?:des|eines)\s+(?:jeweiligen\s+|laufenden\s+|jeden\s+)?vorjahre?s\b"
    r"|\bfür\s+das\s+(?:jeweils\s+)?(?:folgende|kommende|nächste)\s+(?:\w*jahr|jahr)\b"
    r"|\bfür\s+das\s+folgejahr\b"
    r"|\bdes\s+laufenden\s+(?:\w*jahre?s)\s+für\s+das\s+(?:folgejahr|folgende\s+jahr)\b"
    r"|\bdes\s+(?:dem\s+)?\w+\s+vor(?:her|an|aus)gehenden\s+(?:kalender"
    r"|haushalts)?jahre?s\b",
    _I,
)
# "Ausschlussfrist" beside a date of handing in.
EXCLUSION_AFTER = re.compile(
    r"[\s,]*\(?(?:es\s+handelt\s+sich\s+um\s+eine\s+)?ausschlussfrist\b", _I
)
HANDING_IN = re.compile(r"einreich|antrag|anträg|bewerb", _I)
# Every second or third year: not yearly, so only the dated ones are kept.
EVERY_FEW_YEARS = re.compile(r"\balle\s+(?:zwei|drei|vier|fünf|2|3|4|5)\s+jahre\b", _I)
# "Call 2027", "Im Jahr 2027 sind …": the year of the days that follow.
YEAR_OF_ROUND = re.compile(
    r"(?:\b(?:call|\w*aufruf|ausschreibung|\w*runde)\s+(?:im\s+jahr\s+)?"
    r"|^\W*im\s+jahre?\s+)(?P<y>20\d\d)\b(?!\s*(?:bis|–|-|/))",
    _I,
)
# "für das Förderjahr 2027 bis zum 30. Juni des Förderjahres": only then it is that year's day.
FUNDING_YEAR = re.compile(r"\bdas\s+förderjahr\s+(?P<y>20\d\d)\b(?!\s*(?:bis|–|-|/))", _I)
OF_THE_FUNDING_YEAR = re.compile(r"\s*des\s+(?:jeweiligen\s+)?förderjahres\b", _I)
QUARTERLY = any_of(
    r"\bvierteljähr\w+",
    r"\bquartalsweise\b",
    r"\bquarterly\b",
    r"\bjedes\s+quartals?\b",
    r"\bviermal\s+(?:im\s+jahr|jährlich)",
)
FIRST_TIME = re.compile(r"\berstmal(?:ig|s)?\s+(?:zum|am|bis\s+zum)\s*$", _I)
THIS_YEAR = any_of(r"\bdieses\s+jahres\b", r"\bin\s+diesem\s+jahr\b", r"\bthis\s+year\b")
# "am 31.12. des Jahres, in dem Sie den Antrag stellen": counted from the application.
YEAR_OF_APPLYING = re.compile(
    r"\s*(?:des|eines|jenes)\s+\w*jahres,\s+in\s+dem\s+[^,.;]{0,40}\b\w*antr[aä]g", _I
)
