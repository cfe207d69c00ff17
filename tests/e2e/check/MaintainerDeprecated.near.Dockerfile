FROM scratch
LABEL MAINTAINER=someone@example.com
USER 1
