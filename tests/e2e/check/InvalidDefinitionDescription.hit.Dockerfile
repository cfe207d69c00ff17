# check=experimental=InvalidDefinitionDescription
# the base of everything
FROM scratch AS base
USER 1
