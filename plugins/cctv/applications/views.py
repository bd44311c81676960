"""The applicant's pages: applying, also entered for somebody, one's applications, answering."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.database import LostRace
from linli.toolkit import album, once
from linli.toolkit.refusals import FieldRefused
from linli.web import done, page, paged, show_photo
from plugins.cctv.applications import applying, lists, questions, steps
from plugins.cctv.applications.forms import ANSWERS, ApplyForm, EnterForm
from plugins.cctv.applications.models import SEEN, STATES, TOPICS, Application, Question
from plugins.cctv.blueprint import blueprint
from plugins.cctv.programmes import lists as programmes
from plugins.cctv.programmes.models import APPLICANTS
from plugins.cctv.programmes.split import split

PAGE = 30


@blueprint.route("/programmes/<number>/apply", methods=["GET", "POST"])
@permission("cctv.apply")
def apply(number):
    """Apply for one camera under an open programme."""
    programme = _open_programme(number)
    kinds = applying.kinds_for(scope, programme)
    packages = programmes.packages_for(programme, kinds)
    if not kinds or not packages:
        return page("cctv/apply_not.html", status=409 if kinds else 403, programme=programme, kinds=kinds)
    form, message = ApplyForm(scope.person, packages, kinds), ""
    if form.validate_on_submit():
        try:
            made = applying.apply(scope, programme, int(form.package.data), form.kind.data,
                                  form.photos.uploads, form.nonce.data, **form.told())
            flash(_("申请交上去了，编号 %(number)s", number=made.number))
            return to_application(made.number)
        except once.AlreadyDone as again:
            return to_application(again.result)
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
        except LostRace as error:
            message = words_of(error)
    return page("cctv/apply.html", status=409 if message else 422 if form.errors else 200, form=form,
                programme=programme, message=message)


@blueprint.route("/programmes/<number>/enter", methods=["GET", "POST"])
@permission("cctv.enter")
def enter(number):
    """Apply for a resident who has no phone: entered for them, with their word."""
    programme = _open_programme(number)
    kinds = applying.kinds_to_enter(programme)
    packages = programmes.packages_for(programme, kinds)
    if not kinds or not packages:
        return page("cctv/apply_not.html", status=409 if kinds else 403, programme=programme, kinds=kinds)
    form, message = EnterForm(scope.locality, scope.person, packages, kinds), ""
    if form.validate_on_submit():
        try:
            made = applying.enter(scope, programme, int(form.package.data), form.household, form.name.data,
                                  form.photos.uploads, form.nonce.data, form.kind.data, form.consent.data,
                                  **form.told())
            flash(_("替%(name)s交上去了，编号 %(number)s", name=form.name.data, number=made.number))
            return to_application(made.number)
        except once.AlreadyDone as again:
            return to_application(again.result)
        except FieldRefused as error:
            form[error.field].errors = [str(error)]
        except LostRace as error:
            message = words_of(error)
    return page("cctv/enter.html", status=409 if message else 422 if form.errors else 200, form=form,
                programme=programme, message=message)


@blueprint.route("/applications")
@permission("me")
def applications():
    """One's own applications here, the newest first."""
    return page("cctv/applications.html", **paged(lists.own(scope), PAGE), states=STATES)


@blueprint.route("/applications/<number>/paper")
@permission("me")
def application_paper(number):
    """What was applied for, on A4, to be signed."""
    row = visible(number)
    return page("cctv/application_paper.html", row=row, parts=split(row.package.price, row.package),
                kinds=APPLICANTS, seen=SEEN)


@blueprint.route("/applications/<number>/photos/<int:photo_id>")
@permission("me")
def application_photo(number, photo_id):
    """One photo of the site."""
    photo = album.find(visible(number), photo_id) or abort(404)
    return show_photo(photo.upload)


@blueprint.route("/applications/<number>/questions/<int:question_id>", methods=["GET", "POST"])
@permission("me")
def answer_question(number, question_id):
    """Answer what was asked: only that can be changed."""
    row = visible(number)
    if not steps.answers_for(scope, row):
        abort(403)
    question, message = question_of(row, question_id), ""
    if question.answered_at:
        return to_application(number)
    form = _answer_form(row, question)
    if form.validate_on_submit():
        changes = {name: form[name].data for name in questions.CHANGES[question.topic]}
        uploads = form.photos.uploads if question.topic == "photo" else None
        try:
            questions.answer(scope, question, form.words.data, form.nonce.data, uploads, **changes)
            flash(_("补好了，谢谢您"))
            return to_application(number)
        except once.AlreadyDone:
            return to_application(number)
        except LostRace as error:
            message = words_of(error)
    return page("cctv/answer.html", status=409 if message else 422 if form.errors else 200, form=form,
                row=row, question=question, topic=TOPICS[question.topic], message=message)


def visible(number):
    """An application of this place that this reader may see, with all that a page tells; or 404."""
    return lists.whole(Application.visible_to(scope)).where(
        Application.number == number, Application.locality == scope.locality).first() or abort(404)


def question_of(row, question_id):
    """A question about this application, or 404."""
    question = Question.get_or_none(Question.id == question_id, Question.application == row.id)
    if question is None:
        abort(404)
    question.application = row
    return question


def to_application(number):
    """Lead to the page of an application."""
    return done(url_for("cctv.application", number=number))


def words_of(error):
    """What a lost race says to its reader."""
    return str(error) or _("慢了一步，刚刚有变动，请看一遍再试。")


def _open_programme(number):
    """A programme for which one may apply in this village today; or 404."""
    row = programmes.open_here(scope).where(programmes.Programme.number == number).first()
    return row if row is not None and scope.locality.is_village else abort(404)


def _answer_form(row, question):
    form = ANSWERS[question.topic]
    known = {name: getattr(row, name) for name in questions.CHANGES[question.topic]}
    if question.topic == "photo":
        form.uploader = scope.person
        known["photos"] = [each.upload for each in album.photos_of(row)]
    return form(data=known)
