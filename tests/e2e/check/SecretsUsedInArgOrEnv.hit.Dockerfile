FROM scratch
ENV API_KEY=hunter2
USER 1
