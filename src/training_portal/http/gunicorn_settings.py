"""How gunicorn serves the portal. Named on the command line, so that no stray file is read instead."""

worker_class = "gthread"
graceful_timeout = 20
timeout = 60
keepalive = 5
limit_request_line = 4094
limit_request_fields = 100
max_requests = 20_000
max_requests_jitter = 2_000
preload_app = False
control_socket_disable = True
