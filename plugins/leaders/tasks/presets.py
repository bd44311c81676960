"""The usual tasks, to begin from: what they are called, what to do, and how many photos prove it.

The nine last are the nine duties that a liaison shares with their households (十联).
"""

from flask_babel import lazy_gettext as _l

PRESETS = {
    "dispute": (_l("上门劝一劝邻里矛盾"), _l("听两边各说一遍，先让大家消消气。谈不拢的，请村调解室接手。"),
                0),
    "cleaning": (_l("打扫楼道和门前"), _l("扫干净楼道、门口和周围，杂物请主人家收走。做完拍一张。"), 1),
    "hazard": (_l("看一遍安全隐患"),
               _l("看电线、灭火器、楼道堆物和高空坠物。只拍东西，不拍人，不写是谁家的。"), 1),
    "publicity": (_l("把通知送到每一户"), _l("把通知送到每一户，听不清、看不清的，念给他听。"), 1),
    "opinions": (_l("听听大家有什么要说"), _l("到每户坐一坐，问问有什么要村里办的，记在走访里。"), 0),
    "safety": (_l("和邻居一起查隐患"), _l("约上几户一起查用电、用火、用气。只拍东西，不拍人。"), 1),
    "mediation": (_l("一起劝和"), _l("约上说得上话的邻居一起劝，谈好的当场说清楚。"), 0),
    "hardship": (_l("帮一户有难处的人家"), _l("先问愿不愿意、要什么帮助，再动手。人家不愿意就不去。"), 0),
    "mutual_help": (_l("邻里搭把手"), _l("帮忙搬东西、代买、接送，做了什么写一句。"), 0),
    "policy": (_l("讲一讲新政策"), _l("把政策讲明白，问到不懂的记下来，请村里答复。"), 1),
    "civility": (_l("办一次好家风活动"), _l("组织邻居坐一坐、讲一讲，来了多少人写一句。"), 1),
    "environment": (_l("一起整治环境"), _l("约上几户清一处脏乱的地方，做之前、做之后各拍一张。"), 2),
    "prosperity": (_l("问问谁家想增收"), _l("问问谁家想学手艺、想找活、有东西要卖，记在走访里。"), 0),
}
