"""The figures of every noun, on one page."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Report
from plugins.mediation.agreements import figures as agreements
from plugins.mediation.cases import figures as cases
from plugins.mediation.sessions import figures as sessions

REPORT = Report(_l("乡情调解室统计"), "mediation.figures",
                tuple(each for noun in (cases, sessions, agreements) for each in noun.FIGURES))
