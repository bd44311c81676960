"""The figures of every noun, on one page."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Report
from plugins.cctv.applications import figures as applications
from plugins.cctv.cameras import figures as cameras
from plugins.cctv.footage import figures as footage
from plugins.cctv.programmes import figures as programmes
from plugins.cctv.settlements import figures as settlements
from plugins.cctv.works import figures as works

NOUNS = (programmes, applications, works, cameras, settlements, footage)

REPORT = Report(_l("视频监控共建统计"), "cctv.figures",
                tuple(each for noun in NOUNS for each in noun.FIGURES))
