"""The front, the home of a place, the staff desk, large text, /health."""

from dataclasses import dataclass

from flask import Blueprint, abort, current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf

from linli import languages, outbox
from linli.access import RESIDENT, permission
from linli.access import current_scope as scope
from linli.database import db
from linli.delivery import cards as delivery
from linli.localities import services as localities
from linli.localities.renaming import former_names
from linli.people.posts import cards as posts
from linli.people.services import set_language
from linli.plugins import DeskLink, todo_of
from linli.toolkit.figures.views import links as figure_links
from linli.toolkit.forms import Form
from linli.toolkit.notices import unread
from linli.toolkit.zones import reader_zone
from linli.web import asset_urls, done, local_path, page

blueprint = Blueprint("shell", __name__)
A_YEAR = 365 * 24 * 3600
MANAGING = {  # what the desk's first group leads to: blueprint → page, its name, who opens it
    "posts": ("posts.posts", _l("岗位"), "posts"),
    "invitations": ("invitations.invitations", _l("账号和密码条"), "people.invite"),
    "delivery": ("delivery.undelivered", _l("没有送到"), "undelivered"),
    "modules": ("modules.modules", _l("服务开关"), "modules.switch"),
    "personal": ("personal.leave_for", _l("代为注销"), "desk"),
    "audit": ("audit.ledger_lines", _l("审计"), "audit.read"),
}


@blueprint.route("/")
@permission("public")
def front():
    """To one's own village, or to the township; where there are several, the choice."""
    if scope.person and scope.person.locality_id:
        return done(url_for("shell.home", locality=scope.person.locality_id))
    if scope.held:
        return done(url_for("shell.home", locality=scope.held[0].code))
    townships = localities.townships()
    if len(townships) == 1:
        return done(url_for("shell.home", locality=townships[0].code))
    return page("shell/townships.html", townships=townships)


@blueprint.route("/<locality:locality>/")
@permission("public")
def home():
    """The home of a place: what awaits me, what can be done here, its villages, its former names."""
    answers = current_app.extensions["linli"].ask("linli_home_cards", scope.modules, scope=scope)
    return page("shell/home.html", todo=todo_of(current_app, scope),
                cards=[card for cards in answers.values() for card in cards],
                former_names=former_names(scope.locality),
                villages=[] if scope.locality.is_village else
                localities.villages_of(scope.locality))


@blueprint.route("/<locality:locality>/places")
@permission("public")
def places():
    """Choose another village of this township."""
    township = scope.locality
    while township.kind != "township" and township.parent_id:
        township = township.parent
    return page("shell/places.html", township=township,
                villages=localities.villages_of(township))


@blueprint.route("/<locality:locality>/desk")
@permission("desk")
def desk():
    """What staff of this place have to see to."""
    todo = [*todo_of(current_app, scope), *posts.todo(scope), *delivery.todo(scope)]
    return page("shell/desk.html", todo=todo)


@blueprint.route("/large-text", methods=["POST"])
@permission("public")
def large_text():
    """Switch large text on or off and stay on the page; a cookie remembers it."""
    if not Form().validate_on_submit():
        abort(400)
    response = done(local_path(request.form.get("next", ""), "/"))
    _remember(response, "large", "" if request.cookies.get("large") == "1" else "1")
    return response


@blueprint.route("/language", methods=["POST"])
@permission("public")
def language():
    """Read in another language and stay on the page; a cookie remembers it, and the account."""
    chosen = request.form.get("language")
    if not Form().validate_on_submit() or chosen not in languages.LANGUAGES:
        abort(400)
    if scope.person:
        set_language(scope.actor, chosen)
    response = done(local_path(request.form.get("next", ""), "/"))
    _remember(response, languages.COOKIE, chosen)
    return response


def _remember(response, name, value):
    """Keep a choice on this device for a year; an empty one is forgotten."""
    response.set_cookie(name, value, max_age=A_YEAR if value else 0, httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"])


@blueprint.route("/health")
@permission("public")
def health():
    """Whether the site and its database answer."""
    db.execute_sql("SELECT 1")
    return {"ok": True}


@dataclass(frozen=True)
class DeskGroup:
    """A module at the side of the desk: links to what is to do, then to its ledgers and figures."""

    blueprints: tuple
    title: str
    work: list
    papers: list
    counted: bool

    @property
    def count(self):
        """What is open behind all its links; 0 where nobody counts."""
        return sum(link.count for link in self.work) if self.counted else 0


def desk_links():
    """The links at the side of the desk that this scope may open: a DeskGroup of what is managed here, and
    one for each module.

    What waits is counted for all on the desk itself, and for its own module on the page of one.
    """
    registry = current_app.extensions["linli"]
    answers = registry.ask("linli_desk", scope.modules, scope=scope)
    counted = request.endpoint == "shell.desk"
    managed = [*_managing_links(), *_ledger_links("register")]
    groups = [DeskGroup((*MANAGING, "register"), _("管理"), managed, [], False)]
    groups += [DeskGroup((name,), module.title, answers.get(name, []),
                         _ledger_links(name) + figure_links(name), counted or name == request.blueprint)
               for name, module in registry.modules.items() if name in scope.modules]
    return [group for group in groups if group.work or group.papers]


def _managing_links():
    """Links to what the core lets this scope manage here."""
    return [DeskLink(url_for(endpoint), str(title)) for endpoint, title, permission in MANAGING.values()
            if scope.can(permission) and (endpoint != "personal.leave_for" or scope.locality.is_village)]


def _ledger_links(module):
    """Links to the ledgers of a module that this scope may open here."""
    ledgers = current_app.extensions["linli"].ledgers.get(module, {}).values()
    return [DeskLink(url_for(f"{module}.ledger_{ledger.name}"), ledger.title)
            for ledger in ledgers if scope.can(ledger.permission)]


def init_app(app):
    """What every template may use beside its own values."""
    urls = asset_urls()
    app.jinja_env.globals.update(asset=lambda path: urls[path], desk_links=desk_links,
                                 csrf_token=generate_csrf)
    app.extensions["linli.assets"] = urls

    @app.context_processor
    def frame():
        scope = g.get("scope")
        place = _place(scope)
        return {"scope": scope, "place": place, "nav": _nav(scope, place) if place else [],
                "large_text": request.cookies.get("large") == "1", "abroad": bool(reader_zone()),
                "demo": app.config["DEMO"],
                "language": languages.here(), "languages": languages.LANGUAGES, "finds": finds(scope),
                "unread": unread(scope.person) if scope and scope.person and not scope.proxy else 0,
                "reader_key": outbox.key_of(scope) if scope and scope.person else ""}


def finds(scope):
    """Whether a search field stands on every page: for whoever holds a post, as staff and leaders do."""
    return bool(scope) and any(held.role != RESIDENT for held in scope.held)


def _place(scope):
    """The place that the header names: the request's own, else where the reader lives; of what lies
    below a village, the village.
    """
    if scope is None:
        return None
    place = scope.locality or (scope.person.locality if scope.person else None)
    while place and "-" in place.code:
        place = place.parent
    return place


def _nav(scope, place):
    """The few links at the foot of every page: (words, address, whether it is this page)."""
    here = _("村里") if place.is_village else _("镇里")
    links = [(here, url_for("shell.home", locality=place.code))]
    if scope.proxy is None:
        links.append((_("我的"), url_for("people.me")))
    if scope.can("desk", place):
        links.insert(1, (_("工作台"), url_for("shell.desk", locality=place.code)))
    elif scope.locality and (ledgers := [link for name in ("register", *sorted(scope.modules))
                                         for link in _ledger_links(name)]):
        links.insert(1, (_("台账"), ledgers[0].href))
    return [{"label": label, "url": url, "on": request.path == url} for label, url in links]
