import LockstepCore

extension Configuration {
  /// The commented file that says what this configuration says.
  ///
  /// What differs from its default is stated; every other key stands in a comment with its default
  /// and its meaning. The text parses to a configuration that decides like this one.
  package func template() -> String {
    var page = TemplatePage()
    page.comment("How this library and everything that depends on it are released together.")
    page.comment("Keys in comments show their defaults. Check the file with `lockstep check`.")
    page.section("foundation", ConfigurationSchema.foundation, stated: foundation.stated)
    page.section("fleet", ConfigurationSchema.fleet, stated: fleet.stated)
    for dependent in fleet.dependents {
      page.entry("fleet.dependent", ConfigurationSchema.dependent, stated: dependent.stated)
    }
    if fleet.dependents.isEmpty {
      page.example("fleet.dependent", ConfigurationSchema.dependent)
    }
    page.section("policy", ConfigurationSchema.policy, stated: policy.stated)
    page.section("rollout", ConfigurationSchema.rollout, stated: rollout.stated)
    page.section("gates", ConfigurationSchema.gates, stated: gates.stated)
    page.section("flags", ConfigurationSchema.flags, stated: flags.stated)
    page.section("triggers", ConfigurationSchema.triggers, stated: triggers.stated)
    for command in triggers.commands {
      page.entry("triggers.command", ConfigurationSchema.triggerCommand, stated: command.stated)
    }
    if triggers.commands.isEmpty {
      page.example("triggers.command", ConfigurationSchema.triggerCommand)
    }
    page.section("watch", ConfigurationSchema.watch, stated: watch.stated)
    page.section("ledger", ConfigurationSchema.ledger, stated: ledger.stated)
    var addresses = services.mapValues(\.literal)
    addresses["acknowledge"] = acknowledgeAddress.map(TOMLLiteral.string)
    page.section("services", ConfigurationSchema.services, stated: addresses)
    page.section("serve", ConfigurationSchema.serve, stated: serve.stated)
    page.section("mail", ConfigurationSchema.mail, stated: mail.stated)
    for contact in contacts {
      page.entry("contact", ConfigurationSchema.contact, stated: contact.stated)
    }
    if contacts.isEmpty { page.example("contact", ConfigurationSchema.contact) }
    return page.text
  }
}

/// Puts a commented file together.
private struct TemplatePage {
  private(set) var text = ""

  mutating func comment(_ line: String) { text += "# \(line)\n" }

  /// A table of the file, with every key that it knows.
  mutating func section(
    _ name: String, _ place: ConfigurationSchema.Place, stated: [String: String]
  ) {
    text += "\n[\(name)]\n"
    for key in place.keys where !key.sample.isEmpty {
      line(key, stated: stated[key.name])
    }
  }

  /// One element of an array of tables: only what is stated.
  mutating func entry(
    _ name: String, _ place: ConfigurationSchema.Place, stated: [String: String]
  ) {
    text += "\n[[\(name)]]\n"
    for key in place.keys {
      guard let literal = stated[key.name] else { continue }
      text += "\(key.name) = \(literal)\n"
    }
  }

  /// An element that nobody has written yet.
  mutating func example(_ name: String, _ place: ConfigurationSchema.Place) {
    text += "\n# [[\(name)]]\n"
    for key in place.keys { line(key, stated: nil) }
  }

  private mutating func line(_ key: ConfigurationSchema.Key, stated: String?) {
    let statement = "\(key.name) = \(stated ?? key.sample)"
    let lead = stated == nil ? "# \(statement)" : statement
    let width = 36
    let gap = lead.count < width ? String(repeating: " ", count: width - lead.count) : "  "
    text +=
      "\(lead)\(gap)# \(key.meaning)\(key.isExample && stated == nil ? " (an example)" : "")\n"
  }
}

/// TOML's spelling of values.
enum TOMLLiteral {
  /// A basic string.
  static func string(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\t": literal += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// An array on one line.
  static func array(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }

  /// An array of strings.
  static func strings(_ texts: [String]) -> String { array(texts.map(string)) }

  /// An inline table.
  static func table(_ pairs: [(String, String)]) -> String {
    "{ " + pairs.map { "\($0) = \($1)" }.joined(separator: ", ") + " }"
  }

  /// A length of time.
  static func span(_ span: Span) -> String { string(span.description) }

  /// A number, without a fraction where it has none.
  static func number(_ number: Double) -> String {
    number.rounded() == number && abs(number) < 1e15 ? String(Int64(number)) : String(number)
  }
}
