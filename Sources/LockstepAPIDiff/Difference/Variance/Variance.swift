/// How a type changes with one of its parameters: whether `S<'long>` does where `S<'short>` is
/// wanted.
enum Variance: Hashable, Sendable {
  /// The parameter is not met.
  case absent
  /// As the parameter does.
  case covariant
  /// The other way round.
  case contravariant
  /// Not at all.
  case invariant
  /// Not known: the parameter goes into a type of another crate.
  case unknown

  /// What two places of one parameter make together.
  func joined(with other: Variance) -> Variance {
    switch (self, other) {
    case (.absent, let known), (let known, .absent): known
    case (.invariant, _), (_, .invariant): .invariant
    case (.unknown, _), (_, .unknown): .unknown
    default: self == other ? self : .invariant
    }
  }

  /// What the parameter of a type is, where the type stands in a place of this kind.
  func around(_ inner: Variance) -> Variance {
    switch (self, inner) {
    case (.absent, _), (_, .absent): .absent
    case (.invariant, _), (_, .invariant): .invariant
    case (.unknown, _), (_, .unknown): .unknown
    case (.covariant, let known): known
    case (.contravariant, .covariant): .contravariant
    case (.contravariant, .contravariant): .covariant
    }
  }

  /// Whether whoever relied on this can rely on the other.
  func isKept(by other: Variance) -> Bool {
    switch (self, other) {
    case (.covariant, .contravariant), (.covariant, .invariant), (.contravariant, .covariant),
      (.contravariant, .invariant):
      false
    default: true
    }
  }

  /// As people say it.
  var word: String {
    switch self {
    case .absent, .unknown: "open"
    case .covariant: "covariant"
    case .contravariant: "contravariant"
    case .invariant: "invariant"
    }
  }
}
