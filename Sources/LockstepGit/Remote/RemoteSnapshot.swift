import LockstepCore

/// The references of another repository at one moment.
package struct RemoteSnapshot: Hashable, Sendable {
  /// What each reference holds.
  package var references: [RefName: ObjectID] = [:]
  /// For annotated tags: the object behind the tag.
  package var peeled: [RefName: ObjectID] = [:]
  /// The branch that a clone would check out, if the other side says so.
  package var head: RefName?

  /// The commit that a reference leads to, through a tag where there is one.
  package func commit(_ name: RefName) -> ObjectID? { peeled[name] ?? references[name] }

  /// Reads what `ls-remote --symref` prints: `<id> TAB <name>` a line, and `ref: <name> TAB HEAD`.
  ///
  /// Names that no valid reference has are passed over: nothing could be done with them.
  static func parse(listing bytes: [UInt8]) -> RemoteSnapshot {
    var snapshot = RemoteSnapshot()
    for line in bytes.split(separator: 10) {
      guard let tab = line.firstIndex(of: 9) else { continue }
      let first = line[..<tab]
      let second = line[(tab + 1)...]
      if first.starts(with: "ref: ".utf8) {
        let target = String(decoding: first.dropFirst(5), as: UTF8.self)
        if second.elementsEqual("HEAD".utf8) { snapshot.head = try? RefName(parsing: target) }
        continue
      }
      guard let id = ObjectID(hexadecimal: first),
        let text = String(validating: second, as: UTF8.self)
      else { continue }
      if text.hasSuffix("^{}"), let name = try? RefName(parsing: text.dropLast(3)) {
        snapshot.peeled[name] = id
      } else if let name = try? RefName(parsing: text) {
        snapshot.references[name] = id
      }
    }
    return snapshot
  }
}
