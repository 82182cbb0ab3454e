"""gunicorn for the service:  gunicorn -c gunicorn.conf.py

Pictures are made in processes of their own (RAILROAD_LIMIT_PROCESSES of each worker), so one or two workers
with threads are enough; a thread costs little while it waits for one.
"""

import os

wsgi_app = "railroad.web.wsgi:app"
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8

limit_request_line = 8190  # the default, 4094, refuses longer grammars in URLs
timeout = 60  # longer than any picture may take
graceful_timeout = 30
keepalive = 75  # longer than the proxy keeps a connection, so that it is the proxy that closes it

worker_tmp_dir = "/dev/shm"  # a heartbeat that waits for no disk
control_socket_disable = True  # nothing is written to a home folder


def child_exit(server, worker):
    """Let the counters of a worker that ended be summed up (with PROMETHEUS_MULTIPROC_DIR)."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
