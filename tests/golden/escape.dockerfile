# escape=`
FROM scratch
ENV DIR=C:\dir
RUN one `
    two `
    # a comment
    three
COPY a`*b \dest\
