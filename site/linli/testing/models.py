"""The models of the site, as the tests that walk all columns want them."""

from linli.database import Model


def models_of(package):
    """Every model that a package and its modules declare: models_of("plugins.legal")."""
    left, found = [Model], []
    while left:
        made = left.pop().__subclasses__()
        left += made
        found += [model for model in made if f"{model.__module__}.".startswith(f"{package}.")
                  and ".migrations" not in model.__module__]
    return sorted(found, key=lambda model: model._meta.table_name)
