"""The demo: open in two villages, without a group, since nobody there has one."""

from linli.modules.services import switch


def fill(town):
    """Switch it on."""
    for village in ("宅群村", "强亚村"):
        switch(town.villages[village], "chat", True, None)
