"""The public pages: the programmes, and one of them with its packages and what is left."""

from flask import abort
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.languages import listed
from linli.toolkit.money import plain_yuan
from linli.web import page
from plugins.cctv.blueprint import blueprint
from plugins.cctv.programmes import lists
from plugins.cctv.programmes.models import APPLICANTS, LINES, STATES, Programme

LINES_SHOWN = 20


@blueprint.route("/programmes")
@permission("cctv.see")
def programmes():
    """Those that are open or were; drafts for whoever makes them."""
    return page("cctv/programmes.html", rows=list(lists.here(scope)), states=STATES)


@blueprint.route("/programmes/<number>")
@permission("cctv.see")
def programme(number):
    """What is offered, what a resident pays, how many are left; for the township its money too."""
    row = visible(number)
    village = scope.locality if scope.locality.is_village else None
    limit = lists.limits_in([row], village).get(row.id) if village else None
    manages = scope.can("cctv.manage", row.locality)
    return page("cctv/programme.html", row=row, states=STATES, village=village,
                who=listed(row.applicants, APPLICANTS),
                offers=lists.offers(row, lists.packages_of(row), limit), limit=limit, lines_words=LINES,
                manages=manages, limits=lists.limits_of(row) if manages else [],
                ended=lists.ended_packages(row) if manages else [],
                lines=list(lists.lines_of(row, scope).limit(LINES_SHOWN)) if manages else [],
                plain_yuan=plain_yuan, kinds=APPLICANTS,
                opens=lists.open_here(scope).where(Programme.id == row.id).exists())


def visible(number):
    """A programme that this reader may see here, with its township; or 404."""
    return lists.here(scope).where(Programme.number == number).first() or abort(404)


def words_of(error):
    """What a lost race says to its reader."""
    return str(error) or _("慢了一步，刚刚有变动，请看一遍再试。")
