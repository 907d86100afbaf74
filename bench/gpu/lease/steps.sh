# What both scripts of a visit share: unpacking, steps with a limit each, and one archive of results whatever happens.
# To be sourced, with `total` set to the seconds that all steps may take and `part` to the name of their folder of results.
# shellcheck shell=bash
lease=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
device=gpu
plan=false
child=
usage="usage: $(basename "$0") [--device cpu] [--plan]    results go to \$OUT, default ./results; --plan only prints the steps"

while [ $# -gt 0 ]; do
    case $1 in
        --plan) plan=true ;;
        --device)
            [ $# -ge 2 ] || { echo "$usage" >&2; exit 2; }
            device=$2
            shift
            ;;
        -h | --help) echo "$usage"; exit 0 ;;
        *) echo "$usage" >&2; exit 2 ;;
    esac
    shift
done
case $device in gpu | cpu) ;; *) echo "$usage" >&2; exit 2 ;; esac

# Kept between the two scripts: what is unpacked, and the results of both.
work=${LEASE_WORK:-$lease/work}
results=$work/results
archive_folder=${OUT:-./results}
program=$work/program
temper=$program/temper/Temper.Cli

left() { echo $((total - SECONDS)); }

pack() {
    [ -d "$results" ] || return 0
    # Beside its place first: a script that is killed meanwhile leaves the archive before.
    local part_file=$archive_folder/.lease-results.part code=0
    tar -C "$work" -czf "$part_file" results || code=$?
    # 1 says that a file changed meanwhile; all the others are right.
    if [ "$code" -le 1 ]; then
        mv "$part_file" "$archive_folder/lease-results.tar.gz"
    else
        rm -f "$part_file"
        echo "$part: the archive could not be written (tar's exit code $code); the one before stays" >&2
    fi
}

# timeout leads a process group: what its command started and left behind ends here.
end_group() { kill -KILL -- "-$1" 2>/dev/null || true; }

stop() {
    # More signals are ignored: timeout sends its own twice.
    trap '' TERM INT HUP
    note "stopped by a signal" - "$SECONDS"
    if [ -n "$child" ]; then
        kill -TERM "$child" 2>/dev/null
        wait "$child"
        end_group "$child"
    fi
    exit 143
}

# note NAME EXIT-CODE SECONDS
note() {
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$results/$part/steps.tsv"
    echo "$part: $1: exit code $2, $3 s, $(left) s left" >&2
}

unpack() {
    local archive=$1 folder=$2
    [ -e "$folder/.complete" ] && return
    mkdir -p "$folder"
    if command -v xz >/dev/null; then
        tar -C "$folder" -xJf "$archive"
    else
        python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$archive" "$folder"
    fi && : >"$folder/.complete"
}

begin() {
    SECONDS=0
    if $plan; then return; fi
    mkdir -p "$results/$part" "$archive_folder" "$work/tmp" || { echo "$part: $work or $archive_folder cannot be written; name others by LEASE_WORK and OUT" >&2; exit 1; }
    archive_folder=$(cd "$archive_folder" && pwd)
    trap pack EXIT
    trap stop TERM INT HUP
    unpack "$lease/program.tar.xz" "$program" && unpack "$lease/data.tar.xz" "$work/data" || { echo "$part: the archives cannot be unpacked" >&2; exit 1; }
    note unpack 0 "$SECONDS"
    # HOME may be missing or not be writable; the driver's log of a refused kernel goes to TMPDIR.
    mkdir -p "$results/$part/tmp"
    # Python's packages that were installed for the user lie below the HOME before.
    PYTHONUSERBASE=${PYTHONUSERBASE:-$(python3 -m site --user-base 2>/dev/null)}
    [ -z "$PYTHONUSERBASE" ] || export PYTHONUSERBASE
    export TEMPER_DATA=$work/data HOME=$work/tmp TMPDIR=$results/$part/tmp DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    export CUDA_CACHE_PATH=$work/tmp/cuda-cache
}

# step NAME SECONDS COMMAND...: its output goes to NAME.txt, and where NAME ends in .json its standard output to NAME itself.
# A step that fails or takes too long does not stop the others. Returns the step's exit code.
step() {
    local name=$1 limit=$2 code=0 from=$SECONDS text
    shift 2
    if $plan; then
        printf '%5s s  %s: %s\n' "$limit" "$name" "$*" | sed "s|$lease/||g"
        return 0
    fi
    [ "$limit" -le "$(left)" ] || limit=$(left)
    if [ "$limit" -lt 5 ]; then
        note "$name: no time left" - 0
        return 125
    fi
    text=$results/$part/${name%.json}.txt
    if [ "$name" = "${name%.json}" ]; then
        timeout -k 5 "$limit" "$@" >"$text" 2>&1 </dev/null &
    else
        timeout -k 5 "$limit" "$@" >"$results/$part/$name" 2>"$text" </dev/null &
    fi
    # In the background, because a signal waits for what runs in front.
    child=$!
    wait "$child" || code=$?
    end_group "$child"
    child=
    note "$name" "$code" $((SECONDS - from))
    pack
    return "$code"
}
