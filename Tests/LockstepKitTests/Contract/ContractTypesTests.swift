import LockstepAPIDiff
import LockstepCore
import Testing

@testable import LockstepKit

/// How another crate writes what a surface says.
struct ContractTypesTests {
  private static let surface = Surface(crate: "core_types")

  private static func reference(_ type: RustType, _ lifetime: String? = nil) -> RustType {
    .reference(type, lifetime: lifetime, isMutable: false)
  }

  private static func path(_ resolved: String, _ arguments: [RustType] = []) -> RustType {
    .path(
      RustPath(
        written: resolved, resolved: resolved,
        arguments: arguments.isEmpty
          ? .none : .angle(arguments.map(RustArgument.type), constraints: [])
      ))
  }

  private static let own = RustFunction.Argument("self", reference(.generic("Self")))
  private static let text = RustFunction.Argument("text", reference(.primitive("str")))

  @Test(
    arguments: [
      (RustFunction(), "fn()"),
      (
        RustFunction(inputs: [text], output: reference(.primitive("str"))),
        "for<'l0> fn(&'l0 str) -> &'l0 str"
      ),
      // What `&self` lends is what an output without a lifetime borrows.
      (
        RustFunction(inputs: [own, text], output: reference(.primitive("u8"))),
        "for<'l0, 'l1> fn(&'l0 core_types::Node, &'l1 str) -> &'l0 u8"
      ),
      (
        RustFunction(
          inputs: [.init("a", reference(.primitive("u8"), "'a"))], isUnsafe: true, abi: "C"),
        "for<'a> unsafe extern \"C\" fn(&'a u8)"
      ),
      (
        RustFunction(
          inputs: [.init("a", .slice(.primitive("u8")))],
          output: path("alloc::vec::Vec", [path("std::collections::hash::map::HashMap")])),
        "fn([u8]) -> Vec<std::collections::HashMap>"
      ),
      (
        RustFunction(inputs: [.init("a", .tuple([.primitive("u8")]))], output: .primitive("never")),
        "fn((u8,)) -> !"
      ),
      // Whose lifetime it is cannot be known; what is another crate's cannot be named.
      (RustFunction(inputs: [text, text], output: reference(.primitive("u8"))), nil),
      (RustFunction(inputs: [.init("a", path("serde::Value"))]), nil),
      (RustFunction(isAsync: true), nil),
      (RustFunction(isVariadic: true), nil),
    ] as [(RustFunction, String?)])
  func `a function has the pointer that holds it to its type`(function: RustFunction, text: String?)
  {
    var types = ContractTypes(Self.surface)
    types.names["Self"] = "core_types::Node"
    #expect(types.pointer(to: function) == text)
  }

  private static func bound(_ resolved: String, _ arguments: [RustType] = []) -> RustBound {
    guard case .path(let path) = path(resolved, arguments) else { return .outlives("'x") }
    return .trait(RustTraitBound(path: path))
  }

  @Test(
    arguments: [
      ([], true), ([bound("core::clone::Clone"), bound("core::marker::Copy")], true),
      ([.outlives("'a")], true), ([bound("core::convert::Into", [.primitive("u8")])], false),
      ([bound("other::Clone")], false),
    ] as [([RustBound], Bool)])
  func `a byte stands for what asks for no more than a byte has`(
    bounds: [RustBound], isSimple: Bool
  ) {
    var types = ContractTypes(Self.surface)
    let generics = RustGenerics(parameters: [
      RustParameter(name: "T", kind: .type(bounds: bounds, default: nil)),
      RustParameter(name: "N", kind: .constant(.primitive("usize"), default: nil)),
    ])
    #expect(types.instantiate(generics) == isSimple)
    if isSimple {
      #expect(types.value(.array(.generic("T"), length: "N")) == "[u8; 4]")
      #expect(types.owner("core_types::List", generics) == "core_types::List<u8, 4>")
    }
  }

  @Test func `what asks for more is called by a function with the same parameters`() {
    let generics = RustGenerics(parameters: [
      RustParameter(
        name: "T",
        kind: .type(
          bounds: [Self.bound("core::convert::Into", [.generic("Self")])], default: nil))
    ])
    let function = RustFunction(
      generics: generics, inputs: [Self.own, .init("value", .generic("T"))],
      output: Self.reference(.primitive("u8")))
    var types = ContractTypes(Self.surface, keeping: [generics])
    types.names["Self"] = "core_types::Node"
    #expect(
      types.caller(
        of: function, at: "<core_types::Node>::set", owner: RustGenerics(), returning: true)
        == "{ fn caller<'l0, T: std::convert::Into<core_types::Node>>(a0: &'l0 core_types::Node, "
        + "a1: T) -> &'l0 u8 { <core_types::Node>::set(a0, a1) } }")
  }

  @Test(
    arguments: [
      (["contracts/*"], "contracts/users"), (["a/b", "tests/mocks/*"], "tests/mocks/users"),
      (["*"], "users"), ([], nil), (["contracts"], nil), (["a*/*"], nil), (["../x/*"], nil),
    ] as [([String], String?)])
  func `the crate goes under the first folder that takes new ones`(
    patterns: [String], folder: String?
  )
    throws
  {
    let wish = try ContractWish(name: "users")
    if let folder {
      #expect(try wish.folder(under: patterns) == folder)
    } else {
      let error = #expect(throws: ExplainedFailure.self) { try wish.folder(under: patterns) }
      #expect(error?.exitStatus == .configuration)
    }
  }

  @Test(arguments: ["", "../x", "a/b", "-x", "1a", "match", "test", "a b", "a\n"])
  func `a name that no crate can have is refused`(name: String) {
    let error = #expect(throws: ExplainedFailure.self) { try ContractWish(name: name) }
    #expect(error?.exitStatus == .usage)
  }
}
