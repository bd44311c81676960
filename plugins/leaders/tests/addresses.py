"""Rows for every address of the plugin, in the states that its pages ask for."""

from datetime import timedelta

from linli.database import utc_now
from linli.localities.models import Locality
from linli.people.models import Household
from linli.testing.pages import photo
from linli.toolkit import activities, album
from linli.toolkit.calendar import today
from linli.toolkit.uploads import store_photo
from linli.toolkit.workflow import History, key_of
from plugins.leaders.claims.models import ACCEPTED, CLAIMED, SUBMITTED, Certificate, Claim
from plugins.leaders.claims.reviewing import KIND
from plugins.leaders.journal.models import Appeal
from plugins.leaders.meetings.models import Decision, Meeting
from plugins.leaders.tasks.models import Plan, Task
from plugins.leaders.tenure.applying import role_for
from plugins.leaders.tenure.models import (
    APPOINTED,
    ENDED,
    PROBATION,
    PUT_FORWARD,
    RESTING,
    SELF,
    Tenure,
)


def plant(app, place, person):
    """{the end of rules: values of their parts}, of rows made here for the cast in the village
    `place`.
    """
    blocks = list(place.children.order_by(Locality.code))
    return {**_claims(app, place, person), **_journal(place, person),
            **_tenures([place, *blocks], person("黄美珍")),
            "": {"block": blocks[0].code, "plan_id": Plan.get(Plan.locality == place).id,
                 **_meetings(place)}}


def _claims(app, place, person):
    """邓桂香's claims of a task, in the states that each page asks for."""
    doer, now = person("邓桂香"), utc_now()
    tasks = {state: Task.create(
        number=f"RW-{state}", locality=place, topic="hazard", title="看电线", text="每栋看一遍", people=2,
        until=now + timedelta(days=3), claim_hours=24, taken=1) for state in (CLAIMED, SUBMITTED, ACCEPTED)}
    claims = {state: Claim.create(
        task=task, person=doer, locality=place, state=state, due_at=now + timedelta(days=1), words="看过了",
        minutes=30, submitted_at=now, review_by=today(), reviewed_at=now).id for state, task in tasks.items()}
    handed_in = Claim.get_by_id(claims[SUBMITTED])
    activities.write(f"leaders_claim:{claims[ACCEPTED]}", KIND, "看电线", place, doer, today())
    album.add(handed_in, [store_photo(photo()[0], doer, app.config["DATA"])])
    certificate = Certificate.create(
        number="FW-1", locality=place, person=doer, first_day=today(), last_day=today(), tasks=1, minutes=30,
        issued_by=doer)
    number = {"number": tasks[CLAIMED].number}
    return {**{f"/tasks/<number>{tail}": number for tail in ("", "/claim", "/edit", "/cancel")},
            "/claims/<int:claim_id>": {"claim_id": handed_in.id},
            "/claims/<int:claim_id>/photos/<int:photo_id>": {
                "claim_id": handed_in.id, "photo_id": album.photos_of(handed_in)[0].id},
            "/reviews/<int:claim_id>": {"claim_id": handed_in.id},
            "/claims/<int:claim_id>/leave": {"claim_id": claims[CLAIMED]},
            "/claims/<int:claim_id>/hand-in": {"claim_id": claims[CLAIMED]},
            "/claims/<int:claim_id>/revoke": {"claim_id": claims[ACCEPTED]},
            "/people/<int:person_id>/certificate": {"person_id": doer.id},
            "/certificates/<int:certificate_id>": {"certificate_id": certificate.id},
            "/certificates/<int:certificate_id>/pdf": {"certificate_id": certificate.id}}


def _journal(place, person):
    """What 邓桂香 opens in her block, and an appeal that 黄美珍 wrote to her."""
    block = Locality.get(Locality.parent == place, Locality.name == "1 号楼")
    home = Household.select().where(Household.block == block).order_by(Household.id).first()
    asked = Appeal.create(locality=block, asked_by=person("黄美珍"), leader=person("邓桂香"),
                           kind="repair", text="楼道灯不亮")
    return {"/leaders/rounds": {"locality": block.code},
            "/rounds/<int:household_id>": {"locality": block.code, "household_id": home.id},
            **{f"/appeals/<int:appeal_id>{tail}": {"appeal_id": asked.id}
               for tail in ("", "/answer", "/withdraw", "/refer")}}


def _meetings(place):
    """A meeting that was held, with a decision."""
    meeting = Meeting.select().where(Meeting.locality == place, Meeting.held_on.is_null(False)).first()
    decision = Decision.create(meeting=meeting, text="清水沟", who="组长", by_day=today())
    return {"meeting_id": meeting.id, "decision_id": decision.id}


def _tenures(places, resident):
    """黄美珍's way through five places, one in each state."""
    rows = {state: Tenure.create(
        locality=place, role=role_for(place), person=resident, way=SELF, state=state,
        starts_on=None if state == PUT_FORWARD else today(), probation_until=today(), ends_on=today())
        for state, place in zip((PUT_FORWARD, PROBATION, APPOINTED, RESTING, ENDED), places, strict=False)}
    for row in rows.values():
        History.create(record=key_of(row), name="begin", source="", target=row.state, person=resident)
    states = {"": APPOINTED, "/applied": PUT_FORWARD, "/phone": APPOINTED, "/interview": PUT_FORWARD,
              "/review": PROBATION, "/renew": APPOINTED, "/rest": APPOINTED, "/come-back": RESTING,
              "/withdraw": PUT_FORWARD, "/resign": APPOINTED, "/end": APPOINTED, "/thank": ENDED}
    return {f"/tenures/<int:tenure_id>{tail}": {"tenure_id": rows[state].id}
            for tail, state in states.items()}
