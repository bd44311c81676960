"""Rows about 黄美珍 in the tables where neither the demo nor `values` has any of hers."""

from datetime import timedelta

from linli.database import transaction, utc_now
from linli.people.services import open_session
from linli.testing import photo
from linli.toolkit.calendar import today
from linli.toolkit.reminders import remind
from linli.toolkit.uploads import store_photo
from plugins.legal.consultation.models import Consultation, Rating
from plugins.legal.leads.models import Lead
from plugins.legal.pathfinders.models import Pathfinder
from plugins.mediation.agreements.models import FollowUp
from plugins.mediation.cases.models import Party
from plugins.mediation.papers.models import Scan


def plant_the_rest(app, person):
    """Write them, for the person of this name function."""
    resident, clerk = person("黄美珍"), person("方敏仪")
    picture = store_photo(photo()[0], resident, app.config["DATA"])
    party = Party.get(Party.person == resident, Party.told_at.is_null(False))
    held = Consultation.get(Consultation.number == "FL-held")
    open_session(resident, "测试")
    with transaction():
        remind("legal_booking:0", resident, utc_now() + timedelta(days=2), utc_now() + timedelta(days=3),
               "提醒", "明天", "/me/")
        Rating.create(consultation=held, stars=5, words="好")
        lead = Lead.get(Lead.number == "QX-new")
        Lead.update(contact_name="黄美珍", contact_phone=resident.phone).where(Lead.id == lead.id).execute()
        Pathfinder.create(locality=resident.locality, name="黄美珍", phone=resident.phone, training="三天",
                          trained_on=today(), made_by=clerk)
        FollowUp.create(case=party.case, party=party, day=today(), kept=True, words="都好", person=clerk)
        Scan.create(case=party.case, kind="evidence", upload=picture, caption="照片", person=resident)
