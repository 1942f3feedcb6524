"""The node as a WSGI application, for the server that `kakehashi up` starts."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakehashi.config.settings")
application = get_wsgi_application()
