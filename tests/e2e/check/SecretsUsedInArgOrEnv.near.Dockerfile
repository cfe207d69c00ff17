FROM scratch
ENV PUBLIC_KEY=a MONKEY=b TOKEN_FILE=/run/secrets/token
USER 1
