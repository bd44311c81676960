"""What follows once somebody has shown who they are: their page, what they had typed, or the second step."""

from flask import g, url_for
from flask import session as cookie
from flask_babel import gettext as _

from linli.people import services
from linli.people.knocking import remember
from linli.people.second_factor.forms import StepForm
from linli.toolkit.forms import read_typed_fields
from linli.web import done, local_path, page


def enter(token, next_url="", typed=""):
    """Put a session's token into the cookie and go on; one that waits is led to the second step."""
    cookie.clear()
    g.pop("csrf_token", None)  # of the session that was; the next form wants one of this
    cookie.permanent = True
    cookie["token"] = token
    session = services.session_of(token)
    if session is None:
        return step_page(next_url, typed)
    remember(session.person)
    return go_on(next_url, typed, _("您已登录，刚才填的都还在"))


def step_page(next_url="", typed="", form=None, status=200):
    """The second step; it carries along where the reader was going and what they had written."""
    if form is None:
        form = StepForm(formdata=None, next=local_path(next_url, ""), typed=typed)
    return page("second_factor/step.html", status, form=form)


def go_on(next_url, typed, heading):
    """To where the reader was going, with what they had typed."""
    target, fields = local_path(next_url, url_for("shell.front")), read_typed_fields(typed or "")
    if fields:
        return page("people/go_on.html", target=target, fields=fields, heading=heading)
    return done(target)
