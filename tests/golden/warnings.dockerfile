ARG TAG=1
FROM scratch AS Base
WORKDIR rel
ENV A=$PATHH KEY=1
ARG A=other
# check=skip=UndefinedVar
RUN --mount=target=/x$SKIPPED x
EXPOSE 80/TCP 8080:81
COPY $A $NOPE/
