import LockstepCore
import LockstepSystem
import LockstepTOML

extension ConfigurationForm where Value == TagTemplate {
  /// A tag's template.
  static var tagTemplate: Self {
    text("a tag's template", example: "\"v{version}\"") { text in
      guard let template = TagTemplate(parsing: text) else {
        return .wrong(
          message: "needs `{version}` exactly once: \(quoted(text))",
          hint: "write for example \"v{version}\"")
      }
      guard template.couldBeTag else {
        return .wrong(
          message: "is no name that git gives a tag: \(quoted(text))",
          hint: "write for example \"v{version}\"")
      }
      return .fits(template)
    }
  }
}

extension ConfigurationForm where Value == GuideTemplate {
  /// The path of a migration guide inside the foundation's repository.
  static var guideTemplate: Self {
    text("a path with `{version}` in it", example: "\"docs/migration/{version}.md\"") { text in
      do throws(GuideTemplate.Problem) {
        return .fits(try GuideTemplate(parsing: text))
      } catch {
        return .wrong(
          message: "\(error.problem): \(quoted(text))",
          hint: "write for example \"docs/migration/{version}.md\"")
      }
    }
  }
}

extension TagTemplate {
  /// Says whether git would take the tags that this template makes.
  var couldBeTag: Bool {
    let sample = "\(prefix)1.2.3\(suffix)"
    let refused: Set<Character> = ["~", "^", ":", "?", "*", "[", "\\", " ", "\u{7F}"]
    return !sample.hasPrefix("-") && !sample.hasPrefix("/") && !sample.hasSuffix("/")
      && !sample.hasSuffix(".") && !sample.hasSuffix(".lock") && !sample.contains("..")
      && !sample.contains("@{") && !sample.contains("//") && !sample.hasPrefix(".")
      && !sample.contains("/.")
      && !sample.contains { refused.contains($0) || ($0.asciiValue ?? 32) < 32 }
  }
}

extension ConfigurationForm where Value == Configuration.FeatureSet {
  /// A list of features, or a word that stands for one or more lists.
  static var featureSet: Self {
    Self(expected: "a list of features or \"all\"", example: "[[], [\"preview\"], \"all\"]") {
      switch $0 {
      case .string("all"): return .fits(.all)
      case .string("each"): return .fits(.each)
      case .string(let text) where text == "powerset" || text.hasPrefix("powerset:"):
        let words = text.split(separator: ":", omittingEmptySubsequences: false).dropFirst()
        let depth = words.first.map { Int($0) } ?? Value.usualDepth
        guard words.count < 2, let depth, (1...Value.greatestDepth).contains(depth) else {
          return .wrong(
            message: "holds \(quoted(text)), whose depth is no number from 1 to "
              + "\(Value.greatestDepth)",
            hint: "write \"powerset:\(Value.usualDepth)\"")
        }
        return .fits(.powerset(depth: depth))
      case .string(let text):
        return .wrong(
          message: "holds \(quoted(text)), which is neither a list nor \"all\", \"each\" or "
            + "\"powerset\"",
          hint: "write [\(quoted(text))] for the set of this one feature")
      case .array(let elements):
        var names: [String] = []
        for element in elements {
          guard case .string(let name) = element else {
            return .wrong(
              message: "holds \(element.kindName) where a feature's name is expected", hint: nil)
          }
          names.append(name)
        }
        return .fits(.of(names))
      default: return .wrongType
      }
    }
  }
}

extension ConfigurationForm where Value == [String] {
  /// A command: a program with its arguments, or a string that blanks separate into them.
  static var command: Self {
    Self(expected: "a command", example: "[\"ci/integration\", \"--all\"]") { value in
      let words: [String]
      switch value {
      case .string(let text): words = text.split(separator: " ").map(String.init)
      case .array(let elements):
        var list: [String] = []
        for element in elements {
          guard case .string(let word) = element else { return .wrongType }
          list.append(word)
        }
        words = list
      default: return .wrongType
      }
      guard let program = words.first, !program.isEmpty else {
        return .wrong(message: "holds a command without a program", hint: nil)
      }
      // A string is never given to a shell; what only a shell understands would be passed on as text.
      if case .string(let text) = value,
        let sign = text.first(where: { "|&;<>$`\"'\\*?(){}~".contains($0) })
      {
        return .wrong(
          message: "holds `\(sign)`, and no shell reads it",
          hint: "write the command as a list, or put it into a script")
      }
      return .fits(words)
    }
  }
}

extension ConfigurationForm where Value == Configuration.Channel {
  /// A channel, `kind:address`.
  static var channel: Self {
    let kinds = Configuration.Channel.Kind.allCases.map(\.rawValue)
    return text("a channel", example: "\"slack:#core\"") { text in
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let kind = Configuration.Channel.Kind(rawValue: name) else {
        return .wrong(
          message: "names no known kind of channel: \(quoted(text))",
          hint: nearest(to: name, among: kinds).map { "did you mean `\($0):`?" }
            ?? "write \(kinds.map { "`\($0):`" }.joined(separator: ", ")) and the address")
      }
      let address = parts.count > 1 ? String(parts[1]) : ""
      guard !address.isEmpty || kind == .console else {
        return .wrong(
          message: "names no address after `\(name)`", hint: "for example \"slack:#core\"")
      }
      return .fits(Configuration.Channel(kind: kind, address: address))
    }
  }
}

extension ConfigurationForm where Value == String {
  /// A pattern of folders, relative to the configuration's folder.
  static var searchPattern: Self {
    text("a pattern of folders", example: "\"../*\"") { text in
      if text.isEmpty { return .wrong(message: "holds an empty pattern", hint: "write \"../*\"") }
      if text.hasPrefix("~") {
        return .wrong(
          message: "starts with `~`, which is not expanded: \(quoted(text))",
          hint: "write the folder relative to this file, or in full")
      }
      if text.split(separator: "/").contains("**") {
        return .wrong(
          message: "holds `**`: \(quoted(text))",
          hint: "one `*` stands for one level of folders; name each level, \"../*\", \"../*/*\"")
      }
      return .fits(text)
    }
  }

  /// A pattern of folders inside the foundation's repository.
  static var folderPattern: Self {
    text("a pattern of folders", example: "\"contracts/*\"") { text in
      if text.isEmpty || text.hasPrefix("/") || text.split(separator: "/").contains("..") {
        return .wrong(
          message: "leaves this repository: \(quoted(text))",
          hint: "write for example \"contracts/*\"")
      }
      return .fits(text)
    }
  }
}

extension ConfigurationForm where Value == DailyHours {
  /// A part of every day.
  static var dailyHours: Self {
    text("a part of the day", example: "\"22:00-07:00\"") { text in
      do throws(DailyHoursSyntaxError) {
        return .fits(try DailyHours(parsing: text))
      } catch {
        return .wrong(
          message: "is no part of a day: \(quoted(text))",
          hint: "write two times that differ, \"22:00-07:00\"")
      }
    }
  }
}

extension ConfigurationForm where Value == WallClock {
  /// The clock of a time zone.
  static var clock: Self {
    text("a time zone's name", example: "\"Europe/Berlin\"") { text in
      guard let clock = WallClock(zone: text) else {
        return .wrong(
          message: "is no time zone: \(quoted(text))",
          hint: "write it as the time zone database does, \"Europe/Berlin\"")
      }
      return .fits(clock)
    }
  }
}

extension ConfigurationForm where Value == String {
  /// The name of a variable of the environment; whoever writes the secret itself is told so without its
  /// being repeated.
  static var variable: Self {
    text("the name of a variable", example: "\"LOCKSTEP_SERVE_TOKEN\"") { text in
      let isName =
        text.utf8.count <= 128
        && text.utf8.enumerated().allSatisfy { place, byte in
          switch byte {
          case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
          case UInt8(ascii: "0")...UInt8(ascii: "9"): place > 0
          default: false
          }
        } && !text.isEmpty
      return isName
        ? .fits(text)
        : .wrong(
          message: "has to name a variable of the environment, and never holds a secret itself",
          hint: "capital letters, digits and `_`: \"LOCKSTEP_SERVE_TOKEN\"")
    }
  }

  /// The name of a machine in the network, without a port.
  static var hostName: Self {
    text("a host's name", example: "\"lockstep.acme.example\"") { text in
      let isName =
        !text.isEmpty && text.utf8.count <= 253
        && text.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
          default: false
          }
        }
      return isName
        ? .fits(text)
        : .wrong(
          message: "is no host's name: \(quoted(text))",
          hint: "without a port and without `https://`: \"lockstep.acme.example\"")
    }
  }
}
