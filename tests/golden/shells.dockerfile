FROM alpine
CMD before
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN a | b
ENTRYPOINT exec $0
SHELL ["/bin/sh"]
RUN ["exec", "form $HOME"]
HEALTHCHECK CMD check it
