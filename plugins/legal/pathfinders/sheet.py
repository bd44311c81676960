"""The table by which many pathfinders are registered at once."""

from functools import partial

from flask_babel import lazy_gettext as _l

from linli.modules.services import villages_with
from linli.toolkit.importer import Sheet
from plugins.legal.pathfinders import services
from plugins.legal.pathfinders.forms import RowForm
from plugins.legal.pathfinders.models import Pathfinder

ALIASES = {
    "村名": "locality", "村居": "locality", "村（社区）": "locality", "行政村": "locality", "名字": "name",
    "电话": "phone", "联系电话": "phone", "联系方式": "phone", "手机": "phone", "培训": "training",
    "培训内容": "training", "培训名称": "training", "培训时间": "trained_on", "证书号": "certificate",
    "有效期": "valid_until", "有效期至": "valid_until", "证书有效期": "valid_until",
}


def sheet_here(scope):
    """The sheet of a village, where 村 may be left out, or of a township, where each row says it.

    A village is offered where it has the module. None where no village can be named.
    """
    here = scope.locality
    villages = [here] if here.is_village else villages_with("legal", here) if here.kind == "township" else []
    return Sheet(_l("法律明白人"), partial(RowForm, villages), services.examine, services.save,
                 ALIASES, makes=(Pathfinder,)) if villages else None
