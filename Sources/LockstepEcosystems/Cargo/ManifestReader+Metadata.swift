import LockstepCore
import LockstepTOML

extension ManifestReader {
  /// Reads what the manifest says about the classes of features and the deprecation cycle.
  ///
  /// Metadata is free text as far as Cargo is concerned, so that nothing in it makes a manifest
  /// unreadable: what has another form than ours is left out.
  func readMetadata(into facts: inout PackageFacts, at package: TOMLPath) {
    let metadata = package + ["metadata"]
    if let table = document.value(at: metadata + ["features"])?.asTable {
      let path = metadata + ["features"]
      for (name, value) in table {
        for (feature, statement) in statements(name, value, at: path + [.key(name)]) {
          // A list says less than the feature's own line, wherever it stands.
          if value.asArray != nil, facts.featureStatements[feature] != nil { continue }
          facts.featureStatements[feature] = statement
        }
      }
    }
    let cycle = metadata + ["semantic-versioning", "deprecation-cycle"]
    facts.deprecationCycle = document.value(at: cycle)?.asString
  }

  private func statements(
    _ name: String, _ value: TOMLValue, at path: TOMLPath
  ) -> [(String, FeatureStatement)] {
    switch value {
    case .string(let word):
      return [(name, FeatureStatement(word: word, place: place(path)))]
    case .table(let table):
      guard let word = table.string("class") else { return [] }
      return [
        (
          name,
          FeatureStatement(
            word: word, since: version("since", in: table),
            deprecatedSince: version("deprecated-since", in: table), place: place(path))
        )
      ]
    default:
      return (value.asArray ?? []).enumerated().compactMap { index, item in
        item.asString.map {
          ($0, FeatureStatement(word: name, place: place(path + [.index(index)])))
        }
      }
    }
  }

  private func version(_ key: String, in table: TOMLTable) -> Version? {
    table.string(key).flatMap { try? Version(parsing: Ascii.trimmed($0)) }
  }
}
