"""群提醒: a village's staff hear in their own chat group that something waits on the desk. See README.md."""

from linli.hookspecs import hookimpl
from linli.personal.erasing import apply
from linli.personal.holding import sections
from plugins.chat import cards, clock, demo, groups
from plugins.chat.module import module
from plugins.chat.personal import HOLDINGS
from plugins.chat.sending import CHAT
from plugins.chat.views import blueprint


@hookimpl
def linli_module():
    return module


@hookimpl
def linli_blueprint():
    return blueprint


@hookimpl
def linli_desk(scope):
    return cards.desk(scope)


@hookimpl
def linli_open_matters(locality):
    return groups.open_matters(locality)


@hookimpl
def linli_clock(now):
    clock.tick(now)


@hookimpl
def linli_deliver():
    return [CHAT]


@hookimpl
def linli_personal_data(person):
    return sections(HOLDINGS, person)


@hookimpl
def linli_erase(person):
    apply(HOLDINGS, person)


@hookimpl
def linli_demo(town):
    demo.fill(town)
