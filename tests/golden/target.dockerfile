FROM scratch AS one
ARG TARGETSTAGE
RUN echo $TARGETSTAGE
FROM one AS Two
RUN two
FROM nosuch AS three
