"""Words that are no concepts: what English and German use to say anything at all, and headings that say nothing."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a string, as a set."""
    return frozenset(text.split())


FUNCTION = words(
    "a about above across after again against all almost along already also although always am among an and another"
    " any anyone anything anywhere are aren't around as at away back be became because become been before behind being"
    " below beside besides between beyond both but by can can't cannot could couldn't despite did didn't do does"
    " doesn't doing don't done down during each either else enough etc even ever every everyone everything except few"
    " for from further had hadn't has hasn't have haven't having he he's hence her here hers herself him himself his"
    " how however i i'll i'm i've if in including indeed inside instead into is isn't it it's its itself just least"
    " less let let's like likely many may maybe me might mine more moreover most much must my myself near nearly"
    " neither never nevertheless next no nobody none nor not nothing now nowhere of off often on once one ones only"
    " onto or other others otherwise ought our ours ourselves out outside over own per perhaps plus quite rather"
    " really regarding same several shall she she's should shouldn't since so some somebody someone something"
    " sometimes somewhere still such than that that's the their theirs them themselves then there there's therefore"
    " these they they're this those though through throughout thus till to together too toward towards under"
    " underneath unless unlike until up upon us very via was wasn't we we'll we're we've well were weren't what"
    " what's whatever when whenever where whereas wherever whether which whichever while who who's whoever whole whom"
    " whose why will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours"
    " yourself e.g i.e vs eg ie"
    " der die das den dem des ein eine einen einem einer eines und oder aber nicht mit von zu zum zur im am an auf"
    " aus bei nach vor für über unter durch als wie wenn dass daß ist sind war waren wird werden wurde wurden hat"
    " haben sich es er sie wir ihr ich man auch noch nur so dann da hier dort sein seine seiner ihre ihrer kein keine"
    " le la les un une des du de et ou dans par pour sur avec sans est sont qui que el los las una y en por para con"
)
"""Never inside a technical phrase."""

PLAIN = words(
    "able about access act action actually add added adding addition allow allowed allows answer appear appears apply"
    " area ask asked available based basic begin best better big bit bring broad build built button call called calls"
    " came care case cases certain change changed changes check choose chosen clear clearly click close come comes"
    " common complete consider contain contains content continue copy correct could count course create created"
    " creates current currently cut data date day days deep default define describe described detail details determine"
    " different difference directly drag due early easily easy edit effect end ensure enter entire equal especially"
    " every exactly example examples exist existing extra fact false far fast feel fewer figure file files final"
    " finally find first five fix follow following follows form found four free full fully further gave general"
    " generally get gets give given gives go goes going good got great group grow hand hard help helps hide high higher"
    " hold home hour hours idea important improve include included includes increase information initial insert item"
    " items keep kept key kind know known lack large larger last late later lead learn leave left let level line list"
    " little long longer look looks lot low lower made main make makes making manage many matter maximum mean means"
    " method minimum minute minutes missing mode month months move moved much multiple must name named names need"
    " needed needs new next nice none normal note notes number numbers object old open option optional options order"
    " original page part particular past path people person place plain play please point points possible press"
    " previous probably problem process provide provided provides purpose put question quick quickly quite read ready"
    " real reason receive recent related remain remains remove replace report request require required requires rest"
    " result results return returns right room run runs safe said same save saw say says second seconds section see"
    " seem seems seen select selected send sent separate set sets setting settings several short show shown shows side"
    " similar simple simply single size small sort special specific specify start started state step steps stop"
    " sub such suggest support supported supports sure take taken takes tell text thank thanks thing things think three"
    " time times today together told took top total true try turn turned turns two type types unique update upper use"
    " used useful user users uses using usual usually value values various version view want way ways week weeks went"
    " whole wide wish word words work worked working works world would write written wrong year years yourself zero"
    " actual additional alternative amount approach aspect attempt attention benefit chance choice concept concern"
    " condition context copy degree detail direction discussion evidence explanation factor feature focus function"
    " future goal half importance instance issue job knowledge life link location majority message moment need opinion"
    " opportunity pair paper paragraph period perspective phase piece position possibility practice present quality"
    " quantity range rate relation response role rule sample scale scope sense series situation source stage standard"
    " statement strategy strength structure style subject success suggestion summary task team technique term title"
    " tool topic understanding unit variety"
)
"""Too plain to be a concept by themselves; inside a phrase they may stand."""

EVERYDAY = words(
    "account activity adult analysis animal answer architecture apartment application army article author ball bank"
    " bar beach bed bill bird"
    " birth boat body book bottle box boy bread bridge brother browser building bus business camera camp capital car"
    " card cat center centre century chair chapter character chart chat child children church cinema city class client"
    " climate clothes club coach coast coffee college color community company computer contract cook cost council"
    " country couple court crew cup customer dad dance daughter deal decade decision design desk device diet dinner"
    " document"
    " director district doctor dog door dress drink driver ear earth economy education email employee engine event eye"
    " face factory family farm father field fire fish flag floor flower food foot force forest friend fruit game garden"
    " gas gift girl glass government guest guitar guy hair hall head heart height hill horse hospital hotel house human"
    " husband icon hardware image industry island jacket journey judge kid king kitchen lake land language law"
    " leader leg"
    " lesson letter library light living lunch machine man market mass match meal media meeting member menu message"
    " metal middle mile mind model mom money morning mother mountain mouth movie museum music musician nation nature"
    " neighborhood network news newspaper night north south east west office officer park parking partner party passage"
    " patient payment peace performance photo phone picture pilot planet plant plate player pleasure police policy"
    " politics pool population power president pressure price prison product professor profile project property query"
    " queen race radio rain region religion restaurant river road rock roof room route row run sale salt school science"
    " screen sea season seat service session sheet ship shirt shoe shop shoulder sister site skill skin sky sleep"
    " smile society software soldier son song sound space speaker species speech sport spring staff star station store"
    " story street student summer sun surface system table tax teacher tea telephone temperature territory theater"
    " theatre thought ticket tonight tool tourist town track trade traffic train training travel tree trip"
    " university vehicle victim video village visit visitor voice wall war water wave weather website wedding weekend"
    " weight wife wind window wine winter woman women wood worker writer yard youth"
)
"""Nouns of every day: concepts only where a document is about them; elsewhere they say little about a library."""

GENERIC_HEADINGS = words(
    "abstract acknowledgements acknowledgments advantages answer answers appendix applications arguments attribution"
    " background basics benefits bibliography caption caveats changelog changes citations cons conclusion conclusions"
    " configuration contents contact contributing credits definition description details development disadvantages"
    " discussion documentation download etymology evaluation example examples experiments faq features feedback figures"
    " footnotes footer gallery general getting-started glossary goals header help history home how-to-use index info"
    " information install installation instructions introduction intro key-points learn-more license licence"
    " limitations"
    " links list materials menu metadata method methods methodology misc miscellaneous motivation name navigation next"
    " next-steps note notes notice objective objectives options other outline overview parameters plan pros preface"
    " prerequisites problem procedure purpose questions quick-start quickstart readme reception recommendations"
    " references related related-work related-articles remarks requirements resources response results returns see-also"
    " settings setup solution source sources steps structure summary syntax table-of-contents takeaways tasks test"
    " tests thanks tips title to-do todo tools top troubleshooting tutorial types untitled updates usage use-cases"
    " use uses user assistant variants versions warning warnings what-s-new why work works-cited external-links"
    " further-reading bibliography early-life personal-life career life death legacy biography plot cast production"
    " release critical-reception awards einleitung einführung übersicht inhalt inhaltsverzeichnis siehe-auch quellen"
    " weblinks literatur einzelnachweise zusammenfassung fazit hintergrund geschichte beispiele"
    " frequently-asked-questions frequently-asked-question success-criteria deliverable executive-summary"
    " recommendation"
    " consideration assumption implementation requirement specification roadmap timeline milestone deliverables"
    " considerations assumptions implementations specifications timelines milestones highlights key-takeaways tl-dr"
    " best-practices common-issues known-issues release-notes what-is-this who-we-are about-us contact-us sign-in"
    " log-in"
    " sign-up privacy-policy terms-of-service terms-of-use cookie-policy all-rights-reserved back-to-top"
    " skip-to-content"
    " main-page main-menu edit-source view-history random-article recent-changes what-links-here cite-this-page"
    " retrieved archived isbn issn doi pmid oclc jstor s2cid pdf-version printable-version status area"
    " primary-questions"
    " abbildung tabelle kapitel abschnitt anmerkung"
)
"""Headings that name no concept; words are joined by hyphens."""

NUMBERED = words(
    "week day agent phase step stage level option part chapter section figure fig table appendix note example exercise"
    " task item question round iteration page volume vol tier layer test case group milestone sprint quarter path"
    " paragraph line equation eq listing box slide lesson module unit attempt run point rule goal scenario user speaker"
    " person player message season episode issue version no nr woche tag kapitel abschnitt abbildung tabelle schritt"
    " teil seite nummer"
)
"""Words that with a number or letter behind them name a place in a text, nothing else: 'Figure 3', 'Week 2'."""

FRAME = words(
    "architecture practical expected output outputs input inputs primary secondary recursive criteria success critical"
    " research requirement requirements specification specifications implementation recommended recommendation"
    " recommendations overview roadmap summary executive deliverable deliverables performance high low target targets"
    " pattern patterns query queries comparison considerations consideration technical basic advanced quick design"
    " model models immediate optimal current proposed core actions integration strategy strategies metrics metric"
    " assessment analysis approach phase objectives guidelines checklist template templates draft final review status"
    " progress update updates hardware software component components resource resources efficiency optimization"
)
"""Words that frame a document of any subject: a name of nothing but these and plain ones says what no text is about."""

OPENERS = words(
    "the this that these those it its he she they we i you his her their our my your there here in on at by for from"
    " with as if when while after before during since although though however but and or so thus hence then also what"
    " who why how where which a an some many most such both all not to of once until because despite unlike moreover"
    " furthermore therefore meanwhile instead finally first second third today several each every another other later"
    " now under over between through within without according one two three no yes let see use click select open note"
    " please if make add create set go choose press enter type try consider next last"
)
"""Words that a capital says nothing of at the beginning of a sentence or an instruction."""

CALENDAR = words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug"
    " sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun"
    " januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag"
    " am pm bc ad bce ce"
)

NOUN_ENDINGS = (
    *("tion", "sion", "ment", "ness", "ity", "ism", "ist", "ance", "ence", "ancy", "ency", "ship", "hood", "dom"),
    *("graph", "gram", "logy", "nomy", "cy", "ics", "age", "ure", "or", "ery", "meter", "scope", "phone", "ware"),
    *("base", "tree", "set", "net", "work", "line"),
)
"""Endings that make a noun of nearly every English word that has them."""

NOT_NOUN_ENDINGS = ("ly", "ing", "ed", "ous", "ful", "ive", "able", "ible", "less", "ish", "est")

LEADING = words(
    "concept context data event feature file function group key knowledge life line link list location method mode"
    " name note number object order page point process rate result sample scale scope sense source structure style"
    " subject team text time tool type unit user value word search"
)
"""Plain words that may open a technical phrase: 'knowledge graph', 'file system'."""
