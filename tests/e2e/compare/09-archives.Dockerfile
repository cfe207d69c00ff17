FROM busybox AS pack
RUN mkdir -p /t/d && echo in >/t/d/in && chmod 640 /t/d/in && chown -R 3:4 /t && ln -s d/in /t/ln && find /t -exec touch -h -d @1000000000 {} + && tar -C /t -cf /t.tar . && gzip -n /t.tar
FROM busybox
ADD archive.tar /unpacked/
ADD archive.tar.gz /gz
ADD a /plain
COPY archive.tar /as-a-file/
COPY --from=pack /t.tar.gz /
USER 1
