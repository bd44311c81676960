"""乡情调解室: mediation rooms and cases. See README.md."""

from linli.hookspecs import hookimpl
from linli.personal.holding import sections
from plugins.mediation import cards, clock, demo, ending
from plugins.mediation.cases import cards as cases
from plugins.mediation.cases import reading
from plugins.mediation.cases.gone import household_changed
from plugins.mediation.figures import REPORT
from plugins.mediation.keeping import RETENTIONS
from plugins.mediation.ledgers import LEDGERS
from plugins.mediation.module import module
from plugins.mediation.personal import HOLDINGS
from plugins.mediation.search import search
from plugins.mediation.sessions.entries import entries_of
from plugins.mediation.views import blueprint


@hookimpl
def linli_module():
    return module


@hookimpl
def linli_blueprint():
    return blueprint


@hookimpl
def linli_home_cards(scope):
    return cards.home(scope)


@hookimpl
def linli_todo(scope):
    return cards.todo(scope)


@hookimpl
def linli_desk(scope):
    return cards.desk(scope)


@hookimpl
def linli_calendar_items(person):
    return entries_of(person)


@hookimpl
def linli_ledgers():
    return LEDGERS


@hookimpl
def linli_figures():
    return REPORT


@hookimpl
def linli_open_matters(locality):
    return cards.open_matters(locality)


@hookimpl
def linli_personal_data(person):
    return sections(HOLDINGS, person)


@hookimpl
def linli_looked_at(person):
    return reading.about(person)


@hookimpl
def linli_to_finish(person):
    return ending.to_finish(person)


@hookimpl
def linli_erase(person):
    ending.erase(person)


@hookimpl
def linli_retention():
    return RETENTIONS


@hookimpl
def linli_clock(now):
    clock.tick(now)


@hookimpl
def linli_referral_targets(scope):
    return cards.referral_targets(scope)


@hookimpl
def linli_hand_over(posts):
    return cases.hand_over(posts)


@hookimpl
def linli_search(scope, words):
    return search(scope, words)


@hookimpl
def linli_demo(town):
    demo.fill(town)


@hookimpl
def linli_household_changed(scope, change):
    household_changed(change)
