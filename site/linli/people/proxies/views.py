"""我的 → 代办: whom I entrust, who entrusts me, and acting for them."""

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.database import LostRace
from linli.people import guesses
from linli.people.models import Person
from linli.people.proxies import acting, lists, services
from linli.people.proxies.errands import errands, titles
from linli.people.proxies.forms import OwnForm
from linli.people.proxies.models import GROUNDS, STATES, WAYS, Proxy
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.toolkit.refusals import FieldRefused
from linli.web import done, local_path, page

blueprint = Blueprint("proxies", __name__)
TRIES = 20  # names and phones that one person may try within the window of people.guesses


@blueprint.route("/me/proxies/")
@permission("me")
def mine():
    """Whom I act for, and who acts for me, now and before."""
    rows = list(lists.newest(Proxy.visible_to(scope).where(
        (Proxy.principal == scope.person) | (Proxy.agent == scope.person))))
    return page("proxies/mine.html", form=Form(), states=STATES, titles=_titles,
                for_others=[row for row in rows if row.agent_id == scope.person.id],
                for_me=[row for row in rows if row.principal_id == scope.person.id])


@blueprint.route("/me/proxies/new", methods=["GET", "POST"])
@permission("me")
@confirm_again
def give():
    """Entrust somebody with matters of my own."""
    form, person = OwnForm(_errands(), housemates(scope.person)), scope.person
    if form.is_submitted():
        count_try()
    made = given(form, person, lambda: form.agent)
    if made:
        flash(_("托付好了，%(name)s会收到消息。您随时可以结束", name=form.agent.name))
        return done(url_for("proxies.show", proxy_id=made))
    return page("proxies/give.html", 422 if form.errors else 200, form=form, person=person,
                here=url_for("proxies.give"), back_to=url_for("proxies.mine"))


@blueprint.route("/me/proxies/<int:proxy_id>")
@permission("me")
def show(proxy_id):
    """One consent of mine, with its words and what was done by it."""
    return record(_own(proxy_id), url_for("proxies.mine"), url_for("proxies.end", proxy_id=proxy_id))


@blueprint.route("/me/proxies/<int:proxy_id>/end", methods=["GET", "POST"])
@permission("me")
def end(proxy_id):
    """End a consent, as either of the two."""
    return ending(_own(proxy_id), url_for("proxies.show", proxy_id=proxy_id),
                  url_for("proxies.end", proxy_id=proxy_id))


@blueprint.route("/me/proxies/<int:proxy_id>/begin", methods=["GET", "POST"])
@permission("me")
def begin(proxy_id):
    """Act for somebody from now on; `next` is where to go then, a page of a matter that is entrusted."""
    proxy = lists.in_force(proxy_id, scope.person)
    if proxy is None:
        shown = url_for("proxies.show", proxy_id=_own(proxy_id).id)
        return done(shown) if request.method == "GET" else abort(409)
    target = local_path(request.values.get("next", ""), url_for("shell.front"))
    form = Form()
    if form.validate_on_submit():
        acting.begin(scope, proxy)
        return done(target)
    return page("proxies/begin.html", 422 if form.errors else 200, form=form, proxy=proxy, target=target,
                titles=_titles)


@blueprint.route("/me/proxies/finish", methods=["POST"])
@permission("public")
def finish():
    """Act for oneself again."""
    if not Form().validate_on_submit():
        abort(400)
    if scope.session and scope.session.proxy_key:
        acting.finish(scope.session)
        flash(_("您回到自己的账号了"))
    return done(url_for("proxies.mine"))


def housemates(person):
    """Those of somebody's household who could act for them: they have an account."""
    if person.household_id is None:
        return []
    return list(Person.select().where(
        Person.household == person.household_id, Person.id != person.id, Person.disabled_at.is_null(),
        Person.password_hash.is_null(False)).order_by(Person.name))


def given(form, principal, agent):
    """The id of the consent that a submitted form gives, or None, and the form says why; `agent` is called
    once the form is valid.
    """
    if not form.validate_on_submit():
        return None
    try:
        return services.give(scope, principal, agent(), form.way, form.consent(), form.nonce.data).id
    except once.AlreadyDone as again:
        return int(again.result)
    except FieldRefused as error:
        form.form_errors.append(str(error))
        return None


def record(proxy, back, end_url):
    """The page of a consent."""
    proxy = lists.with_people(Proxy.select().where(Proxy.id == proxy.id)).get()
    return page("proxies/record.html", proxy=proxy, ways=WAYS, grounds=GROUNDS, states=STATES, titles=_titles,
                steps=lists.steps_under(proxy), back_to=back, end_url=end_url)


def ending(proxy, back, here):
    """The page that ends a consent, and what follows."""
    form = Form()
    proxy = lists.with_people(Proxy.select().where(Proxy.id == proxy.id)).get()
    if form.validate_on_submit():
        try:
            services.end(scope, proxy)
            flash(_("代办结束了"))
        except LostRace:
            flash(_("这次代办已经结束了"))
        return done(back)
    return page("proxies/end.html", 422 if form.errors else 200, form=form, proxy=proxy, back_to=back,
                here=here)


def _own(proxy_id):
    mine = (Proxy.principal == scope.person) | (Proxy.agent == scope.person)
    return Proxy.visible_to(scope).where(Proxy.id == proxy_id, mine).first() or abort(404)


def count_try():
    """Nobody finds out by trying whose phone is whose."""
    try:
        guesses.count({guesses.key("proxy", scope.person.id): TRIES})
    except guesses.TooManyGuesses:
        abort(429)


def _errands():
    return errands(current_app.extensions["linli"])


def _titles(keys):
    return titles(current_app.extensions["linli"], keys)
