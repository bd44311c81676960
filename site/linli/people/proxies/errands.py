"""The matters (事项) that may be done for another: what modules declare with `Module.errand`."""

from linli.access import EVERYONE


def errands(registry):
    """{module: its Errand}, of every loaded module that has one."""
    return {name: module.errand for name, module in registry.modules.items() if module.errand}


def titles(registry, keys):
    """The words for these matters; a module that is loaded no longer keeps its key."""
    known = errands(registry)
    return [known[key].title if key in known else key for key in keys]


def permissions_under(registry, keys, module):
    """The permissions of this installation as they stand for whoever acts for a resident in these matters,
    on a page of a module (None: of the core): what is open to everybody stays so, the errands open their own,
    and what is the resident's own (`me`) is open within the pages of these modules. Nothing else is.
    """
    known = errands(registry)
    trusted = {name for key in keys if key in known for name in known[key].permissions}
    if module in keys:
        trusted.add("me")
    return {name: roles if name in trusted or EVERYONE in roles else ()
            for name, roles in registry.permissions.items()}
