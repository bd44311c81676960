"""保存期限: what is kept how long, for whoever runs the installation."""

from flask import abort, flash, url_for
from flask_babel import gettext as _

from linli.access import current_scope as scope
from linli.access import permission
from linli.personal import retention
from linli.personal.blueprint import blueprint, registry
from linli.personal.forms import term_form
from linli.personal.models import RetentionRun
from linli.web import done, page


@blueprint.route("/retention")
@permission("retention.see")
def kept():
    """Every rule with its term, since when its oldest row is, and when it was last carried out."""
    runs, term = {run.key: run for run in RetentionRun.select()}, retention.terms()
    rows = [(str(title), rule, term(rule), rule.oldest(), runs.get(rule.key))
            for title, rule in retention.every(registry())]
    return page("personal/retention.html", rows=rows)


@blueprint.route("/retention/<key>", methods=["GET", "POST"])
@permission("retention.set")
def term(key):
    """Another term for one rule."""
    rule = next((rule for _title, rule in retention.every(registry()) if rule.key == key and rule.thinned),
                None) or abort(404)
    form = term_form(rule, retention.terms()(rule))
    if form.validate_on_submit():
        retention.set_term(scope, rule, form.term.data)
        flash(_("保存期限改好了，今天夜里三点起照新的清理"))
        return done(url_for("personal.kept"))
    return page("personal/retention_term.html", status=422 if form.errors else 200, form=form, rule=rule)
