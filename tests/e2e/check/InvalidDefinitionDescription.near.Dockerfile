# check=experimental=InvalidDefinitionDescription
# base is what everything begins with
FROM scratch AS base
# about nothing
#
ARG VERSION
USER 1
