package import LockstepCore

extension Configuration {
  /// `[foundation]`: the library that is released, and under which names.
  package struct Foundation: Hashable, Sendable {
    /// The package whose version is the release's version.
    package var package: String
    /// Further packages of the same workspace that are released together with it.
    package var packages: [String]
    /// The branches that are released from, one for each line; `*` stands for any text.
    package var branches: [String]
    /// The git remote that counts.
    package var remote: String
    /// How a release's tag is spelt.
    package var tag: TagTemplate
    /// How a hotfix's tag is spelt; matched before ``tag``.
    package var hotfixTag: TagTemplate
    /// Where releases are published.
    package var publish: Publish
    /// Where the migration guide of a breaking release stands, from the configuration's folder on.
    package var guide: GuideTemplate

    /// Creates the settings of `package` with the defaults for the rest.
    package init(
      package: String, packages: [String] = [], branches: [String] = ["main"],
      remote: String = "origin", tag: TagTemplate = TagTemplate(prefix: "v"),
      hotfixTag: TagTemplate = TagTemplate(prefix: "v", suffix: "-hotfix"),
      publish: Publish = .registry("crates-io"), guide: GuideTemplate = GuideTemplate()
    ) {
      self.package = package
      self.packages = packages
      self.branches = branches
      self.remote = remote
      self.tag = tag
      self.hotfixTag = hotfixTag
      self.publish = publish
      self.guide = guide
    }

    /// All released packages, ``package`` first.
    package var allPackages: [String] { [package] + packages }

    /// The branch that is meant where none is named: the first that is no pattern.
    package var mainBranch: String { branches.first { !$0.contains("*") } ?? "main" }

    /// Whether releases are made from the branch called `name`.
    ///
    /// A candidate's own branch is no line, whatever a pattern says.
    package func isLine(_ name: String) -> Bool {
      guard !name.hasPrefix("lockstep/") else { return false }
      return branches.contains { $0 == name || FolderPattern.matches(Array(name), Array($0)) }
    }

    /// The name of the branch that the line of `version` gets where it has none: as the first pattern
    /// with one `*` says, else `2.0.x`.
    package func lineName(for version: Version) -> String {
      let numbers = "\(version.major).\(version.minor)"
      let pattern = branches.first { $0.count { $0 == "*" } == 1 && $0 != "*" }
      return pattern?.replacing("*", with: numbers) ?? "\(numbers).x"
    }

    /// The version that a tag stands for, and whether it is a hotfix's; nil for any other tag.
    package func version(ofTag name: String) -> (version: Version, isHotfix: Bool)? {
      if let version = hotfixTag.version(of: name) { return (version, true) }
      if let version = tag.version(of: name) { return (version, false) }
      return nil
    }
  }

  /// Where a release is published.
  package enum Publish: Hashable, Sendable, CustomStringConvertible {
    /// A registry by the name that Cargo knows it under.
    case registry(String)
    /// A folder: a file registry, relative to the configuration's folder unless absolute.
    case folder(String)
    /// Nowhere: the tag is the release.
    case none

    /// Reads the configuration's spelling: a folder contains `/` or starts with `.`.
    package init(_ text: String) {
      if text == "none" {
        self = .none
      } else if text.contains("/") || text.hasPrefix(".") {
        self = .folder(text)
      } else {
        self = .registry(text)
      }
    }

    /// The configuration's spelling.
    package var description: String {
      switch self {
      case .registry(let name): name
      case .folder(let path): path
      case .none: "none"
      }
    }
  }
}
