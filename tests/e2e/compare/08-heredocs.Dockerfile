FROM busybox AS text
RUN <<EOF
set -e
echo one >/one
echo two >/two
EOF
COPY <<one <<two /texts/
first $NOTHING file
one
second file
two
FROM busybox
COPY --from=text /one /two /texts /all/
RUN <<'EOF'
echo "literal $HOME" >/literal
EOF
USER 1
