"""What a lens may see, and what then follows: the Regulation on public security video
(公共安全视频条例), as data and rules. Pure.
"""

from flask_babel import lazy_gettext as _l

from plugins.cctv.applications.models import KEPT, NEIGHBOUR, PUBLIC_GROUND
from plugins.cctv.programmes.models import HOME, VILLAGE

PRIVATE, MANAGER, DUTY = 0, 7, 9
ARTICLES = {PRIVATE: _l("私人地方"), MANAGER: _l("公共场所（第七条）"), DUTY: _l("其他公共地方（第九条）")}
SIGN, FILING, REGISTER, KEEPING = "sign", "filing", "register", "keeping"
ASKS = {PRIVATE: (), MANAGER: (SIGN, FILING, REGISTER, KEEPING), DUTY: (SIGN,)}  # 9 is exempt from the rest
WORDS = {SIGN: _l("要挂提示牌（第十三条）"), FILING: _l("装好后要到公安备案（第十四条）"),
         REGISTER: _l("谁看了录像要登记（第十六条）"), KEEPING: _l("录像至少存三十天（第十七条）")}
PUBLIC = tuple(article for article, asked in ASKS.items() if asked)


def asks(article, what):
    """Whether an article asks for SIGN, FILING, REGISTER or KEEPING."""
    return what in ASKS[article]


def asking(what):
    """The articles that ask for it."""
    return tuple(article for article in ASKS if asks(article, what))


def follows(article):
    """What follows from the article, in words."""
    return [WORDS[each] for each in ASKS[article]]


def sees_public(sees, lens):
    """Whether public ground stays in the picture after what was done to the lens."""
    return lens == KEPT and any(each in PUBLIC_GROUND for each in sees)


def why_refused(kind, sees, lens, room, duty):
    """Why a camera may not stand as it was found, as a sentence; None where it may.

    `room`: it sees a bedroom, a toilet or a dormitory (art. 8). `sees` are keys of SEEN, `lens` is
    what was done (LENS). A village answers for its public places (7), anybody else only with the
    `duty` (9); a neighbour's consent changes nothing.
    """
    if room:
        return _l("镜头会拍到卧室、厕所或宿舍，按条例第八条不能装。换个位置再看，或者不予通过")
    if lens == KEPT and NEIGHBOUR in sees:
        return _l("会拍到邻居家的门窗，邻居同意也不行。请转角度或遮住，做不到就不予通过")
    if sees_public(sees, lens) and kind != VILLAGE and not duty:
        return _l("会拍到公共地方，负责的人在那里没有安全管理义务。请转角度或遮住，做不到就不予通过")
    return None


def why_not_article(kind, sees, lens, article):
    """Why `article` (0, 7, 9) does not go with what is seen, as a sentence; None where it does."""
    if sees_public(sees, lens) and article == PRIVATE:
        return _l("还会拍到公共地方，请选第七条或第九条")
    if not sees_public(sees, lens) and article != PRIVATE:
        return _l("拍不到公共地方，就选私人地方")
    if article == MANAGER and kind == HOME:
        return _l("第七条的公共场所由管理单位装，住户家的请选第九条")
    return None
