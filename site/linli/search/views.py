"""The search of a place: /<locality>/search?q=…"""

from dataclasses import dataclass

from flask import Blueprint, current_app, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.modules.services import pages_open
from linli.search import services
from linli.toolkit.search import SHOWN, Found, Kind
from linli.web import done, page

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True)
class Group:
    """What was found of one kind: at most SHOWN rows; `more` leads to the others ("": nowhere), `many`
    says that there are any.
    """

    kind: Kind
    rows: list
    many: bool = False
    more: str = ""


@blueprint.route("/<locality:locality>/search")
@permission("public")
def search():
    """Places for everybody, one's records for whoever is signed in, people for staff of their place. A
    number that was typed whole leads straight to its record.
    """
    words = services.clean(request.args.get("q", ""))
    groups = _groups(words) if len(words) >= services.SHORTEST else []
    exact = {row.href for group in groups for row in group.rows
             if row.href and row.number.upper() == words.upper()}
    if len(exact) == 1:
        return done(exact.pop())
    return page("search/search.html", words=words, groups=groups,
                short=0 < len(words) < services.SHORTEST)


def _groups(words):
    """Everything that is found, a Group a kind."""
    groups = [_group(services.PLACES, [_place(*each) for each in services.places(scope, words)])]
    if scope.holding("people.find"):
        groups.append(_group(services.PEOPLE, services.people(scope, words)))
    answers = current_app.extensions["linli"].ask(
        "linli_search", scope.modules, scope=scope, words=words) if scope.person else {}
    for module, found in answers.items():
        kinds = {}
        for row in _that_open(module, found):
            kinds.setdefault(row.kind, []).append(row)
        groups += [_group(kind, rows, _ledger(module, kind, words)) for kind, rows in kinds.items()]
    return [group for group in groups if group.rows]


def _group(kind, rows, ledger=""):
    many = len(rows) > SHOWN
    return Group(kind, rows[:SHOWN], many, ledger if many else "")


def _that_open(module, found):
    """The rows whose page opens: where their place has the module off there is none."""
    elsewhere = any(row.place != scope.locality for row in found)
    opens = pages_open(module) if elsewhere else None
    return [row for row in found if opens is None or opens(row.place)]


def _ledger(module, kind, words):
    """The address of a kind's ledger, searched for the same words; "" where it opens to others."""
    ledger = current_app.extensions["linli"].ledgers[module].get(kind.ledger)
    opens = ledger and scope.can(ledger.permission)
    return url_for(f"{module}.ledger_{ledger.name}", q=words) if opens else ""


def _place(place, before):
    said = _("原来叫%(name)s", name=before) if before else place.name
    return Found(services.PLACES, place.short_name, said, url_for("shell.home", locality=place.code), place)
