"""The pages of a leader's rounds, and of what a household reads about itself."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.web import done, page, page_number, pages_of
from plugins.leaders.blueprint import blueprint
from plugins.leaders.journal import lists, services
from plugins.leaders.journal.forms import LENGTH, VisitForm
from plugins.leaders.journal.models import KINDS, STATES, WAYS

PAGE = 20


@blueprint.route("/rounds")
@permission("leaders.visit")
def rounds():
    """The households that one visits, those not visited for longest first; `q` in the address narrows."""
    text = request.args.get("q", "").replace("\0", "").strip()[:40]
    query = lists.homes_of(scope, text)
    count = query.count()
    pages = pages_of(count, PAGE)
    number = min(page_number(), pages)
    due, made = lists.this_week(scope)
    return page("leaders/rounds.html", rows=lists.longest_ago(scope, query, number, PAGE), count=count,
                number=number, pages=pages, text=text, due=due, made=made,
                turning=url_for("leaders.rounds", q=text or None, page=""))


@blueprint.route("/rounds/<int:household_id>", methods=["GET", "POST"])
@permission("leaders.visit")
def new_visit(household_id):
    """Write down a visit to a household: what it asked for, and nothing about its people."""
    household = lists.homes_of(scope).where(lists.Household.id == household_id).first() or abort(404)
    form = VisitForm()
    if form.validate_on_submit():
        try:
            services.record_visit(scope, household, form.day.data, form.way.data, form.asked,
                                  form.nonce.data)
            flash(_("记下了。%(number)s 号这一户能看到您写的每一个字。", number=household.number))
        except once.AlreadyDone:
            flash(_("这一次已经记下了"))
        return done(url_for("leaders.rounds"))
    return page("leaders/visit_new.html", status=422 if form.errors else 200, form=form,
                household=household, before=list(lists.appeals_of(scope, household)), kinds=KINDS,
                states=STATES, today=today(), length=LENGTH)


@blueprint.route("/notes")
@permission("leaders.apply")
def notes():
    """村里记了我家什么: every visit to one's household and every appeal, one's own ones too."""
    visits = lists.visits_to(scope)
    count = visits.count()
    pages = pages_of(count, PAGE)
    number = min(page_number(), pages)
    rows = list(visits.paginate(number, PAGE))
    return page("leaders/notes.html", rows=rows, asked=lists.of_visits(scope, rows), count=count,
                number=number, pages=pages, mine=list(lists.written_by(scope).limit(50)), kinds=KINDS,
                states=STATES, ways=WAYS, turning=url_for("leaders.notes", page=""))
