"""A forgotten password: a code to the address that a person gave, or a new slip from the village office."""
