#!/usr/bin/env python3
"""workloads - the contexts and Dockerfiles of W1..W9, the same bytes everywhere. usage: workloads.py DEST
BBASE, DBASE and GBASE stand for a busybox, a Debian and a Debian-with-gcc base."""
import os, sys, random, hashlib
D = sys.argv[1]
def mk(*p):
    d = os.path.join(D, *p); os.makedirs(d, exist_ok=True); return d
words = [hashlib.md5(str(i).encode()).hexdigest()[:3 + i % 9] for i in range(5000)]
def text(rng, n):
    out = []; size = 0
    while size < n:
        line = ' '.join(rng.choices(words, k=12)) + '\n'
        out.append(line); size += len(line)
    return ''.join(out)[:n].encode()
# W3: 4 x 256 MiB : a,c random; b,d text-like
d = mk('w3', 'data')
for name, kind, seed in (('a.bin', 'r', 1), ('b.txt', 't', 2), ('c.bin', 'r', 3), ('d.txt', 't', 4)):
    rng = random.Random(seed)
    with open(os.path.join(d, name), 'wb') as f:
        if kind == 'r':
            for _ in range(256): f.write(rng.randbytes(1 << 20))
        else:
            # 64 MiB of fresh text blocks repeated far apart (beyond 32K window, so gzip sees fresh text)
            blocks = [text(rng, 1 << 20) for _ in range(64)]
            for i in range(256): f.write(blocks[(i * 37) % 64])
open(os.path.join(D, 'w3', 'Dockerfile'), 'w').write('FROM BBASE\nCOPY data /data\n')
# W4: 50,000 small files, 500 dirs, 1-8 KiB half text half random
rng = random.Random(5)
t = text(rng, 4 << 20)
for i in range(500):
    d = mk('w4', 'data', 'd%03d' % i)
    for j in range(100):
        n = rng.randint(1024, 8192)
        if j % 2: b = rng.randbytes(n)
        else:
            o = rng.randrange(len(t) - n); b = t[o:o + n]
        with open(os.path.join(d, 'f%03d' % j), 'wb') as f: f.write(b)
open(os.path.join(D, 'w4', 'Dockerfile'), 'w').write('FROM BBASE\nCOPY data /data\n')
# W1 30 steps
mk('w1'); open(os.path.join(D, 'w1', 'Dockerfile'), 'w').write('FROM BBASE\n' + ''.join('RUN /bin/true %d\n' % i for i in range(30)))
# W2 20 steps with a COPY . of a 10k-file context and one without
mk('w2a'); open(os.path.join(D, 'w2a', 'Dockerfile'), 'w').write('FROM BBASE\n' + ''.join('RUN echo %d > /f%d\n' % (i, i) for i in range(20)))
d0 = mk('w2b')
for i in range(100):
    d = mk('w2b', 'ctx', 'd%03d' % i)
    for j in range(100):
        n = rng.randint(1024, 4096); o = rng.randrange(len(t) - n)
        with open(os.path.join(d, 'f%03d' % j), 'wb') as f: f.write(t[o:o + n])
open(os.path.join(D, 'w2b', 'Dockerfile'), 'w').write('FROM BBASE\n' + ''.join('RUN echo %d > /f%d\n' % (i, i) for i in range(10)) + 'COPY ctx /ctx\n' + ''.join('RUN echo %d > /g%d\n' % (i, i) for i in range(9)))
# W5 RUN creating 50k files
mk('w5'); open(os.path.join(D, 'w5', 'mk.sh'), 'w').write('''i=0
while [ $i -lt 500 ]; do mkdir -p /data/d$i; cd /data/d$i; j=0
while [ $j -lt 100 ]; do echo "file $i $j some content that is not long" > f$j; j=$((j+1)); done; i=$((i+1)); done
''')
open(os.path.join(D, 'w5', 'Dockerfile'), 'w').write('FROM BBASE\nCOPY mk.sh /mk.sh\nRUN sh /mk.sh\n')
# W8 multi-stage
mk('w8', 'src')
open(os.path.join(D, 'w8', 'src', 'hello.c'), 'w').write('#include <stdio.h>\nint main(void){puts("hello");return 0;}\n')
open(os.path.join(D, 'w8', 'src', 'Makefile'), 'w').write('hello: hello.c\n\tgcc -O2 -static -o hello hello.c\n')
open(os.path.join(D, 'w8', 'Dockerfile'), 'w').write('''FROM GBASE AS build
WORKDIR /src
COPY src/ /src/
RUN make hello
FROM DBASE
RUN useradd -u 1234 app
COPY --from=build /src/hello /usr/bin/hello
USER app
ENV A=1
CMD ["/usr/bin/hello"]
''')
# W9: two independent stages, ~3 s of CPU each (sha256 of zeroes in busybox)
mk('w9'); open(os.path.join(D, 'w9', 'Dockerfile'), 'w').write('''FROM BBASE AS s1
RUN dd if=/dev/zero bs=1M count=CNT 2>/dev/null | sha512sum > /r1
FROM BBASE AS s2
RUN dd if=/dev/zero bs=1M count=CNT 2>/dev/null | sha512sum > /r2
FROM BBASE
COPY --from=s1 /r1 /r1
COPY --from=s2 /r2 /r2
'''.replace('CNT', os.environ.get('W9CNT', '1200')))
