FROM alpine AS files
RUN make-files
FROM node
COPY . .
CMD ["server.js"]
