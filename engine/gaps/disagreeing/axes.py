"""Words with an opposite: each pole of an axis may be said by several words, and denied by the other pole's.

'Shut on Sundays' and 'does not open on Sundays' stand at the same pole, 'open on Sundays' at the other.
"""

from __future__ import annotations

from functools import cache

from engine.gaps.disagreeing.ways import ways
from engine.reasoning.claims.verbs import PRESENT
from engine.retrieval.stems import stem

_ONE_THING = """
open opened reopen reopened unlocked geöffnet offen | close closed shut locked geschlossen
allow allowed permit permitted welcome may legal lawful authorised authorized erlaubt gestattet dürfen darf
  erlauben | forbid forbidden forbade prohibit prohibited ban banned outlaw outlawed illegal unlawful
  verboten untersagt verbieten
accept accepted approve approved adopt adopted agree agreed endorse endorsed ratify ratified backed welcome
  welcomed grant granted angenommen genehmigt zugestimmt | reject rejected refuse refused decline turned veto vetoed
  oppose opposed deny denied dismiss dismissed abgelehnt verweigert
increase increased increases rise rises grow grows gain gained raise raised climb climbed expand expanded surge
  surged soar soared gestiegen wächst gewachsen erhöht zugenommen | decrease decreased decreases fall falls
  shrink drop dropped decline declined declines reduce reduced cut lowered contract contracted
  plunge plunged slump slumped diminish diminished gesunken gesenkt geschrumpft abgenommen
up higher upward höher | down lower downward niedriger tiefer
succeed succeeded success successful managed gelungen erfolgreich | fail failed failure unsuccessful collapsed
  gescheitert misslungen
alive survive survived survives surviving überlebt lebt | dead die died killed perish perished kill fatal gestorben tot
guilty convicted convict schuldig verurteilt | innocent acquit acquitted cleared freigesprochen unschuldig
edible eatable harmless essbar | poisonous toxic inedible giftig
safe safely harmless sicher ungefährlich | unsafe dangerous hazardous harmful risky gefährlich unsicher
before earlier beforehand vorher | after later afterwards nachher
north northern | south southern
east eastern | west western
left links | right rechts
loud louder noisy noisier laut | quiet quieter silent softer leise
fast faster quick quicker speed speeds accelerate accelerates hasten hastens quickly schneller | slow slower slowly
  slows slowed delay delays retard langsamer
hollow hohl | solid massiv
active aktiv | inactive dormant idle inaktiv
true correct right accurate richtig wahr | false wrong incorrect untrue inaccurate mistaken falsch
possible feasible möglich | impossible infeasible unmöglich
able capable | unable incapable
include included includes including inclusive einschließlich inbegriffen | exclude excluded excludes excluding extra
  ausgenommen
with | without
always immer | never nie niemals
all every everyone everybody alle jeder | none nobody noone niemand kein keine
win won victory gewonnen sieg | lose lost defeat defeated verloren niederlage
enter entered join joined eingetreten beigetreten | leave quit exited withdrew ausgetreten
arrive arrived angekommen | depart departed abgefahren
begin began begun start started beginning commence commenced beginnt begonnen | end ended finish finished cease ceased
  stop stopped halt halted endet beendet
import imported imports | export exported exports
love loved like liked enjoy enjoyed | hate hated dislike disliked detest detested
agree agreed | disagree disagreed
support supported favour favor favoured favored | oppose opposed against
male man men männlich | female woman women weiblich
married verheiratet | unmarried single divorced ledig geschieden
public öffentlich | private privat
hot warm heiß warmer hotter | cold cool kalt cooler colder
wet damp moist humid nass feucht | dry dried arid trocken
full voll | empty leer vacant
hard | soft
heavy heavier schwer | light lighter leicht
high tall hoch | low niedrig
large big larger bigger groß größer | small smaller little klein kleiner
long longer lang länger | short shorter kurz kürzer
wide broad wider | narrow narrower
deep deeper | shallow shallower
old older ancient alt | young younger new newer neu jung
early earlier früh | late later spät
strong stronger stark | weak weaker schwach
rich wealthy reich | poor
easy easier simple leicht | difficult hard harder complicated schwierig
cheap cheaper inexpensive billig günstig | expensive dear costly pricey dearer teuer
good better best well gut besser | bad worse worst poorly schlecht schlechter
common frequent often häufig oft | rare rarely seldom scarce selten infrequent uncommon
known famous bekannt | unknown obscure unbekannt
present anwesend | absent missing abwesend
attend attended come came make | miss missed skip skipped
positive positiv | negative negativ
maximum most | minimum least
above over oberhalb | below under beneath unterhalb
upper | lower
inside indoors inner within drinnen innerhalb | outside outdoors outer draußen außerhalb
front vorn | rear hinten
clockwise | anticlockwise counterclockwise
raw uncooked roh | cooked baked boiled gekocht
voluntary optional freiwillig | compulsory mandatory obligatory required must verpflichtend pflicht
free gratis complimentary kostenlos umsonst | paid charged kostenpflichtig
visible sichtbar | invisible hidden unsichtbar
permanent dauerhaft | temporary vorübergehend
complete completed finished fertig | incomplete unfinished unfertig
damaged broken destroyed beschädigt kaputt | intact undamaged unharmed whole unversehrt
injured hurt wounded verletzt | unhurt uninjured unharmed unscathed unverletzt
reversible | irreversible
soluble | insoluble
stable stabil | unstable instabil
flammable combustible inflammable | nonflammable fireproof
waterproof watertight wasserdicht | leaky leaking
armed bewaffnet | unarmed
employed | unemployed jobless
native einheimisch | introduced foreign invasive
domestic | foreign
wild | tame domesticated
direct | indirect
odd uneven | even
profit profitable gewinn surplus überschuss | loss unprofitable deficit verlust
advantage | disadvantage
friend ally allied | enemy foe
peace | war
day daily | night nightly nocturnal
diurnal | nocturnal
summer | winter
spring | autumn fall
morning | evening
remember remembered | forget forgot forgotten
find found discovered gefunden | lost mislaid verloren
keep kept retain retained preserve preserved behalten | discard discarded dispose disposed abandon abandoned remove
  removed scrap scrapped delete deleted
enable enabled enables activate activated eingeschaltet | disable disabled disables deactivate
  deactivated ausgeschaltet
connect connected attached verbunden | disconnect disconnected detached getrennt
lock locked | unlock unlocked
load loaded | unload unloaded
install installed | uninstall uninstalled
subscribe | unsubscribe
encrypt encrypted | decrypt decrypted plaintext
upload uploaded | download downloaded
public | confidential secret geheim
confirm confirmed bestätigt verify verified prove proved proven | refute refuted disprove disproved rebut contradict
  contradicted widerlegt
recognise recognised recognize recognized identified erkannt | unrecognised unidentified
improve improved improves better verbessert | worsen worsened deteriorate deteriorated decline verschlechtert
strengthen strengthened | weaken weakened
help helped helps aid | hinder hindered hinders hamper
cause caused causes trigger triggers | prevent prevented prevents stops avert averted verhindert
build built erect erected construct constructed gebaut | demolish demolished tear destroyed abgerissen
create created | abolish abolished dissolve dissolved
hire hired appoint appointed eingestellt | fire fired dismiss dismissed sacked entlassen
resign resigned retire retired zurückgetreten | stay stayed remain remained bleibt
attack attacked | defend defended
push pushed | pull pulled
float floats floated | sink sinks sank sunk
ascend ascended | descend descended
freeze froze frozen gefroren | thaw thawed melt melted geschmolzen
vegetarian vegan | meat
sober | drunk
aware knew | unaware ignorant
genuine authentic echt | fake forged counterfeit gefälscht
sane | mad insane
innocent | culprit
tie tied | untied
wired | wireless
manual manually | automatic automatically
digital | analogue analog
plus | minus
export | import
convex | concave
solo alone | together jointly
recovered recover | relapsed
ripe | unripe
willing willingly | unwilling reluctant
retain | lose
repaired fixed | broken
secret secretly | openly
vacant | occupied
asleep | awake
healthy gesund | ill sick krank
fertile | infertile sterile barren
sharp | blunt dull
smooth | rough
straight | crooked curved bent
transparent clear | opaque
sweet | sour bitter
thick dick | thin dünn
tight | loose
clean sauber | dirty schmutzig
calm | stormy rough
acid acidic | alkaline basic
literate | illiterate
elected | appointed
majority mehrheit | minority minderheit
unanimous unanimously einstimmig | divided split
postpone postponed delayed verschoben | punctual advanced
cancel cancelled canceled abgesagt | held took
available verfügbar | unavailable
gain | loss
optimistic | pessimistic
satisfied happy pleased content zufrieden | dissatisfied unhappy displeased unzufrieden
ahead | behind
voluntary | forced
ferment fermented | unfermented
coastal | inland
urban | rural
"""


NARROW = _ONE_THING.count("|")
"""Axes whose poles are of few words each; those behind them are wide."""


@cache
def poles() -> dict[str, tuple[tuple[int, int], ...]]:
    """By stem: the axes that a word stands on, each with its pole, 1 or -1."""
    found: dict[str, list[tuple[int, int]]] = {}
    for axis, (one, other) in enumerate(_axes()):
        for sign, words in ((1, one), (-1, other)):
            for word in words:
                place = (axis, sign)
                entries = found.setdefault(root(word), [])
                if place not in entries:
                    entries.append(place)
    return {key: tuple(entries) for key, entries in found.items()}


def root(word: str) -> str:
    """The stem under which a word is looked up; a phrase, with '_' between its words, as it stands."""
    if "_" in word:
        return word
    return stem(PRESENT.get(word, word)) or word


def _axes() -> list[tuple[list[str], list[str]]]:
    """The words at both poles of each axis; lines that begin with a space go on with the one before."""
    lines = _ONE_THING.replace("\n  ", " ").strip().splitlines()
    narrow = [(one.split(), other.split()) for one, _, other in (line.partition("|") for line in lines)]
    return [*narrow, *ways()]
