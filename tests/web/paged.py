"""Applications with a grammar in a page, in several frameworks, behind `RailroadPages`; made when asked for.

Each answers `/` with the page whole and with a tag, and `/stream` with the same in pieces.
"""

from __future__ import annotations

from typing import Any

from railroad.web import Limits, RailroadPages

LIMITS = Limits(processes=0)
TARGET = '<pre class="railroad">a ::= "é" c</pre>'
PAGE = f"<!doctype html><meta charset=utf-8><p>{'before ' * 300}é</p>{TARGET}<p>after</p>"
PIECES = [piece.encode() for piece in (PAGE[:1000], PAGE[1000:-30], PAGE[-30:])]
HTML = "text/html; charset=utf-8"


def paged_bare() -> Any:
    def mine(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/stream":
            start_response("200 OK", [("Content-Type", HTML)])
            return iter(PIECES)
        if environ.get("HTTP_IF_NONE_MATCH") == '"mine"':
            start_response("304 Not Modified", [("ETag", '"mine"')])
            return []
        data = PAGE.encode()
        start_response(
            "200 OK", [("Content-Type", HTML), ("ETag", '"mine"'), ("Content-Length", str(len(data)))]
        )
        return [data]

    return RailroadPages(mine, limits=LIMITS)


def paged_flask() -> Any:
    from flask import Flask, request

    app = Flask("mine")

    def whole() -> Any:
        response = app.make_response(PAGE)
        response.set_etag("mine")
        return response.make_conditional(request)

    app.add_url_rule("/", "whole", whole)
    app.add_url_rule("/healthz", "health", lambda: "mine")
    app.add_url_rule("/stream", "stream", lambda: app.response_class(iter(PIECES), mimetype="text/html"))
    app.wsgi_app = RailroadPages(app.wsgi_app, limits=LIMITS)  # type: ignore[method-assign]
    return app


def paged_django() -> Any:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse, StreamingHttpResponse
    from django.urls import path

    middleware = "django.middleware."
    settings.configure(
        SECRET_KEY="test",
        ROOT_URLCONF="tests.web.paged",
        ALLOWED_HOSTS=["*"],
        MIDDLEWARE=[
            f"{middleware}gzip.GZipMiddleware",
            f"{middleware}http.ConditionalGetMiddleware",
            f"{middleware}common.CommonMiddleware",
        ],
    )
    urlpatterns.extend(
        [
            path("healthz", lambda _: HttpResponse("mine")),
            path("", lambda _: HttpResponse(PAGE)),
            path("stream", lambda _: StreamingHttpResponse(iter(PIECES))),
        ]
    )
    return RailroadPages(get_wsgi_application(), limits=LIMITS)


urlpatterns: list[Any] = []


def paged_pyramid() -> Any:
    from pyramid.config import Configurator
    from pyramid.response import Response

    def whole(_: Any) -> Any:
        return Response(PAGE, conditional_response=True, etag="mine")

    with Configurator() as config:
        for name, pattern in (("health", "/healthz"), ("whole", "/"), ("stream", "/stream")):
            config.add_route(name, pattern)
        config.add_view(lambda _: Response("mine"), route_name="health")
        config.add_view(whole, route_name="whole")
        config.add_view(lambda _: Response(app_iter=iter(PIECES)), route_name="stream")
        return RailroadPages(config.make_wsgi_app(), limits=LIMITS)
