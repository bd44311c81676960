"""The matters (事项) that may be done for another: what modules declare with `Module.errand`."""

from linli.access import EVERYONE, RESIDENT, SIGNED_IN


def errands(registry):
    """{module: its Errand}, of every loaded module that has one."""
    return {name: module.errand for name, module in registry.modules.items() if module.errand}


def serves_in(registry, module, roles):
    """Whether one of these roles opens anything of a module: whoever decides there acts for nobody in it."""
    opened = {role for held in registry.modules[module].permissions.values() for role in held} \
        if module in registry.modules else set()
    return bool(set(roles) & opened - {EVERYONE, SIGNED_IN, RESIDENT})


def offered(registry, posts):
    """The errands that whoever holds these posts may do for another."""
    roles = {post.role for post in posts}
    return {name: errand for name, errand in errands(registry).items()
            if not serves_in(registry, name, roles)}


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
