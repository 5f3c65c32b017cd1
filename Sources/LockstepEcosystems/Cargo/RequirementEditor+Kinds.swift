import LockstepCore
import LockstepTOML

extension RequirementEditor {
  mutating func apply(_ edit: RequirementEdit) throws(ManifestEditError) {
    guard try !current().inherited else {
      throw refused(
        "the requirement is inherited, and is stated in the workspace's root manifest")
    }
    switch edit {
    case .raise(let target, let when): try raise(to: target, when: when)
    case .pin(let target, let replacement): try pin(to: target, replacingPath: replacement)
    case .restore(let target, let original): try restore(original, to: target)
    case .requirement(let requirement): try set(requirement)
    case .features(let names, let defaults): try setFeatures(names, defaults: defaults)
    case .restoreFeatures(let original, let names, let defaults):
      try restoreFeatures(of: original, from: names, defaults: defaults)
    case .git(let url, let reference, let requirement):
      try rewrite(to: Self.git(url, reference, version: requirement?.description))
    }
  }

  // MARK: - Raising

  private mutating func raise(
    to target: ReleaseTarget, when: RequirementEdit.Raising
  ) throws(ManifestEditError) {
    let now = try current()
    let version = try raisedText(of: now, to: target, when: when)
    switch now.source {
    case .registry, .path:
      try rewrite(to: fields(in: document).map { $0.key == "version" ? version ?? $0 : $0 })
    case .git(_, let reference):
      let moved = try moved(reference, to: target)
      try rewrite(
        to: fields(in: document).map { field in
          switch field.key {
          case "version": version ?? field
          case "branch", "tag", "rev": moved ?? field
          default: field
          }
        })
    }
  }

  /// The version's new text, or nil where it stays.
  private func raisedText(
    of now: Dependency, to target: ReleaseTarget, when: RequirementEdit.Raising
  ) throws(ManifestEditError) -> Field? {
    guard let requirement = now.requirement else { return nil }
    if when == .whenNeeded, requirement.admits(target.version) { return nil }
    let raised =
      when == .always
      ? requirement.following(target.version) : requirement.raised(to: target.version)
    guard raised != requirement else { return nil }
    guard raised.admits(target.version) else {
      throw refused("`\(requirement)` cannot be raised so that it admits \(target.version)")
    }
    return Field(key: "version", text: raised.description)
  }

  /// The reference that names the release in the way of the present one; nil where it stays.
  private func moved(
    _ reference: GitReference, to target: ReleaseTarget
  ) throws(ManifestEditError) -> Field? {
    if reference.floats { return nil }
    let wanted: GitReference?
    switch reference {
    case .defaultBranch, .branch: return nil
    case .tag: wanted = target.fixedReference
    case .rev(let revision) where Ascii.isHexadecimal(revision):
      wanted = target.commit.map(GitReference.rev) ?? target.fixedReference
    case .rev:
      wanted = (target.tag ?? target.commit).map(GitReference.rev)
    }
    guard let field = wanted?.keyAndValue else {
      throw refused("the release \(target.version) has neither a tag nor a commit id to name")
    }
    return Field(key: field.key, text: field.value)
  }

  // MARK: - Pinning

  private mutating func pin(
    to target: ReleaseTarget, replacingPath replacement: RequirementEdit.PathReplacement?
  ) throws(ManifestEditError) {
    let now = try current()
    let wanted = Requirement.exactly(target.version)
    // `= 2.0.5` says it already, in its own way.
    let stated = now.requirement == wanted ? now.requirementText : nil
    let exact = stated ?? wanted.description
    switch now.source {
    case .registry:
      try setVersion(exact)
    case .git(let url, _):
      try rewrite(
        to: Self.git(
          url, try fixed(target), version: now.requirementText == nil ? nil : exact))
    case .path:
      if now.folderInRepository != nil { return }
      let url = target.repository.map(RequirementEdit.PathReplacement.git)
      switch replacement ?? url {
      case .registry(let name)?:
        let registry = name.map { [Field(key: "registry", text: $0)] } ?? []
        try rewrite(to: [Field(key: "version", text: exact)] + registry)
      case .git(let url)?:
        try rewrite(
          to: Self.git(
            url, try fixed(target), version: now.requirementText == nil ? nil : exact))
      case nil:
        throw refused(
          "the path leads out of the repository, and there is no other source to take",
          hints: ["give the foundation's repository an `origin`, or publish it to a registry"])
      }
    }
  }

  private func fixed(_ target: ReleaseTarget) throws(ManifestEditError) -> GitReference {
    guard let reference = target.fixedReference else {
      throw refused("the release \(target.version) has neither a tag nor a commit id to name")
    }
    return reference
  }

  // MARK: - Setting

  private mutating func set(_ requirement: Requirement) throws(ManifestEditError) {
    try setVersion(requirement.description)
  }

  /// Sets the version's text and leaves the rest as it is.
  private mutating func setVersion(_ text: String) throws(ManifestEditError) {
    var fields = fields(in: document)
    if let index = fields.firstIndex(where: { $0.key == "version" }) {
      fields[index].text = text
    } else {
      fields.append(Field(key: "version", text: text))
    }
    try rewrite(to: fields)
  }

  /// The keys of a git source.
  private static func git(
    _ url: String, _ reference: GitReference, version: String?
  ) -> [Field] {
    var fields = [Field(key: "git", text: url)]
    if let (key, value) = reference.keyAndValue { fields.append(Field(key: key, text: value)) }
    if let version { fields.append(Field(key: "version", text: version)) }
    return fields
  }
}
