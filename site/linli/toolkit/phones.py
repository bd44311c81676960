"""Phone numbers as people write them; kept, they are E.164 (`people.services.normal_phone`)."""

MAINLAND = "+86"


def plain(phone):
    """A number as people write it: without 86 where it is of the mainland; "" for None."""
    return (phone or "").removeprefix(MAINLAND)


def masked(phone):
    """140****0001: enough to tell two people apart, too little to ring them; "" for None."""
    shown = plain(phone)
    return f"{shown[:3]}****{shown[-4:]}" if len(shown) > 8 else "****" if shown else ""
