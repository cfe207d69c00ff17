FROM scratch
ENV V=value
RUN <<E
x=1
echo "$x"
E
RUN <<-"TABS"
	tabs
		are gone
	TABS
RUN cat <<A - <<B
first
A
second
B
SHELL ["/bin/ash", "-ec"]
RUN <<script
#!/usr/bin/env python3
print("$V")
script
COPY <<plain <<"quoted" file /etc/
V is $V and ${UNSET:-unset}
plain
V is $V
quoted
