" Dockerfiles; written by syntax/generate.c
if exists("b:current_syntax")
  finish
endif

syntax case ignore
syntax match lichenComment /^\s*#.*$/
syntax match lichenDirective /^\s*#\s*\(check\|escape\|syntax\)\s*=.*$/
syntax match lichenInstruction /^\s*\(ONBUILD\s\+\)\?\(ADD\|ARG\|CMD\|COPY\|ENTRYPOINT\|ENV\|EXPOSE\|FROM\|HEALTHCHECK\|LABEL\|MAINTAINER\|ONBUILD\|RUN\|SHELL\|STOPSIGNAL\|USER\|VOLUME\|WORKDIR\)\>/
syntax match lichenFlag /\s\zs--\(checksum\|chmod\|chown\|exclude\|keep-git-dir\|link\|unpack\|from\|parents\|platform\|interval\|retries\|start-interval\|start-period\|timeout\|device\|mount\|network\|security\)\ze\(=\|\s\|$\)/
syntax match lichenVariable /\$\(\w\+\|{[^}]*}\)/
syntax region lichenString start=/"/ skip=/\\./ end=/"/ oneline contains=lichenVariable
syntax region lichenString start=/'/ end=/'/ oneline

highlight default link lichenComment Comment
highlight default link lichenDirective PreProc
highlight default link lichenInstruction Keyword
highlight default link lichenFlag Special
highlight default link lichenVariable Identifier
highlight default link lichenString String

let b:current_syntax = "dockerfile"
