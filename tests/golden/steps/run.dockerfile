FROM scratch
ENV NAME="a value" HOME=/home
ARG SECRET=in-the-key
SHELL ["/bin/thing", "-x"]
WORKDIR /srv
USER 7:8
RUN --network=none echo "$NAME"
RUN <<script
#!/bin/thing
body
script
USER 0
RUN ["exec", "form"]
