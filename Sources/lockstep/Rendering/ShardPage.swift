internal import LockstepCore
internal import LockstepKit

/// How a fleet run was divided: a line for each shard.
struct ShardPage {
  let plan: ShardPlan
  /// The file that it was written to, as the user says it.
  let file: String

  var text: String {
    var table = Table()
    for shard in plan.shards {
      let names = plan.names(of: shard.number).map { printable($0.description) }
      var told = names.prefix(Self.shown).joined(separator: ", ")
      if names.count > Self.shown { told += ", … (\(names.count))" }
      if names.isEmpty { told = "nothing is left for it" }
      if !shard.needs.isEmpty {
        let needs = shard.needs.prefix(Self.shown).map { printable($0.description) }
        told += "; needs " + needs.joined(separator: ", ")
        if shard.needs.count > Self.shown { told += ", …" }
      }
      table.add("\(shard.number)", "\(Int(shard.seconds.rounded())) s", told)
    }
    let count = counted(plan.dependents.count, "dependent")
    let known = plan.dependents.count(where: \.measured)
    var lines = [
      "\(printable(plan.baseline.name)) → \(printable(plan.candidate.name)): \(count) in "
        + counted(plan.shards.count, "shard"),
      "", table.text,
    ]
    switch known {
    case 0: lines.append("none of them was run before, so each counts the same")
    case plan.dependents.count: lines.append("seconds are those of their last runs")
    default:
      lines.append(
        "seconds are those of the last runs, for \(plan.dependents.count - known) the mean of these"
      )
    }
    lines += plan.unread.map {
      "\(printable($0.name.description)) is in no shard: \(printable($0.reason))"
    }
    lines.append("written to \(printable(file))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// How many names a line shows.
  private static let shown = 6
}
