"""The pages of an application: one address, one thing a page; nothing is kept before it is sent."""

from collections import defaultdict

from flask import flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import links, once
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page
from plugins.mediation.blueprint import blueprint
from plugins.mediation.cases import intake
from plugins.mediation.cases.intake_forms import (
    MOST,
    carried,
    facts_of,
    form_of,
    named_so_far,
    pages_for,
    sent_form,
)
from plugins.mediation.cases.kinds import PLAIN
from plugins.mediation.cases.models import APPLICATION, SIDES, WAYS, Case
from plugins.mediation.cases.opening_views import known


@blueprint.route("/cases/new", methods=["GET", "POST"])
@permission("mediation.apply")
def new_case():
    """An application: for oneself, or by whoever helps somebody without a phone."""
    link = links.referred(scope)
    return _pages(intake.ways_for(scope, link), link)


@blueprint.route("/cases/enter", methods=["GET", "POST"])
@permission("mediation.mediate")
def enter_case():
    """What comes in at the room: from a court, the police, or somebody at the door."""
    return _pages(intake.ENTERED, None)


@blueprint.route("/cases/<code>/applied")
@permission("me")
def applied(code):
    """The number, and what happens next."""
    return page("mediation/applied.html", case=known(code))


def _pages(ways, link):
    names = pages_for(ways)
    at = request.form.get("step")
    at = at if at in names else names[0]
    go = request.form.get("go")
    if request.method == "GET":
        return _show(names, at, ways, link)
    if at == "more":
        return _more(names, ways, link)
    if go == "back" or go in names:
        return _show(names, go if go in names else _before(names, at), ways, link)
    form = sent_form(at, ways)
    if not form.validate():
        return _show(names, at, ways, link, form)
    if at != names[-1]:
        return _show(names, _after(names, at, ways), ways, link)
    return _send(names, ways, link)


def _more(names, ways, link):
    """Add the one who was written, take one out again, or leave; a page with no name is left as it is."""
    named, form, go = named_so_far(), sent_form("more", ways), request.form.get("go")
    dropped = request.form.get("drop", "")
    if dropped:
        named = [each for at, each in enumerate(named) if str(at) != dropped]
    elif request.form.get("more_name", "").strip() or go == "add":
        if not form.validate():
            return _show(names, "more", ways, link, form)
        named = [*named, form.someone][:MOST]
    leads_to = _before(names, "more") if go == "back" else _after(names, "more", ways)
    return _show(names, "more" if dropped or go == "add" else leads_to, ways, link, named=named)


def _before(names, at):
    return names[max(names.index(at) - 1, 0)]


def _after(names, at, ways):
    """The next page; for whoever came from the last to change one, the first that lacks something."""
    rest = names[names.index(at) + 1:]
    if not request.form.get("review") or at == "other" or rest[0] == "safe":
        return rest[0]
    return next((name for name in rest[:-1] if name != "more" and not sent_form(name, ways).validate()),
                rest[-1])


def _send(names, ways, link):
    """Look at all pages once more, and take it in."""
    forms = {name: sent_form(name, ways) for name in names if name != "more"}
    for name, form in forms.items():
        if not form.validate():
            return _show(names, name, ways, link, form)
    facts = facts_of(forms, ways, named_so_far())
    try:
        case = intake.apply(scope, _village(), facts, forms[names[-1]].nonce.data, link)
        return _taken(case.code, facts)
    except once.AlreadyDone as again:
        return _taken(again.result, facts)
    except FieldRefused as error:
        forms["more"] = form_of("more", ways, blank=True)
        name = next((each for each in names if error.field in forms[each]), "other")
        forms[name][error.field].errors = [str(error)]
        return _show(names, name, ways, link, forms[name])
    except LostRace:
        return _show(names, names[-1], ways, link, lost=True)


def _taken(code, facts):
    """On to the case; whoever helped and may not see it goes home with its number."""
    case = Case.visible_to(scope).where(Case.code == code).first()
    if case is None:
        flash(_("交上去了，编号 %(code)s。调解员会和申请人联系。", code=code))
        return done(url_for("mediation.home"))
    return done(url_for("mediation.applied" if facts.applicant is None else "mediation.case",
                        locality=case.locality_id, code=code))


def _village():
    """A case belongs to the village, also where it was written at the address of a block or a grid."""
    place = scope.locality
    while not place.is_village and place.kind != "township" and place.parent_id:
        place = place.parent
    return place


def _show(names, name, ways, link, form=None, lost=False, named=None):
    bad = form is not None and form.errors
    named = named_so_far() if named is None else named
    if form is None:
        form = form_of(name, ways, blank=name == "more", **_begun(name, link))
    return page(f"mediation/apply_{name}.html", status=409 if lost else 422 if bad else 200, form=form,
                name=name, number=names.index(name) + 1, pages=len(names), carried=carried(name, named),
                link=link, lost=lost, told=request.form.get("violence") == "yes", kinds=PLAIN,
                own="me" not in names, names=names, given=_given(), named=named, sides=SIDES, ways=WAYS,
                action=url_for(request.endpoint), first=name == names[0],
                review=request.form.get("review") or request.form.get("go") in names,
                way=request.form.get("way", APPLICATION))


def _begun(name, link):
    return {"story": link.text} if name == "words" and link else {}


def _given():
    """What was said so far, for the last page to show."""
    return defaultdict(str, {key: value.replace("\0", "") for key, value in request.form.items()})
