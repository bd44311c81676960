"""The figures of requests to view footage."""

from flask_babel import lazy_gettext as _l

from linli.toolkit.figures import Figure, Sum
from plugins.cctv.footage.models import GRANTED, REFUSED, SHOWN, WITHDRAWN, FootageRequest


def _decided(where):
    return Sum(FootageRequest, FootageRequest.locality, FootageRequest.decided_on, where=where)


_KEPT = FootageRequest.state.in_((GRANTED, SHOWN, REFUSED))

FIGURES = (
    Figure("footage", _l("调阅申请"),
           (Sum(FootageRequest, FootageRequest.locality, FootageRequest.asked_at,
                where=FootageRequest.state != WITHDRAWN),),
           unit=_l("件"), private="accesses", note=_l("按申请那天算，撤回的不算。")),
    Figure("footage_granted", _l("同意调阅"), (_decided(FootageRequest.state.in_((GRANTED, SHOWN))),),
           (_decided(_KEPT),), kind="share", words=_l("答复了 %(below)s 件，同意 %(above)s 件"),
           private="accesses", ledger="accesses", note=_l("按答复那天算，撤回的不算。")),
    Figure("footage_in_time", _l("按时答复"),
           (_decided(_KEPT & (FootageRequest.decided_on <= FootageRequest.answer_by)),),
           (_decided(_KEPT),), kind="share", words=_l("答复了 %(below)s 件，按时 %(above)s 件"),
           private="accesses", note=_l("按答复那天算，在说好的工作日内答复的算按时。")),
)
