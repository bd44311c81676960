"""The ledger of talks and joint meetings (法治讲座台账)."""

from flask_babel import lazy_gettext as _l

from linli.localities.models import Locality
from linli.toolkit import album
from linli.toolkit.ledger import Column, Filter, Ledger
from plugins.legal.gatherings.models import KINDS, STATES, Gathering

GATHERINGS = Ledger(
    "gatherings", title=_l("讲座与联席会议台账"), permission="legal.activities", model=Gathering,
    columns=(
        Column("day", _l("日期"), Gathering.day, "day"),
        Column("village", _l("村"), Locality.short_name),
        Column("kind", _l("类别"), Gathering.kind, "choice", KINDS),
        Column("theme", _l("主题"), Gathering.theme),
        Column("place", _l("地点"), Gathering.place),
        Column("speaker", _l("主讲或参加的人"), Gathering.speaker),
        Column("attendance", _l("人数"), Gathering.attendance, "number", total=True),
        Column("minutes", _l("分钟"), Gathering.minutes, "number", total=True),
        Column("photos", _l("照片"), album.counted(Gathering), "number", total=True),
        Column("notes", _l("内容和结果"), Gathering.notes, "long"),
        Column("state", _l("状态"), Gathering.shown_state(), "choice", STATES),
    ),
    filters=(
        Filter("kind", _l("类别"), Gathering.kind, words=KINDS),
        Filter("day", _l("日期"), Gathering.day, "days"),
        Filter("state", _l("状态"), Gathering.shown_state(), words=STATES),
    ),
    search=(Gathering.theme, Gathering.speaker, Gathering.place),
    order=(Gathering.day.desc(), Gathering.id.desc()),
    opens="legal.gathering", opens_with={"gathering_id": Gathering.id},
    new=(("legal.new_gathering", _l("记一场")),),
    empty=_l("还没有讲座和联席会议。在“讲座与联席会议”里记一场，这里就有了。"))
