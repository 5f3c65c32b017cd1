package import LockstepCore
import LockstepEcosystems
import LockstepGit

/// One line of `lockstep fleet`: a dependent, and a line of its manifest that makes it one.
package struct FleetRow: Hashable, Sendable {
  /// The dependent.
  package var name: RepositoryName
  /// The manifest with the requirement, as a path in the repository.
  package var manifest: String
  /// The line of the value that would be changed.
  package var line: Int
  /// The package that is required.
  package var package: String
  /// The requirement in the words of its source: `2.0`, `tag v2.0.5`, `../core`.
  package var requirement: String
  /// `registry`, `git` or `path`.
  package var source: String
  /// Whether it is the foundation itself that is required here.
  package var direct: Bool
  /// The dependent that provides the package; nil where it is the foundation.
  package var via: RepositoryName?
  /// The features that are asked for.
  package var features: [String]
  /// Whether the default features are asked for.
  package var defaultFeatures: Bool
  /// Whether the dependency is optional, and then the features that turn it on.
  package var optional: Bool
  package var enabledBy: [String]
  /// `normal`, `development` or `build`.
  package var kind: String
  /// The wave of the dependent.
  package var wave: Int
  /// The manifests that inherit the line; empty unless it is a workspace's.
  package var inheritedBy: [String]
  /// The versions that committed locks hold for it.
  package var locked: [Version]
  /// Whether a committed lock decides about it.
  package var hasLock: Bool
  /// Whether some release or push may reach it by itself.
  package var floats: Bool
  /// Whether a change arrives without a release: a branch or a folder.
  package var isImmediate: Bool

  /// The row as the design's JSON has it, with what is known beyond that.
  package var json: JSONValue {
    [
      "name": .string(name.description), "manifest": .string(manifest),
      "line": .integer(Int64(line)), "package": .string(package),
      "requirement": .string(requirement), "source": .string(source),
      "direct": .boolean(direct), "via": via.map { .string($0.description) } ?? .null,
      "features": .array(features.map(JSONValue.string)),
      "default-features": .boolean(defaultFeatures), "optional": .boolean(optional),
      "enabled-by": .array(enabledBy.map(JSONValue.string)), "kind": .string(kind),
      "wave": .integer(Int64(wave)), "inherited-by": .array(inheritedBy.map(JSONValue.string)),
      "locked": .array(locked.map { .string($0.description) }), "has-lock": .boolean(hasLock),
      "floats": .boolean(floats),
      "reach": .string(isImmediate ? "immediate" : "release"),
    ]
  }
}

extension Fleet {
  /// The lines of `lockstep fleet`, by wave, name, manifest and line.
  package var rows: [FleetRow] { dependents.flatMap(\.rows) }

  /// The result of `lockstep fleet --format json`.
  package var json: JSONValue {
    [
      "schema": "lockstep.fleet/1",
      "foundation": [
        "name": .string(foundation.name.description),
        "packages": .array(foundation.packages.map(JSONValue.string)),
        "addresses": .array(foundation.addresses.map { .string($0.redacted) }),
      ],
      "dependents": .array(rows.map(\.json)),
      "waves": .array(waves.map { .array($0.map { .string($0.description) }) }),
      "cycles": .array(cycles.map { .array($0.map { .string($0.description) }) }),
      "splits": .array(versionSplits.map(\.json)),
      "locked-only": .array(bystanders.map { .string($0.name.description) }),
      "unrelated": .array(unrelated.map { .string($0.description) }),
      "problems": .object(
        Dictionary(
          problems.map { name, list in
            (name.description, .array(list.map { .string($0.description) }))
          }, uniquingKeysWith: { $1 })),
    ]
  }
}

extension VersionSplit {
  /// The split as JSON.
  package var json: JSONValue {
    [
      "repository": .string(repository.description), "build": .string(build),
      "package": .string(package), "locked": .boolean(isLocked),
      "sides": .array(
        sides.map { side in
          [
            "version": .string(side.version), "source": .string(side.source),
            "through": .array(side.through.map { .string($0.description) }),
            "place": .string(side.place.description),
          ]
        }),
    ]
  }
}

extension Dependent {
  /// The dependent's lines: one for each statement, however many manifests inherit it.
  package var rows: [FleetRow] {
    var order: [Dependency.Statement] = []
    var groups: [Dependency.Statement: [Use]] = [:]
    for use in uses {
      let statement = use.dependency.statement
      if groups[statement] == nil { order.append(statement) }
      groups[statement, default: []].append(use)
    }
    return order.compactMap { groups[$0].flatMap(row) }
      .sorted { ($0.manifest, $0.line) < ($1.manifest, $1.line) }
  }

  private func row(_ group: [Use]) -> FleetRow? {
    guard let first = group.first else { return nil }
    let dependency = first.dependency
    let inheriting = group.filter(\.dependency.inherited).map(\.dependency.member)
    return FleetRow(
      name: name, manifest: dependency.manifest, line: dependency.place.line,
      package: dependency.name, requirement: dependency.shownRequirement,
      source: dependency.source.word, direct: first.via == nil, via: first.via,
      features: Set(group.flatMap(\.dependency.features)).sorted(),
      defaultFeatures: group.contains { $0.dependency.defaultFeatures },
      optional: group.allSatisfy(\.dependency.optional),
      enabledBy: Set(group.flatMap(\.enabledBy)).sorted(), kind: dependency.kind.rawValue,
      wave: wave, inheritedBy: Set(inheriting).sorted(),
      locked: Set(group.flatMap { $0.locked.map(\.version) }).sorted(),
      hasLock: group.allSatisfy(\.hasLock), floats: group.contains(where: \.floats),
      isImmediate: first.reach == .immediate)
  }
}

extension Dependency {
  /// The requirement in the words of its source.
  package var shownRequirement: String {
    let version = requirementText ?? requirement?.description
    switch source {
    case .registry: return version ?? "*"
    case .git(_, let reference):
      return version.map { "\(reference), \($0)" } ?? reference.description
    case .path(let path): return version.map { "\(path), \($0)" } ?? path
    }
  }
}
