"""Pages about blocks, for the staff of a village."""

from flask import abort, flash, request, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission, village_only
from linli.database import LostRace
from linli.localities import services as localities
from linli.localities.models import Locality
from linli.toolkit import once
from linli.web import done, page
from plugins.leaders.blueprint import blueprint
from plugins.leaders.tenure import blocks as services
from plugins.leaders.tenure.block_forms import BlockForm, HouseholdsForm, RenameForm
from plugins.leaders.tenure.models import BLOCK_KINDS, LARGE, SMALL

MOST = 60  # households offered at once; more are found by searching


@blueprint.route("/blocks")
@permission("leaders.manage")
@village_only
def blocks():
    """All blocks of the village, with their households and leaders."""
    _whole, found = services.blocks_of(scope.locality)
    return page("leaders/blocks.html", blocks=found, kinds=BLOCK_KINDS, small=SMALL, large=LARGE)


@blueprint.route("/blocks/new", methods=["GET", "POST"])
@permission("leaders.manage")
@village_only
def new_block():
    """Add one; its code is given by the site."""
    form = BlockForm()
    if form.validate_on_submit():
        try:
            made = localities.add_below(scope.locality, form.kind.data, form.name.data, form.nonce.data)
            flash(_("%(name)s加好了，接着添加住户", name=made.name))
            return done(url_for("leaders.choose_households", block=made.code))
        except once.AlreadyDone as again:
            return done(url_for("leaders.choose_households", block=again.result))
        except localities.NameTaken:
            form.name.errors = [_("村里已经有一个叫这个名字的，换一个好分清楚")]
    return page("leaders/block_form.html", status=422 if form.errors else 200, form=form, block=None,
                message="")


@blueprint.route("/blocks/<locality:block>", methods=["GET", "POST"])
@permission("leaders.manage")
@village_only
def block(block):
    """One block: its leaders, its households, and taking some of them out."""
    place = _block(block)
    homes, form = list(services.in_block(scope.locality, place)), HouseholdsForm()
    form.offer(homes, scope.locality)
    if form.validate_on_submit():
        many = services.take_out(scope.locality, place, form.households.data)
        flash(_("移出了 %(count)d 户", count=many))
        return done(url_for("leaders.block", block=block))
    return page("leaders/block.html", status=422 if form.errors else 200, form=form,
                block=services.block_of(place, len(homes)), kinds=BLOCK_KINDS, small=SMALL, large=LARGE)


@blueprint.route("/blocks/<locality:block>/households", methods=["GET", "POST"])
@permission("leaders.manage")
@village_only
def choose_households(block):
    """Choose households of the village, searched by number or address, to live in this block."""
    place, text = _block(block), request.args.get("q", "").replace("\0", "").strip()[:40]
    query = services.elsewhere(scope.locality, place, text)
    offered, form = list(query.limit(MOST)), HouseholdsForm()
    form.offer(offered, scope.locality)
    if form.validate_on_submit():
        many = services.put_in(scope.locality, place, form.households.data)
        flash(_("添加了 %(count)d 户", count=many))
        return done(url_for("leaders.block", block=block))
    return page("leaders/block_households.html", status=422 if form.errors else 200, form=form,
                block=place, text=text, offered=offered, count=query.count())


@blueprint.route("/blocks/<locality:block>/rename", methods=["GET", "POST"])
@permission("leaders.manage")
@village_only
def rename_block(block):
    """Another name; the code stays."""
    place, message = _block(block), ""
    form = RenameForm(data={"name": place.name, "was": place.name})
    if form.validate_on_submit():
        try:
            localities.rename_below(place, form.name.data, form.was.data)
            flash(_("改好了"))
            return done(url_for("leaders.block", block=block))
        except LostRace:
            form.was.data = place.name
            message = _("您填的时候，别人刚改成了“%(name)s”。您填的还没有存。", name=place.name)
        except localities.NameTaken:
            form.name.errors = [_("村里已经有一个叫这个名字的，换一个好分清楚")]
    return page("leaders/block_form.html", status=409 if message else 422 if form.errors else 200,
                form=form, block=place, message=message)


def _block(code):
    return Locality.visible_to(scope).where(
        Locality.code == code, Locality.parent == scope.locality,
        Locality.kind.in_(tuple(BLOCK_KINDS))).first() or abort(404)
