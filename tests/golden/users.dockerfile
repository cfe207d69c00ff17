FROM node AS base
RUN as-base-user
FROM base
USER root
RUN as-root
ARG WHO=app
USER ${WHO}:${WHO}
WORKDIR /home/app
RUN as-app
