"""Words for pages."""


def together(words, keys):
    """Several keys of {key: word} as people say them: 住户、商铺."""
    return "、".join(str(words[key]) for key in keys if key in words)
