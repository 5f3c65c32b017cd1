/// Finds out whether a type is one of the types that a more general one stands for.
///
/// Parameters of the general type are those whose names begin with a mark of ``Canonicalizer``, and
/// so are its lifetimes.
struct Unifier {
  /// What the general type's parameters stand for; a constant is kept as a primitive of its text.
  private(set) var bindings: [String: RustType] = [:]
  /// The marks whose names may stand for something.
  let marks: Set<Character>

  /// Lets the parameters with these marks stand for types.
  init(marks: Set<Character>) { self.marks = marks }

  private func isParameter(_ name: String) -> Bool {
    let first = name.first == "'" ? name.dropFirst().first : name.first
    return first.map { marks.contains($0) } ?? false
  }

  /// Whether the general lifetime can be the special one.
  private mutating func matchLifetime(_ general: String?, _ special: String?) -> Bool {
    guard let general, isParameter(general) else { return general == special }
    // A trait object that names no lifetime lives for `'static`, where no reference is around it.
    return bind(general, to: .generic(special ?? "'static"))
  }

  private mutating func bind(_ name: String, to type: RustType) -> Bool {
    if let known = bindings[name] { return known == type }
    bindings[name] = type
    return true
  }

  /// Whether `special` is an instance of `general`; remembers what the parameters stand for.
  mutating func match(_ general: RustType, _ special: RustType, depth: Int = 0) -> Bool {
    guard depth < Canonicalizer.deepest else { return false }
    switch (general, special) {
    case (.generic(let name), _) where isParameter(name): return bind(name, to: special)
    case (.tuple(let left), .tuple(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy { match($0, $1, depth: depth + 1) }
    case (.slice(let left), .slice(let right)): return match(left, right, depth: depth + 1)
    case (.array(let left, let length), .array(let right, let other)):
      let sameLength =
        isParameter(length) ? bind(length, to: .primitive(other)) : length == other
      return sameLength && match(left, right, depth: depth + 1)
    case (
      .reference(let left, let lifetime, let isMutable), .reference(let right, let life, let other)
    ):
      return isMutable == other && matchLifetime(lifetime, life)
        && match(left, right, depth: depth + 1)
    case (.dynamic(let left, let lifetime), .dynamic(let right, let life)):
      return left.count == right.count && matchLifetime(lifetime, life)
        && zip(left, right).allSatisfy { match($0.path, $1.path, depth: depth + 1) }
    case (.associated(let left), .associated(let right)):
      return left.name == right.name && left.trait?.resolved == right.trait?.resolved
        && match(left.owner, right.owner, depth: depth + 1)
    case (.pointer(let left, let isMutable), .pointer(let right, let other)):
      return isMutable == other && match(left, right, depth: depth + 1)
    case (.path(let left), .path(let right)): return match(left, right, depth: depth + 1)
    default: return general == special
    }
  }

  /// Whether `special` is an instance of `general`.
  mutating func match(_ general: RustPath, _ special: RustPath, depth: Int = 0) -> Bool {
    guard general.resolved == special.resolved else { return false }
    switch (general.arguments, special.arguments) {
    case (.angle(let left, let first), .angle(let right, let second)):
      guard left.count == right.count, first.count == second.count else { return false }
      for (one, other) in zip(first, second) {
        guard one.name == other.name else { return false }
        if case .type(let general) = one.kind, case .type(let special) = other.kind {
          guard match(general, special, depth: depth + 1) else { return false }
        } else if one.kind != other.kind {
          return false
        }
      }
      return zip(left, right).allSatisfy { match($0, $1, depth: depth + 1) }
    case (.parenthesized(let left, let output), .parenthesized(let right, let other)):
      guard left.count == right.count else { return false }
      return zip(left, right).allSatisfy { match($0, $1, depth: depth + 1) }
        && match(output ?? .tuple([]), other ?? .tuple([]), depth: depth + 1)
    default: return general.arguments == special.arguments
    }
  }

  private mutating func match(_ left: RustArgument, _ right: RustArgument, depth: Int) -> Bool {
    switch (left, right) {
    case (.type(let left), .type(let right)): match(left, right, depth: depth)
    case (.lifetime(let left), .lifetime(let right)): matchLifetime(left, right)
    case (.constant(let name), .constant(let value)) where isParameter(name):
      bind(name, to: .primitive(value))
    default: left == right
    }
  }
}
