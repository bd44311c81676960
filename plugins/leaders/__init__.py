"""楼长和联户长: volunteer building leaders claim tasks and visit households. See README.md."""

from linli.hookspecs import hookimpl
from linli.personal.holding import sections
from plugins.leaders import cards, clock, demo, ending
from plugins.leaders.claims import cards as claims
from plugins.leaders.figures import REPORT
from plugins.leaders.keeping import RETENTIONS
from plugins.leaders.ledgers import LEDGERS
from plugins.leaders.module import module
from plugins.leaders.personal import HOLDINGS
from plugins.leaders.search import search
from plugins.leaders.tenure.gone import household_changed
from plugins.leaders.views import blueprint


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
    return claims.hand_over(posts)


@hookimpl
def linli_search(scope, words):
    return search(scope, words)


@hookimpl
def linli_demo(town):
    demo.fill(town)


@hookimpl
def linli_household_changed(scope, change):
    household_changed(change)
