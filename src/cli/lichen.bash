# bash completion of lichen
_lichen() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words=
	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'build check images inspect history rmi prune df explain --help --version' -- "$cur")
		return
	fi
	case $prev in
	--progress) words='auto plain rawjson quiet' ;;
	--pull) words='true false always missing never newer' ;;
	--network) words='host none' ;;
	--call) words='build check outline targets' ;;
	--dump) words='dockerfile plan program keys sandbox' ;;
	--file | -f | --ignorefile | --iidfile | --metadata-file)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--store)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
		;;
	esac
	if [ -z "$words" ] && [[ $cur == -* ]]; then
		case $command in
		build) words='--tag --file --target --build-arg --build-context --secret --ssh --label --output --iidfile --metadata-file
			--no-cache --no-cache-filter --ignorefile --add-host --dns --dns-search --dns-option --shm-size --ulimit
			--annotation --timestamp --cache-from --cache-to --pull --quiet --progress --jobs --network --platform --user --default-user --allow-root
			--reason --store --dump --call --check' ;;
		check) words='--file --target --build-arg --build-context --platform --json --sarif --strict --store' ;;
		images) words='--quiet --json --no-trunc --store' ;;
		inspect) words='--store' ;;
		history) words='--json --no-trunc --store' ;;
		rmi) words='--store' ;;
		prune) words='--all --force --until --keep-storage --verify --json --store' ;;
		df) words='--json --store' ;;
		esac
		words="$words --help"
	elif [ -z "$words" ]; then
		case $command in
		build | check)
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -d -- "$cur")
			return
			;;
		inspect | history | rmi) words=$(lichen images --json 2>/dev/null |
			sed -n 's/.*"name": "\([^"]*\)".*/\1/p' | sed 's,^docker\.io/library/,,') ;;
		explain) words=$(lichen explain 2>/dev/null | cut -d' ' -f1) ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _lichen lichen
