"""我的 → 日历订阅, and the feed itself."""

import hashlib
from contextlib import suppress

from flask import Blueprint, Response, abort, after_this_request, current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.feeds import services
from linli.feeds.models import Feed
from linli.toolkit import once
from linli.toolkit.calendar import ics
from linli.toolkit.forms import Form
from linli.web import absolute, done, page

blueprint = Blueprint("feeds", __name__)


@blueprint.route("/me/calendar", methods=["GET", "POST"])
@permission("me")
@confirm_again
def calendar():
    """Get an address for my calendar, see it again, change it, end it."""
    form = Form()
    if form.validate_on_submit():
        flash(_end() if request.form.get("act") == "end" else _make(form.nonce.data))
        return done(url_for("feeds.calendar"))
    feed = Feed.visible_to(scope).first()
    address = absolute(url_for("feeds.feed", token=_token(feed))) if feed else ""
    return page("feeds/calendar.html", form=form, feed=feed, address=address,
                tap=f"webcal:{address.partition(':')[2]}", status=422 if form.errors else 200)


@blueprint.route("/calendar/<token>.ics")
@permission("public")
def feed(token):
    """The calendar behind a private address: who has the address needs no more.

    Where a plugin fails, so does the whole answer: a calendar program keeps what it has then,
    and would strike out what is missing.
    """
    after_this_request(_keep_private)
    found = services.find(token, current_app.secret_key) or abort(404)
    services.note_fetched(found)
    answers = current_app.extensions["linli"].tell("linli_calendar_items", person=found.person)
    events = [event for module in sorted(answers) for event in answers[module]]
    response = Response(mimetype="text/calendar")
    response.set_etag(hashlib.sha256(repr(events).encode()).hexdigest(), weak=True)
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(ics(events, name=_("邻里日程")))
    return response


def _make(nonce):
    with suppress(once.AlreadyDone):
        services.make(scope.person, nonce)
    return _("地址好了，按下面说的加到日历里就行")


def _end():
    services.end(scope.person)
    return _("已经停用，原来的地址打不开了")


def _token(feed):
    return services.token_of(feed, current_app.secret_key)


def _keep_private(response):
    """No index, no other site and no shared cache learns the address or keeps what is behind it."""
    response.headers.update({"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex",
                             "Referrer-Policy": "no-referrer"})
    return response
