package import LockstepCore

/// Packages of one repository that need one another in a circle, so that none can be first.
package struct PublishCycle: ExplainedError, Hashable {
  /// The circle, each package needing the next and the last the first.
  package var packages: [String]

  /// Creates an error about a circle.
  package init(packages: [String]) { self.packages = packages }

  package var explanation: Explanation {
    let circle = (packages + packages.prefix(1)).map { "`\($0)`" }.joined(separator: " → ")
    return Explanation(
      "the packages cannot be ordered for publishing", why: ["\(circle) is a circle"],
      hints: ["drop the `version` of a dev-dependency in the circle: it is then left out"])
  }
}
