"""Rows for every address of the plugin, in the states that its pages ask for."""

from linli.toolkit.sealing import seal
from plugins.chat.groups import SEALED_FOR
from plugins.chat.models import Group


def plant(app, place, person):
    """{the end of rules: values of their parts}, of rows made here for the cast in the village
    `place`. The group is of a kind that may not be entered: nothing is sent to it.
    """
    group = Group.create(locality=place, name="村委工作群", kind="json", ending="test",
                         entered_by=person("方敏仪"),
                         sealed=seal(app.secret_key, SEALED_FOR, "json://127.0.0.1:1/"))
    return {"": {"group_id": group.id}}
