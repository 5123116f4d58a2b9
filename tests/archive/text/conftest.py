"""Generated examples are not timed one by one: a busy machine is no fault of the text."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
