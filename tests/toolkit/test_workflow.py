"""States and transitions of every module: what is drawn can be done, what is not drawn is refused."""

from pathlib import Path

import peewee
import pytest

from linli.access import Held, Scope
from linli.database import LostRace, transaction
from linli.toolkit import workflow
from linli.toolkit.drawing import document
from linli.toolkit.workflow import History, NotAllowed, key_of

DRAWN = Path(__file__).parents[2] / "docs" / "workflows.md"


@pytest.fixture
def everything(app, person, village):
    """Somebody who holds every role everywhere: what stops them is the state alone."""
    registry = app.extensions["linli"]
    root = village("宅群村").lineage[0]
    held = tuple(Held(role, root, f"{root}/") for role in registry.roles)
    return Scope(permissions=registry.permissions, person=person("关启文"), held=held)


def a_row_of(model):
    """Some row of the demo."""
    row = model.select().first()
    assert row is not None, f"the demo has no {model._meta.table_name}"
    return row


def put_into(row, state):
    type(row).update(state=state).where(type(row)._meta.primary_key == row.get_id()).execute()
    row.state = state


def cases():
    return [(model, state, name) for model in workflow.models() for state in workflow.states_of(model)
            for name in model.transitions]


def test_the_drawing_in_docs_is_that_of_the_code(app):
    assert DRAWN.read_text() == document(), "run: ./linli workflows > docs/workflows.md"


def test_every_state_has_its_word(app):
    for model in workflow.models():
        assert set(workflow.states_of(model)) <= set(model.states), model


def test_what_is_not_drawn_is_refused_and_leaves_no_trace(app, everything):
    drawn = refused = 0
    with app.test_request_context():
        for model, state, name in cases():
            row = a_row_of(model)
            put_into(row, state)
            before = History.select().where(History.record == key_of(row)).count()
            if state in model.transitions[name].sources:
                drawn += 1
                continue
            with pytest.raises(LostRace), transaction():
                workflow.apply(name, row, everything)
            refused += 1
            assert model.get_by_id(row.get_id()).state == state, (model, state, name)
            assert History.select().where(History.record == key_of(row)).count() == before
    assert drawn > 60 and refused > 200


def test_what_is_drawn_is_refused_to_whoever_holds_nothing(app, person):
    nobody = Scope(permissions=app.extensions["linli"].permissions, person=person("陈玉莲"))
    with app.test_request_context():
        for model in workflow.models():
            row = a_row_of(model)
            for name, step in model.transitions.items():
                put_into(row, step.sources[0])
                if step.permissions:
                    with pytest.raises(NotAllowed), transaction():
                        workflow.apply(name, row, nobody)


@pytest.mark.parametrize("change", [History.update(note="x"), History.delete()])
def test_steps_stay_as_they_were_written(app, change):
    count = History.select().count()
    with pytest.raises(peewee.DatabaseError, match="append-only"), transaction():
        change.execute()
    assert History.select().count() == count > 0
