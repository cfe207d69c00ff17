FROM scratch AS build_base-2.x
USER 1
