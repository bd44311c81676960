"""Rows for every address of the plugin, in the states that its pages ask for."""

from datetime import timedelta

from linli.database import transaction, utc_now
from linli.testing.pages import photo
from linli.toolkit import album
from linli.toolkit.calendar import today
from linli.toolkit.importer.runs import ImportRun
from linli.toolkit.uploads import store_photo
from plugins.legal.advisers.models import Adviser
from plugins.legal.booking.models import BOOKED, HELD, Booking, Matter, Wait
from plugins.legal.booking.offers import offers
from plugins.legal.consultation.models import Advice, Consultation, Opinion
from plugins.legal.gatherings.models import PLANNED, TALK, Gathering
from plugins.legal.leads.models import NEW, PAID, PART, SENT, VERIFIED, WORKER, Lead, Payment
from plugins.legal.pathfinders.models import Pathfinder
from plugins.legal.roster.models import Leave, Roster
from plugins.legal.visits.models import Visit


def plant(app, place, person):
    """{the end of rules: values of their parts}, of rows made here for the cast in the village
    `place`: 黄美珍's bookings with 司徒晴, who is also asked by 谭仲明.
    """
    picture = store_photo(photo()[0], person("黄美珍"), app.config["DATA"])
    done = ImportRun.create(sheet="legal.pathfinders", locality=place, person=person("方敏仪"), rows="",
                            file="明白人.xlsx", state="done", done_at=utc_now(), imported=1)
    return {**_bookings(place, person, picture), **_leads(place, person),
            "/imports/pathfinders/<int:run_id>/undo": {"run_id": done.id},
            "": {**_desk(place, person), **_gathering(place, person, picture)}}


def _bookings(place, person, picture):
    lawyer, judge = (Adviser.get(Adviser.person == person(name)) for name in ("司徒晴", "谭仲明"))

    def book(number, adviser, days, state=BOOKED):
        starts = utc_now().replace(microsecond=0) + timedelta(days=days)
        booking = Booking.create(
            number=number, locality=place, adviser=adviser, resident=person("黄美珍"),
            starts_at=starts, ends_at=starts + timedelta(minutes=30), seat=1, state=state,
            place_kind="room", place="党群服务中心二楼")
        Matter.create(booking=booking, kind="wages", text="老板欠了三个月工钱", photo=picture)
        if state == HELD:
            held = Consultation.create(number=number, booking=booking, locality=place, adviser=adviser,
                                       channel="booked", day=today() + timedelta(days=days), minutes=30)
            Advice.create(consultation=held, outcome="advised", text="先去村委问问")
            return held
        return booking
    coming, due = book("FL-coming", lawyer, 1), book("FL-due", lawyer, -1)
    held, asked = book("FL-held", lawyer, -2, HELD), book("FL-asked", judge, -3, HELD)
    Opinion.create(consultation=asked, adviser=lawyer, question="您怎么看")
    return {"/bookings/<number>": {"number": coming.number},
            **{f"/bookings/<number>{tail}": {"number": coming.number}
               for tail in (".ics", "/booked", "/cancel", "/move", "/pass-on", "/photo")},
            **{f"/bookings/<number>/{tail}": {"number": due.number} for tail in ("advice", "no-show")},
            **{f"/consultations/<number>{tail}": {"number": held.number} for tail in ("", "/ask", "/rate")},
            "/consultations/<number>/opinion": {"number": asked.number}}


def _leads(place, person):
    leads = {state: Lead.create(
        number=f"QX-{state}", locality=place, source=WORKER, employer="顺风装修队", site="文化室", people=2,
        amount=100_00, reported_by=person("黄美珍"), state=state,
        sent_on=None if state in (NEW, VERIFIED) else today()) for state in (NEW, VERIFIED, SENT, PART, PAID)}
    payment, _whole = (Payment.create(lead=leads[state], day=today(), amount=amount, person=person("冯少芬"))
                       for state, amount in ((PART, 40_00), (PAID, 100_00)))
    states = {"": NEW, "/reported": NEW, "/verify": NEW, "/refuse": NEW, "/send": VERIFIED, "/pay": SENT,
              "/close-rest": PART, "/payments/<int:payment_id>/reverse": PART, "/close": PAID}
    return {f"/leads/<int:lead_id>{tail}": {"lead_id": leads[state].id, "payment_id": payment.id}
            for tail, state in states.items()}


def _gathering(place, person, picture):
    talk = Gathering.create(locality=place, kind=TALK, day=today(), place="文化室", theme="讨薪",
                            speaker="司徒晴", state=PLANNED, made_by=person("方敏仪"))
    with transaction():
        album.add(talk, [picture])
    return {"gathering_id": talk.id, "photo_id": album.photos_of(talk)[0].id}


def _desk(place, person):
    roster = Roster.select().where(Roster.locality == place).first()
    away = today() + timedelta(days=400)
    wait = Wait.create(locality=place, person=person("黄美珍"), day=today() + timedelta(days=2))
    run = ImportRun.create(sheet="legal.pathfinders", locality=place, person=person("方敏仪"),
                           file="明白人.xlsx", rows='[[2, {}, [["name", "x"]]]]')
    return {"adviser_id": roster.adviser_id, "roster_id": roster.id, "wait_id": wait.id, "run_id": run.id,
            "leave_id": Leave.create(adviser=roster.adviser_id, locality=place, first_day=away,
                                     last_day=away).id,
            "day": wait.day.isoformat(), "slot": next(
                offer.slot.key for offer in offers(place)[1] if offer.free),
            "pathfinder_id": Pathfinder.get(Pathfinder.locality == place).id,
            "visit_id": Visit.get(Visit.locality == place).id}
