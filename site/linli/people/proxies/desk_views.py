"""A resident's consents as the staff of their village keep them: given in the office, or at the door."""

from flask import abort, current_app, flash, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.people.models import Household, Person
from linli.people.proxies import acting, lists
from linli.people.proxies.errands import errands, offered
from linli.people.proxies.forms import ConsentForm, OfficeForm
from linli.people.proxies.models import STATES, Proxy
from linli.people.proxies.views import blueprint, count_try, ending, given, housemates, record
from linli.people.services import posts_of
from linli.web import done, page

HERE = "/<locality:locality>/proxies"


@blueprint.route(f"{HERE}/of/<int:person_id>")
@permission("proxies.enter")
def of(person_id):
    """Who acts for somebody of the register, and the ways to record it."""
    person = _resident(person_id)
    rows = lists.newest(Proxy.visible_to(scope).where(Proxy.principal == person))
    return page("proxies/of.html", person=person, rows=list(rows), states=STATES, offered=_offered())


@blueprint.route(f"{HERE}/of/<int:person_id>/office", methods=["GET", "POST"])
@permission("proxies.keep")
@confirm_again
def office(person_id):
    """Write down a consent that somebody gave in person."""
    person = _resident(person_id)
    form = OfficeForm(errands(_registry()), housemates(person), has_account=bool(person.password_hash))
    if form.is_submitted():
        count_try()
    made = given(form, person, lambda: form.agent)
    if made:
        flash(_("登记好了，两个人都会收到消息"))
        return done(url_for("proxies.kept", proxy_id=made))
    return page("proxies/give.html", 422 if form.errors else 200, form=form, person=person,
                here=url_for("proxies.office", person_id=person_id),
                back_to=url_for("proxies.of", person_id=person_id))


@blueprint.route(f"{HERE}/of/<int:person_id>/door", methods=["GET", "POST"])
@permission("proxies.enter")
def door(person_id):
    """Somebody without a phone asks me to do it for them, now: it holds for today. Whoever decides in all
    that could be done does none of it for another.
    """
    form = ConsentForm(_offered() or abort(403))
    person = _resident(person_id)
    made = given(form, person, lambda: scope.person)
    if made:
        acting.begin(scope, Proxy.get_by_id(made))
        return done(url_for("shell.front"))
    return page("proxies/door.html", 422 if form.errors else 200, form=form, person=person)


@blueprint.route(f"{HERE}/<int:proxy_id>")
@permission("proxies.keep")
def kept(proxy_id):
    """One consent of this village."""
    row = _kept(proxy_id)
    return record(row, url_for("proxies.of", person_id=row.principal_id),
                  url_for("proxies.end_kept", proxy_id=proxy_id))


@blueprint.route(f"{HERE}/<int:proxy_id>/end", methods=["GET", "POST"])
@permission("proxies.keep")
def end_kept(proxy_id):
    """End one because either of the two asked for it here."""
    return ending(_kept(proxy_id), url_for("proxies.kept", proxy_id=proxy_id),
                  url_for("proxies.end_kept", proxy_id=proxy_id))


def _resident(person_id):
    query = Person.kept_by(scope).where(Person.id == person_id, Person.disabled_at.is_null())
    person = query.join(Household).where(scope.here(Household.place())).first() or abort(404)
    return abort(403) if scope.person.is_near(person) else person


def _kept(proxy_id):
    return Proxy.kept_by(scope).where(Proxy.id == proxy_id, scope.here(Proxy.locality)).first() or abort(404)


def _offered():
    return offered(_registry(), posts_of(scope.person))


def _registry():
    return current_app.extensions["linli"]
