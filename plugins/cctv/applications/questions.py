"""More is wanted about one topic: asked, answered by changing only that, or taken back."""

from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.toolkit import album, workflow
from plugins.cctv.applications import steps
from plugins.cctv.applications.models import OPEN, Application, Question
from plugins.cctv.applications.steps import NotNow

CHANGES = {"place": ("place",), "photo": (), "lens": ("sees", "duty"), "proof": ("proof",)}


def may_ask(scope, application):
    """Whether this person surveys or keeps the applications of its village."""
    return any(scope.can(each, application.locality) for each in ("cctv.survey", "cctv.record"))


def ask(scope, application, topic, text, nonce):
    """Ask for more about one topic (a key of TOPICS); no step is taken until it is answered. Returns
    the Question. Raises NotNow, workflow.NotAllowed, once.AlreadyDone.
    """
    if not may_ask(scope, application):
        raise workflow.NotAllowed("ask")
    with steps.held(scope, application, nonce, while_asked=True) as row:
        steps.refuse_state(row, *OPEN)
        if _open(row).where(Question.topic == topic).exists():
            raise NotNow(_l("这一项已经问过了，正在等申请人补"))
        made = Question.create(application=row, topic=topic, text=text, asked_by=scope.person)
        steps.tell(row, _l("装摄像头的申请要补一点材料"))
    return made


def answer(scope, question, words, nonce, uploads=None, **changes):
    """The applicant's answer in `words`, with what the topic lets them change (CHANGES) or, for the
    photos, `uploads`. Raises NotNow, workflow.NotAllowed, once.AlreadyDone.
    """
    application = question.application
    if not steps.speaks_for(scope, application):
        raise workflow.NotAllowed("answer")
    assert set(changes) <= set(CHANGES[question.topic]), "only what was asked can be changed"
    with steps.held(scope, application, nonce, while_asked=True) as row:
        _close(question, words or str(_l("补好了")))
        if changes:
            Application.update(**changes).where(Application.id == row.id).execute()
        if uploads is not None:
            album.replace(row, uploads)


def take_back(scope, question):
    """Nothing more is wanted after all. Raises NotNow, workflow.NotAllowed."""
    if not may_ask(scope, question.application):
        raise workflow.NotAllowed("ask")
    with steps.held(scope, question.application, while_asked=True):
        _close(question, str(_l("不用补了")))


def _close(question, words):
    closed = Question.update(answer=words, answered_at=utc_now()).where(
        Question.id == question.id, Question.answered_at.is_null())
    if not closed.execute():
        raise NotNow(_l("这一项已经补过了"))


def _open(application):
    return Question.select().where(Question.application == application.id, Question.answered_at.is_null())
