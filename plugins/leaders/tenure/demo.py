"""Blocks of two villages in the demo, and who serves them, wants to, or is being tried."""

from datetime import datetime, time, timedelta

from linli.localities.services import add_below
from linli.people.models import Household
from linli.people.services import give_post
from linli.toolkit.calendar import SHANGHAI
from linli.toolkit.workflow import History
from plugins.leaders.tenure.models import (
    APPOINTED,
    INTERVIEW,
    LIAISON,
    NAMED,
    PROBATION,
    PUT_FORWARD,
    REVIEW,
    SELF,
    SERVING,
    STEWARD,
    Assessment,
    Tenure,
)

# Kind, name, the households of the register from–to, and of the cast who lives there.
BLOCKS = {
    "宅群村": (("building", "1 号楼", 1, 6, ("黄美珍", "邓桂香")), ("building", "2 号楼", 7, 12, ("吴国安",)),
               ("micro_grid", "祠堂边", 13, 22, ("劳伟明", "胡月娥")),
               ("micro_grid", "村口", 23, 30, ("谢国强",))),
    "强亚村": (("building", "1 号楼", 1, 8, ("陈玉莲",)), ("micro_grid", "河边", 9, 20, ())),
}
# Village, block, role, who ("": any resident), way, state, days ago, days until the end, phone shown, words.
TENURES = (
    ("宅群村", "1 号楼", STEWARD, "邓桂香", SELF, APPOINTED, 230, 165, True, "退休在家，楼上楼下都熟。"),
    ("宅群村", "祠堂边", LIAISON, "劳伟明", NAMED, APPOINTED, 150, 245, False, "村民小组推荐，热心。"),
    ("宅群村", "2 号楼", STEWARD, "", SELF, PROBATION, 20, 14, False, "白天都在家，想帮大家做点事。"),
    ("宅群村", "村口", LIAISON, "谢国强", SELF, PUT_FORWARD, 3, None, False, "在村口开小店，人都认识。"),
    ("强亚村", "1 号楼", STEWARD, "", SELF, APPOINTED, 345, 20, False, "做了多年小组长，愿意继续出力。"),
)
CLERKS = {"宅群村": "方敏仪", "强亚村": "张远"}
NOTES = "谈了半小时，说话和气，楼里情况熟，家里人也支持。"


def fill(town):
    """Six blocks with their households, and five tenures, one of each kind; 强亚村's micro-grid has
    nobody.
    """
    for village, blocks in BLOCKS.items():
        for number, (kind, name, first, last, cast) in enumerate(blocks):
            block = add_below(town.villages[village], kind, name, f"demo-{village}-{number}")
            numbers = [f"{each:03d}" for each in range(first, last + 1)]
            homes = [town.cast[each].household_id for each in cast]
            Household.update(block=block).where(
                Household.locality == town.villages[village],
                Household.number.in_(numbers) | Household.id.in_(homes)).execute()
    for each in TENURES:
        _serve(town, *each)


def _serve(town, village, name, role, who, way, state, days_ago, left, phone_shown, words):
    block = next(each for each in town.villages[village].children if each.name == name)
    begun = town.today - timedelta(days=days_ago)
    tenure = Tenure.create(
        locality=block, role=role, person=town.cast[who] if who else _neighbour(town, block), way=way,
        words=words, phone_shown=phone_shown, state=state, made_at=_at(begun, 9),
        starts_on=begun + timedelta(days=4) if state in SERVING else None,
        probation_until=_ahead(town, left) if state == PROBATION else None,
        ends_on=_ahead(town, left) if state == APPOINTED else None)
    clerk = town.cast[CLERKS[village]]
    _line(tenure, "begin", "", PUT_FORWARD, tenure.person if way == SELF else clerk, begun)
    if state in SERVING:
        give_post(tenure.person, role, block, tenure.starts_on, tenure.ends_on)
        _decide(tenure, INTERVIEW, "pass", PUT_FORWARD, PROBATION, clerk, begun + timedelta(days=4))
    if state == APPOINTED:
        _decide(tenure, REVIEW, "appoint", PROBATION, APPOINTED, clerk, begun + timedelta(days=34))


def _neighbour(town, block):
    """Somebody who lives in the block."""
    near = [each for each in town.residents[block.parent_id] if Household.get_by_id(
        each.household_id).block_id == block.code]
    return town.random.choice(near)


def _decide(tenure, kind, step, source, target, clerk, day):
    Assessment.create(tenure=tenure, kind=kind, day=day, result=step, notes=NOTES, made_by=clerk,
                      at=_at(day, 15))
    _line(tenure, step, source, target, clerk, day)


def _line(tenure, name, source, target, person, day):
    History.create(record=f"leaders_tenure:{tenure.id}", name=name, source=source, target=target,
                   person=person, at=_at(day, 15))


def _ahead(town, days):
    return town.today + timedelta(days=days)


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)
