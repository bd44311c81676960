"""What a post leaves open: asked of the modules (`linli_hand_over`), so that somebody goes through it."""

from linli.people.posts import lists


def open_of(registry, scope, posts):
    """What the people of these posts have open by them: a list of `plugins.HandOver`, module by module."""
    if not posts:
        return []
    answers = registry.ask("linli_hand_over", scope.modules, posts=posts)
    return [each for found in answers.values() for each in found]


def left_open(registry, scope):
    """(what people who are no longer in their post have open, the posts whose role nobody holds now)."""
    ended = lists.ended(scope)
    return open_of(registry, scope, ended), lists.without_anybody(scope, ended)
