FROM scratch AS made
COPY a b /dir/
COPY --chown=5:6 --chmod=640 <<one <<"two" /texts/
expanded: $PATH
one
as it is: $PATH
two
WORKDIR /work

FROM scratch
ARG VERSION=1
COPY --from=made --exclude=*.tmp /dir /copied-$VERSION
ADD --chmod=u=rw,go=r a /added
USER 10001:10001
RUN ["/copied-1/a"]
