"""Who holds which post, giving one, ending it, the roster on paper."""

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask_babel import gettext as _

from linli.access import confirm_again, permission
from linli.access import current_scope as scope
from linli.people.models import Post
from linli.people.posts import handing, lists, rules, services, words
from linli.people.posts.forms import EndForm, GiveForm, TakeBackForm
from linli.toolkit import once
from linli.toolkit.calendar import today
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page, paged

blueprint = Blueprint("posts", __name__)
A_PAGE = 30


@blueprint.route("/<locality:locality>/posts/")
@permission("posts")
def posts():
    """Who holds what here and below: now, soon, in the past; by role and name."""
    when = given if (given := request.args.get("when")) in words.WHEN else "now"
    role = key if (key := request.args.get("role")) in _registry().roles else ""
    found = paged(lists.listed(scope, when, role, _text()), A_PAGE)
    return page("posts/posts.html", when=when, role=role, text=_text(), words=words, registry=_registry(),
                hats=lists.hats(scope, found["rows"]), gives=rules.given_here(scope, _registry()),
                steps=_steps(), **found)


@blueprint.route("/<locality:locality>/posts/paper")
@permission("posts")
def paper():
    """岗位名册 on A4: who holds what today; no phones."""
    return page("posts/paper.html", rows=list(lists.listed(scope)), words=words, registry=_registry(),
                day=words.day_words(today()))


@blueprint.route("/<locality:locality>/posts/left")
@permission("posts")
def left():
    """What those who are no longer in their post have open, and the roles that nobody holds now."""
    found, vacant = handing.left_open(_registry(), scope)
    return page("posts/left.html", found=found, vacant=vacant, words=words, registry=_registry())


@blueprint.route("/<locality:locality>/posts/new", methods=["GET", "POST"])
@permission("posts")
@confirm_again
def give():
    """Give a role to somebody who was found by name or phone, or is entered anew."""
    roles, form = rules.given_here(scope, _registry()), GiveForm()
    people = lists.people_here(scope, _text())
    form.offer(roles, people)
    if request.method == "GET":
        form.role.data = request.args.get("role")
    if form.validate_on_submit():
        who = form.chosen_of(people) or {"name": form.name.data, "phone": form.phone.data}
        try:
            made = services.give(scope, roles[form.role.data], who, form.starts_on.data, form.ends_on.data,
                                 form.reason.data, form.nonce.data)
            flash(_("安排好了，已经告诉%(name)s", name=made.person.name))
            return done(url_for("posts.post", post_id=made.id))
        except once.AlreadyDone as again:
            return done(url_for("posts.post", post_id=int(again.result)))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("posts/give.html", status=422 if form.errors else 200, form=form, people=people, text=_text(),
                roles=roles, steps=_steps())


@blueprint.route("/<locality:locality>/posts/<int:post_id>")
@permission("posts")
def post(post_id):
    """One post: its days, the other hats of its person, and what they have open by it."""
    row = _post(post_id)
    return page("posts/post.html", row=row, words=words, registry=_registry(),
                may_end=_may_end(row), over=_over(row), begins=row.starts_on > today(),
                hats=lists.hats(scope, [row]).get(row.person_id, []),
                steps=dict(_steps()).get(_role(row)), found=handing.open_of(_registry(), scope, [row]))


@blueprint.route("/<locality:locality>/posts/<int:post_id>/end", methods=["GET", "POST"])
@permission("posts")
@confirm_again
def end(post_id):
    """The last day of a post. What is open by it is shown, and keeps nobody from ending it."""
    row = _to_end(post_id)
    form = EndForm(seen=row.ends_on or "")
    if form.validate_on_submit():
        try:
            services.end(scope, _role(row), row, form.last_day.data, form.seen_day, form.reason.data)
            flash(_("记下了：最后一天是%(day)s", day=words.day_words(form.last_day.data)))
            return done(url_for("posts.post", post_id=row.id))
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
    return page("posts/end.html", status=422 if form.errors else 200, form=form, row=row, words=words,
                registry=_registry(), found=handing.open_of(_registry(), scope, [row]))


@blueprint.route("/<locality:locality>/posts/<int:post_id>/take-back", methods=["GET", "POST"])
@permission("posts")
@confirm_again
def take_back(post_id):
    """A post that has not begun never does."""
    row, form = _to_end(post_id), TakeBackForm()
    if row.starts_on <= today():
        abort(404)
    if form.validate_on_submit():
        services.take_back(scope, _role(row), row, form.reason.data)
        flash(_("取消了，已经告诉%(name)s", name=row.person.name))
        return done(url_for("posts.posts"))
    return page("posts/take_back.html", status=422 if form.errors else 200, form=form, row=row, words=words,
                registry=_registry())


def _registry():
    return current_app.extensions["linli"]


def _text():
    return request.args.get("q", "").replace("\0", "").strip()[:40]


def _steps():
    """(role, address) of what modules give by steps of their own, where this scope may open them."""
    return [(role, url_for(role.steps)) for role in rules.given_by_steps(scope, _registry())
            if scope.can(current_app.view_functions[role.steps].permission)]


def _post(post_id):
    return lists.kept_by(scope).where(Post.id == post_id).first() or abort(404)


def _role(row):
    """Its access.Role; None where its plugin is no longer loaded."""
    return _registry().posts.get(row.role, (None, ""))[0]


def _may_end(row):
    role = _role(row)
    return role is not None and not role.steps and rules.may_give(scope, role, row.locality)


def _over(row):
    return row.ends_on is not None and row.ends_on < max(today(), row.starts_on)


def _to_end(post_id):
    row = _post(post_id)
    if not _may_end(row):
        abort(403)
    return abort(404) if _over(row) else row
