; Dockerfiles; written by syntax/generate.c
[
  "ADD"
  "ARG"
  "CMD"
  "COPY"
  "ENTRYPOINT"
  "ENV"
  "EXPOSE"
  "FROM"
  "HEALTHCHECK"
  "LABEL"
  "MAINTAINER"
  "ONBUILD"
  "RUN"
  "SHELL"
  "STOPSIGNAL"
  "USER"
  "VOLUME"
  "WORKDIR"
  "AS"
] @keyword

(comment) @comment

(image_spec) @string.special

[(double_quoted_string) (json_string)] @string

(variable) @variable

((param) @attribute
  (#match? @attribute "^--(checksum|chmod|chown|exclude|keep-git-dir|link|unpack|from|parents|platform|interval|retries|start-interval|start-period|timeout|device|mount|network|security)(=|$)"))
