"""Who gives which role, and where.

The township's staff give its own roles and those of the villages; a village's staff give the roles of their
village; an administrator gives all, and is the only one to make another, or an auditor. Nobody gives one
to themself.
"""

TOWNSHIP = ("administrator", "township_staff")
BY_ADMINISTRATORS = ("administrator", "auditor")
VILLAGE = (*TOWNSHIP, "village_staff")


def may_give(scope, role, place):
    """Whether `scope` gives and ends this role (an access.Role) in a place."""
    givers = ("administrator",) if role.key in BY_ADMINISTRATORS else TOWNSHIP if role.township else VILLAGE
    return any(held.role in givers and place.path.startswith(held.path) for held in scope.held)


def belongs(role, place):
    """Whether a role is one of a place of this kind: of the township, or of a village and what lies below."""
    return place.kind == "township" if role.township else place.is_village or "-" in place.code


def given_here(scope, registry):
    """{key: Role} of what `scope` gives in its place: core roles, and those of modules that are on there.
    What a module gives by steps of its own (Role.steps) is not among them.
    """
    return {key: role for key, (role, module) in registry.posts.items()
            if not role.steps and (not module or module in scope.modules)
            and belongs(role, scope.locality) and may_give(scope, role, scope.locality)}


def given_by_steps(scope, registry):
    """[Role] of what modules that are on in this place give by their own steps."""
    return [role for role, module in registry.posts.values()
            if role.steps and module in scope.modules and belongs(role, scope.locality)]
