import LockstepAPIDiff
import LockstepCore
import LockstepEcosystems
import Testing

@testable import LockstepKit

@Suite struct ErrorAttributionTests {
  private static let findings = [
    ("type_requires_more_const_generic_params", "core::Ring"), ("trait_missing", "core::Array"),
    ("inherent_method_missing", "core::Ring::spill"), ("inherent_method_missing", "core::Log::len"),
    ("inherent_method_missing", "core::Tape::len"),
    ("function_parameter_count_changed", "core::Node::new"),
    ("enum_variant_added", "core::Kind"), ("struct_missing", "core::legacy::Old"),
    ("struct_pub_field_missing", "core::Node::weight"),
  ].map { kind, item in
    Finding(kind: kind, item: item, bump: .major, message: "", explanation: "")
  }

  private static func primary(
    _ text: String, lead: String = "", label: String? = nil, note: Bool = false
  ) -> CompilerError.Mention {
    CompilerError.Mention(
      file: "src/lib.rs", line: 1, text: text, lead: lead, label: label, isPrimary: true,
      isNote: note)
  }

  private static func error(
    _ code: String?, _ message: String, _ mentions: [CompilerError.Mention] = []
  ) -> CompilerError {
    CompilerError(
      code: code, message: message, file: "src/lib.rs", line: 1, column: 1,
      package: PackageIdentifier(text: "x", name: "x", version: nil, source: ""), rendered: "",
      mentions: mentions)
  }

  @Test(
    arguments: [
      (
        error(
          "E0107", "struct takes 2 generic arguments but 1 generic argument was supplied",
          [primary("Ring"), primary("Ring", note: true)]), "core::Ring"
      ),
      // What is underlined is the argument; whose it is stands before it.
      (
        error(
          "E0747", "type provided when a constant was expected",
          [primary("[u8; 4]", lead: "  last: Option<core::Ring<")]), "core::Ring"
      ),
      (error("E0432", "unresolved import `core::Array`", [primary("core::Array")]), "core::Array"),
      (
        error(
          "E0432", "unresolved import `core::legacy`", [primary("Old", label: "no `Old` here")]),
        "core::legacy::Old"
      ),
      (
        error(
          "E0599", "no method named `spill` found for struct `Ring<T, N>` in the current scope"),
        "core::Ring::spill"
      ),
      (error("E0599", "no method named `len` found for struct `Tape`"), "core::Tape::len"),
      (
        error(
          "E0061", "this function takes 3 arguments but 2 arguments were supplied",
          [primary("Node::new"), primary("new", note: true)]), "core::Node::new"
      ),
      (error("E0609", "no field `weight` on type `Node`"), "core::Node::weight"),
      // Two changed methods of one name, and nothing that tells which: no cause is told.
      (error("E0599", "no method named `len` found"), nil),
      (
        error("E0308", "mismatched types", [primary("2", label: "expected `S`, found integer")]),
        nil
      ),
      (error("E0425", "cannot find value `x` in this scope", [primary("x")]), nil),
      (error(nil, "linking with `cc` failed"), nil),
    ] as [(CompilerError, String?)])
  func `an error is tied to the one change that fits`(error: CompilerError, item: String?) {
    #expect(ErrorAttribution(Self.findings).change(behind: error)?.item == item)
  }

  @Test func `what breaks nobody is no cause`() {
    let harmless = Finding(
      kind: "struct_missing", item: "core::Ring", bump: .minor, message: "", explanation: "")
    let error = Self.error("E0432", "unresolved import `core::Ring`")
    #expect(ErrorAttribution([harmless]).change(behind: error) == nil)
  }
}
