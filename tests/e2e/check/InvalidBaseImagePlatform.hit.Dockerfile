FROM foreign
USER 1
