ARG BASE=busybox
ARG VERSION=1.0
FROM $BASE AS first
ARG VERSION
ARG NAME=default
ENV FULL=$NAME-$VERSION PATH=/opt/bin:$PATH
RUN echo "$FULL $VERSION $NAME" >/version
FROM ${BASE}
ARG VERSION=2.0
ENV ONE=1 TWO="two words" THREE=three\ words
ENV ONE=uno FOUR=${ONE}-${MISSING:-fallback}
COPY --from=first /version /first-version
RUN echo "$ONE $TWO $THREE $FOUR $VERSION" >/version
LABEL a="1" b.c="x y" version=$VERSION
USER 12:34
