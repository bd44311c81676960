"""More is wanted about one topic: asked, answered by changing only that, or taken back.

Where it hangs and what it sees were looked at and approved: an answer that changes them after the
survey has it looked at again.
"""

from flask_babel import lazy_gettext as _l

from linli.database import utc_now
from linli.toolkit import album, workflow
from linli.toolkit.refusals import NotNow
from plugins.cctv.applications import steps, surveying
from plugins.cctv.applications.models import ACCEPTED, OPEN, Application, Question

CHANGES = {"place": ("place", "latitude", "longitude"), "photo": (), "lens": ("sees", "duty"),
           "proof": ("proof",)}
LOOKED_AT = ("place", "lens")


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
        if row.state == ACCEPTED and topic in LOOKED_AT:
            raise NotNow(_l("验收过了。位置变了，请在摄像头的页面记“移了位置”"))
        if _open(row).where(Question.topic == topic).exists():
            raise NotNow(_l("这一项已经问过了，正在等申请人补"))
        made = Question.create(application=row, topic=topic, text=text, asked_by=scope.person)
        steps.tell(row, _l("装摄像头的申请要补一点材料"))
    return made


def answer(scope, question, words, nonce, uploads=None, **changes):
    """The answer in `words`, with what the topic lets be changed (CHANGES) or, for the photos, `uploads`.
    Raises NotNow, workflow.NotAllowed to whoever does not answer for it, once.AlreadyDone.
    """
    application = question.application
    if not steps.answers_for(scope, application):
        raise workflow.NotAllowed("answer")
    assert set(changes) <= set(CHANGES[question.topic]), "only what was asked can be changed"
    with steps.held(scope, application, nonce, while_asked=True) as row:
        _close(scope, question, words or str(_l("补好了")))
        if any(_differs(row, *each) for each in changes.items()):
            Application.update(**changes).where(Application.id == row.id).execute()
            if question.topic in LOOKED_AT:
                surveying.begin_again(scope, row)
        if uploads is not None:
            album.replace(row, uploads)


def take_back(scope, question):
    """Nothing more is wanted after all. Raises NotNow, workflow.NotAllowed."""
    if not may_ask(scope, question.application):
        raise workflow.NotAllowed("ask")
    with steps.held(scope, question.application, while_asked=True):
        _close(scope, question, str(_l("不用补了")))


def _differs(row, name, value):
    now = getattr(row, name)
    return set(now) != set(value) if name == "sees" else now != value


def _close(scope, question, words):
    closed = Question.update(answer=words, answered_at=utc_now(), answered_by=scope.actor).where(
        Question.id == question.id, Question.answered_at.is_null())
    if not closed.execute():
        raise NotNow(_l("这一项已经补过了"))


def _open(application):
    return Question.select().where(Question.application == application.id, Question.answered_at.is_null())
