"""Settings for measuring: the product's own, with one empty signed-in page besides."""

from kakehashi.config.settings import *  # noqa: F403

ROOT_URLCONF = "tools.bench_urls"
