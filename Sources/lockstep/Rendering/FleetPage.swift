internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit

/// Who depends on the foundation, a line for each requirement.
struct FleetPage {
  let loaded: LoadedFleet

  var text: String {
    let rows = loaded.fleet.rows
    guard !rows.isEmpty else { return "nobody depends on the foundation, as far as can be seen\n" }
    var table = Table(indent: 0)
    table.add("WAVE", "NAME", "MANIFEST", "REQUIRES", "SOURCE", "LOCKED", "FEATURES")
    for row in rows {
      table.add(
        "\(row.wave)", row.name.description, "\(row.manifest):\(row.line)",
        row.via.map { "\(row.package) \(row.requirement) via \($0)" }
          ?? "\(row.package) \(row.requirement)",
        row.source, row.floats ? "—" : row.locked.map(\.description).joined(separator: ", "),
        features(of: row))
    }
    return table.text + "\n"
  }

  private func features(of row: FleetRow) -> String {
    var names = row.features
    if !row.defaultFeatures { names.insert("no default", at: 0) }
    if row.optional { names.append("optional, by \(row.enabledBy.joined(separator: ", "))") }
    return names.joined(separator: ", ")
  }

  /// Cycles, splits and what could not be read; empty where all is well.
  var remarks: String {
    loaded.remarks.joined(separator: "\n")
  }
}
