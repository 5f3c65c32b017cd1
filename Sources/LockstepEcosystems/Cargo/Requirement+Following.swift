import LockstepCore

extension Requirement {
  /// The requirement with `version` in the place of its own, even where it admits that already:
  /// `2.0.1` becomes `2.1.0`, `2` stays `2`.
  ///
  /// Requirements of several comparators, or with wildcards, move only as far as they have to.
  func following(_ version: Version) -> Requirement {
    guard comparators.count == 1, !description.contains("*"), !version.isPrerelease,
      let start = description.firstIndex(where: \.isNumber),
      admits(version)
    else { return raised(to: version) }
    let sign = description[..<start]
    guard sign.allSatisfy({ "^~=>  ".contains($0) }), sign.last != ">" else {
      return raised(to: version)
    }
    let written = description[start...].prefix { !$0.isWhitespace }
    let numbers = ["\(version.major)", "\(version.minor)", "\(version.patch)"]
    let precision = written.prefix { $0 != "-" && $0 != "+" }.split(separator: ".").count
    let text = sign + numbers.prefix(precision).joined(separator: ".")
    return (try? Requirement(parsing: text)) ?? raised(to: version)
  }
}
