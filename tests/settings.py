"""Settings of the tests: the product's own, on data of their own."""

import os
import tempfile

os.environ["KAKEHASHI_DATA"] = tempfile.mkdtemp(prefix="kakehashi-tests-")
os.environ["KAKEHASHI_SECRET_KEY"] = "only-for-tests"

from kakehashi.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
