"""法律顾问: residents book a lawyer, a resident judge or a prosecutor. See README.md."""

from linli.hookspecs import hookimpl
from plugins.legal import cards, demo
from plugins.legal.booking.lists import open_matters
from plugins.legal.module import module
from plugins.legal.views import blueprint


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
def linli_open_matters(locality):
    return open_matters(locality)


@hookimpl
def linli_demo(town):
    demo.fill(town)
