"""The demo: cases of 宅群村 in every state, most of them ended well, one past its day, one held back."""

from datetime import datetime, time, timedelta

from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.numbers import next_number
from linli.toolkit.workflow import History
from plugins.mediation.cases.kinds import ministry_of
from plugins.mediation.cases.models import APPLICANT, HELPED, RESPONDENT, Case, Matter, Party
from plugins.mediation.cases.numbering import draw
from plugins.mediation.cases.states import (
    ACCEPTED,
    AGREED,
    APPLIED,
    ASKING,
    ASSIGNED,
    BEFORE_ASKING,
    CARRIED_OUT,
    CLOSED,
    FAILED,
    HELD,
    IN_HAND,
    LOOKING,
    REFUSED,
    SITTING,
    WITHDRAWN,
)

# Days ago, state, kind, words, wish. The oldest first: numbers follow the days.
CASES = (
    (240, CLOSED, "0202", "两家围墙共用，一家要拆了重砌，另一家怕伤地基。", "重砌可以，先请师傅看过。"),
    (205, CLOSED, "0902", "宅基地的老界石不见了，两家各说各的。", "找回原来的界。"),
    (190, CLOSED, "0804", "三年前借了钱装修，一直没有还。", "分期还清。"),
    (170, CLOSED, "0203", "隔壁养鸡，早上吵，夏天有味道。", "鸡舍挪远一点。"),
    (150, CLOSED, "0103", "父亲走了以后，老屋三兄弟怎么分说不拢。", "三家都有份，写清楚。"),
    (131, FAILED, "0901", "承包地到期，转包的租金谈不成。", "按现在的行情算。"),
    (118, CARRIED_OUT, "0201", "上面一家把排水沟填了，下雨就淹我家门口。", "把沟通回去。"),
    (96, CLOSED, "0303", "孩子打球撞伤了邻居家的孩子，医药费谁出。", "医药费和误工费。"),
    (80, CARRIED_OUT, "0703", "给村口小店做了两个月工，工钱还差一半。", "年前结清。"),
    (66, AGREED, "0202", "楼上漏水，厨房天花板掉皮。", "修好，赔天花板的钱。"),
    (58, REFUSED, "0302", "在群里说我家偷了祠堂的木料。", "在群里说清楚。"),
    (44, LOOKING, "0902", "翻建的新房屋檐伸过了界。", "缩回去，或者补偿。"),
    (30, WITHDRAWN, "0401", "晒谷场上的谷子被车压了。", "赔谷子。"),
    (24, AGREED, "0602", "租约没到期，房东要收回房子。", "退押金和多交的租金。"),
    (16, SITTING, "0201", "新装的空调外机正对我家窗户。", "换个位置。"),
    (9, SITTING, "0102", "三个儿女轮流照顾老人，大家算得不一样。", "按月轮，写下来。"),
    (6, ASSIGNED, "0203", "烧烤摊的油烟天天进屋。", "装烟罩，晚上早点收。"),
    (4, ACCEPTED, "0202", "共用的巷子被围起来停车。", "巷子让大家走。"),
    (3, ASKING, "0804", "合伙养鱼亏了，本钱怎么退。", "把账算清。"),
    (2, APPLIED, "0201", "隔壁加高了一层，我家院子晒不到太阳。", "至少把遮雨棚拆了。"),
    (1, HELD, "0101", "他喝了酒就动手，我带着孩子住在娘家。", "先分开住，孩子跟我。"),
)
PATH = {  # the steps to a state, as History tells them
    APPLIED: (), HELD: (), ASKING: ("ask",), REFUSED: ("ask", "refuse"), ACCEPTED: ("ask", "accept")}
PATH[ASSIGNED] = (*PATH[ACCEPTED], "assign")
PATH[LOOKING] = (*PATH[ASSIGNED], "look")
PATH[SITTING] = (*PATH[LOOKING], "sit")
PATH[AGREED] = (*PATH[SITTING], "agree")
PATH[CARRIED_OUT] = (*PATH[AGREED], "carry_out")
PATH[CLOSED] = (*PATH[CARRIED_OUT], "close")
PATH[FAILED] = (*PATH[SITTING], "fail")
PATH[WITHDRAWN] = (*PATH[ASSIGNED], "withdraw")
PAST_ASSIGNING = (*IN_HAND, AGREED, CARRIED_OUT, CLOSED, FAILED, WITHDRAWN)
DAYS = 30


def fill(town):
    """One case a line, between two residents of the village."""
    village = town.villages["宅群村"]
    people = list(town.residents[village.code])
    for number, line in enumerate(CASES):
        one, other = town.random.sample(people, 2)
        while one.household_id == other.household_id:
            one, other = town.random.sample(people, 2)
        if number == len(CASES) - 2:
            one = town.cast["黄美珍"]
        _make(town, village, one, other, number, *line)


def _make(town, village, one, other, number, ago, state, kind, words, wish):
    day = town.today - timedelta(days=ago)
    accepted = day + timedelta(days=1) if "accept" in PATH[state] else None
    agreed = accepted + timedelta(days=9 + number % 12) if "agree" in PATH[state] else None
    over = state in (REFUSED, FAILED, WITHDRAWN)
    case = Case.create(
        code=next_number("TJ", day.year), number=draw(village, accepted.year) if accepted else None,
        locality=village, desk=village, way=HELPED if number % 5 == 3 else "application",
        dispute_class=kind, ministry_kind=ministry_of(kind), people=2 + number % 3, state=state,
        violence=state == HELD, mediator=town.cast["吴国安"] if state in PAST_ASSIGNING else None,
        applied_at=_at(day, 9), accepted_on=accepted, agreed_on=agreed,
        due_on=accepted + timedelta(days=DAYS) if accepted else None,
        ended_on=day + timedelta(days=3 + number % 9) if over else None,
        next_step="court" if state == FAILED else "")
    Matter.create(case=case, summary=words, wish=wish,
                  findings="看了现场，分头问了两家。" if state in (LOOKING, SITTING, AGREED) else "",
                  ended="双方出的价钱差得远，谈了两次没有谈拢。" if state == FAILED else "")
    told = _at(day, 15) if state not in BEFORE_ASKING else None
    yes = "yes" if accepted else "no" if state == REFUSED else ""
    Party.create(case=case, side=APPLICANT, person=one, name=one.name, phone=one.phone or "",
                 told_at=_at(day, 9))
    Party.create(case=case, side=RESPONDENT, person=other, name=other.name, phone=other.phone or "",
                 told_at=told, answer=yes, answered_at=told if yes else None)
    _tell_history(town, case, one, other, day)


def _tell_history(town, case, one, other, day):
    source = HELD if case.state == HELD else APPLIED
    _line(case, "begin", "", source, one, _at(day, 9))
    for number, name in enumerate(PATH[case.state]):
        target = Case.transitions[name].target
        who = {"accept": other, "refuse": other, "withdraw": one}.get(name, town.cast["吴国安"])
        _line(case, name, source, target, who, _at(day, 15) + timedelta(hours=number))
        source = target


def _line(case, name, source, target, person, at):
    History.create(record=f"mediation_case:{case.id}", name=name, source=source, target=target,
                   person=person, at=at)


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)
