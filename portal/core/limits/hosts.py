"""Where the portal itself may ask: never inside its own network."""

import socket
from ipaddress import ip_address


def is_public(host: str) -> bool:
    """Whether all its addresses are; raises `socket.gaierror` where it has none."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return all(ip_address(str(row[4][0]).partition("%")[0]).is_global for row in found)
