"""What the pages of changes say."""

from flask_babel import lazy_gettext as _l

from plugins.points.changes.models import DEATH, MERGE, MOVED_AWAY, SPLIT

RULES = {
    SPLIT: _l("一户分成两户。新户开一本存折，积分怎么分由户里商量，一分不多一分不少。"
              "在走流程的好事和等领的东西留在老户。"),
    MERGE: _l("这一户并到另一户。人、积分、在走流程的好事和等领的东西都过去，"
              "这本存折结清，这一户从登记册里去掉。"),
    MOVED_AWAY: _l("全家搬走了。到最后兑换日前还可以兑换，过了那天剩下的就没有了。"),
    DEATH: _l("户里还有人的，存折照旧。没有人了，家属到最后兑换日前可以到兑换点兑换。"),
}
