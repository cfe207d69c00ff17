FROM busybox AS one
RUN mkdir -p /d/e /gone/deep /swap && echo 1 >/d/1 && echo 2 >/d/2 && echo 3 >/d/e/3 && echo g >/gone/deep/g && echo s >/swap/file && echo k >/keep
RUN rm /d/1 && rm -rf /gone && rm -rf /swap && echo now-a-file >/swap
RUN rm -rf /d/e && mkdir /d/e && echo new >/d/e/new && rm /swap && mkdir /swap && echo dir-again >/swap/f
FROM one
RUN rm -rf /d && chmod 600 /keep && ln -s /keep /link && mv /swap /moved
USER 1
