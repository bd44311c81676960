"""The book of the demo: rules that the report on 开平 names, and invented ones, whose source says so."""

from datetime import date, timedelta

from linli.people.models import Person
from plugins.points.book.models import MONTH, OCCASION, QUARTER, Book, Rule

GIVEN, INVENTED = "开平积分制做法", "演示用，村里自己定"
TASKS = "leaders.task"
# Aspect, title, least, most (below zero: taken away), per, cap, source, and what else it says.
RULES = (
    ("environment", "门前三包做得好", 2, 2, MONTH, 2, INVENTED, {"proof": True}),
    ("environment", "季度评比家里整洁", 5, 5, QUARTER, 5, GIVEN, {"proof": True}),
    ("environment", "乱堆乱放，劝了不改", -3, -3, OCCASION, 0, INVENTED, {"proof": True}),
    ("environment", "乱搭乱建", -5, -5, OCCASION, 0, INVENTED, {"proof": True}),
    ("taking_part", "参加村里的培训", 3, 3, OCCASION, 0, GIVEN, {}),
    ("taking_part", "参加村民会议", 3, 3, OCCASION, 0, INVENTED, {}),
    ("taking_part", "提的建议被采纳", 5, 5, OCCASION, 0, INVENTED, {}),
    ("taking_part", "参加志愿服务日", 4, 4, OCCASION, 0, INVENTED, {}),
    ("taking_part", "志愿服务", 1, 5, OCCASION, 0, INVENTED, {"activity": TASKS}),
    ("safety", "报告安全隐患", 3, 3, OCCASION, 0, INVENTED, {"proof": True}),
    ("customs", "婚事简办", 5, 5, OCCASION, 0, INVENTED, {}),
    ("neighbours", "帮邻居一把", 3, 3, OCCASION, 0, INVENTED, {}),
    ("law", "非法捕鱼", -10, -10, OCCASION, 0, GIVEN, {"offence": True}),
    ("law", "损坏公共设施", -10, -10, OCCASION, 0, INVENTED, {"offence": True}),
    ("charity", "捐款捐物、出义工", 2, 10, OCCASION, 0, INVENTED, {}),
)
CHANGED = 3  # this rule was −2 before it became −3


def fill(town):
    """The book of 宅群村 from the first of the year on; one rule was changed since."""
    place, starts_on = town.villages["宅群村"], min(date(2026, 1, 1), town.today - timedelta(days=120))
    clerk = Person.get(Person.name == "方敏仪", Person.phone.is_null(False))
    Book.create(locality=place)
    for number, (aspect, title, least, most, per, cap, source, more) in enumerate(RULES, 1):
        changed = {"least": 2, "most": 2, "ends_on": town.today - timedelta(days=61)}
        values = {"locality": place, "number": number, "aspect": aspect, "title": title,
                  "minus": most < 0, "least": abs(least), "most": abs(most), "per": per, "cap": cap,
                  "source": source, "starts_on": starts_on, "made_by": clerk, **more}
        if number == CHANGED:
            Rule.create(**{**values, **changed})
            values["starts_on"] = changed["ends_on"] + timedelta(days=1)
        Rule.create(**values)
