import LockstepCore
import LockstepTOML

extension ConfigurationForm where Value == Bool {
  /// `true` or `false`.
  static var truth: Self {
    Self(expected: "true or false", example: "true") { value in
      if case .boolean(let truth) = value { .fits(truth) } else { .wrongType }
    }
  }
}

extension ConfigurationForm where Value == DeprecationCycle {
  /// A deprecation cycle.
  static var deprecationCycle: Self {
    text("a deprecation cycle", example: "\"2-versions\"") { text in
      guard let cycle = DeprecationCycle(parsing: text) else {
        return .wrong(
          message: "is no deprecation cycle: \(quoted(text))",
          hint: "write for example \"2-versions\" or \"1-majors\"")
      }
      return .fits(cycle)
    }
  }
}

extension Configuration {
  static func flags(_ root: ConfigurationCursor) -> Flags {
    guard let table = root.enter("flags", ConfigurationSchema.flags) else { return Flags() }
    var seen: [String: String] = [:]
    func features(_ name: String) -> [String] {
      let form = ConfigurationForm<String>.name("a feature's name", example: "\"v3-preview\"")
      let features = table.readAll(name, form) ?? []
      for (index, feature) in features.enumerated() {
        if let other = seen.updateValue(name, forKey: feature) {
          table.reader.report(
            "\(quoted(feature)) is among `\(other)` too",
            at: table.reader.place(of: table.path + [.key(name), .index(index)]),
            hint: "give it one class")
        }
      }
      return features
    }
    return Flags(
      stable: features("stable"), preview: features("preview"), legacy: features("legacy"),
      experimental: features("experimental"),
      deprecationCycle: table.read("deprecation-cycle", .deprecationCycle) ?? .usual)
  }
}
