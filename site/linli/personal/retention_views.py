"""保存期限: what is kept how long, for whoever runs the installation."""

from linli.access import permission
from linli.personal import retention
from linli.personal.blueprint import blueprint, registry
from linli.personal.models import RetentionRun
from linli.web import page


@blueprint.route("/retention")
@permission("retention.see")
def kept():
    """Every rule, since when its oldest row is, and when it was last carried out."""
    runs = {run.key: run for run in RetentionRun.select()}
    rows = [(str(title), rule, rule.oldest(), runs.get(rule.key))
            for title, rule in retention.every(registry())]
    return page("personal/retention.html", rows=rows)
