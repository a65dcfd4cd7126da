"""The cart service: HTTP on port 8080; each request asks the database with psql.

/api/items goes to the database by name, /api/stock by its IPv4 address.
"""
import http.server
import json
import socket
import subprocess
import sys

DATABASE_IP4 = sys.argv[1]
QUERIES = {
    '/api/items': ('host=db', 'SELECT name, quantity FROM item ORDER BY name'),
    '/api/stock': (f'hostaddr={DATABASE_IP4}', 'SELECT sum(quantity) FROM item'),
}


class Cart(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        if self.path not in QUERIES:
            self.answer(404, {'error': 'no such path'})
            return
        where, query = QUERIES[self.path]
        target = f'{where} user=cart dbname=shop sslmode=disable gssencmode=disable connect_timeout=5'
        psql = subprocess.run(['psql', '-XAtq', target, '-c', query], capture_output=True, text=True, timeout=10)
        if psql.returncode:
            self.answer(502, {'error': psql.stderr.strip()})
        else:
            self.answer(200, {'rows': psql.stdout.split()})

    def answer(self, status, body):
        data = json.dumps(body).encode() + b'\n'
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class DualStack(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6

    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


DualStack(('::', 8080), Cart).serve_forever()
