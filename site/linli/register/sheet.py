"""The table by which households and their people are entered at once."""

from flask_babel import lazy_gettext as _l

from linli.people.models import Household, Person
from linli.register import importing
from linli.register.forms import RowForm
from linli.register.lists import village_of
from linli.toolkit.importer import Sheet

ALIASES = {"住址": "address", "门牌": "address", "楼栋": "block", "微网格": "block", "楼栋微网格": "block",
           "名字": "name", "电话": "phone", "手机": "phone", "联系电话": "phone", "是否户主": "is_head"}
EXAMPLES = (
    {"number": "001", "address": "3 组 1 号", "name": "张一", "phone": "14000000001", "is_head": "是"},
    {"number": "001", "name": "李二", "is_head": "否"},
    {"number": "002", "address": "3 组 2 号", "block": "1 号楼", "name": "王三", "is_head": "是"},
)
MOST = 20_000


def sheet_here(scope):
    """The sheet of a village; None elsewhere."""
    if village_of(scope.locality) != scope.locality:
        return None
    return Sheet(_l("户和人"), RowForm, importing.examine, importing.save, ALIASES, EXAMPLES,
                 makes=(Household, Person), most=MOST)
