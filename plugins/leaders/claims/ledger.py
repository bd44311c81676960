"""The ledgers of claims (领取台账) and of certificates (服务证明台账)."""

import peewee
from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.people.models import Person
from linli.toolkit import album
from linli.toolkit.ledger import Column, Filter, Join, Ledger
from plugins.leaders.claims.models import IN_HAND, STATES, SUBMITTED, Certificate, Claim
from plugins.leaders.tasks.models import TOPICS, Task

_Doer, _Judge, _Named = Person.alias(), Person.alias(), Person.alias()
_now = peewee.Case(None, [(Claim.state.in_(IN_HAND), "in_hand"), (Claim.state == SUBMITTED, "handed_in")],
                   "over")
_review = peewee.Case(None, [(Claim.review_was_late(), "late"), (Claim.state == SUBMITTED, "running"),
                             (Claim.reviewed_at.is_null(False), "in_time")], "none")

CLAIMS = Ledger(
    "claims", title=_l("领取的任务台账"), permission="leaders.read", model=Claim,
    joins=(Join(Task, Claim.task == Task.id), Join(_Doer, Claim.person == _Doer.id),
           Join(_Judge, Claim.reviewed_by == _Judge.id)),
    columns=(
        Column("task", _l("任务"), Task.number, "code"),
        Column("title", _l("做什么"), Task.title),
        Column("doer", _l("谁领的"), _Doer.name),
        Column("village", _l("村"), Locality.short_name),
        Column("state", _l("结果"), Claim.state, "choice", STATES),
        Column("claimed", _l("领取"), Claim.claimed_at, "moment"),
        Column("handed_in", _l("交回"), Claim.submitted_at, "moment"),
        Column("minutes", _l("分钟"), Claim.minutes, "number", total=True),
        Column("photos", _l("照片"), album.counted(Claim), "number", total=True),
        Column("review_by", _l("验收期限"), Claim.review_by, "day"),
        Column("reviewer", _l("谁验收"), _Judge.name),
        Column("comment", _l("验收意见"), Claim.comment, "long"),
        Column("words", _l("做了什么"), Claim.words, "long"),
    ),
    filters=(Filter("state", _l("结果"), Claim.state, words=STATES),
             Filter("topic", _l("类别"), Task.topic, words=TOPICS),
             Filter("now", _l("现在"), _now, words={
                 "in_hand": _l("还在做"), "handed_in": _l("等验收"), "over": _l("已了结")}),
             Filter("overdue", _l("验收"), _review, words={
                 "late": _l("超期"), "running": _l("在期限内等验收"), "in_time": _l("按期验收了"),
                 "none": _l("不用验收")}),
             Filter("day", _l("领取日期"), Claim.claimed_at, "days"),
             Filter("handed", _l("交回日期"), Claim.submitted_at, "days"),
             Filter("review_by", _l("验收期限"), Claim.review_by, "days")),
    search=(Task.number, Task.title, _Doer.name),
    order=(Claim.claimed_at.desc(), Claim.id.desc()),
    opens="leaders.claim", opens_with={"claim_id": Claim.id},
    empty=_l("还没有人领过任务。发了任务，楼长领了就会出现在这里。"))

CERTIFICATES = Ledger(
    "certificates", title=_l("服务证明台账"), permission="leaders.read", model=Certificate,
    joins=(Join(_Named, Certificate.person == _Named.id),),
    columns=(
        Column("number", _l("编号"), Certificate.number, "code"),
        Column("person", _l("给谁"), _Named.name),
        Column("village", _l("村"), Locality.short_name),
        Column("first", _l("从"), Certificate.first_day, "day"),
        Column("last", _l("到"), Certificate.last_day, "day"),
        Column("tasks", _l("任务"), Certificate.tasks, "number"),
        Column("minutes", _l("分钟"), Certificate.minutes, "number"),
        Column("at", _l("开具"), Certificate.at, "moment"),
    ),
    filters=(Filter("day", _l("开具日期"), Certificate.at, "days"),),
    search=(Certificate.number, _Named.name),
    order=(Certificate.at.desc(), Certificate.id.desc()),
    opens="leaders.certificate", opens_with={"certificate_id": Certificate.id},
    empty=_l("还没有开过服务证明。"))

LEDGERS = (CLAIMS, CERTIFICATES)
