"""Places and peoples that everybody knows, so that a text need not say what they are."""

from __future__ import annotations

from engine.graph.common_words import words


def _listed(text: str) -> frozenset[str]:
    return frozenset(" ".join(each.split()).lower() for each in text.split(","))


KNOWN_PLACES = _listed("""
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
    Taiwan, Tajikistan, Tanzania, Thailand, Tibet, Tunisia, Turkey, Uganda, Ukraine, United Arab Emirates,
    United Kingdom, UK, Great Britain, Britain, United States, United States of America, US, USA, U.S,
    Uruguay, Uzbekistan, Venezuela, Vietnam,
    Wales, Yemen, Yugoslavia, Zambia, Zimbabwe, Alabama, Alaska, Arizona, Arkansas, California, Colorado,
    Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine,
    Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire,
    New Jersey, New Mexico, New York, New York City, North Carolina, North Dakota, Ohio, Oklahoma, Oregon,
    Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, Washington,
    West Virginia, Wisconsin, Wyoming, London, Paris, Berlin, Rome, Madrid, Tokyo, Moscow, Beijing, Los Angeles,
    Chicago, Ontario, Quebec, British Columbia, Bavaria, Deutschland, Österreich, Schweiz, Frankreich, Italien
""")
"""Countries, their larger parts and the best-known cities: a name that is one needs no other sign."""

_WHOLES = _listed("""
    Africa, Asia, Europe, North America, South America, Oceania, United Kingdom, UK, Great Britain, United States,
    United States of America, US, USA, U.S, Soviet Union, Yugoslavia, Canada, Australia, Germany, Brazil, India, Mexico
""")
"""Places that other known places lie in."""

PEOPLES = _listed("""
    Afghan, African, Africans, Albanian, Algerian, American, Americans, Anglo-Saxon, Arab, Arabic, Arabs, Argentine,
    Armenian, Asian, Asians, Australian, Australians, Austrian, Basque, Belgian, Brazilian, Brazilians, British,
    Britons, Bulgarian, Canadian, Canadians, Catalan, Celtic, Chilean, Chinese, Christian, Christians, Colombian,
    Croatian, Cuban, Czech, Danes, Danish, Dutch, Egyptian, Egyptians, English, Estonian, European, Europeans, Filipino,
    Finnish, Finns, Flemish, French, Georgian, German, Germans, Greek, Greeks, Hawaiian, Hindu, Hindus, Hispanic,
    Hungarian, Icelandic, Indian, Indians, Indonesian, Iranian, Iraqi, Irish, Islamic, Israeli, Israelis, Italian,
    Italians, Jamaican, Japanese, Jewish, Jews, Kenyan, Korean, Koreans, Kurdish, Latin, Latvian, Lebanese, Lithuanian,
    Malay, Maori, Māori, Mexican, Mexicans, Mongol, Mongolian, Mongols, Moroccan, Muslim, Muslims, Native American,
    Native Americans, Nigerian, Norman, Normans, Norse, Norwegian, Ottoman, Ottomans, Pakistani, Palestinian, Persian,
    Persians, Peruvian, Polish, Poles, Portuguese, Prussian, Roman, Romans, Romanian, Russian, Russians, Saudi,
    Scandinavian, Scots, Scottish, Serbian, Slavic, Soviet, Spaniards, Spanish, Swedes, Swedish, Swiss, Syrian,
    Taiwanese, Thai, Tibetan, Turkish, Turks, Ukrainian, Ukrainians, Vietnamese, Welsh, Western, Eastern, Northern,
    Southern, Catholic, Catholics, Protestant, Protestants, Orthodox, Buddhist, Buddhists, Bavarian, Sicilian
""")
"""Peoples, faiths and what is theirs: words that qualify others, and that a library is seldom about."""


_NO_PLACES = words("""
    literature history
    league cup treaty affairs inc inc. company corporation ltd church act wars games olympics championship
    championships series army party award awards congress agreement constitution convention conference festival
    bible quran corps union's revolution empire's movement magazine times journal report war council committee
    ministry department government huguenots puritans crusade crusades renaissance internet
""")
"""Last words of names that stand behind 'in' without being places."""

_EVENTS = words("""
    war wars treaty act agreement cup championship olympics games century revolution movement
""")
_SITES = words("""
    street avenue road mile park monument university college school museum bridge station church cathedral abbey
    hotel hospital airport castle palace stadium arena theatre theater hall house square tower library lake river
    mountain mountains mount valley island islands bay county city district village town township cemetery center
    centre plaza market garden gardens zoo forest desert canal dam harbor harbour port beach creek falls hills hill
    province region peninsula parish borough prefecture neighborhood neighbourhood plant mill factory brewery prison
    institute academy building
""")
"""Last words of names of what lies somewhere."""


def is_no_place(name: str) -> bool:
    """Whether a name says by its last word that it is no place: a cup, a treaty, a people."""
    return name.split()[-1].lower().rstrip(".") in _NO_PLACES or name.lower() in PEOPLES


def is_event(name: str) -> bool:
    """Whether a name says by its last word that it lies nowhere: a war, a treaty."""
    return name.split()[-1].lower() in _EVENTS or name.lower() in PEOPLES


def is_water(name: str) -> bool:
    """Whether a name is that of a sea or river, which many places share."""
    return name.split()[-1].lower() in ("sea", "ocean", "river", "gulf")


def is_site(name: str) -> bool:
    """Whether a name says by its last word, or first ones, that it is something that lies somewhere."""
    parts = name.lower().split()
    if parts[0] in PEOPLES:
        return False  # 'Catholic Church'
    return parts[-1] in _SITES or parts[0] in ("lake", "mount", "port", "fort", "university", "museum")


def lies_apart(one: str, other: str) -> bool:
    """Whether one place can't lie in the other, whatever a sentence seems to say: two countries side by side.

    Args:
        one: in lower case.
        other: in any.
    """
    low = other.lower()
    return one in KNOWN_PLACES and low in KNOWN_PLACES and low not in _WHOLES
