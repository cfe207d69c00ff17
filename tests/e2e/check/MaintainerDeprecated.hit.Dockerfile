FROM scratch
MAINTAINER someone@example.com
USER 1
