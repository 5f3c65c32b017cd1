internal import LockstepAPIDiff

/// Writes types of a surface as another crate has to write them.
///
/// Generic parameters get a value each: whatever says `u8` and 4 to all of them uses an item as well as
/// anybody. What no other crate can write, or not without knowing more, has no text.
struct ContractTypes {
  let surface: Surface
  /// What stands for each generic parameter, and for `Self`.
  var names: [String: String] = [:]
  /// The lifetimes that a function pointer declares.
  var lifetimes: [String] = []
  var place = Place.value
  /// Whether parameters stand for themselves, so that bounds and what follows from them can be written.
  var isGeneric = false
  /// The lifetime of `&self`, which an output takes where none is written.
  private var selfLifetime: String?

  /// Where a type stands, which decides what a lifetime that is not written means.
  enum Place { case value, bound, input, output }

  init(_ surface: Surface) { self.surface = surface }

  /// Gives each parameter a value; `false` where one asks for more than any simple type has.
  mutating func instantiate(_ generics: RustGenerics) -> Bool {
    for parameter in generics.parameters {
      switch parameter.kind {
      case .lifetime: continue
      case .type(let bounds, _):
        guard bounds.allSatisfy(Self.isSimple) else { return false }
        names[parameter.name] = "u8"
      case .constant(let type, _):
        guard case .primitive(let name) = type, let value = Self.value(of: name) else {
          return false
        }
        names[parameter.name] = value
      }
    }
    return generics.predicates.allSatisfy { predicate in
      switch predicate {
      case .bound(.generic, let bounds, _): bounds.allSatisfy(Self.isSimple)
      case .outlives: true
      case .bound, .equal: false
      }
    }
  }

  private static func value(of primitive: String) -> String? {
    switch primitive {
    case "bool": "false"
    case "char": "'a'"
    default: primitive.first == "u" || primitive.first == "i" ? "4" : nil
    }
  }

  /// Whether a byte satisfies a bound.
  private static func isSimple(_ bound: RustBound) -> Bool {
    guard case .trait(let bound) = bound else { return true }
    if bound.modifier != .none { return true }
    let name = bound.path.resolved.split(separator: ":").last.map(String.init) ?? ""
    let isStandard = ["core", "std", "alloc"].contains { bound.path.resolved.hasPrefix($0 + "::") }
    return isStandard
      && [
        "Copy", "Clone", "Debug", "Display", "Default", "Eq", "PartialEq", "Ord", "PartialOrd",
        "Hash", "Send", "Sync", "Sized", "Unpin",
      ].contains(name)
  }

  /// An item with its parameters' values: `core::List::<u8, 4>` is written `core::List<u8, 4>`.
  func owner(_ path: String, _ generics: RustGenerics) -> String? {
    let parts = generics.declared.map { parameter in
      if case .lifetime = parameter.kind {
        isGeneric ? parameter.name : "'static"
      } else {
        names[parameter.name] ?? ""
      }
    }
    guard !parts.contains("") else { return nil }
    return parts.isEmpty ? path : "\(path)<\(parts.joined(separator: ", "))>"
  }

  // MARK: - Function pointers

  /// The type of a pointer to `function`; `nil` where there is none that can be written.
  mutating func pointer(to function: RustFunction) -> String? {
    guard !function.isAsync, !function.isVariadic, let inputs = inputs(of: function) else {
      return nil
    }
    place = .output
    var output = ""
    if let type = function.output {
      guard let text = text(type) else { return nil }
      output = " -> \(text)"
    }
    let quantified = lifetimes.isEmpty ? "" : "for<\(lifetimes.joined(separator: ", "))> "
    let safety = function.isUnsafe ? "unsafe " : ""
    let abi = function.abi == "Rust" ? "" : "extern \"\(function.abi)\" "
    return "\(quantified)\(safety)\(abi)fn(\(inputs.joined(separator: ", ")))\(output)"
  }

  /// The types of a function's arguments, every lifetime with a name.
  mutating func inputs(of function: RustFunction) -> [String]? {
    lifetimes = []
    selfLifetime = nil
    place = .input
    var inputs: [String] = []
    for (number, input) in function.inputs.enumerated() {
      guard let text = text(input.type) else { return nil }
      inputs.append(text)
      let isOwn = number == 0 && function.receiver != .none && function.receiver != .value
      if isOwn { selfLifetime = lifetimes.first }
    }
    return inputs
  }

  /// A lifetime as it has to be written at the present place; `nil` where that is not known.
  private mutating func lifetime(_ name: String?) -> String? {
    let written = name == "'_" ? nil : name
    if written == "'static" { return "'static" }
    switch place {
    case .value: return written == nil ? "" : "'static"
    case .bound: return written ?? ""
    case .input:
      let own = written ?? "'l\(lifetimes.count)"
      if !lifetimes.contains(own) { lifetimes.append(own) }
      return own
    case .output:
      if let written { return lifetimes.contains(written) ? written : nil }
      return selfLifetime ?? (lifetimes.count == 1 ? lifetimes.first : nil)
    }
  }

  // MARK: - Types

  /// The type of a value that is used where it stands.
  mutating func value(_ type: RustType) -> String? {
    place = isGeneric ? .bound : .value
    return text(type)
  }

  mutating func text(_ type: RustType) -> String? {
    switch type {
    case .path(let path): return text(path)
    case .generic(let name): return names[name]
    case .primitive(let name): return name == "never" ? "!" : name
    case .tuple(let parts):
      guard let parts = texts(parts) else { return nil }
      return parts.count == 1 ? "(\(parts[0]),)" : "(\(parts.joined(separator: ", ")))"
    case .slice(let element): return text(element).map { "[\($0)]" }
    case .array(let element, let length):
      let length = names[length] ?? (length.allSatisfy(\.isNumber) ? length : nil)
      guard let element = text(element), let length else { return nil }
      return "[\(element); \(length)]"
    case .reference(let target, let name, let isMutable):
      guard let lifetime = lifetime(name), let target = text(target) else { return nil }
      return "&\(lifetime)\(lifetime.isEmpty ? "" : " ")\(isMutable ? "mut " : "")\(target)"
    case .pointer(let target, let isMutable):
      return text(target).map { "*\(isMutable ? "mut" : "const") \($0)" }
    case .dynamic(let bounds, let lifetime):
      guard let text = self.bounds(bounds.map(RustBound.trait)) else { return nil }
      return "(dyn \(text)\(lifetime.map { " + \($0)" } ?? ""))"
    case .opaque(let bounds):
      guard isGeneric, place == .input else { return nil }
      return self.bounds(bounds).map { "impl \($0)" }
    case .associated(let value):
      guard isGeneric, value.arguments == .none, let owner = text(value.owner) else { return nil }
      guard let trait = value.trait else { return "\(owner)::\(value.name)" }
      return text(trait).map { "<\(owner) as \($0)>::\(value.name)" }
    case .functionPointer, .pattern, .inferred: return nil
    }
  }

  private mutating func texts(_ types: [RustType]) -> [String]? {
    var found: [String] = []
    for type in types {
      guard let text = text(type) else { return nil }
      found.append(text)
    }
    return found
  }

  mutating func text(_ path: RustPath) -> String? {
    let name: String
    if let item = path.item {
      guard surface.isPublic(item) else { return nil }
      name = surface[item].path
    } else {
      guard let standard = StandardPath.text(of: path.resolved) else { return nil }
      name = standard
    }
    switch path.arguments {
    case .none: return name
    case .returnTypeNotation: return nil
    case .parenthesized(let inputs, let output):
      guard isGeneric, let inputs = texts(inputs) else { return nil }
      let result = output.map { text($0).map { " -> \($0)" } } ?? ""
      return result.map { "\(name)(\(inputs.joined(separator: ", ")))\($0)" }
    case .angle(let arguments, let constraints):
      guard constraints.isEmpty || isGeneric else { return nil }
      var parts: [String] = []
      for argument in arguments {
        guard let part = text(argument) else { return nil }
        if !part.isEmpty { parts.append(part) }
      }
      for constraint in constraints {
        guard case .type(let type) = constraint.kind, let text = text(type) else { return nil }
        parts.append("\(constraint.name) = \(text)")
      }
      return parts.isEmpty ? name : "\(name)<\(parts.joined(separator: ", "))>"
    }
  }

  private mutating func text(_ argument: RustArgument) -> String? {
    switch argument {
    case .lifetime(let name): return lifetime(name)
    case .type(let type): return text(type)
    case .constant(let value): return names[value] ?? value
    case .inferred: return nil
    }
  }
}

/// Where the standard library hands things on, which are defined elsewhere.
enum StandardPath {
  private static let places: [String: String] = [
    "String": "String", "Vec": "Vec", "Option": "Option", "Result": "Result", "Box": "Box",
    "Rc": "std::rc::Rc", "Arc": "std::sync::Arc", "Mutex": "std::sync::Mutex",
    "Cow": "std::borrow::Cow", "HashMap": "std::collections::HashMap",
    "HashSet": "std::collections::HashSet", "BTreeMap": "std::collections::BTreeMap",
    "BTreeSet": "std::collections::BTreeSet", "VecDeque": "std::collections::VecDeque",
    "Path": "std::path::Path", "PathBuf": "std::path::PathBuf", "OsStr": "std::ffi::OsStr",
    "OsString": "std::ffi::OsString", "CStr": "std::ffi::CStr", "CString": "std::ffi::CString",
    "IpAddr": "std::net::IpAddr", "Ipv4Addr": "std::net::Ipv4Addr",
    "Ipv6Addr": "std::net::Ipv6Addr", "SocketAddr": "std::net::SocketAddr",
    "Drain": "std::vec::Drain",
  ]

  /// The path by which everybody can name what is defined at `definition`; `nil` for other crates.
  static func text(of definition: String) -> String? {
    guard let crate = ["std", "alloc", "core"].first(where: { definition.hasPrefix($0 + "::") })
    else { return nil }
    let name = definition.split(separator: ":").last.map(String.init) ?? ""
    return places[name] ?? "std" + definition.dropFirst(crate.count)
  }
}
