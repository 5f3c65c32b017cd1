extension JobArray {
  /// A script that is its own launcher: it divides here, submits the array of the shards, and a job that
  /// joins whatever came, after all of them have ended one way or another.
  var slurm: String {
    let lines = head([
      "Divides the fleet run, runs the shards as a job array, joins them.",
      "",
      "    bash \(path) [--wait] [FOLDER]",
      "",
      "FOLDER, lockstep-run where none is named, has to be seen by all nodes, as this clone has to be; it",
      "gets the shards, their reports and logs. With --wait it waits, shows the result and ends with its",
      "status. LOCKSTEP_CANDIDATE and LOCKSTEP_BASELINE name the two sides. What each node builds is kept",
      "where LOCKSTEP_CACHE says: a folder of the node's own is quickest.",
    ])
    return "#!/usr/bin/env bash\n" + lines.joined(separator: "\n") + "\n" + body
  }

  private var body: String {
    let partition = runner.map { " --partition=\(Quoting.shell($0))" } ?? ""
    return """
      set -euo pipefail

      usual=(--job-name=lockstep-fleet --ntasks=1 --parsable\(partition))

      prepare() {
      \(Quoting.block(preparation, indent: 2).joined(separator: "\n"))
      }

      submit() {
        local wait='' self folder log array status=0
        if [ "${1-}" = --wait ]; then
          wait=--wait
          shift
        fi
        self=$(realpath -- "$0")
        mkdir -p -- "${1:-lockstep-run}"
        folder=$(realpath -- "${1:-lockstep-run}")
        cd -- "$(dirname -- "$self")"
        prepare
        if [ -n "$(ls -A -- "$folder")" ] && [ ! -e "$folder/shards.json" ]; then
          echo "$folder holds something else; name another folder" >&2
          return 1
        fi
        # What an earlier run left there is not of this one.
        rm -rf -- "$folder"/shard-[0-9]* "$folder/shards.json"
        lockstep verify --fleet --split \(shards) --to "$folder/shards.json" \\
          ${LOCKSTEP_CANDIDATE:+"--candidate=$LOCKSTEP_CANDIDATE"} \\
          ${LOCKSTEP_BASELINE:+"--baseline=$LOCKSTEP_BASELINE"}
        # Slurm replaces what follows a per cent sign in the name of an output file.
        log=${folder//%/%%}
        array=$(sbatch "${usual[@]}" --array=1-\(shards) --chdir="$PWD" \\
          --output="$log/shard-%a.log" "$self" shard "$folder")
        array=${array%%;*}
        echo "submitted: shards as job $array" >&2
        sbatch "${usual[@]}" $wait --dependency="afterany:$array" --chdir="$PWD" \\
          --output="$log/merge.log" "$self" merge "$folder" >"$folder/merge.job" || status=$?
        echo "the result comes in $folder/merge.log" >&2
        if [ -n "$wait" ]; then cat -- "$folder/merge.log"; fi
        return "$status"
      }

      shard() {
        prepare
        lockstep verify --fleet --shard "$SLURM_ARRAY_TASK_ID" --shards "$1/shards.json" \\
          --out "$1/shard-$SLURM_ARRAY_TASK_ID"
      }

      merge() {
        local status=0
        prepare
        lockstep verify merge --shards "$1/shards.json" --html "$1/fleet.html" "$1" || status=$?
        lockstep verify merge --no-record --format json --shards "$1/shards.json" "$1" \\
          >"$1/fleet.json" 2>/dev/null || true
        lockstep verify merge --no-record --format junit --shards "$1/shards.json" "$1" \\
          >"$1/fleet.xml" 2>/dev/null || true
        return "$status"
      }

      case ${1-} in
      shard | merge) "$1" "$2" ;;
      *) submit "$@" ;;
      esac

      """
  }
}
