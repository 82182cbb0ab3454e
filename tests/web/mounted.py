"""The application mounted at /rr in other frameworks, each as its documentation says; made when asked for."""

from __future__ import annotations

from typing import Any

from railroad.web import RailroadApp, RailroadMiddleware
from tests.web.served import CACHE, FOLDER, LIMITS

PREFIX = "/rr"


def railroad() -> RailroadApp:
    return RailroadApp(FOLDER, limits=LIMITS, cache=CACHE)


def flask() -> Any:
    from flask import Flask
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    app = Flask("mine")
    for path in ("/healthz", "/"):
        app.add_url_rule(path, endpoint=path, view_func=lambda: "mine")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PREFIX: railroad()})  # type: ignore[method-assign]
    return app


def django() -> Any:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    settings.configure(
        SECRET_KEY="test", ROOT_URLCONF="tests.web.mounted", ALLOWED_HOSTS=["*"], APPEND_SLASH=False
    )
    urlpatterns.extend(
        [path("healthz", lambda _: HttpResponse("mine")), path("", lambda _: HttpResponse("mine"))]
    )
    return RailroadMiddleware(get_wsgi_application(), prefix=PREFIX, grammars=FOLDER, limits=LIMITS)


urlpatterns: list[Any] = []


def pyramid() -> Any:
    from pyramid.config import Configurator
    from pyramid.response import Response
    from pyramid.wsgi import wsgiapp2

    with Configurator() as config:
        for name, pattern in (("health", "/healthz"), ("root", "/")):
            config.add_route(name, pattern)
            config.add_view(lambda _: Response("mine"), route_name=name)
        config.add_route("railroad", f"{PREFIX}*subpath")
        config.add_view(wsgiapp2(railroad()), route_name="railroad")
        return config.make_wsgi_app()


def fastapi() -> Any:
    from a2wsgi import WSGIMiddleware
    from fastapi import FastAPI
    from fastapi.responses import PlainTextResponse

    app = FastAPI()
    for path in ("/healthz", "/"):
        app.add_api_route(path, lambda: "mine", response_class=PlainTextResponse)
    app.mount(PREFIX, WSGIMiddleware(railroad()))  # type: ignore[arg-type]
    return app


def bare() -> Any:
    def mine(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
        return [b"mine"]

    return RailroadMiddleware(mine, prefix=PREFIX, grammars=FOLDER, limits=LIMITS)


def behind_prefix() -> Any:
    """Return an application that a proxy reaches at a prefix of its own, which it tells of."""
    from werkzeug.middleware.proxy_fix import ProxyFix

    return ProxyFix(bare(), x_prefix=1)
