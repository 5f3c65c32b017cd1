package import LockstepCore

/// A reference and what it points to.
package struct Reference: Hashable, Sendable {
  /// Its name.
  package var name: RefName
  /// The object that it holds: for an annotated tag the tag object.
  package var object: ObjectID
  /// The object behind a tag, else ``object`` itself.
  package var peeled: ObjectID

  /// Describes a reference.
  package init(name: RefName, object: ObjectID, peeled: ObjectID) {
    self.name = name
    self.object = object
    self.peeled = peeled
  }
}

/// One reference that is to go from an old value to a new one, and from no other.
package struct RefUpdate: Hashable, Codable, Sendable {
  /// The reference.
  package var ref: RefName
  /// What it must hold; `nil`: it must not exist.
  package var old: ObjectID?
  /// What it is to hold; `nil`: it is to be deleted.
  package var new: ObjectID?

  /// Describes an update.
  package init(ref: RefName, old: ObjectID?, new: ObjectID?) {
    self.ref = ref
    self.old = old
    self.new = new
  }
}

/// References did not hold what an update expected; nothing was changed.
package struct RefConflict: ExplainedError, Hashable {
  /// One reference that stood elsewhere.
  package struct Difference: Hashable, Sendable {
    /// The reference.
    package var ref: RefName
    /// What it should have held; `nil`: it should not have existed.
    package var expected: ObjectID?
    /// What it holds; `nil`: it does not exist.
    package var found: ObjectID?

    /// Describes a difference.
    package init(ref: RefName, expected: ObjectID?, found: ObjectID?) {
      self.ref = ref
      self.expected = expected
      self.found = found
    }
  }

  /// Every reference that stood elsewhere.
  package var differences: [Difference]

  /// Describes the differences.
  package init(differences: [Difference]) {
    self.differences = differences
  }

  package var explanation: Explanation {
    Explanation(
      differences.count == 1
        ? "\(differences[0].ref) has moved meanwhile"
        : "\(differences.count) references have moved meanwhile",
      why: differences.prefix(20).map { difference in
        let expected = difference.expected.map { "at \($0.short)" } ?? "not to exist"
        let found = difference.found.map { "is at \($0.short)" } ?? "does not exist"
        return "\(difference.ref) was expected \(expected), but \(found)"
      },
      hints: ["look at what changed it, then run the command again"])
  }
}
