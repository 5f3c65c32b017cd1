package import LockstepCore

/// An attachment whose name cannot stand in an event's tree.
package struct EvidenceNameInvalid: ExplainedError, Hashable {
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package var explanation: Explanation {
    Explanation(
      "evidence cannot be recorded under the name \(name.debugDescription)",
      why: ["a name is one or more parts between slashes, none of them empty, `.`, `..` or `.git`"])
  }
}
