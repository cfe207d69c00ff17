/* history lines, row for row as docker's builder writes them. */
#include "plan/history.h"

#include <criterion/criterion.h>

#include "support.h"

Test(plan_history, env_and_label)
{
	bound_history("ENV A=\"1 2\" B='$A'\n", "E ENV A=1 2 B=$A", NULL);
	bound_history("ENV k  v  w\n", "E ENV k=v  w", NULL);
	bound_history("LABEL a=\"x y\" \"k k\"=v\n", "E LABEL a=x y k k=v", NULL);
	bound_history("LABEL b=2 a=1\n", "E LABEL b=2 a=1", NULL);
}

Test(plan_history, arg)
{
	bound_history("ARG P=a\\ b Q\n", "E ARG P=a b Q", NULL);
	bound_history("ARG X=\n", "E ARG X=", NULL);
}

Test(plan_history, run_keeps_inner_blanks_and_joins_exec_words)
{
	bound_history("RUN a  \\\n  b\n", "RUN /bin/sh -c a    b # buildkit", NULL);
	bound_history("RUN [\"echo\",\"x y\",\"$A\"]\n", "RUN echo x y $A # buildkit", NULL);
	bound_history("RUN --network=none --mount=type=cache,target=/c true\n",
		"RUN /bin/sh -c true # buildkit", NULL);
}

Test(plan_history, run_shows_arguments_with_the_values_in_force)
{
	bound_history("ARG FOO\nARG BAR=x\nRUN true\n", "E ARG FOO", "E ARG BAR=x",
		"RUN |2 FOO= BAR=x /bin/sh -c true # buildkit", NULL);
	bound_history("ARG A=1\nRUN [\"echo\",\"x\"]\n", "E ARG A=1",
		"RUN |1 A=1 echo x # buildkit", NULL);
	bound_history("ARG foo=bar bar=123\nARG foo=bar2\nRUN ls\n", "E ARG foo=bar bar=123",
		"E ARG foo=bar2", "RUN |2 foo=bar2 bar=123 /bin/sh -c ls # buildkit", NULL);
	bound_history("ARG A=1\nENV A=2\nRUN x\n", "E ARG A=1", "E ENV A=2",
		"RUN |1 A=2 /bin/sh -c x # buildkit", NULL);
	bound_history("ENV X=e\nARG X\nRUN x\n", "E ENV X=e", "E ARG X",
		"RUN |1 X=e /bin/sh -c x # buildkit", NULL);
}

Test(plan_history, shell)
{
	bound_history("SHELL [\"/bin/sh\",\"-ec\"]\nRUN echo\n", "E SHELL [/bin/sh -ec]",
		"RUN /bin/sh -ec echo # buildkit", NULL);
}

Test(plan_history, heredocs_of_run)
{
	bound_history("RUN <<E\nx=1\nE\n", "RUN /bin/sh -c x=1\n # buildkit", NULL);
	bound_history("RUN cat <<A - <<B\na\nA\nb\nB\n",
		"RUN /bin/sh -c cat <<A - <<B\na\nA\nb\nB # buildkit", NULL);
	bound_history("RUN <<E sh -x\nx\nE\n", "RUN /bin/sh -c <<E sh -x\nx\nE # buildkit", NULL);
	bound_history(
		"RUN <<E\n#!/usr/bin/awk -f\nE\n", "RUN /bin/sh -c /dev/pipes/E # buildkit", NULL);
	bound_history("RUN <<-E\n\tx\n\t\ty\n\tE\n", "RUN /bin/sh -c x\ny\n # buildkit", NULL);
}

Test(plan_history, copy)
{
	bound_history("COPY --from=scratch --chown=1:2 --chmod=644 --link --exclude=q /p /g /x/\n",
		"COPY --chown=1:2 --chmod=644 /p /g /x/ # buildkit", NULL);
	bound_history("COPY --parents --chmod=1 --chown=2 a b/\n",
		"COPY --parents --chown=2 --chmod=1 a b/ # buildkit", NULL);
	bound_history("COPY [\"x\",\"/sp ace/\"]\n", "COPY x /sp ace/ # buildkit", NULL);
	bound_history("COPY x  b   ./\n", "COPY x b ./ # buildkit", NULL);
	bound_history("COPY a\\*b /\n", "COPY a*b / # buildkit", NULL);
	bound_history("COPY --chown=$UNSET --chmod= a /\n", "COPY a / # buildkit", NULL);
	bound_history(
		"ENV E=/e\nCOPY $E/x ${E}/y\n", "E ENV E=/e", "COPY /e/x /e/y # buildkit", NULL);
}

Test(plan_history, heredocs_of_copy)
{
	bound_history("COPY <<-\"E\" /f\n\tx\n\tE\n", "COPY <<E /f # buildkit", NULL);
	bound_history("COPY f <<a /d/\nx\na\n", "COPY f <<a /d/ # buildkit", NULL);
	bound_history("COPY 3<<E /a\nx\nE\n", "COPY <<E /a # buildkit", NULL);
}

Test(plan_history, add)
{
	bound_history("ADD --chown=1 --unpack=false --keep-git-dir=false --link x /y\n",
		"ADD --chown=1 x /y # buildkit", NULL);
	bound_history("ADD http://host/f /d/\n", "ADD http://host/f /d/ # buildkit", NULL);
	bound_history(
		"ADD http://me:word@host/f /d/\n", "ADD http://xxxxx@host/f /d/ # buildkit", NULL);
}

Test(plan_history, workdir)
{
	bound_history("WORKDIR /a\nWORKDIR sub\n", "WORKDIR /a", "WORKDIR /a/sub", NULL);
	bound_history("WORKDIR /app/\n", "WORKDIR /app/", NULL);
	bound_history("WORKDIR app/\n", "WORKDIR /app", NULL);
	bound_history("WORKDIR /\n", "E WORKDIR /", NULL);
	bound_history("WORKDIR .\n", "E WORKDIR /", NULL);
	bound_history("WORKDIR \"\"\n", "E WORKDIR /", NULL);
	bound_history("WORKDIR //\n", "WORKDIR //", NULL);
	bound_history("WORKDIR /./\n", "WORKDIR /./", NULL);
	bound_history("WORKDIR $NOPE/x\n", "WORKDIR /x", NULL);
}

Test(plan_history, commands_are_quoted_as_go_does)
{
	bound_history("CMD [\"a\",\"b\\tc\"]\n", "E CMD [\"a\" \"b\\tc\"]", NULL);
	bound_history("CMD a \"b\"\n", "E CMD [\"/bin/sh\" \"-c\" \"a \\\"b\\\"\"]", NULL);
	bound_history("CMD []\n", "E CMD []", NULL);
	bound_history("CMD\n", "E CMD [\"/bin/sh\" \"-c\" \"\"]", NULL);
	bound_history("CMD ['a']\n", "E CMD [\"/bin/sh\" \"-c\" \"['a']\"]", NULL);
	bound_history("ENTRYPOINT [\"\xc3\xa9\",\"\\u003c\"]\n",
		"E ENTRYPOINT [\"\xc3\xa9\" \"<\"]", NULL);
	bound_history("CMD [\"\\u0001\\u007f\\u0085\\u00a0\\ue000\"]\n",
		"E CMD [\"\\x01\\x7f\\u0085\\u00a0\\ue000\"]", NULL);
}

Test(plan_history, volume_and_expose)
{
	bound_history("VOLUME [\"/a\",\"/b c\"]\n", "E VOLUME [/a /b c]", NULL);
	bound_history("VOLUME /a b\n", "E VOLUME [/a b]", NULL);
	bound_history("EXPOSE 90/udp 80-81\n", "E EXPOSE [80/tcp 81/tcp 90/udp]", NULL);
	bound_history("EXPOSE 2375 5000 1234/udp\n", "E EXPOSE [1234/udp 2375/tcp 5000/tcp]", NULL);
	bound_history("EXPOSE 80 80\n", "E EXPOSE [80/tcp 80/tcp]", NULL);
	bound_history("EXPOSE 80-82/UDP\n", "E EXPOSE [80/udp 81/udp 82/udp]", NULL);
	bound_history("EXPOSE 8080:80\n", "E EXPOSE [80/tcp]", NULL);
	bound_history("EXPOSE 127.0.0.1:8080:80 [::1]::81\n", "E EXPOSE [80/tcp 81/tcp]", NULL);
	bound_history("EXPOSE 0 80/\n", "E EXPOSE [0/tcp 80/tcp]", NULL);
	bound_history("ENV P=\"3000 4000/udp\"\nEXPOSE $P\n", "E ENV P=3000 4000/udp",
		"E EXPOSE [3000/tcp 4000/udp]", NULL);
	bound_history("EXPOSE $UNSET\n", "E EXPOSE []", NULL);
}

Test(plan_history, healthcheck)
{
	bound_history("HEALTHCHECK --timeout=1m30s --start-period=500ms --retries=3 CMD c\n",
		"E HEALTHCHECK {Test:[CMD-SHELL c] Interval:0s Timeout:1m30s StartPeriod:500ms "
		"StartInterval:0s Retries:3}",
		NULL);
	bound_history("HEALTHCHECK CMD [\"a\",\"b c\"]\n",
		"E HEALTHCHECK {Test:[CMD a b c] Interval:0s Timeout:0s StartPeriod:0s "
		"StartInterval:0s Retries:0}",
		NULL);
	bound_history("HEALTHCHECK NONE\n",
		"E HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s "
		"StartInterval:0s Retries:0}",
		NULL);
	bound_history("HEALTHCHECK --interval=5m cmd x\n",
		"E HEALTHCHECK {Test:[CMD-SHELL x] Interval:5m0s Timeout:0s StartPeriod:0s "
		"StartInterval:0s Retries:0}",
		NULL);
}

Test(plan_history, texts)
{
	bound_history("USER 5\n", "E USER 5", NULL);
	bound_history("STOPSIGNAL kill\n", "E STOPSIGNAL kill", NULL);
	bound_history("MAINTAINER Me  You\n", "E MAINTAINER Me  You", NULL);
	bound_history("MAINTAINER \"Me\" You\n", "E MAINTAINER \"Me\" You", NULL);
	bound_history("ONBUILD RUN x\n", NULL);
}

Test(plan_history, durations)
{
	static const struct {
		int64_t ns;
		const char *text;
	} cases[] = {{0, "0s"}, {1, "1ns"}, {1100, "1.1\xc2\xb5s"}, {2200000, "2.2ms"},
		{1000000000, "1s"}, {1500000000, "1.5s"}, {3300000000, "3.3s"},
		{305000000000, "5m5s"}, {5 * 3600 * 1000000000LL, "5h0m0s"},
		{INT64_MAX, "2562047h47m16.854775807s"}, {-1000000, "-1ms"},
		{INT64_MIN, "-2562047h47m16.854775808s"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(buf_release) struct buf out = {0};

		history_duration(cases[i].ns, &out);
		cr_expect_str_eq(buf_cstr(&out), cases[i].text);
	}
}
