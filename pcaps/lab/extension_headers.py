"""UDP and TCP over IPv6 with extension headers, which the kernel adds when a socket is told to.

Usage: extension_headers.py SERVER UDP_PORT [TCP_PORT]
"""
import socket
import sys

# Next header and length are filled in by the kernel. One option of six bytes: type 0x1e (RFC 4727, for experiments; a host
# that does not know it skips it), four bytes of data.
OPTIONS = bytes([0, 0, 0x1E, 4]) + b'test'
LARGE = b'a datagram that needs two fragments '.ljust(2000, b'.')
server, udp_port = sys.argv[1], int(sys.argv[2])


def ask(name, payload, *headers):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
        sock.settimeout(1)
        for header in headers:
            sock.setsockopt(socket.IPPROTO_IPV6, header, OPTIONS)
        sock.sendto(payload, (server, udp_port))
        try:
            answer = sock.recv(4000)
            print(f'{name}: {len(answer)} bytes back')
        except TimeoutError:
            print(f'{name}: no answer')


ask('plain', b'plain')
ask('hop-by-hop', b'hop-by-hop options', socket.IPV6_HOPOPTS)
ask('destination', b'destination options', socket.IPV6_DSTOPTS)
ask('hop-by-hop, destination', b'both', socket.IPV6_HOPOPTS, socket.IPV6_DSTOPTS)
ask('hop-by-hop, fragment, destination', LARGE, socket.IPV6_HOPOPTS, socket.IPV6_DSTOPTS)

if len(sys.argv) > 3:
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as sock:
        sock.settimeout(2)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_DSTOPTS, OPTIONS)
        sock.connect((server, int(sys.argv[3])))
        sock.sendall(b'GET /with-destination-options HTTP/1.0\r\n\r\n')
        print(sock.recv(1000).split(b'\r\n')[0].decode())
