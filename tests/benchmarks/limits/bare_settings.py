from tests.benchmarks.limits.settings import *  # noqa: F403 - the same settings

MIDDLEWARE = []
