"""The times page: offers grouped by day, for one adviser or for anybody."""

from linli.toolkit.calendar import holiday_list_ends, local, parse_day
from plugins.legal.booking.offers import offers


def choice(locality, arguments, person=None, besides=None, without=()):
    """What the times page shows, from the address: `adviser` (an id or "") and `day`.

    `days` are those with any slot; the chosen one is the asked, else the first with a free
    place. Of several advisers at one start, a free one is shown. `person` sees what is held for
    them as free (see offers.offers); `without` leaves advisers (ids) out.
    """
    table, found = offers(locality, besides=besides, person=person)
    found = [offer for offer in found if offer.adviser.id not in without]
    adviser = arguments.get("adviser", "")
    shown = [offer for offer in found if adviser in ("", str(offer.adviser.id))]
    days = {}
    for offer in shown:
        days.setdefault(local(offer.slot.start_utc).date(), []).append(offer)
    asked = parse_day(arguments.get("day"))
    chosen = asked if asked in days else _first_free(days)
    last = max(days, default=None)
    advisers = [each for key, each in table.advisers.items() if key not in without]
    return {"table": table, "advisers": advisers, "adviser": adviser,
            "days": {day: any(offer.free for offer in rows) for day, rows in days.items()},
            "day": chosen, "times": _one_each(days.get(chosen, [])),
            "unlisted_year": last.year if last and last.year > holiday_list_ends() else None}


def _first_free(days):
    free = (day for day, rows in days.items() if any(offer.free for offer in rows))
    return next(free, next(iter(days), None))


def _one_each(rows):
    """One offer for each start, a free one where there is one."""
    best = {}
    for offer in rows:
        start = offer.slot.start_utc
        if start not in best or (offer.free and not best[start].free):
            best[start] = offer
    return list(best.values())
