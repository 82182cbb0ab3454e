"""The service for a WSGI server, as environment variables describe it: see `railroad.web.settings`.

RAILROAD_GRAMMARS=grammars gunicorn railroad.web.wsgi:app
RAILROAD_GRAMMARS=grammars granian --interface wsgi railroad.web.wsgi:app
RAILROAD_GRAMMARS=grammars waitress-serve railroad.web.wsgi:app
"""

from __future__ import annotations

import os

from railroad.web.settings import from_environment

app = from_environment(os.environ)
application = app
"""The same, by the name that other servers look for."""
