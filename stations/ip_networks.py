"""Networks that addresses come from: single addresses change, and one machine may have many."""

from __future__ import annotations

import ipaddress

UNKNOWN = "unknown"


def network(address: str, *, ipv4: int, ipv6: int) -> str:
    """The network with prefixes of these lengths that holds an address; UNKNOWN for none."""
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(given, ipaddress.IPv6Address) and given.ipv4_mapped:
        given = given.ipv4_mapped
    length = ipv4 if given.version == 4 else ipv6
    return str(ipaddress.ip_network(f"{given}/{length}", strict=False))
