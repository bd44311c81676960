"""What each step says on its page and on its button."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Words:
    """`steps` are the transitions behind a page; `endpoint` its address. The first page that a
    state offers is the main one. `kind` is primary, plain or danger.
    """

    steps: tuple
    endpoint: str
    link: str
    title: str
    intro: str
    button: str
    done: str
    kind: str = "primary"


WORDS = {
    "verify": Words(
        ("verify",), "legal.verify_lead", _l("核实"), _l("核实下来是怎样的？"),
        _l("和对方、工人都问过了再填。不对的地方在这里改过来。"), _l("情况属实"),
        _l("已经核实，接着转给人社部门")),
    "send": Words(
        ("send",), "legal.send_lead", _l("转给人社部门"), _l("转给哪个部门？"),
        _l("转出去不算办完，钱付清了才算。"), _l("转出去"), _l("已经转出，等付钱")),
    "pay": Words(
        ("pay_part", "pay_whole"), "legal.pay_lead", _l("记一笔到账"), _l("付了多少？"),
        _l("工人真的拿到了再记。记错了以后可以冲正。"), _l("记下来"), _l("这一笔记下了")),
    "close": Words(
        ("close",), "legal.close_lead", _l("结案"), _l("都付清了，结案？"),
        _l("结案以后发现哪一笔记错了，还可以冲正，线索会重新打开。"), _l("结案"), _l("已经结案")),
    "close_rest": Words(
        ("close_rest",), "legal.close_lead_rest", _l("未付清，转仲裁或诉讼"), _l("剩下的转仲裁或诉讼？"),
        _l("这条线索就到这里，剩下的钱由仲裁委或法院处理。"), _l("转仲裁或诉讼，结案"),
        _l("已经结案，剩下的转仲裁或诉讼"), "danger"),
    "refuse": Words(
        ("refuse",), "legal.refuse_lead", _l("不受理"), _l("为什么不受理？"),
        _l("报线索的人会看到原因，也告诉他可以去哪里办。"), _l("不受理"), _l("已经记为不受理"), "danger"),
    "reverse": Words(
        ("reverse_part", "reverse_whole"), "legal.reverse_payment", _l("冲正"), _l("冲正这一笔？"),
        _l("记错了的不改、不删，另记一笔把它抵掉，原来的还看得到。已经结案的会重新打开。"),
        _l("冲正"), _l("已经冲正"), "danger"),
}
