"""Words by which questions are taken apart: English in full, German, French and Spanish as far as follow-ups need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.agents.reading import listed


@dataclass(frozen=True, slots=True)
class Language:
    """The small words of one language."""

    determiners: frozenset[str]
    of: frozenset[str]  # join a noun to what it belongs to
    prepositions: frozenset[str]
    auxiliaries: frozenset[str]
    questions: frozenset[str]
    stops: frozenset[str]  # what else ends a noun phrase
    marks: frozenset[str]  # tell the language


EN = Language(
    listed("the a an my our your his her its their this that these those each every some any no another both"),
    listed("of"),
    listed(
        "in on at by from to with for about after before since until during near between among against through into "
        "under over without within like than as per via towards toward around behind beyond inside outside along "
        "across upon"
    ),
    listed(
        "is are was were be been am do does did has have had can could will would shall should may might must isn't "
        "aren't wasn't weren't doesn't don't didn't can't couldn't won't wouldn't hasn't haven't"
    ),
    listed("who whom whose what which when where why how what's who's where's when's how's whats"),
    listed(
        "and or but nor if because while although though so not also ever never again now then there here today "
        "yesterday tomorrow still already it he she they we you i him them us me more most less many much first "
        "together originally actually called usually often long else too very exactly only just yet away back up down "
        "out off to that versus vs please let lets"
    ),
    listed("the of is was were what who when where how why and did does do about it tell more are which him he she"),
)
DE = Language(
    listed(
        "der die das den dem des ein eine einen einem einer eines mein meine unser unsere dein deine ihr ihre sein "
        "seine dieser diese dieses diesen diesem jener jene jenes jede jeder jedes kein keine"
    ),
    listed("von der des vom"),
    listed(
        "in im an am auf bei beim von vom zu zum zur mit nach aus für über unter vor seit bis während gegen durch ohne "
        "um zwischen neben hinter wegen ab"
    ),
    listed(
        "ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte muss müssen soll sollen "
        "will wollen darf dürfen bin bist gibt gab"
    ),
    listed(
        "wer wen wem wessen was wann wo warum wieso weshalb wie welche welcher welches welchen wohin woher wozu womit"
    ),
    listed("und oder aber nicht auch noch schon dort hier da dann heute es er sie ihn ihm wir ich du sich man statt"),
    listed(
        "der das den dem und ist sind wurde wurden wie wer wann wo warum wieso ein eine nicht mit von hat im gibt mehr "
        "dazu welche wem wen er sie es für auf über steht am zum zur sich auch bei nach kein keine ihn ihr gilt"
    ),
)
FR = Language(
    listed("le la les l' l’ un une des du mon ma mes notre nos son sa ses leur leurs ce cet cette ces chaque"),
    listed("de du des d' d’"),
    listed("à au aux dans en sur sous par pour avec sans chez avant après depuis pendant entre vers contre"),
    listed("est sont était étaient a ont avait avaient fut furent peut doit sera seront fait va"),
    listed("qui que quoi quand où pourquoi comment combien quel quelle quels quelles qu'est-ce"),
    listed("et ou mais ne pas se s' s’ y il elle ils elles je tu nous vous on ça cela été qu' qu’ t' c' c’ d'abord"),
    listed(
        "le les l' l’ des du est et qui quand où pourquoi une été dans quel quelle combien comment par dis plus il "
        "elle ses sa d' d’ qu' qu’ pour"
    ),
)
ES = Language(
    listed("el la los las un una unos unas mi mis tu tus su sus este esta estos estas ese esa esos esas cada"),
    listed("de del"),
    listed("en a al con por para sin sobre desde hasta entre hacia contra según tras durante bajo ante"),
    listed("es son era eran fue fueron está están ha han había puede debe será hay tiene tienen"),
    listed("quién quiénes qué cuándo dónde cómo cuál cuáles cuánto cuánta cuántos cuántas adónde"),
    listed("y e o u pero no se lo le les me te nos que ella él ellos ellas eso esto yo"),
    listed(
        "el los las y es fue quién qué cuándo dónde cómo cuál cuántos cuántas una en del se su sus ella él eso más "
        "sobre con para por"
    ),
)

LANGUAGES: Mapping[str, Language] = {"en": EN, "de": DE, "fr": FR, "es": ES}

PARTICIPLE = re.compile(
    r"\w{2,}ed|built|born|made|written|wrote|begun|began|known|found|held|sold|lost|taken|took|done|put|given|gave|"
    r"left|sent|shot|spent|kept|won|grown|grew|drawn|drew|come|came|gone|went|said|meant|brought|taught|led|"
    r"fell|fought|"
    r"caught|cast|bought|seen|saw|ran|became|broken|broke|chosen|chose|paid|met|sung|sang|spoken|spoke|stolen|stole|"
    r"thrown|threw|worn|understood|struck|sunk|sank|sat|rose|risen|drove|driven|ate|eaten|knew|flown|flew|got|hit|cut",
    re.IGNORECASE,
)

VERBS = listed(
    "accept act add affect agree allow appear apply arrive ask attack attend base become begin believe belong "
    "bloom blame "
    "boil break bring build burn buy call carry cause change close collect come compare compose connect consist "
    "conduct confess "
    "contain continue control cost cover create cross decide decline defeat depend describe design destroy die differ "
    "discover do drink drop earn eat emerge enact end enter erupt establish exist expand fail fall feed feel fight "
    "find finish flow "
    "fly follow form found function gain get give go govern grow happen hate have help hold hunt increase influence "
    "invade invent join keep kill know land last lay lead learn leave lie like live lose love make marry mean measure "
    "meet move need occur offer open operate oppose orbit own paint pass pay perform play prefer prevent "
    "produce promote protect "
    "publish purchase put raise reach receive refer refuse reign reject rely remain remember replace represent "
    "require reside "
    "return ride rise rule run rename sail say secure see seem sell send serve set show sing sink sit sleep speak "
    "spend spread "
    "stand start stay stop strike study subscribe suffer support take talk taste teach tell think translate "
    "travel try turn use visit "
    "vote walk want wear weigh win work write"
)
ADJECTIVES = listed(
    "free open closed big small large old new high low deep wide long short tall heavy important famous expensive "
    "cheap safe dangerous popular common rare good bad better worse hot cold available valid legal illegal possible "
    "necessary useful different similar true false wrong right successful cancelled alive dead poisonous toxic blue "
    "red green black white rich poor strong weak fast slow easy hard"
)

ATTRIBUTES = listed(
    "height width length depth area size weight age cost costs price population temperature speed colour color volume "
    "mass distance duration date name names number amount rate value meaning purpose role function reason cause effect "
    "effects history origin plot title content contents status deadline budget currency climate density diameter "
    "thickness capacity elevation altitude religion language symptoms ingredients treatment structure motto address "
    "importance significance definition impact result results advantages disadvantages benefits risks "
    "höhe breite länge tiefe fläche größe gewicht alter preis kosten einwohnerzahl geschwindigkeit farbe dauer "
    "bedeutung hauteur largeur longueur profondeur superficie poids âge prix coût vitesse couleur durée sens "
    "altura anchura "
    "longitud profundidad superficie peso edad precio coste población velocidad color duración significado"
)
RELATIONS = listed(
    "capital author architect founder owner builder designer director captain mayor king queen president leader "
    "inventor composer manager editor publisher wife husband mother father son daughter brother sister teacher student "
    "successor predecessor population members member headquarters head chairman minister governor translator sequel"
)
PERSONS = listed(
    "man woman boy girl king queen prince princess emperor empress president mayor author writer poet painter composer "
    "architect founder inventor scientist physicist chemist engineer doctor teacher pope bishop priest monk nun mother "
    "father son daughter brother sister wife husband uncle aunt friend neighbour neighbor boss colleague landlord "
    "tenant captain general leader minister governor director manager owner student actor actress singer player judge "
    "lawyer patient client customer builder designer editor successor predecessor philosopher explorer person "
    "duke ceo cfo chair secretary treasurer "
    "duchess lord lady count countess chief commander officer soldier könig königin mann frau mädchen junge roi "
    "reine homme femme rey reina hombre mujer"
)
MALE = listed(
    "mr king prince emperor sir lord pope duke count father brother son uncle husband man boy monk actor albert isaac "
    "charles john william james george thomas robert henry david michael joseph peter paul carl karl johann hans "
    "martin nikola leonardo galileo louis pierre jean jacques françois antonio josé juan carlos pablo pedro luis "
    "miguel francisco alexander napoleon richard edward walter frank fred harry jack jon erik lars nils otto ludwig "
    "wolfgang friedrich heinrich franz mark steve bill tom ben daniel adam simon stephen philip andrew anton max "
    "charlie abraham könig herr roi rey"
)
FEMALE = listed(
    "mrs ms miss queen princess empress lady duchess countess mother sister daughter aunt wife woman girl nun actress "
    "marie maria mary anna anne ada emmy clara elizabeth elisabeth emma sophie sofia julia laura sarah sara jane kate "
    "katherine catherine margaret martha ida lise lena nina eva ella frida rosa rosalind florence grace helen helena "
    "ingrid karin susan linda lisa alice amelia charlotte isabel isabella carmen lucia teresa simone hannah "
    "johanna barbara ruth cleopatra königin frau reine reina"
)
THINGS = listed(
    "bridge river war tower university castle church cathedral abbey company museum island lake loch mountain mount "
    "valley city town street road park school college institute observatory treaty act law empire republic kingdom "
    "army party league club theatre station airport ocean sea bay strait canal desert forest process scale theory "
    "effect project society association committee council court bank press tools works inc ltd gmbh corporation group "
    "revolution battle crisis dynasty century festival prize award building palace hotel house hall"
)
PLACES = listed(
    "city town village country island state region river lake castle abbey church museum library park school "
    "university house building station harbour harbor port valley mountain street district province county place hotel "
    "tower bridge forest desert cave stadt dorf land insel schloss ville pays île château ciudad país isla"
)
SETTLEMENTS = listed(
    "city town village country island state region district province stadt dorf land ville pays ciudad país"
)
WORKS = listed(
    "company firm organisation organization band book novel film movie song play newspaper magazine group team "
    "club school "
    "university party society museum firma buch roman livre entreprise libro empresa"
)
GROUPS = listed(
    "police team company government band family committee council parliament army group community firm club staff crew "
    "board court"
)
SEVERAL = listed("people men women children couple leute eltern gens gente")
_MONTHS = listed(
    "january february march april may june july august september october november december januar februar märz mai "
    "juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre novembre décembre enero "
    "febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_WEEKDAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo"
)
SERIES: tuple[frozenset[str], ...] = (
    _MONTHS,
    _WEEKDAYS,
    listed("spring summer autumn fall winter frühling sommer herbst printemps été automne hiver primavera verano"),
)
CALENDAR = _MONTHS | _WEEKDAYS


_LETTERS: Mapping[str, str] = {"de": "äöüßÄÖÜ", "fr": "èêëçàùœ", "es": "ñíúá"}


def language(text: str, before: str = "") -> str:
    """The language of a question: 'en', 'de', 'fr' or 'es'; that of `before` where its own words do not tell."""
    for each in (text, before):
        found = re.findall(r"(?:[ldjstcnm]|qu)['’](?=\w{2})|[^\W\d_]+", each.lower()[:400])
        counts = {name: sum(word in lists.marks for word in found) for name, lists in LANGUAGES.items()}
        if "¿" in each:
            counts["es"] += 2
        for name, letters in _LETTERS.items():
            counts[name] += any(letter in each for letter in letters)
        best = max(counts, key=lambda name: counts[name])
        if counts[best]:
            return best
    return "en"
