"""How the properties of Wikidata are said in a question: as its first step and as what it asks for.

A way is a property with its direction: 'P57>' goes from a film to its director, 'P57<' back. Properties that are each
other's inverse are one way (`SAME`). Where one property means different things of a person, an organisation, a place
and a work, the kind of its head follows behind a colon: 'P1001>:PER'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SAME: Final = {
    "P150>": "P131<",
    "P150<": "P131>",
    "P527>": "P361<",
    "P527<": "P361>",
    "P355>": "P749<",
    "P355<": "P749>",
    "P1344>": "P710<",
    "P1344<": "P710>",
    "P155>": "P156<",
    "P155<": "P156>",
    "P1441>": "P674<",
    "P1441<": "P674>",
    "P1376>": "P36<",
    "P1376<": "P36>",
    "P1365>": "P1366<",
    "P1365<": "P1366>",
    "P22<": "P40>",
    "P25<": "P40>",
    "P190<": "P190>",
    "P26<": "P26>",
    "P3373<": "P3373>",
}
"""Ways that say the same as another."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in words."""

    steps: tuple[str, ...]  # noun phrases, '{x}' is what they start from
    asks: tuple[str, ...]  # questions, '{x}' is what they ask about


TAILS: Final = {
    **dict.fromkeys(("P131", "P17", "P27", "P30", "P495", "P1001", "P19", "P20", "P551", "P937", "P276"), ("LOC",)),
    **dict.fromkeys(("P54", "P102", "P69", "P108", "P140", "P194", "P241", "P264"), ("ORG",)),
    "P463": ("ORG", "MISC"),
}
"""The kinds that the words of a property fit as its tail; it goes with any where it is not listed."""

_LANGUAGE: Final = ("P1412", "P37", "P364")
_PEOPLE: Final = ("P172",)
_STATE: Final = ("P17>", "P27>", "P495>", "P1001>", "P205>", "P35<", "P6<", "P36<")
_IN_STATE: Final = ("P17>", "P131>")


def goes_on(first: str, second: str) -> bool:
    """Whether the second of two ways asks about what the first leads to.

    'Danish' is a language, a people and an adjective of Denmark by the same name; and what a country lies in is a slip
    of the labels most of the time.
    """
    for names in (_LANGUAGE, _PEOPLE):
        leads = first.endswith(">") and first[:-1] in names
        asks = second.endswith("<") and second[:-1] in names
        if leads != asks:
            return False
    return first != second and not (first in _STATE and second in _IN_STATE)


def one_way(way: str) -> str:
    """The way that stands for this one and its equals."""
    return SAME.get(way, way)


def wording(way: str, head: str, tail: str) -> Wording | None:
    """How a way is said, None where it is not.

    Args:
        way: one of `one_way`.
        head: the kind of the property's head, whichever the direction.
        tail: the kind of its tail.
    """
    name = way[:-1]
    if tail not in TAILS.get(name, (tail,)) or (name == "P361" and head not in ("PER", tail)):
        return None
    return WORDINGS.get(f"{way}:{head}") or WORDINGS.get(way)


def _read(table: str) -> dict[str, Wording]:
    """Lines of 'way | step | step || ask | ask'."""
    found = {}
    for line in table.strip().splitlines():
        left, right = line.split("||")
        way, *steps = (part.strip() for part in left.split("|"))
        found[way] = Wording(tuple(steps), tuple(part.strip() for part in right.split("|")))
    return found


WORDINGS: Final = _read("""
P131> | the area that {x} is part of | the region in which {x} is found || Which larger region contains {x}? | In which administrative area is {x}? | Of which area is {x} a part?
P131>:ORG | the place where {x} is situated | the area in which {x} has its seat || In which area is {x} situated? | Where does {x} have its seat?
P131>:MISC | the place where {x} is to be found || In which area is {x}? | Where is {x} situated?
P131<:LOC | the place that lies within {x} | the area that belongs to {x} || Which place lies within {x}? | Which area or district is part of {x}? | What town, district or region belongs to {x}?
P131<:ORG | the organisation situated in {x} | the body that has its seat in {x} || Which organisation is situated in {x}? | What institution is found in {x}?
P131<:MISC | the site that is found in {x} || What can be found in {x}? | Which site or structure is in {x}?
P17> | the country in which {x} lies | the country that {x} belongs to || In what country is {x}? | Which country contains {x}?
P17>:ORG | the country in which {x} is based | the home country of {x} || In which country is {x} based? | What is the home country of {x}?
P17>:MISC | the country that {x} comes from | the country of {x} || Which country is {x} connected with? | In which country is {x} at home?
P17<:LOC | the place that lies in {x} || Which place is part of {x}? | What place does {x} contain?
P17<:ORG | the organisation based in {x} || Which organisation is based in {x}? | What organisation has its home in {x}?
P17<:MISC | the event or institution of {x} || Which event or institution belongs to {x}?
P27> | the country of citizenship of {x} | the home country of {x} | the country that {x} was a citizen of || Which country was {x} a citizen of? | What was the nationality of {x}?
P27< | the person who was a citizen of {x} || Who was a citizen of {x}? | Which person held the nationality of {x}? | Name someone whose nationality was that of {x}.
P1001>:PER | the country or region that {x} held office in | the place that {x} governed || In which country or region did {x} hold office? | What place did {x} help to govern?
P1001>:ORG | the country or region that {x} has authority over | the jurisdiction of {x} || What is the jurisdiction of {x}? | Which country or region does {x} have authority over?
P1001>:MISC | the country or region where {x} applies || Where does {x} apply? | What is the jurisdiction of {x}?
P1001<:PER | the politician who held office in {x} | the office holder of {x} || Who held office in {x}? | Which politician or official served {x}?
P1001<:ORG | the body that has authority over {x} || Which body has authority over {x}? | What public institution serves {x}?
P1001<:MISC | the law or office that applies to {x} || Which law, post or programme applies to {x}? | What rule or office was in force in {x}?
P35> | the head of state of {x} | the one who reigned or presided over {x} || Who was the head of state of {x}? | Who reigned or presided over {x}?
P35< | the country whose head of state was {x} | the state that {x} headed || Which state did {x} head? | Of which country was {x} the head of state?
P6> | the head of government of {x} | the leader of the government of {x} || Who led the government of {x}? | Who was the head of government of {x}?
P6< | the country whose government {x} led | the place that {x} governed || Whose government was led by {x}? | Which place had {x} as its head of government?
P800> | the best known work of {x} | the notable work by {x} || What is a notable work of {x}? | Which work is {x} known for?
P800< | the one behind {x} | the one known for {x} || Who is known for {x}? | Who is behind {x}?
P175> | the performer of {x} | the artist who performed {x} || Who performed {x}? | Which artist recorded {x}?
P175< | the work performed by {x} | the recording by {x} || Which song, album or film was performed by {x}? | What did {x} record or perform? | Which recording is by {x}?
P463>:PER | the group that {x} was a member of | the organisation {x} belonged to || Of which group was {x} a member? | Which organisation had among its members {x}?
P463> | the organisation that {x} belongs to | the union of which {x} is a member || Of which organisation is {x} a member? | Which union or alliance was joined by {x}?
P463<:PER | the member of {x} | the person who belonged to {x} || Who was a member of {x}? | Which person belonged to {x}?
P463< | the member of {x} || Which member does {x} have? | What country or body is a member of {x}?
P127> | the owner of {x} | the company that owns {x} || Who owns {x}? | Which company or body is the owner of {x}?
P127< | the property owned by {x} | the firm owned by {x} || What is owned by {x}? | What does {x} own?
P54> | the team that {x} played for | the club of {x} || Which team had in its ranks {x}? | Which club signed {x}?
P54< | the player of {x} | the athlete who played for {x} || Who played for {x}? | Which athlete was in the team of {x}?
P361>:PER | the group that {x} is part of || Of which group or team is {x} a part? | Which group or family includes {x}?
P361>:LOC | the larger place that {x} is part of | the area that takes in {x} || Of which larger place is {x} a part? | Which larger area takes in {x}?
P361>:ORG | the larger organisation that {x} is part of || Of which larger organisation is {x} a part? | Which bigger body includes {x}?
P361>:MISC | the series that takes in {x} | the larger work or event with {x} in it || Of what larger whole is {x} a part? | Which series or event includes {x}?
P361<:PER | the member of {x} || Who is part of {x}? | Which person belongs to {x}?
P361<:LOC | the place that forms part of {x} || Which place forms part of {x}? | What part of {x} is named?
P361<:ORG | the organisation that is part of {x} || Which organisation is part of {x}? | What body or unit belongs to {x}?
P361<:MISC | the part of {x} || Which work or event is part of {x}? | What is one part of {x}?
P710> | the participant in {x} | the side that took part in {x} || Who took part in {x}? | Who were among the participants in {x}?
P710< | the event that {x} took part in | the event in which {x} was involved || Which event involved {x}? | In what event was a part played by {x}?
P178> | the developer of {x} | the company that developed {x} || Who developed {x}? | Which company created {x}?
P178< | the product developed by {x} | the game or program that {x} developed || Which product was developed by {x}? | What game or program did {x} develop?
P205> | the country on the basin of {x} | the country whose waters drain to {x} || Which country lies on the basin of {x}?
P205< | the water that {x} shares in | the body of water in the basin of which {x} lies || Which river, lake or sea reaches {x}? | Which body of water touches {x}?
P140> | the religion of {x} | the faith that {x} follows || What is the religion of {x}? | Which faith is that of {x}?
P140< | the follower of {x} | the believer in {x} || Who followed {x}? | Which person or body is of the faith of {x}?
P206> | the water beside which {x} lies | the sea, lake or river by {x} || Which sea, river or lake borders on {x}? | Which waters wash the shores of {x}?
P206< | the place on the shore of {x} | the place beside {x} || Which place lies on {x}? | What place is next to the waters of {x}?
P674> | the character in {x} | the figure who appears in {x} || Which character appears in {x}? | Who is a figure in {x}?
P674< | the work in which {x} appears | the story that has {x} in it || In which work does {x} appear? | What story has {x} in it?
P495> | the country of origin of {x} | the country in which {x} was made || Which country does {x} come from? | In which country was {x} made?
P495< | the work that comes from {x} | the production made in {x} || Which work was made in {x}? | What film, song, book or show comes from {x}? | Which production has its origin in {x}?
P1412> | the language that {x} spoke | the language of {x} || Which language did {x} speak or write? | In what language did {x} write?
P1412< | the speaker of {x} | the person who spoke or wrote {x} || Who spoke or wrote {x}? | Which person used the language of {x}?
P19> | the birthplace of {x} | the place where {x} was born || Where was {x} born? | What is the birthplace of {x}?
P19< | the person born in {x} | the native of {x} || Who was born in {x}? | Which person is a native of {x}?
P20> | the place where {x} died || Where did {x} die? | In which place did the life of {x} end?
P20< | the person who died in {x} || Who died in {x}? | Whose life ended in {x}?
P276> | the place where {x} took place | the location of {x} || Where did {x} take place? | What is the location of {x}?
P276< | the event held in {x} | the event that took place in {x} || What took place in {x}? | Which event or work is located in {x}? | Which event had its scene in {x}?
P937> | the place where {x} worked | the place {x} was active in || Where did {x} work? | In which place was {x} active?
P937< | the person who worked in {x} || Who worked in {x}? | Which person was active in {x}?
P1056> | the product of {x} | what {x} produces || What does {x} produce? | Which product comes from {x}?
P1056< | the maker of {x} | the company that produces {x} || Who produces {x}? | Which company makes {x}?
P449> | the network that broadcast {x} | the broadcaster of {x} || Which network broadcast {x}? | Where was {x} first shown?
P449< | the programme broadcast by {x} || Which programme was shown by {x}? | What did {x} broadcast?
P241> | the armed force in which {x} served | the military branch of {x} || In which armed force did {x} serve? | What military branch does {x} belong to?
P241< | the soldier or unit of {x} || Who was a soldier of {x}? | Which soldier or unit served {x}?
P364> | the original language of {x} | the language in which {x} was made || What is the original language of {x}? | In which language was {x} made?
P364< | the work made in the language {x} || Which work was made in the language {x}? | What film, song or book is originally in {x}?
P551> | the place where {x} lived | the home of {x} || Where did {x} live? | In which place was {x} at home?
P551< | the resident of {x} | the person who lived in {x} || Who lived in {x}? | Which person made a home in {x}?
P137> | the operator of {x} | the body that runs {x} || Who operates {x}? | Which organisation runs {x}?
P137< | the thing that {x} operates || What is operated by {x}? | What does {x} run?
P488> | the chairman of {x} | the one who headed {x} || Who chaired {x}? | Who was at the head of {x}?
P488< | the organisation that {x} headed | the body chaired by {x} || Which organisation did {x} chair? | What body was headed by {x}?
P30> | the continent of {x} | the continent on which {x} lies || On which continent is {x}? | Which continent contains {x}?
P30< | the place on the continent of {x} || Which country or place is in {x}?
P102> | the political party of {x} | the party to which {x} belonged || Which political party did {x} belong to? | For what party did {x} stand?
P102< | the politician of {x} | the member of the party {x} || Who belonged to the party {x}? | Which politician stood for {x}?
P40> | the child of {x} | the son or daughter of {x} || Who was a child of {x}? | Who was the son or daughter of {x}?
P40< | the parent of {x} || Who was a parent of {x}? | Whose child was {x}?
P22> | the father of {x} || Who was the father of {x}? | Who fathered {x}?
P25> | the mother of {x} || Who was the mother of {x}? | Which woman gave birth to {x}?
P26> | the spouse of {x} | the husband or wife of {x} || Who was married to {x}? | Who was the spouse of {x}?
P3373> | the brother or sister of {x} | the sibling of {x} || Who was a brother or sister of {x}? | Which sibling did {x} have?
P37> | the official language of {x} || What is the official language of {x}? | Which language is official in {x}?
P37< | the country whose official language is {x} | the place where {x} is the official language || Where is {x} an official language? | Which country has {x} as its official language?
P159> | the place where {x} has its headquarters | the home town of {x} || Where are the headquarters of {x}? | In which city is {x} based?
P159< | the organisation with headquarters in {x} || Which organisation has its headquarters in {x}? | What body is run from {x}?
P194> | the legislature of {x} | the parliament or council of {x} || Which legislature makes the laws of {x}? | What is the parliament or council of {x} called?
P194< | the place whose legislature is {x} | the territory for which {x} makes the laws || Whose legislature is {x}? | For which territory does {x} make the laws?
P607> | the war in which {x} fought | the conflict that {x} was part of || Which war involved {x}? | Which conflict touched {x}?
P607>:PER | the war in which {x} fought | the conflict that {x} was part of || In which war did {x} fight? | Which conflict engaged {x}?
P607< | the side that fought in {x} || Which country or side fought in {x}?
P607<:PER | the soldier who fought in {x} || Who fought in {x}?
P607<:ORG | the force that fought in {x} || Which force fought in {x}? | Which unit or party was engaged in {x}?
P749> | the parent organisation of {x} | the company that {x} is a subsidiary of || Which company does {x} belong to? | What is the parent organisation of {x}?
P749< | the subsidiary of {x} | the division of {x} || Which subsidiary does {x} have? | What unit or division is part of {x}?
P172> | the ethnic group of {x} | the people to which {x} belongs || What is the ethnic group of {x}? | Which people is linked with {x}?
P172< | the one of the people {x} || Who or what is of the ethnic group {x}? | Where do the people called {x} come from?
P264> | the record label of {x} | the label that released {x} || Which record label released {x}? | What label is behind {x}?
P264>:PER | the record label of {x} | the label that {x} recorded for || For which label did {x} record? | What record label signed {x}?
P264>:ORG | the record label of {x} | the label that signed {x} || For which label did {x} record? | What record label signed {x}?
P264<:MISC | the record released by {x} | the release on the label {x} || Which record came out on the label {x}? | What song or album did {x} release?
P264< | the act signed to {x} | the artist who recorded for {x} || Which artist recorded for {x}? | Who was signed to {x}?
P36> | the capital of {x} | the capital city of {x} || What is the capital of {x}? | Which city is the capital of {x}? | From which city is {x} governed?
P36< | the country or region whose capital is {x} | the land that has {x} as its capital || Which country or region has as its capital {x}?
P31> || What kind of thing is {x}? | What is {x} an example of?
P31< || What is an example of {x}?
P279> || Which broader kind takes in {x}? | What is {x} a form of?
P279< || What is a special kind of {x}? | What is one form of {x}?
P112> | the founder of {x} | the one who founded {x} || Who founded {x}? | Who was a founder of {x}?
P112< | the organisation that {x} founded | what {x} founded || What was founded by {x}? | Which organisation did {x} found?
P1366> | the successor of {x} | what replaced {x} || What replaced {x}? | What came after {x}?
P1366< | the predecessor of {x} | what {x} replaced || What did {x} replace? | What came before {x}?
P706> | the landform or region on which {x} lies || On which mountains, island or land does {x} lie? | What larger landform is {x} on?
P706< | the place found on {x} || Which place lies on {x}? | What is situated on {x}?
P400> | the platform that {x} runs on | the device or system for which {x} was made || On which platform does {x} run? | What device or system was {x} made for?
P400< | the program for {x} | the game that runs on {x} || Which game or program runs on {x}? | What was released for {x}?
P118> | the league of {x} | the league in which {x} plays || In which league does {x} play? | What league is {x} part of?
P118< | the team that plays in {x} || Which team plays in {x}? | Who competes in the league {x}?
P108> | the employer of {x} | the institution at which {x} worked || Who employed {x}? | At which institution did {x} work?
P108< | the person who worked for {x} || Who worked for {x}? | Whom did {x} employ?
P39> | the office that {x} held || Which office did {x} hold? | What position did {x} have?
P39< | the one who held the office of {x} || Who held the office of {x}? | Who served as {x}?
P403> | the water into which {x} flows | the mouth of {x} || Into which water does {x} flow? | Where does {x} end?
P403< | the river that flows into {x} | the water that drains to {x} || Which river flows into {x}? | What water empties into {x}?
P69> | the school that {x} attended | the place where {x} studied || Where did {x} study? | Which school or university did {x} attend?
P69< | the former student of {x} | the person who studied at {x} || Who studied at {x}? | Which person is a former student of {x}?
P162> | the producer of {x} || Who produced {x}? | Which producer made {x}?
P162< | the work produced by {x} || Which work was produced by {x}? | What song, album or film did {x} produce?
P166> | the award that {x} received | the prize given to {x} || Which award did {x} receive? | What prize was given to {x}?
P166< | the winner of {x} | the one who received {x} || Who received {x}? | Who was honoured with {x}?
P740> | the place where {x} was formed || Where was {x} formed? | In which place did {x} begin?
P740< | the group formed in {x} || Which group was formed in {x}? | What band or organisation began in {x}?
P272> | the production company of {x} | the studio behind {x} || Which company produced {x}? | What studio is behind {x}?
P272< | the film or show produced by {x} || Which film or show did {x} produce? | What was made by the studio {x}?
P170> | the creator of {x} | the one who created {x} || Who created {x}? | Who is the creator of {x}?
P170< | the creation of {x} | the one created by {x} || What was created by {x}? | Which figure or work did {x} create?
P176> | the manufacturer of {x} | the company that made {x} || Who manufactured {x}? | Which company made {x}?
P176< | the product manufactured by {x} || Which product was manufactured by {x}? | What vehicle, device or product did {x} make?
P123> | the publisher of {x} || Who published {x}? | Which company published {x}?
P123< | the title published by {x} || Which title was published by {x}? | What did {x} publish?
P161> | the actor in {x} | the cast member of {x} || Who acted in {x}? | Which actor had a part in {x}?
P161< | the film or show in which {x} acted || In which film or show did {x} act? | What production had {x} in its cast?
P156> | the successor of {x} | what followed {x} || What followed {x}? | What comes next after {x}?
P156< | the predecessor of {x} | what came before {x} || What came before {x}? | What did {x} follow?
P676> | the writer of the words of {x} || Who wrote the words of {x}? | Who is the lyricist of {x}?
P676< | the song whose words {x} wrote || Which song has words by {x}? | What song did {x} write the words of?
P840> | the place in which {x} is set || Where is {x} set? | In which place does the story of {x} happen?
P840< | the story set in {x} || Which story is set in {x}? | What work plays in {x}?
P179> | the series that {x} is part of || Which series is {x} part of? | What series does {x} belong to?
P179< | the title in the series {x} || Which title is part of the series {x}? | What belongs to the series {x}?
P50> | the author of {x} | the writer of {x} || Who wrote {x}? | Who is the author of {x}?
P50< | the book by {x} | the text that {x} wrote || What did {x} write? | Which book or text is by {x}?
P86> | the composer of {x} || Who composed the music of {x}? | Who is the composer of {x}?
P86< | the work with music by {x} || Which work has music by {x}? | What did {x} compose?
P57> | the director of {x} || Who directed {x}? | Who was the director of {x}?
P57< | the film directed by {x} || Which film did {x} direct? | What was directed by {x}?
P58> | the screenwriter of {x} || Who wrote the script of {x}? | Who is the screenwriter of {x}?
P58< | the film written by {x} || Which film or show was written by {x}? | For what did {x} write the script?
P136> | the genre of {x} || What genre is {x}? | To which genre does {x} belong?
P136< | the work or artist in the genre {x} || Who or what belongs to the genre {x}?
P171> | the group of living things that {x} belongs to || Which larger group of living things does {x} belong to? | What is the parent taxon of {x}?
P171< | the kind of living thing that belongs to {x} || Which kind of living thing belongs to {x}?
P190> | the twin town of {x} || Which town is twinned with {x}?
P807> | the state that {x} broke away from || From what state did {x} break away? | What did {x} separate from?
P807< | the state that broke away from {x} || Which state broke away from {x}? | What separated from {x}?
P737> | the influence on {x} || Who influenced {x}?
P737< | the one influenced by {x} || Whom did {x} influence?
P1336> | the one who claims {x} || Who claims the territory of {x}?
P1336< | the territory claimed by {x} || Which territory is claimed by {x}?
P569> || When was {x} born? | On what date was {x} born?
P570> || When did {x} die? | In which year did {x} die?
P571> || When was {x} founded? | In which year was {x} established? | When did {x} come into being?
P576> || When was {x} dissolved? | When did {x} come to an end?
P577> || When was {x} released? | In which year did {x} come out?
P580> || When did {x} begin? | In what year did {x} start?
P582> || When did {x} end? | In what year was {x} over?
P585> || When did {x} take place? | What is the date of {x}?
""")  # noqa: E501 -- a table reads best with one way to a line
