extension JobArray {
  /// Actions by the commits that their tags had when this was written: a tag can be moved, a commit
  /// cannot.
  private enum Action: String {
    case checkout = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
    case upload = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2"
    case restore = "actions/cache/restore@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3"
    case save = "actions/cache/save@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3"
    case download = "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0"
  }

  /// A workflow: one job divides, a matrix runs the shards, a last one joins whatever came.
  var github: String {
    var lines = head([
      "Divides the fleet run, runs the shards side by side, joins them; starts by hand.",
      "It reads only. A private foundation needs `persist-credentials: true`; private dependents need a",
      "token of their own, given to git in the setup step. Build scripts of dependents run in these jobs:",
      "in a sandbox where the runner has bubblewrap.",
    ])
    lines += [
      "name: Lockstep fleet run",
      "",
      "on:",
      "  workflow_dispatch:",
      "    inputs:",
      "      candidate:",
      "        description: What is tested; the tip of the branch where it is empty",
      "        required: false",
      "        type: string",
      "      baseline:",
      "        description: What it is compared with; the last release where it is empty",
      "        required: false",
      "        type: string",
      "",
      "permissions:",
      "  contents: read",
      "",
      "defaults:",
      "  run:",
      "    shell: bash",
      "",
      "env:",
      "  LOCKSTEP_FOLDER: \(Quoting.yaml(Quoting.github(folder.isEmpty ? "." : folder)))",
      "",
      "jobs:",
    ]
    lines += job("split", name: "divide", needs: [], condition: nil) + matrixless
    lines += past(.restore)
    lines += step(
      "Divide the fleet run",
      environment: [
        ("CANDIDATE", "${{ inputs.candidate }}"), ("BASELINE", "${{ inputs.baseline }}"),
      ],
      script: """
        set --
        if [ -f lockstep-fleet.json ]; then set -- "--past=$GITHUB_WORKSPACE/lockstep-fleet.json"; fi
        lockstep verify -C "./$LOCKSTEP_FOLDER" --fleet --split \(shards) \\
          --to "$GITHUB_WORKSPACE/lockstep-shards.json" "$@" \\
          ${CANDIDATE:+"--candidate=$CANDIDATE"} ${BASELINE:+"--baseline=$BASELINE"}
        """)
    lines += upload("lockstep-shards", "lockstep-shards.json", always: false)
    lines +=
      [""] + job("shard", name: "shard ${{ matrix.shard }}", needs: ["split"], condition: nil)
    lines += [
      "    strategy:",
      "      fail-fast: false",
      "      matrix:",
      "        shard: [\((1...shards).map(\.description).joined(separator: ", "))]",
    ]
    lines += matrixless + download(name: "lockstep-shards", into: ".")
    lines += step(
      "Run shard ${{ matrix.shard }}", environment: [("SHARD", "${{ matrix.shard }}")],
      script: """
        lockstep verify -C "./$LOCKSTEP_FOLDER" --fleet --shard "$SHARD" \\
          --shards "$GITHUB_WORKSPACE/lockstep-shards.json" \\
          --out "$GITHUB_WORKSPACE/lockstep-shard-$SHARD"
        """)
    lines += upload(
      "lockstep-shard-${{ matrix.shard }}", "lockstep-shard-${{ matrix.shard }}/", always: true)
    lines += [""]
    lines += job(
      "merge", name: "join", needs: ["split", "shard"],
      condition: "always() && needs.split.result == 'success'")
    lines += matrixless + download(name: "lockstep-shards", into: ".")
    lines += download(pattern: "lockstep-shard-*", into: "lockstep-run")
    lines += step("Join the shards", environment: [], script: Self.joining)
    lines += upload("lockstep-fleet", "lockstep-fleet.*", always: true) + past(.save)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The page goes to the job's summary; the status is that of the whole run.
  private static let joining = """
    mkdir -p lockstep-run
    merge() {
      lockstep verify merge -C "./$LOCKSTEP_FOLDER" --no-record --format "$@" \\
        --shards "$GITHUB_WORKSPACE/lockstep-shards.json" "$GITHUB_WORKSPACE/lockstep-run"
    }
    status=0
    merge text --html "$GITHUB_WORKSPACE/lockstep-fleet.html" || status=$?
    merge markdown >>"$GITHUB_STEP_SUMMARY" 2>/dev/null || true
    merge junit >lockstep-fleet.xml 2>/dev/null || true
    merge json >lockstep-fleet.json 2>/dev/null || true
    exit "$status"
    """

  private func job(_ id: String, name: String, needs: [String], condition: String?) -> [String] {
    var lines = ["  \(id):", "    name: \(name)"]
    if !needs.isEmpty { lines.append("    needs: [\(needs.joined(separator: ", "))]") }
    if let condition { lines.append("    if: ${{ \(condition) }}") }
    let runner = runner.map { Quoting.yaml(Quoting.github($0)) } ?? "ubuntu-24.04"
    return lines + ["    runs-on: \(runner)", "    timeout-minutes: 360"]
  }

  /// The steps that every job begins with: the whole history, whose tags name the releases.
  private var matrixless: [String] {
    [
      "    steps:",
      "      - uses: \(Action.checkout.rawValue)",
      "        with:",
      "          fetch-depth: 0",
      "          persist-credentials: false",
    ] + step("Set up", environment: [], script: Quoting.github(preparation))
  }

  private func step(_ name: String, environment: [(String, String)], script: String) -> [String] {
    var lines = ["      - name: \(name)"]
    if !environment.isEmpty {
      // What a person typed is a variable: in the script itself it would be a part of the program.
      lines.append("        env:")
      lines += environment.map { "          \($0.0): \($0.1)" }
    }
    return lines + ["        run: |"] + Quoting.block(script, indent: 10)
  }

  /// The report of the last run, which tells the next one how long each dependent takes.
  private func past(_ action: Action) -> [String] {
    var lines = ["      - uses: \(action.rawValue)"]
    if action == .save { lines.append("        if: ${{ always() }}") }
    lines += [
      "        with:", "          path: lockstep-fleet.json",
      "          key: lockstep-fleet-${{ github.run_id }}-${{ github.run_attempt }}",
    ]
    return action == .restore ? lines + ["          restore-keys: lockstep-fleet-"] : lines
  }

  private func upload(_ name: String, _ path: String, always: Bool) -> [String] {
    [
      "      - uses: \(Action.upload.rawValue)",
      always ? "        if: ${{ always() }}" : "",
      "        with:",
      "          name: \(name)",
      "          path: \(path)",
      "          if-no-files-found: \(always ? "warn" : "error")",
      "          overwrite: true",
    ].filter { !$0.isEmpty }
  }

  private func download(name: String? = nil, pattern: String? = nil, into path: String) -> [String]
  {
    let which = name.map { "name: \($0)" } ?? "pattern: \(pattern ?? "")"
    return [
      "      - uses: \(Action.download.rawValue)",
      "        with:",
      "          \(which)",
      "          path: \(path)",
    ]
  }
}
