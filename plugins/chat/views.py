"""The groups of a place's staff."""

from flask import Blueprint, abort, current_app, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.toolkit import once
from linli.toolkit.forms import Form
from linli.toolkit.sealing import Unreadable
from linli.web import done, page
from plugins.chat import groups as services
from plugins.chat.forms import GroupForm
from plugins.chat.models import Group
from plugins.chat.robots import KINDS, NoRobot

blueprint = Blueprint("chat", __name__, template_folder="templates")


@blueprint.route("/")
@permission("chat.manage")
def groups():
    """Every group of this place: its kind, the end of its address, when it was last called."""
    rows = list(Group.visible_to(scope).order_by(Group.id))
    return page("chat/groups.html", rows=rows, form=Form(), kinds=KINDS)


@blueprint.route("/new", methods=["GET", "POST"])
@permission("chat.manage")
def new_group():
    """Enter a group."""
    form = GroupForm()
    if form.validate_on_submit():
        try:
            services.enter(scope, form.title.data, form.address.data, current_app.config, form.nonce.data)
            flash(_("登记好了，发一条试试吧"))
        except NoRobot:
            form.address.errors.append(_("这不是企业微信、钉钉、飞书群机器人的地址，请回群里再复制一次"))
        except once.AlreadyDone:
            pass
        if not form.errors:
            return done(url_for("chat.groups"))
    return page("chat/group_form.html", form=form, status=422 if form.errors else 200)


@blueprint.route("/<int:group_id>/try", methods=["POST"])
@permission("chat.manage")
def try_group(group_id):
    """Write a line into the group, now."""
    group = _group(group_id)
    if not Form().validate_on_submit():
        abort(400)
    flash(_("发出去了，请到群里看看有没有收到") if _tried(group) else
          _("没有发出去：地址可能不对，或者机器人已经停用。请删掉重新登记。"))
    return done(url_for("chat.groups"))


@blueprint.route("/<int:group_id>/remove", methods=["GET", "POST"])
@permission("chat.manage")
def remove_group(group_id):
    """Take a group out."""
    group, form = _group(group_id), Form()
    if form.validate_on_submit():
        services.remove(group)
        flash(_("“%(name)s”已经删掉，不再往群里发", name=group.name))
        return done(url_for("chat.groups"))
    return page("chat/group_remove.html", form=form, group=group, status=422 if form.errors else 200)


def _tried(group):
    try:
        return services.try_out(group, current_app.config)
    except (NoRobot, Unreadable):
        return False


def _group(group_id):
    return Group.visible_to(scope).where(Group.id == group_id).first() or abort(404)
