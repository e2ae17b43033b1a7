"""Sends requests for other hosts to this machine, as an entry in the hosts file would."""

import socket


def redirect(hosts, port):
    """Resolves hosts to a port of this machine."""
    resolve = socket.getaddrinfo

    def resolve_here(name, service, *rest, **named):
        if name in hosts:
            name, service = "127.0.0.1", port
        return resolve(name, service, *rest, **named)

    socket.getaddrinfo = resolve_here
