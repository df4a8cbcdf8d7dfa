"""Settings for the whole suite."""

from hypothesis import settings

# The same examples in every run, so that a failure means a change. To search further:
# pytest --hypothesis-profile=explore
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("repeatable")
