internal import LockstepCore
internal import LockstepGit
internal import LockstepKit

/// What a rehearsal found: how long each part took, who would be left out, how long it takes for real.
struct RehearsalPage {
  let report: RehearsalReport

  // MARK: - Text

  var text: String {
    var blocks = [
      "rehearsal: \(report.title) (\(report.candidate.short)), on copies of the whole fleet"
    ]
    blocks += report.operations.map(block)
    blocks.append(pins)
    if !report.projections.isEmpty { blocks.append(projections) }
    blocks += report.remarks.map { "note: \(printable($0))" }
    blocks.append(conclusion)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func block(_ operation: RehearsalReport.Operation) -> String {
    var rows = [
      "\(operation.title): \(operation.finished ? "finished" : "stopped") after "
        + Self.span(operation.seconds)
    ]
    if let reason = operation.reason { rows.append("  \(printable(reason))") }
    var table = Table()
    for phase in operation.phases { table.add(phase.name, Self.span(phase.seconds)) }
    if operation.phases.count > 1 { rows.append(table.text) }
    return rows.joined(separator: "\n")
  }

  private var pins: String {
    var rows = ["\(counted(report.pinned, "dependent")) pinned, each built as it was pinned"]
    if !report.cannotPin.isEmpty {
      rows.append("cannot be pinned: their code does not build with the last good version any more")
      rows += report.cannotPin.map { "  \($0.name): \(printable($0.reason))" }
    }
    if !report.floats.isEmpty {
      rows.append(
        "float: without a lock they have a release, and its hotfix, when it is published")
      rows.append("  " + report.floats.map(\.description).joined(separator: ", "))
    }
    return rows.joined(separator: "\n")
  }

  private var projections: String {
    var table = Table()
    for projection in report.projections {
      table.add(
        "by \(projection.delivery)", Self.span(projection.seconds),
        (projection.forge.map { "under \($0)'s limits" } ?? "as it was measured here")
          + (projection.fits ? "" : "; the promised hour is not kept"))
    }
    let count = report.projections.first?.repositories ?? 0
    return "Pinning \(counted(count, "dependent")) for real takes:\n" + table.text
  }

  private var conclusion: String {
    let time =
      "in \(Self.span(report.seconds)), \(Self.span(report.preparation)) of it for the copies"
    guard !report.isGreen else { return "the way back is ready: rehearsed \(time)" }
    return
      (["the way back is not ready: rehearsed \(time)"]
      + report.obstacles.map { "  \(printable($0))" }).joined(separator: "\n")
  }

  private static func span(_ seconds: Double) -> String {
    seconds < 10
      ? "\((seconds * 10).rounded() / 10) s" : Span(seconds: Int64(seconds.rounded())).description
  }

  // MARK: - JSON

  func json(schema: String) -> JSONValue {
    [
      "schema": .string("lockstep.\(schema)/1"), "rehearsal": true,
      "title": .string(report.title), "version": .string(report.version.description),
      "candidate": .string(report.candidate.description), "green": .boolean(report.isGreen),
      "obstacles": .array(report.obstacles.map(JSONValue.string)),
      "operations": .array(report.operations.map(Self.json)),
      "pinned": .integer(Int64(report.pinned)),
      "cannot-pin": .array(
        report.cannotPin.map {
          ["name": .string($0.name.description), "reason": .string($0.reason)]
        }),
      "floats": .array(report.floats.map { .string($0.description) }),
      "projections": .array(report.projections.map(Self.json)),
      "preparation": .number(report.preparation), "seconds": .number(report.seconds),
      "remarks": .array(report.remarks.map(JSONValue.string)),
      "status": .integer(Int64(report.exitStatus.rawValue)),
    ]
  }

  private static func json(_ operation: RehearsalReport.Operation) -> JSONValue {
    [
      "title": .string(operation.title), "finished": .boolean(operation.finished),
      "reason": operation.reason.map(JSONValue.string) ?? .null,
      "seconds": .number(operation.seconds),
      "phases": .array(
        operation.phases.map { ["name": .string($0.name), "seconds": .number($0.seconds)] }),
    ]
  }

  private static func json(_ projection: RehearsalReport.Projection) -> JSONValue {
    [
      "delivery": .string(projection.delivery),
      "forge": projection.forge.map(JSONValue.string) ?? .null,
      "repositories": .integer(Int64(projection.repositories)),
      "seconds": .number(projection.seconds), "fits": .boolean(projection.fits),
    ]
  }
}
