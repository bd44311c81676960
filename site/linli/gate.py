"""The order in which a request is let in: place, person, module, permission."""

from flask import Response, abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter, IntegerConverter

from linli import outbox
from linli.access import Scope, held_by
from linli.audit import services as audit
from linli.localities import services as localities
from linli.modules.services import modules_on
from linli.people import services as people
from linli.people.proxies import acting
from linli.people.proxies.errands import errands, permissions_under
from linli.people.second_factor import services as second_factor
from linli.people.second_factor.views import confirm_page
from linli.people.views import sign_in_page
from linli.toolkit.forms import typed_fields, typed_words
from linli.web import page

LEAVES_ACTING = ("proxies.finish", "people.sign_out", "shell.large_text", "shell.language")


class LocalityConverter(BaseConverter):
    """An official code in a URL, with its suffix below the village."""

    regex = r"[0-9]{6,12}(?:-[a-z][0-9]{1,5})?"


class KeyConverter(IntegerConverter):
    """The key of a row in a URL: no larger than a database holds."""

    def __init__(self, url_map, fixed_digits=0, min=None, max=2**31 - 1, signed=False):
        super().__init__(url_map, fixed_digits, min, max, signed)


def init_app(app):
    """Let requests in, in this order. Comes after the connection opens."""
    app.url_map.converters.update(locality=LocalityConverter, int=KeyConverter)
    app.url_value_preprocessor(_take_locality)
    app.url_defaults(_add_locality)
    app.before_request(_open)
    app.after_request(_tell_acting)


def _take_locality(_endpoint, values):
    """Only stash the code: the connection is not open yet."""
    g.locality_code = values.pop("locality", None) if values else None


def _add_locality(endpoint, values):
    if current_app.url_map.is_endpoint_expecting(endpoint, "locality"):
        values.setdefault("locality", g.get("locality_code"))


def _open():
    if request.endpoint is None:
        return None
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)  # no name holds it, and PostgreSQL refuses to look for it
    registry = current_app.extensions["linli"]
    locality = _locality()
    if isinstance(locality, Response):
        return locality
    g.scope = make_scope(registry, locality)
    acting.keep_forms_apart(g.scope.proxy)
    if outbox.is_anothers(g.scope):
        abort(401)
    over = g.scope.session and g.scope.session.proxy_key and not g.scope.proxy
    if over and request.endpoint not in LEAVES_ACTING:
        return page("proxies/over.html", 409, typed=typed_words())
    module = request.blueprint
    if module in registry.modules and module not in g.scope.modules:
        return page("proxies/not_entrusted.html", 403) if g.scope.proxy else abort(404)
    view = current_app.view_functions[request.endpoint]
    return check_permission(view.permission) or _check_again(view)


def _locality():
    """The place of this request, or a redirect to the address it has now."""
    if g.locality_code is None:
        return None
    place = localities.find(g.locality_code)
    if place is None:
        abort(404)
    current = place.successor_id or place.code
    if current != g.locality_code:
        url = url_for(request.endpoint, **{**(request.view_args or {}), "locality": current})
        query = request.query_string.decode("ascii", "replace")
        return redirect(f"{url}?{query}" if query else url, 308)
    return place


def make_scope(registry, locality=None):
    """The scope of this request, read from its session cookie."""
    token = cookie.get("token")
    session = people.session_of(token) if token else None
    person = session.person if session else None
    proxy = acting.in_force(registry, session) if session else None
    if proxy:
        return standing_for(registry, proxy, locality, session)
    return standing(registry, person, locality, session)


def standing(registry, person, locality=None, session=None):
    """What a person (None: nobody) holds now, in a place (None: in no place)."""
    held = held_by(person, people.posts_of(person)) if person else ()
    sensitive = tuple(each for each in held if each.role in registry.sensitive)
    asks = bool(sensitive) and person.second_factor_at is None
    withheld = sensitive if asks and _is_required() else ()
    return Scope(
        permissions=registry.permissions, session=session, person=person,
        held=tuple(each for each in held if each not in withheld), locality=locality, withheld=withheld,
        asks_second_factor=asks,
        modules=modules_on(locality, registry.modules) if locality else frozenset())


def standing_for(registry, proxy, locality, session):
    """What whoever acts by a consent may do in a place: what its principal may as a resident, in the matters
    that are entrusted.
    """
    proxy.agent = session.person
    on = modules_on(locality, registry.modules) if locality else frozenset()
    return Scope(
        permissions=permissions_under(registry, proxy.open_keys, request.blueprint), session=session,
        person=proxy.principal, held=held_by(proxy.principal, ()), locality=locality, proxy=proxy,
        modules=on & set(proxy.open_keys) & errands(registry).keys())


def _is_required():
    """Never on a demo, whose cast signs in by one click."""
    return current_app.config["SECOND_FACTOR"] == "required" and not current_app.config["DEMO"]


def check_permission(name):
    """None where the scope holds the permission; else the sign-in page (401) or 403."""
    if g.scope.can(name):
        return None
    if g.scope.would_have(name):
        return page("second_factor/wanted.html", 403)
    if g.scope.proxy:
        return page("proxies/not_entrusted.html", 403)
    if g.scope.person:
        abort(403)
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return _keep_words_and_sign_in()


def _check_again(view):
    """None, or the page that asks for a proof before a form of this view is taken."""
    person = g.scope.actor
    if request.method != "POST" or person is None or not getattr(view, "confirm_again", False):
        return None
    nothing_to_ask = current_app.config["DEMO"] or not person.password_hash
    spared = nothing_to_ask and person.second_factor_at is None
    if spared or second_factor.is_fresh(g.scope.session):
        return None
    return confirm_page(next_url=request.full_path.rstrip("?"), typed=typed_fields(), status=401)


def _tell_acting(response):
    """What was done for somebody by a form stands in the audit, beside the record's own history."""
    scope, taken = g.get("scope"), request.method == "POST" and response.status_code in (204, 303)
    if taken and scope and scope.proxy and request.blueprint in scope.modules:
        audit.tell(scope, "by_proxy", request.blueprint, details=request.path[:200], subject=scope.person)
    return response


def _keep_words_and_sign_in():
    """The session ended while a form was open: sign in, and find the words again."""
    return sign_in_page(next_url=request.path, typed=typed_fields(), status=401,
                        message=_("登录已经结束，请重新登录。您刚才填的都会留着。"))


def refuse_open_views(app):
    """Stop the start-up where a view declares no permission, or one that nobody knows."""
    known = app.extensions["linli"].permissions
    for endpoint, view in app.view_functions.items():
        if getattr(view, "permission", None) not in known:
            raise RuntimeError(f"{endpoint} declares no known permission")


def routes(app):
    """Every route: {method, rule, module, permission}; `module` is the plugin's or "core"."""
    modules = app.extensions["linli"].modules
    return [
        {"method": method, "rule": rule.rule,
         "module": name if (name := rule.endpoint.split(".")[0]) in modules else "core",
         "permission": app.view_functions[rule.endpoint].permission}
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
