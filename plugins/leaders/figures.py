"""The figures of every noun, on one page."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Report
from plugins.leaders.claims import figures as claims
from plugins.leaders.journal import figures as journal
from plugins.leaders.meetings import figures as meetings
from plugins.leaders.tasks import figures as tasks
from plugins.leaders.tenure import figures as tenure

REPORT = Report(_l("楼长和联户长统计"), "leaders.figures",
                tuple(each for noun in (tenure, tasks, claims, journal, meetings) for each in noun.FIGURES))
