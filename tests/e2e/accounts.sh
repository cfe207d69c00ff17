#!/bin/sh
# accounts - adduser and addgroup for a base made of Debian's busybox, which is built without them.
# adduser [-D] [-H] [-u UID] [-G GROUP] NAME; addgroup [-g GID] NAME; addgroup USER GROUP. Installed under both names.
set -eu
next() { awk -F: -v n=1000 '$3 >= n && $3 < 60000 { n = $3 + 1 } END { print n }' "$1"; }
id= group= home=yes
while getopts DHu:g:G: option; do
	case $option in
	D) ;;
	H) home= ;;
	u | g) id=$OPTARG ;;
	G) group=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
case ${0##*/} in
adduser)
	id=${id:-$(next /etc/passwd)}
	if [ -n "$group" ]; then
		gid=$(awk -F: -v name="$group" '$1 == name { print $3 }' /etc/group)
	else
		gid=$id
		echo "$1:x:$id:" >>/etc/group
	fi
	echo "$1:x:$id:$gid::/home/$1:/bin/sh" >>/etc/passwd
	[ -z "$home" ] || { mkdir -p "/home/$1" && chown "$id:$gid" "/home/$1"; }
	;;
addgroup)
	if [ $# = 2 ]; then
		sed -i -e "/^$2:/s/:\$/:$1/;t" -e "/^$2:/s/\$/,$1/" /etc/group
	else
		echo "$1:x:${id:-$(next /etc/group)}:" >>/etc/group
	fi
	;;
esac
