extension JobArray {
  /// A pipeline to include: one job divides, `parallel` runs the shards, a last one joins whatever came.
  ///
  /// All jobs are in one stage and ordered by their needs, so that it fits into any pipeline.
  var gitlab: String {
    var lines = head([
      "Divides the fleet run, runs the shards side by side, joins them. Include it in .gitlab-ci.yml;",
      "it runs in pipelines that are started by hand or by a schedule. It reads only.",
    ])
    lines += [
      "variables:",
      "  LOCKSTEP_CANDIDATE:",
      "    value: \"\"",
      "    description: What the fleet run tests; the tip of the branch where it is empty",
      "  LOCKSTEP_BASELINE:",
      "    value: \"\"",
      "    description: What it is compared with; the last release where it is empty",
      "",
      ".lockstep-fleet:",
      "  stage: test",
      "  timeout: 6h",
    ]
    if let runner { lines.append("  tags: [\(Quoting.yaml(runner))]") }
    lines += [
      "  variables:",
      "    GIT_DEPTH: \"0\"",
      // The runner would put a variable's value in the place of a single dollar sign.
      "    LOCKSTEP_FOLDER: "
        + Quoting.yaml((folder.isEmpty ? "." : folder).replacing("$", with: "$$")),
      "  before_script:",
      "    - |",
    ]
    lines += Quoting.block(preparation, indent: 6)
    lines += rules(when: nil)
    lines += [""] + job("split", needs: [], script: splitting) + past("pull")
    lines += [
      "  artifacts:",
      "    paths: [lockstep-shards.json]",
      "    expire_in: 1 week",
      "",
    ]
    lines += job("shard", needs: ["split"], script: running)
    lines += [
      "  parallel: \(shards)",
      "  artifacts:",
      "    when: always",
      "    paths: [lockstep-run/]",
      "    expire_in: 1 week",
      "",
    ]
    lines += job("merge", needs: ["split", "shard"], script: joining)
    lines += rules(when: "always") + past("push")
    lines += [
      "  artifacts:",
      "    when: always",
      "    paths: [lockstep-fleet.html, lockstep-fleet.json, lockstep-fleet.md, lockstep-fleet.xml]",
      "    reports:",
      "      junit: lockstep-fleet.xml",
      "    expire_in: 4 weeks",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// A job's rules; its own replace those that it inherits.
  private func rules(when: String?) -> [String] {
    var lines = ["  rules:"]
    for source in ["web", "schedule"] {
      lines.append("    - if: $CI_PIPELINE_SOURCE == \"\(source)\"")
      if let when { lines.append("      when: \(when)") }
    }
    return lines
  }

  /// The report of the last run, which tells the next one how long each dependent takes.
  private func past(_ policy: String) -> [String] {
    [
      "  cache:",
      "    key: lockstep-fleet",
      "    policy: \(policy)",
      "    when: always",
      "    paths: [lockstep-fleet.json]",
    ]
  }

  private func job(_ name: String, needs: [String], script: String) -> [String] {
    var lines = ["lockstep-\(name):", "  extends: .lockstep-fleet"]
    lines.append("  needs: [\(needs.map { "lockstep-\($0)" }.joined(separator: ", "))]")
    return lines + ["  script:", "    - |"] + Quoting.block(script, indent: 6)
  }

  private var splitting: String {
    """
    set --
    if [ -f lockstep-fleet.json ]; then set -- "--past=$CI_PROJECT_DIR/lockstep-fleet.json"; fi
    lockstep verify -C "./$LOCKSTEP_FOLDER" --fleet --split \(shards) \\
      --to "$CI_PROJECT_DIR/lockstep-shards.json" "$@" \\
      ${LOCKSTEP_CANDIDATE:+"--candidate=$LOCKSTEP_CANDIDATE"} \\
      ${LOCKSTEP_BASELINE:+"--baseline=$LOCKSTEP_BASELINE"}
    """
  }

  private var running: String {
    """
    lockstep verify -C "./$LOCKSTEP_FOLDER" --fleet --shard "${CI_NODE_INDEX:-1}" \\
      --shards "$CI_PROJECT_DIR/lockstep-shards.json" \\
      --out "$CI_PROJECT_DIR/lockstep-run/shard-${CI_NODE_INDEX:-1}"
    """
  }

  private var joining: String {
    """
    mkdir -p lockstep-run
    merge() {
      lockstep verify merge -C "./$LOCKSTEP_FOLDER" --no-record --format "$@" \\
        --shards "$CI_PROJECT_DIR/lockstep-shards.json" "$CI_PROJECT_DIR/lockstep-run"
    }
    status=0
    merge text --html "$CI_PROJECT_DIR/lockstep-fleet.html" || status=$?
    merge markdown >lockstep-fleet.md 2>/dev/null || true
    merge junit >lockstep-fleet.xml 2>/dev/null || true
    merge json >lockstep-fleet.json 2>/dev/null || true
    exit "$status"
    """
  }
}
