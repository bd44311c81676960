"""What the core itself keeps about somebody."""

from flask_babel import lazy_gettext as _l

from linli.access import ROLES
from linli.audit.models import AuditHead, AuditLine
from linli.demo import Installation
from linli.feeds.models import Feed
from linli.localities.models import FormerName, Locality
from linli.modules.models import ModuleSetting, ModuleSwitch
from linli.people.forgotten.models import ResetCode
from linli.people.invitations.models import Invitation
from linli.people.models import Guess, Household, Person, Post, Session
from linli.people.proxies.models import WAYS as PROXY_WAYS
from linli.people.proxies.models import Proxy
from linli.people.second_factor.models import RecoveryCode, SecondFactor
from linli.personal.holding import Holding
from linli.personal.models import Leaving, RetentionRun, RetentionTerm
from linli.register.models import KINDS as EVENTS
from linli.register.models import HouseholdEvent
from linli.toolkit import phones
from linli.toolkit.activities import Activity, Taken
from linli.toolkit.album import AlbumPhoto
from linli.toolkit.importer.models import ImportMade, ImportRun
from linli.toolkit.links import Link
from linli.toolkit.notices import Delivery, Notice
from linli.toolkit.numbers import Counter
from linli.toolkit.once import Submission
from linli.toolkit.reminders import Reminder
from linli.toolkit.uploads import Upload
from linli.toolkit.workflow import History

ROLE_NAMES = {role.key: role.title for role in ROLES}
UNCHANGED = _l("流水账只增不改，谁也改不了")

# The order is that of erasing: what points to a row goes before it.
HOLDINGS = (
    Holding(Person, _l("账号"), lambda person: Person.id == person.id,
            {"name": _l("姓名"), "phone": (_l("手机号"), phones.plain), "email": _l("邮箱"),
             "disabled_at": _l("停用时间"), "second_factor_at": _l("开通第二步验证")},
            emptied=("phone", "email", "password_hash", "initials", "language", "zone", "told_by"),
            renamed=("name",)),
    Holding(Household, _l("我家的户"), lambda person: Household.id == person.household_id,
            {"number": _l("户号"), "address": _l("住址")}, plain=("number", "address"),
            keeps=_l("户是全家的，您注销以后还在，只是不再有您")),
    Holding(HouseholdEvent, _l("户里的经过"), lambda person: HouseholdEvent.person == person.id,
            {"day": _l("日期"), "kind": (_l("什么事"), EVENTS)}, nameless=("person", "made_by"),
            plain=("kind",), kept={"words": UNCHANGED},
            keeps=_l("户的经过只增不改，名字换成“已注销的村民”")),
    Holding(Invitation, _l("密码条"), lambda person: Invitation.person == person.id,
            {"asked_at": _l("时间"), "until": _l("有效到")}, emptied=("reason", "token_hash"),
            nameless=("person", "asked_by"), plain=("state",),
            keeps=_l("谁给谁办过要查得到，名字换成“已注销的村民”")),
    Holding(Proxy, _l("托我办的"), lambda person: Proxy.agent == person.id,
            {"principal.name": _l("谁的事"), "agreed_on": _l("哪一天说的"), "until": _l("到哪一天")},
            keeps=_l("谁替谁办过要查得到，名字换成“已注销的村民”")),
    Holding(Proxy, _l("我托人办的"), lambda person: Proxy.principal == person.id,
            {"agreed_on": _l("哪一天说的"), "until": _l("到哪一天"), "way": (_l("怎么托的"), PROXY_WAYS),
             "words": _l("怎么说的"), "ended_at": _l("什么时候结束的")}, emptied=("words",),
            nameless=("principal", "agent", "recorded_by", "ended_by"),
            plain=("way", "ground", "matters", "confided"),
            keeps=_l("谁替谁办过要查得到，名字换成“已注销的村民”")),
    Holding(SecondFactor, _l("第二步验证"), lambda person: SecondFactor.person == person.id,
            {"confirmed_at": _l("开通")}, gone=True),
    Holding(RecoveryCode, _l("备用码"), lambda person: RecoveryCode.person == person.id,
            {"used_at": _l("用掉")}, gone=True),
    Holding(ResetCode, _l("重设密码的验证码"), lambda person: ResetCode.person == person.id,
            {"until": _l("有效到")}, gone=True),
    Holding(Post, _l("岗位"), lambda person: Post.person == person.id,
            {"role": (_l("岗位"), ROLE_NAMES), "locality.name": _l("哪里"), "starts_on": _l("从"),
             "ends_on": _l("到")},
            nameless=("person",), plain=("role",), keeps=_l("谁的岗位换成“已注销的村民”，从哪天到哪天还在")),
    Holding(Session, _l("登录过的设备"), lambda person: Session.person == person.id,
            {"device": _l("设备"), "started_at": _l("登录"), "seen_at": _l("最近用过"),
             "ended_at": _l("退出")}, gone=True),
    Holding(Feed, _l("日历订阅"), lambda person: Feed.person == person.id,
            {"made_at": _l("要的时间"), "ended_at": _l("停用时间")}, gone=True),
    Holding(Reminder, _l("还没到时间的提醒"), lambda person: Reminder.person == person.id,
            {"at": _l("时间"), "title": _l("标题"), "text": _l("内容")}, gone=True),
    Holding(Delivery, _l("发出去的提醒"), lambda person: Delivery.person == person.id,
            {"made_at": _l("时间"), "ended_at": _l("发出")}, gone=True),
    Holding(Notice, _l("消息"), lambda person: Notice.person == person.id,
            {"at": _l("时间"), "title": _l("标题"), "text": _l("内容"), "read_at": _l("看过")}, gone=True),
    Holding(ImportRun, _l("导入过的表格"), lambda person: ImportRun.person == person.id,
            {"file": _l("文件名"), "made_at": _l("时间"), "imported": _l("导入了几行")},
            emptied=("file", "strange", "rows"), nameless=("person", "undone_by"), plain=("sheet", "state")),
    Holding(Activity, _l("为村里做的事"), lambda person: Activity.person == person.id,
            {"title": _l("什么事"), "done_on": _l("日期"), "minutes": _l("分钟")},
            nameless=("person",), plain=("record", "kind", "title"),
            keeps=_l("全家的积分从这里来，换成“已注销的村民”后一直保存")),
    Holding(Link, _l("转办的事"), lambda person: Link.person == person.id,
            {"at": _l("时间"), "finished_at": _l("转好")},
            emptied=("text",), nameless=("person",),
            plain=("root", "source", "source_title", "source_url", "target", "target_title", "target_url"),
            keeps=_l("事情从哪里转到哪里要查得到，名字换成“已注销的村民”")),
    Holding(History, _l("办事的每一步"), lambda person: History.person == person.id,
            {"at": _l("时间")}, nameless=("person", "proxy"), plain=("record", "name", "source", "target"),
            kept={"note": UNCHANGED}, keeps=_l("流水账只增不改，一直保存，名字换成“已注销的村民”")),
    Holding(AuditLine, _l("查看、导出个人信息的记录"),
            lambda person: (AuditLine.person == person.id) | (AuditLine.subject == person.id),
            {"at": _l("时间"), "act": _l("做了什么"), "what": _l("哪一项"),
             "count": _l("几条")}, nameless=("person", "subject"),
            plain=("act", "what", "digest", "previous"),
            kept={"reason": UNCHANGED, "details": UNCHANGED},
            keeps=_l("审计记录只增不改，至少保存三年，名字换成“已注销的村民”")),
    Holding(Leaving, _l("您要注销的事"), lambda person: Leaving.person == person.id,
            {"asked_at": _l("时间"), "due_at": _l("到时间"), "taken_back_at": _l("撤回")},
            emptied=("reason",), nameless=("person", "entered_by"),
            keeps=_l("哪天按谁的意思注销的要查得到，名字换成“已注销的村民”")),
    Holding(Upload, _l("传过的照片"), lambda person: Upload.person == person.id, {"at": _l("时间")},
            nameless=("person",), plain=("digest",),
            keeps=_l("还有哪份记录要用的照片跟着那份记录，别的都删掉")),
    Holding(AlbumPhoto, plain=("record", "caption"), nameless=("upload",)),
    Holding(Taken, plain=("module",)),
    Holding(Guess, plain=("key",)),
    Holding(Submission, plain=("nonce", "result")),
    Holding(ModuleSwitch, plain=("module",), nameless=("changed_by",)),
    Holding(ModuleSetting, plain=("module", "name", "value"), nameless=("changed_by",)),
    Holding(Locality, plain=("code", "name", "short_name", "initials", "kind", "path")),
    Holding(AuditHead, plain=("digest",)),
    Holding(ImportMade, plain=("table", "stays")),
    Holding(Counter, plain=("name",)),
    Holding(RetentionRun, plain=("key",)),
    Holding(RetentionTerm, plain=("key",), nameless=("changed_by",)),
    Holding(FormerName, plain=("name", "short_name", "initials")),
    Holding(Installation, plain=("name", "value")),
)
