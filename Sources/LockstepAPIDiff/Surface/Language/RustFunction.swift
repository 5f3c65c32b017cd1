/// The signature of a function, a method or a function pointer.
package struct RustFunction: Hashable, Sendable {
  /// One argument.
  package struct Argument: Hashable, Sendable {
    /// Its name, or the pattern as rustdoc prints it; callers never see it.
    package var name: String
    /// Its type.
    package var type: RustType

    /// Puts an argument together.
    package init(_ name: String, _ type: RustType) {
      self.name = name
      self.type = type
    }
  }

  /// How a method takes `self`.
  package enum Receiver: Hashable, Sendable {
    /// Not at all: an associated function, or a free one.
    case none
    /// `self`.
    case value
    /// `&self`.
    case reference
    /// `&mut self`.
    case mutableReference
    /// `self: Box<Self>` and the like; the type is the first argument's.
    case other
  }

  /// The generic parameters of the function itself; for a pointer `for<'a>`.
  package var generics: RustGenerics
  /// The arguments, `self` included.
  package var inputs: [Argument]
  /// What it returns; `nil` is `()`.
  package var output: RustType?
  /// `const fn`.
  package var isConst: Bool
  /// `async fn`; the output is then what it resolves to.
  package var isAsync: Bool
  /// `unsafe fn`, and a function of an `extern` block that is not `safe`.
  package var isUnsafe: Bool
  /// The ABI as written between the quotes: `Rust`, `C`, `C-unwind`, `system`.
  package var abi: String
  /// `...` at the end.
  package var isVariadic: Bool
  /// Whether it has a body: for a trait's method, whether it has a default.
  package var hasBody: Bool

  /// Puts a signature together.
  package init(
    generics: RustGenerics = RustGenerics(), inputs: [Argument] = [], output: RustType? = nil,
    isConst: Bool = false, isAsync: Bool = false, isUnsafe: Bool = false, abi: String = "Rust",
    isVariadic: Bool = false, hasBody: Bool = true
  ) {
    self.generics = generics
    self.inputs = inputs
    self.output = output
    self.isConst = isConst
    self.isAsync = isAsync
    self.isUnsafe = isUnsafe
    self.abi = abi
    self.isVariadic = isVariadic
    self.hasBody = hasBody
  }

  /// How it takes `self`.
  package var receiver: Receiver {
    guard let first = inputs.first, first.name == "self" else { return .none }
    switch first.type {
    case .generic("Self"): return .value
    case .reference(.generic("Self"), _, let isMutable):
      return isMutable ? .mutableReference : .reference
    default: return .other
    }
  }

  /// The arguments without `self`.
  package var arguments: ArraySlice<Argument> {
    receiver == .none ? inputs[...] : inputs.dropFirst()
  }
}
