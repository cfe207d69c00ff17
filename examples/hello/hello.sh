#!/bin/sh
# Greets, says who it runs as, and counts the visit in the one file that it may write.
echo "$GREETING uid $(id -u) gid $(id -g): hello, ${1:-world}"
date -u +%Y-%m-%d >>data/visitors.txt && echo "visits: $(wc -l <data/visitors.txt)"
