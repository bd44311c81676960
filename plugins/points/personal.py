"""What this module keeps about somebody: the passbook is the household's and stays with it."""

from flask_babel import lazy_gettext as _l

from linli.personal.holding import ALBUM, Holding
from plugins.points.accounts.models import STATES as ACCOUNT_STATES
from plugins.points.accounts.models import Account, Entry
from plugins.points.book.models import Book, Rule
from plugins.points.changes.models import KINDS, Change
from plugins.points.deciding.models import CHOICES, Vote
from plugins.points.deeds.models import STATES as DEED_STATES
from plugins.points.deeds.models import Deed
from plugins.points.honour.models import Banner
from plugins.points.notice.models import STATES as OBJECTION_STATES
from plugins.points.notice.models import Objection
from plugins.points.shop.models import STATES, Good, PickupDay, Redemption, StockLine

_LEDGER = _l("存折是全家的账，只增不改，一直保存")


def _account(person):
    return Account.select(Account.id).where(Account.household == person.household_id)


HOLDINGS = (
    Holding(Account, _l("全家的积分存折"), lambda person: Account.household == person.household_id,
            {"number": _l("存折号"), "balance": _l("积分"), "state": (_l("状态"), ACCOUNT_STATES),
             "joined_on": _l("参加日期")}, nameless=("joined_by",), plain=("number", "state"), keeps=_LEDGER),
    Holding(Entry, _l("存折上的每一笔"), lambda person: Entry.account.in_(_account(person)),
            {"on": _l("日期"), "title": _l("什么事"), "points": _l("积分"), "balance": _l("余下"),
             "reason": _l("理由")}, nameless=("person",), plain=("kind", "record", "title", "aspect"),
            kept={"reason": _LEDGER}, keeps=_LEDGER),
    Holding(Deed, _l("全家的积分事项"), lambda person: Deed.account.in_(_account(person)),
            {"number": _l("编号"), "day": _l("日期"), "points": _l("积分"), "text": _l("情况"),
             "household_words": _l("户里的说明"), "state": (_l("进度"), DEED_STATES)}, photos=ALBUM,
            nameless=("collected_by",), plain=("number", "source", "decision_number", "state"),
            kept={"text": _LEDGER, "household_words": _LEDGER}, keeps=_LEDGER),
    Holding(Objection, _l("您提的异议"), lambda person: Objection.person == person.id,
            {"at": _l("时间"), "text": _l("写的话"), "state": (_l("结果"), OBJECTION_STATES),
             "answer": _l("答复")}, emptied=("text", "answer"), nameless=("person", "answered_by"),
            plain=("state",), keeps=_l("有没有人提过异议、成立没有，跟着那一笔积分保存")),
    Holding(Vote, _l("您的评议票"), lambda person: Vote.member == person.id,
            {"at": _l("时间"), "choice": (_l("意见"), CHOICES)}, nameless=("member",), plain=("choice",),
            keeps=_l("积分记不记由票数定，名字换成“已注销的村民”")),
    Holding(Change, _l("存折的变动"), lambda person: Change.account.in_(_account(person)),
            {"day": _l("日期"), "kind": (_l("什么变动"), KINDS), "points": _l("积分"), "reason": _l("理由")},
            nameless=("made_by",), plain=("kind",), kept={"reason": _LEDGER}, keeps=_LEDGER),
    Holding(Redemption, _l("全家的兑换"), lambda person: Redemption.account.in_(_account(person)),
            {"number": _l("编号"), "good.title": _l("换什么"), "count": _l("几件"), "points": _l("积分"),
             "state": (_l("进度"), STATES),
             "reserved_at": _l("时间")}, nameless=("reserved_by", "handed_by"),
            plain=("number", "token", "state"), keeps=_LEDGER),
    Holding(Book),
    Holding(Rule, nameless=("made_by",), plain=("aspect", "title", "per", "activity", "source")),
    Holding(Banner, nameless=("given_by",)),
    Holding(Good, nameless=("photo",), plain=("title", "unit")),
    Holding(PickupDay, plain=("place",)),
    Holding(StockLine, nameless=("person",), plain=("kind", "record", "note")),
)
