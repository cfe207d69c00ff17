# serve.py DIR PORTFILE - the files of DIR over http on a free port of the loopback.
import http.server
import os
import sys

port = os.path.abspath(sys.argv[2])
os.chdir(sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
with open(port + ".new", "w") as f:
    f.write(str(server.server_port))
os.rename(port + ".new", port)
server.serve_forever()
