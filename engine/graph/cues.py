"""What a text says of its names without saying it: which are places, and which act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.graph.between import Cues
from engine.graph.found import Span


def _listed(text: str) -> frozenset[str]:
    return frozenset(" ".join(each.split()).lower() for each in text.split(","))


COUNTRIES = _listed("""
    Africa, Asia, Europe, North America, South America, Antarctica, Oceania, Afghanistan, Albania, Algeria, Angola,
    Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas, Bahrain, Bangladesh, Belarus, Belgium, Belize,
    Benin, Bolivia, Bosnia, Bosnia and Herzegovina, Botswana, Brazil, Bulgaria, Burma, Myanmar, Cambodia, Cameroon,
    Canada, Chad, Chile, China, People's Republic of China, Colombia, Congo, Costa Rica, Croatia, Cuba, Cyprus,
    Czech Republic, Denmark, Ecuador, Egypt, El Salvador, England, Eritrea, Estonia, Ethiopia, Fiji, Finland,
    France, Gabon, Gambia, Georgia, Germany, Ghana, Greece, Greenland, Guatemala, Guinea, Guyana, Haiti, Honduras,
    Hong Kong, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, Jamaica, Japan, Jordan,
    Kazakhstan, Kenya, Korea, South Korea, North Korea, Kosovo, Kuwait, Laos, Latvia, Lebanon, Liberia, Libya,
    Lithuania, Luxembourg, Madagascar, Malawi, Malaysia, Mali, Malta, Mauritius, Mexico, Moldova, Monaco, Mongolia,
    Montenegro, Morocco, Mozambique, Namibia, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, Northern
    Ireland, Norway, Oman, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland,
    Portugal, Puerto Rico, Qatar, Romania, Russia, Rwanda, Saudi Arabia, Scotland, Senegal, Serbia, Singapore,
    Slovakia, Slovenia, Somalia, South Africa, Soviet Union, Spain, Sri Lanka, Sudan, Sweden, Switzerland, Syria,
    Taiwan, Tajikistan, Tanzania, Thailand, Tibet, Tunisia, Turkey, Uganda, Ukraine, United Arab Emirates, United
    Kingdom, UK, United States, United States of America, US, USA, U.S, Uruguay, Uzbekistan, Venezuela, Vietnam,
    Wales, Yemen, Yugoslavia, Zambia, Zimbabwe, Alabama, Alaska, Arizona, Arkansas, California, Colorado,
    Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine,
    Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire,
    New Jersey, New Mexico, New York, New York City, North Carolina, North Dakota, Ohio, Oklahoma, Oregon,
    Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, Washington,
    West Virginia, Wisconsin, Wyoming, London, Paris, Berlin, Rome, Madrid, Tokyo, Moscow, Beijing, Los Angeles,
    Chicago, Ontario, Quebec, British Columbia, Bavaria, Deutschland, Österreich, Schweiz, Frankreich, Italien
""")
"""Countries, their larger parts and the best-known cities: a name that is one needs no other sign."""

_PLACED = re.compile(r"\b(?:in|near|from|to|outside|across|throughout)\s(?:the\s)?(?:[a-z]+ern\s)?$")
_SETTLED = re.compile(
    r",?\s(?:is|was)\s(?:an?|the)\s(?:[\w-]+\s){0,4}(?:city|town|village|county|region|state|country|province|island|river"
    r"|lake|mountain|district|municipality|commune)\b"
    r"|\s(?:County|River|Island|Lake|Province|District|City|Valley|Mountains?)\b"
)
_MAKERS = (
    "singer|actor|actress|writer|author|director|band|company|musician|artist|composer|producer|rapper|poet|painter"
    "|developer|studio"
)
_ACTS = re.compile(
    r"\s(?:who|wrote|said|founded|directed|directs|recorded|sang|composed|played|plays|was born"
    rf"|is an? (?:[\w-]+ ){{0,3}}(?:{_MAKERS}|politician))\b|'s\b"
)
_MAKER = re.compile(rf"\b(?:{_MAKERS}|group|duo|novelist|by)\s(?:and\s\w+\s)?$")


def cues(blank: str, spans: Sequence[Span]) -> Cues:
    """What all occurrences of the names of a text tell."""
    places: set[str] = set()
    agents: set[str] = set()
    for start, end in spans:
        name = blank[start:end].lower()
        if name in COUNTRIES:
            places.add(name)
            continue
        before, behind = blank[max(0, start - 24) : start], blank[end : end + 90]
        if _PLACED.search(before) or _SETTLED.match(behind):
            places.add(name)
        if _ACTS.match(behind) or _MAKER.search(before):
            agents.add(name)
    return Cues(frozenset(places), frozenset(agents))
