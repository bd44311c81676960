"""积分存折: the household's passbook, from deed to bag of rice. See README.md."""

from linli.hookspecs import hookimpl
from linli.personal.holding import sections
from plugins.points import cards, clock, demo, ending, looking
from plugins.points.changes.services import household_changed
from plugins.points.figures import REPORT
from plugins.points.keeping import RETENTIONS
from plugins.points.ledgers import LEDGERS
from plugins.points.module import module
from plugins.points.personal import HOLDINGS
from plugins.points.search import search
from plugins.points.views import blueprint


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
def linli_looked_at(person):
    return looking.about(person)


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
def linli_search(scope, words):
    return search(scope, words)


@hookimpl
def linli_demo(town):
    demo.fill(town)


@hookimpl
def linli_household_changed(scope, change):
    return household_changed(scope, change)
