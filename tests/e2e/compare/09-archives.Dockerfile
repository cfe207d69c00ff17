FROM busybox AS pack
RUN mkdir -p /t/d && echo in >/t/d/in && chmod 640 /t/d/in && chown -R 3:4 /t && ln -s d/in /t/ln && tar -C /t -cf /t.tar . && gzip -k /t.tar
FROM busybox
ADD archive.tar /unpacked/
ADD archive.tar.gz /gz
ADD a /plain
COPY archive.tar /as-a-file/
COPY --from=pack /t.tar.gz /
USER 1
