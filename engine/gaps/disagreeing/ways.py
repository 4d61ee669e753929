"""Ways to say one thing and its opposite, phrases among them: what is 'out of order' does not work.

Each line is an axis as in `axes`, but wider: all that says how a matter stands, in whatever words. A phrase of several
words is joined by '_' and stands as it is written; a single word in any form of it.
"""

from __future__ import annotations

import re
from functools import cache

_WAYS = """
open opens opened unlocked accessible can_go_in can_be_used can_enter let_in | shut shuts closed locked inaccessible
  cannot_enter sealed barred boarded_up off_limits out_of_bounds no_access keep_out
allowed permitted may allow allows permit permits welcome free_to let lets permission legal lawful permissible
  tolerated | forbidden banned prohibited prohibit prohibits ban bans forbids barred outlawed illegal
  off_limits not_to no_one_may nobody_may no_one_is_to must_not mustn't may_not taboo unwelcome
must required obligatory compulsory mandatory have_to has_to requires require needs_to need_to necessary essential
  consent duty obliged | optional voluntary no_need need_not needn't don't_have_to doesn't_have_to
  unnecessary superfluous dispensable not_needed free_to
rise rises rose risen rising grow grows grew growing grown increase increases increased gain gained climb climbed go_up
  went_up gone_up going_up goes_up higher more_expensive dearer soared jumped doubled tripled swelled expanded
  | fall falls fell fallen falling shrink shrank shrunk shrinking decrease decreased lose losing lost decline declining
  declined dwindle dwindled drop dropped go_down went_down gone_down going_down goes_down come_down came_down lower
  lowers lowered reduce reduced reduces cheaper halved slumped plummeted sank thinned
keep keeps kept retain retains retained preserve preserves preserved save saved stored hold_on_to
  | discard discards lose loses lost drop drops merged delete deletes wiped scrapped throw_away thrown_away threw_away
  given_up gave_up got_rid get_rid
survive survived survives intact undamaged unharmed whole held hold spared escaped unscathed stood still_stands
  still_standing withstood came_through untouched in_one_piece lasted endured safe_and_sound
  | destroyed destroy swept washed_away swept_away burned_down burnt_down burned burnt collapsed collapse gave_way
  broke fell_down ruined ruins wrecked demolished perished broken lost emptied looted robbed plundered torn_down
  flattened in_ashes gutted damaged shattered
alive living survived survive lives | dead died killed perished drowned deceased passed_away lost_his_life
  lost_their_lives lost_her_life body corpse
safe harmless unharmed no_harm no_danger not_dangerous edible can_be_eaten wholesome benign
  non-toxic innocuous | poisonous toxic dangerous deadly lethal harmful hazardous venomous fatal unsafe risky
  makes_ill made_ill poison poisons kill kills
success successful succeeded triumph triumphed achieved won victory gave_in breakthrough got_what_they_wanted worked
  paid_off came_off | failure failed fail fiasco flop empty-handed in_vain lost defeat defeated came_to_nothing
  fell_through unsuccessful disaster gave_up to_no_avail fruitless without_success
won win wins victory beat beaten_the triumphed ended_in_victory came_first | lost lose loses defeat defeated beaten
  were_beaten ended_in_defeat came_last
attended attend attends present was_there were_there came took_part participated in_person turned_up showed_up
  joined | stayed_away stay_away absent missed skipped did_not_come stayed_at_home boycotted
  was_not_there failed_to_appear not_present never_turned_up
knew know knows known aware informed told in_the_know familiar heard learnt learned noticed
  | unaware ignorant kept_in_the_dark in_the_dark secret unknown no_idea without_knowing unsuspecting oblivious
  never_heard
recognised recognized recognise knew identified remembered picked_out familiar | stranger unknown never_seen
  had_never_seen never_met didn't_know unfamiliar
published publish appeared printed released brought_out came_out issued in_print | unpublished unprinted
  remained_in_a_drawer in_the_drawer never_appeared withheld suppressed
prevents prevent stops stop blocks block keeps_from keeps_out stopping protects hinders impossible
  | allows lets happens goes_on continues causes cause still_flows makes_possible enables
working works functioning runs operational in_order in_service repaired up_and_running in_use
  | out_of_order broken defective faulty not_working out_of_service out_of_action broken_down dead on_the_blink
  failed breaks_down stopped_working
supports support supported favours favour backs back backed approves approve in_favour for_it welcomes endorses
  advocates champion champions speaks_for spoke_for agrees keen | opposes oppose opposed against rejects reject
  rejected set_against dead_set_against objects objected disapproves resists resisted hostile turned_down
  voted_down votes_against voted_against against_it wants_nothing_to_do condemned
accepted accept accepts approved passed adopted agreed said_yes took granted consented gave_consent ratified took_up
  signed | refused refuse rejected declined turned_down voted_down said_no vetoed threw_out thrown_out dismissed
  denied would_not wouldn't struck_down
confessed confess admitted admit admits owned_up pleaded_guilty guilty convicted sentenced found_guilty condemned
  | denied deny denies protested_his_innocence pleaded_not_guilty acquitted innocent not_guilty cleared
  exonerated walked_free
profit profitable in_the_black surplus earned gain made_money | loss losses in_the_red deficit lost_money debt debts
  bankrupt insolvent unprofitable went_bust
free free_of_charge gratis for_nothing without_paying no_charge no_fee at_no_cost costs_nothing without_charge
  doesn't_cost don't_pay | charge charges charged pay pays paid fee fees cost costs price admission ticket euros
sharp keen razor-sharp | blunt dull
hibernate hibernates sleeps asleep sleep winter_sleep dormant hibernation | active awake wakeful
reached reach arrived arrive arrives got_there delivered got_through landed came_in made_it
  | lost got_lost went_missing never_arrived disappeared vanished turned_back gone_astray failed_to_reach stranded
found find discovered located came_to_light turned_up traced recovered retrieved | missing lost never_found vanished
  disappeared untraced without_trace no_trace still_missing
waterproof watertight water-resistant keeps_dry resists_water withstands_water
  | dissolves dissolve leaks leak leaky soluble softens lets_water lets_in_water soaks washes_off comes_apart
magnetic attracted attracts | no_effect non-magnetic unaffected does_not_attract
see sees sighted eyesight good_eyes | blind sightless cannot_see unable_to_see
deaf hears_nothing | hear hears hearing good_hearing
always every_time invariably without_exception constantly permanently all_year all_year_round regularly
  | never at_no_time in_no_case not_once on_no_account under_no_circumstances
often frequently frequent commonly common usually regularly mostly plentiful abundant everywhere
  | seldom rarely rare hardly_ever scarce infrequently almost_never uncommon few_and_far_between exceptional
everyone everybody all every each unanimous unanimously without_exception
  | nobody no_one none not_one neither
ride rides cycle cycling | get_off dismount push on_foot walk_their_bikes
increase improved better improve improves recovered healed cured well_again on_the_mend
  | worse worsened worsens deteriorated relapsed sicker aggravated incurable
helps help effective works cure cures relieves benefits beneficial useful good_for does_good worthwhile
  | useless ineffective harms harm worthless no_benefit no_use of_no_use makes_it_worse placebo in_vain bad_for
married marry wed wedding husband wife spouse wedded | single unmarried bachelor spinster never_married
  never_wed divorced
before earlier_than prior_to | after later_than following
early ahead_of_time ahead_of_schedule on_time punctual punctually as_planned | late delayed behind_schedule overdue
  held_up behind_time too_late
held took_place went_ahead takes_place goes_ahead performed | cancelled canceled called_off scrapped abandoned
  fell_through postponed put_off dropped
continues continued goes_on went_on carried_on carries_on remained remains still kept_going lasts persisted stayed
  in_force | ended stopped ceased abolished discontinued gave_up over abandoned wound_up came_to_an_end
  withdrawn scrapped phased_out done_away
stayed stay remained remain stays remains kept_his_post in_office | left leave resigned quit departed stepped_down
  went_away  moved_out emigrated gave_up_his_post retired walked_out sacked dismissed
employed hired taken_on engaged recruited took_on appointed | dismissed sacked fired laid_off redundant let_go
  made_redundant unemployed
loved liked likes loves enjoyed fond adored enjoys popular praised admired delighted enthusiastic applauded
  acclaimed hailed | hated disliked loathed detested dislikes hates unpopular couldn't_stand panned slated booed
  criticised criticized despised savaged disappointed
full packed sold_out crowded overflowing brimming filled no_seats not_a_seat | empty deserted half-empty
  hardly_anyone unsold plenty_of_room vacant
hot warm boiling scorching heat sweltering | cold freezing chilly icy frost frosty cool
wet rain rained rainy damp downpour flooded soaked poured | dry dried drought parched sunny without_rain
  not_a_drop rainless cloudless
clean spotless pure tidy clear drinkable | dirty filthy polluted contaminated soiled foul muddy grimy
rich wealthy fortune well-off prosperous affluent | poor penniless poverty destitute broke needy
easy simple effortless child's_play straightforward | hard difficult tricky demanding tough laborious
fast quick quickly rapid rapidly swift swiftly speedy in_no_time at_once immediately
  | slow slowly sluggish gradual gradually took_ages leisurely
strong sturdy robust powerful solid | weak feeble fragile frail flimsy delicate
loud noisy deafening din | quiet silent silence soundless hushed noiseless
left on_the_left left-hand | right on_the_right right-hand
north northern northwards | south southern southwards
east eastern eastwards | west western westwards
up upstairs upwards uphill above top upper upstream | down downstairs downwards downhill below bottom lower downstream
inside indoors interior within under_cover | outside outdoors in_the_open open-air out_of_doors
male man men boy he-goat son brother father | female woman women girl daughter sister mother
true correct right accurate authentic genuine real original | false wrong incorrect untrue fake forged forgery
  counterfeit invented myth copy imitation hoax mistaken
agreed agree agreement consensus unanimous united | disagreed disagree quarrel dispute divided split differ differed
connected linked related link connection relationship association depends | unrelated unconnected independent no_link
  no_connection nothing_to_do separate
possible can able feasible manage managed capable | impossible cannot can't unable incapable couldn't
  out_of_the_question
included include includes part_of covers covered comprises inclusive | excluded exclude excludes except not_included
  extra exempt left_out omitted does_not_cover
recommended recommend advise advised advises should advisable recommends | discouraged inadvisable advise_against
  advised_against should_not shouldn't warned warns warn avoid
wash washed rinse rinsed washing | unwashed wipe dry_brush
cooked cook boiled baked fried roasted heated | raw uncooked
native indigenous home-grown local domestic | foreign imported introduced from_abroad alien exotic
public open_to_the_public for_everyone for_all | private members_only closed_to_the_public restricted
  confidential secret
visible see seen can_be_seen in_sight in_view | invisible hidden out_of_sight concealed cannot_be_seen
manual by_hand manually handmade | automatic automatically by_machine machine-made self-acting
deliberate deliberately on_purpose intentional intentionally planned wilfully
  | accident accidental accidentally by_mistake by_chance unintentionally inadvertently mishap
began begun started launched opened set_up founded | ended finished concluded wound_up dissolved shut_down
bought buy purchased acquired buys | sold sell sells rented leased got_rid_of gave_away
lent lend lends borrow | never_lends keeps_to_itself
deciduous loses_its_leaves sheds_its_leaves drops_its_leaves | evergreen green_all_year keeps_its_leaves
extinct died_out wiped_out no_longer_exists | survives thriving thrives still_found flourishing still_live still_lives
expected foreseen predicted awaited | unexpected surprise surprised surprising unforeseen out_of_the_blue
peaceful peace truce ceasefire | war fighting battle violent violence riot
brave courageous bold fearless | cowardly coward timid afraid fled ran_away
obeyed obey followed complied observed kept_to | disobeyed ignored broke violated defied flouted
paid settled repaid | owed unpaid outstanding defaulted in_arrears
trust trusted believe believed believes convinced credible | distrust doubt doubted doubts disbelieved sceptical
  suspicious
careful cautious | careless reckless negligent
agreeable pleasant friendly kind polite | unpleasant unfriendly rude hostile impolite gruff
light lightweight | heavy weighty
smooth even flat level | rough bumpy uneven hilly steep
near nearby close next_to a_stone's_throw within_walking_distance | far distant far_away remote miles_away
united merged joined combined | separate separated divided split
awake alert | asleep unconscious
cheap inexpensive low-priced bargain affordable | expensive dear costly pricey overpriced
straight | crooked bent winding curved
ripe mature | unripe green immature
guests guest tourist | host landlord
modern new brand-new state-of-the-art | old ancient outdated old-fashioned antiquated
"""


@cache
def ways() -> list[tuple[list[str], list[str]]]:
    """The words and phrases at both poles of each; those of several words with '_' between them."""
    lines = _WAYS.replace("\n  ", " ").strip().splitlines()
    return [(one.split(), other.split()) for one, _, other in (line.partition("|") for line in lines)]


@cache
def phrases() -> re.Pattern[str]:
    """Finds those of several words, the longest first."""
    found = {word for line in ways() for pole in line for word in pole if "_" in word}
    joined = "|".join(re.escape(word).replace("_", r"\s") for word in sorted(found, key=len, reverse=True))
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)
