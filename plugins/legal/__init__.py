"""法律顾问: residents book a lawyer, a resident judge or a prosecutor. See README.md."""

from linli.hookspecs import hookimpl
from linli.personal.holding import sections
from plugins.legal import cards, demo, ending
from plugins.legal.booking import lists as bookings
from plugins.legal.booking.entries import entries_of
from plugins.legal.booking.gone import household_changed
from plugins.legal.figures import REPORT
from plugins.legal.keeping import RETENTIONS
from plugins.legal.leads import lists as leads
from plugins.legal.ledgers import LEDGERS
from plugins.legal.module import module
from plugins.legal.personal import HOLDINGS
from plugins.legal.search import search
from plugins.legal.views import blueprint
from plugins.legal.waiting import clock
from plugins.legal.waiting import services as waiting


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
    return [said for noun in (bookings, leads, waiting) for said in noun.open_matters(locality)]


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
    return leads.referral_targets(scope)


@hookimpl
def linli_hand_over(posts):
    return cards.hand_over(posts)


@hookimpl
def linli_search(scope, words):
    return search(scope, words)


@hookimpl
def linli_demo(town):
    demo.fill(town)


@hookimpl
def linli_household_changed(scope, change):
    household_changed(scope, change)
