"""What a machine may suggest of a published programme: that it counters illegal wildlife trade, and which priorities.

Suggestions carry their reason and count for nothing until a person confirms them. The words are our choice, from the
definitions of the priorities (`core/reference/data/priorities.yaml`); sectors are OECD DAC purpose codes, paired with
priorities by `core/reference/data/crosswalk.yaml`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from core.choices import TextChoices
from core.choices import gettext_lazy as _

SPECIES = (
    r"elephants?|rhinos?|rhinoc[eé]ros(?:es)?|pangolins?|tigers?|ivory(?! coast)|saola|bear bile|turtles?|tortoises?"
    r"|sharks?|rosewood|songbirds?|gibbons?|orang-?utans?|loris(?:es)?|leopards?|hornbills?"
)
# What is done with them, or made of them, where it is trade.
_GOODS = (
    r"products?|parts|trade|traders|smuggl\w+|skins?|bones?|scales|horns?|claws|teeth|tusks?|fins?|farm(?:s|ing)|poach\w+"
    r"|seizures?"
)
# Each of these alone says it. Words of other languages stand as they are written, with and without their accents.
TELLING = re.compile(
    r"\b(?:wildlife (?:crimes?|criminals?|traffick\w+|trad(?:e|ers?|ing)|smuggl\w+|enforcement|demand|law enforcement"
    r"|forensics?|contraband)"
    r"|(?:illegal|illicit) (?:wildlife|trade in wild\w*)|(?:illicit|illegal) traffick\w+ (?:in|of) wild\w+"
    r"|(?:traffick\w+|smuggl\w+|trade) (?:in|of) (?:protected |endangered )?"
    r"(?:wildlife|wild (?:animals|species|fauna|birds)|" + SPECIES + r")"
    r"|(?:traffick\w+|smuggl\w+) (?:in|of) (?:endangered|protected) (?:species|animals)"
    r"|(?:" + SPECIES + r")['’]?s? (?:" + _GOODS + r")|bear (?:parts|farm(?:s|ing))"
    r"|counter[- ]wildlife|combat\w* wildlife|iwt|cites|anti[- ]?poaching|poach(?:ing|ers?|ed)|snar(?:es?|ing)"
    r"|(?:elephant )?ivory(?! coast)|pangolins?|wildlife (?:products|consumption)"
    r"|demand (?:for|reduction (?:for|of)) wildlife"
    r"|braconn(?:age|iers?)|esp[eè]ces sauvages|(?:trafic|contrebande) d['’](?:animaux|esp[eè]ces|ivoire)"
    r"|(?<!d['’])ivoire"
    r"|cornes? de rhinoc[eé]ros|tr[aá]fico de (?:vida|fauna|especies|animales)(?: silvestres?)?|caza furtiva|marfil"
    r"|wilderei|wildtierhandel|artenschutz\w*|elfenbein|nashorn(?:horn)?|schuppentiere?"
    r"|satwa liar|perburuan liar|gading gajah|hidupan liar|pemburuan haram|buhay-?ilang"
    r"|động vật hoang dã|ngà voi|sừng tê giác|tê tê|dong vat hoang da)\b"
    r"|สัตว์ป่า|งาช้าง|野生动物|野生動物|象牙|穿山甲|សត្វព្រៃ|ສັດປ່າ|တောရိုင်း",
    re.IGNORECASE,
)
# These say it together with a sector of the environment.
HINTING = re.compile(rf"\b(?:wildlife|biodiversity|protected areas?|endangered species|{SPECIES})\b", re.IGNORECASE)
# Biodiversity; environmental policy; biosphere; environmental education; research; general environment.
ENVIRONMENT = frozenset({"41030", "41010", "41020", "41081", "41082", "410"})
BIODIVERSITY = "41030"
# A sector that is paired with more priorities than this says little about each.
FEW = 3

PRIORITY_WORDS = {
    "LEG": r"legislat\w+|legal framework\w*|policy reform\w*|laws? and polic\w+|penal code",
    "ENF": r"law enforcement|enforcement|border\w*|customs|rangers?|police|seizures?|interdict\w+",
    "PRO": r"prosecut\w+|judicia\w+|judges?|courts?|sentenc\w+",
    "INT": r"intelligence|investigat\w+|forensic\w*|dna",
    "FIN": r"corrupt\w+|money laundering|financial (?:crime|investigation)s?|illicit financ\w+|asset recovery",
    "DEM": r"demand reduction|reduc\w+ (?:the )?(?:consumer )?demand|demand for|consumers?|behaviou?r chang\w+",
    "CYB": r"online|cyber\w*|e-commerce|internet|social media|couriers?|airlines?|transport sector|shipping",
    "MKT": r"domestic markets?|captive breeding|farms?|stockpiles?|closing markets?",
    "LIV": r"livelihoods?|communit(?:y|ies)|local people|indigenous|income|benefit[- ]sharing",
    "SIT": r"protected areas?|national parks?|anti[- ]?poaching|patrols?|snar(?:e|es|ing)|reserves?",
    "REG": r"(?:regional|international) cooperation|transboundary|cross[- ]border|asean|mutual legal assistance",
    "OHZ": r"one health|zoono\w+|pandemics?|spillover",
}
_PRIORITIES = {code: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for code, words in PRIORITY_WORDS.items()}


class Where(TextChoices):
    """In what a sign was found."""

    TITLE = "title", _("The title says “%(what)s”.")
    DESCRIPTION = "description", _("The description says “%(what)s”.")
    SECTOR = "sector", _("Its sector is %(what)s.")


@dataclass(frozen=True)
class Sign:
    """Why something is suggested: the word or sector, and where it stands."""

    where: Where
    what: str


def iwt_signs(title: str, description: str, sectors: Iterable[str]) -> tuple[Sign, ...]:
    """The signs that a programme counters illegal wildlife trade; none if nothing indicates it.

    A telling word is enough; a hinting one needs a sector of the environment beside it; the sector "biodiversity"
    (41030) is a sign by itself. `sectors` are DAC purpose codes of five digits, or groups of three.
    """
    if telling := _words(TELLING, title, description):
        return telling
    codes = sorted(set(sectors) & ENVIRONMENT)
    if codes and (hinting := _words(HINTING, title, description)):
        return (*hinting, *(Sign(Where.SECTOR, code) for code in codes))
    return (Sign(Where.SECTOR, BIODIVERSITY),) if BIODIVERSITY in codes else ()


def priority_signs(
    title: str, description: str, sectors: Iterable[str], crosswalk: Mapping[str, Iterable[str]]
) -> dict[str, Sign]:
    """Priorities to suggest for a programme on wildlife trade, each with its first sign.

    `crosswalk` maps DAC codes to priorities. A word goes before a sector. A sector that stands for many tells
    little, and is asked only where nothing else was found.
    """
    found: dict[str, Sign] = {}
    for code, pattern in _PRIORITIES.items():
        if signs := _words(pattern, title, description):
            found[code] = signs[0]
    paired = {sector: list(crosswalk.get(sector, ())) for sector in sorted(set(sectors))}
    telling = {sector: codes for sector, codes in paired.items() if 0 < len(codes) <= FEW}
    for sector, codes in (telling or ({} if found else paired)).items():
        for code in codes:
            found.setdefault(code, Sign(Where.SECTOR, sector))
    return found


@cache
def _small(words: str) -> re.Pattern[str]:
    return re.compile(words)


def _words(pattern: re.Pattern[str], title: str, description: str) -> tuple[Sign, ...]:
    signs = []
    for where, text in ((Where.TITLE, title), (Where.DESCRIPTION, description)):
        # In small letters it is found in less than half the time, and where all are of ASCII that is the same.
        if match := _small(pattern.pattern).search(text.lower()) if text.isascii() else pattern.search(text):
            signs.append(Sign(where, " ".join(match.group().split()).lower()))
    return tuple(signs)
