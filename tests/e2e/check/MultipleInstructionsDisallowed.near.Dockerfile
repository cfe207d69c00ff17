FROM busybox AS first
USER 1
CMD ["a"]
FROM first
CMD ["b"]
