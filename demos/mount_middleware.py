"""Mount railroad diagrams in a plain WSGI application, without changing it.

    python demos/mount_middleware.py          then open the address that it prints

The application below knows nothing of grammars: it writes two `<img>` tags.  The middleware in front of it
answers everything at and below /railroad, and hands on the rest.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.serving import make_server

from railroad.web import RailroadMiddleware

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

GRAMMARS = Path(__file__).resolve().parent.parent / "grammars"
INLINE = "/railroad/diagram.svg?bnf=" + quote('greeting ::= "hello" | "good" ("morning" | "evening")')

PAGE = f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>A plain application</title>
<style>
  body {{ max-width: 60rem; margin: 3rem auto; padding: 0 1rem; font: 1.05rem/1.6 system-ui, sans-serif; }}
  img {{ max-width: 100%; height: auto; }}
</style>
<h1>A plain application</h1>
<p>One picture of a grammar that stands in its URL:</p>
<p><img src="{INLINE}" alt="Railroad diagram of a greeting: hello, or good morning, or good evening"></p>
<p>One of a rule of <code>json.bnf</code>, a file in a folder:</p>
<p><img src="/railroad/g/json/value.svg" alt="Railroad diagram of a JSON value"></p>
"""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer / with a page, and everything else with 404 (any WSGI application may stand here)."""
    if environ.get("PATH_INFO") not in ("", "/"):
        start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"not here\n"]
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [PAGE.encode()]


with_diagrams = RailroadMiddleware(application, "/railroad", GRAMMARS)


def main() -> None:
    """Serve the application until Ctrl+C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--port", type=int, default=8000, help="0: any that is free")
    server = make_server("127.0.0.1", parser.parse_args().port, with_diagrams, threaded=True)
    print(f"http://127.0.0.1:{server.port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
