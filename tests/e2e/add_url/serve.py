"""serve - a small web server on loopback for add_url.sh: files with validators, and the odd answers of real servers.

usage: serve.py DIRECTORY PORT-FILE LOG [CERTIFICATE KEY]

A request is a line of the log: METHOD PATH STATUS and `conditional` or `authorized` where it was.
"""
import email.utils
import hashlib
import http.server
import os
import ssl
import sys
import time
import urllib.parse


class Server(http.server.BaseHTTPRequestHandler):
    root = log = other = ""
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **headers):
        notes = ""
        if self.headers.get("If-None-Match") or self.headers.get("If-Modified-Since"):
            notes += " conditional"
        if self.headers.get("Authorization"):
            notes += " authorized"
        with open(self.log, "a", encoding="utf-8") as log:
            print(self.command, self.path, str(status) + notes, file=log)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        self.end_headers()
        self.wfile.write(body)

    def file(self, path):
        """A file of the directory, with time and tag, and 304 for who has it."""
        name = os.path.join(self.root, urllib.parse.unquote(path).lstrip("/"))
        if not os.path.isfile(name):
            return self.answer(404, b"no such thing\n")
        with open(name, "rb") as f:
            body = f.read()
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, ETag=tag)
        date = email.utils.formatdate(os.stat(name).st_mtime, usegmt=True)
        return self.answer(200, body, ETag=tag, Last_Modified=date)

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path  # a proxy is asked with the whole URL
        first = path.split("/")[1]
        if path == "/":
            return self.answer(200, b"the root\n")
        if first == "undated":
            return self.answer(200, b"undated\n")
        if first == "named":
            return self.answer(200, b"named\n", Content_Disposition='attachment; filename="other"')
        if first == "moved":
            return self.answer(302, b"look there", Location="/f.txt")
        if first == "away":
            return self.answer(302, Location=self.other + "/f.txt")
        if first == "loop":
            return self.answer(302, Location=path)
        if first == "passwd":
            return self.answer(302, Location="file:///etc/passwd")
        if first == "private" and self.headers.get("Authorization") != "Bearer word":
            return self.answer(401)
        if first == "private-away":
            return self.answer(302, Location=self.other + "/f.txt")
        if first == "stall":
            self.answer(200, b"only the beginning", length="100")
            time.sleep(60)
            return None
        if first == "cut":
            self.close_connection = True
            self.answer(200, b"only the beginning", length="100")
            return None
        if path == "/private":
            return self.answer(200, b"private\n")
        return self.file(path)

    def log_message(self, *_):
        pass


def main():
    Server.root, port_file, Server.log = sys.argv[1:4]
    Server.other = os.environ.get("OTHER", "")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    if len(sys.argv) > 4:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with open(port_file + ".new", "w", encoding="ascii") as f:
        print(server.server_address[1], file=f)
    os.rename(port_file + ".new", port_file)
    server.serve_forever()


main()
