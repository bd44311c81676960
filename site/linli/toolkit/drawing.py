"""Draws the states of every model with transitions, for docs/workflows.md."""

from linli.toolkit import workflow

HEAD = """# The states of every record

Drawn from the code by `./linli workflows > docs/workflows.md`; a test keeps it true. A step that is not
drawn is refused (`workflow.apply`). Steps in *italics* below a picture are taken without a permission: by
whoever the matter is about (the service asks), by the days, or by a count of votes.
"""


def document():
    """The whole page, in Markdown with one Mermaid diagram for each model."""
    return "\n".join([HEAD, *(_section(model) for model in workflow.models())])


def _section(model):
    name = model._meta.table_name
    return "\n".join([
        f"## {name}", "", "```mermaid", "stateDiagram-v2", *_states(model), *_steps(model), "```", "",
        *_permissions(model), ""])


def _states(model):
    words = [f"    {key} : {model.states[key][0]}" for key in workflow.states_of(model)]
    return [*words, f"    [*] --> {model.state.default}"]


def _steps(model):
    return [f"    {source} --> {step.target} : {step.label}"
            for step in model.transitions.values() for source in step.sources]


def _permissions(model):
    for name, step in model.transitions.items():
        who = ", ".join(f"`{permission}`" for permission in step.permissions)
        yield f"- {step.label} (`{name}`): {who}" if who else f"- *{step.label}* (`{name}`)"
