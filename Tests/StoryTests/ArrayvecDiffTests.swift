import LockstepCore
import LockstepSystem
import Testing

/// What changed between the releases of a real library.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"),
  .enabled(if: ArrayvecFleet.script != nil, "\(ArrayvecFleet.needs)"), .timeLimit(.minutes(30)))
struct ArrayvecDiffTests {
  @Test
  func `constant generics break, the same code under another number does not`() async throws {
    try await ArrayvecFleet.with(branch: "main") { fleet in
      let breaking = try await fleet.lockstep(
        "diff", "--baseline", "v0.5.2", "--candidate", "v0.7.2", "--format", "json")
      #expect(breaking.exitCode == 0, "\(breaking.errorText)")
      let json = try JSONValue(parsing: breaking.output)
      #expect(json["schema"]?.string == "lockstep.diff/1")
      #expect(json["required"]?.string == "major")
      #expect(json["next"]?.string == "0.6.0")
      let changes = json["changes"]?.array ?? []
      func items(_ kind: String) -> [String] {
        changes.filter { $0["kind"]?.string == kind }.compactMap { $0["item"]?.string }
      }
      #expect(items("trait_missing") == ["arrayvec::Array"])
      #expect(
        Set(items("type_requires_more_const_generic_params")).isSuperset(
          of: ["arrayvec::ArrayString", "arrayvec::ArrayVec"]))
      let vector = changes.first { change in
        change["item"]?.string == "arrayvec::ArrayVec" && change["bump"]?.string == "major"
          && change["after"]?.string != nil && change["before"]?.string?.contains("struct") == true
      }
      #expect(vector?["before"]?.string == "pub struct ArrayVec<A: Array>")
      #expect(vector?["after"]?.string == "pub struct ArrayVec<T, const CAP: usize>")
      #expect(vector?["before_file"]?.string == "src/lib.rs")
      #expect(vector?["file"]?.string == "src/arrayvec.rs")

      let same = try await fleet.lockstep(
        "diff", "--baseline", "v0.5.2", "--candidate", "v0.5.3", "--format", "json")
      #expect(same.exitCode == 0, "\(same.errorText)")
      let nothing = try JSONValue(parsing: same.output)
      #expect(nothing["required"]?.string == "patch")
      #expect(nothing["next"]?.string == "0.5.3")
      #expect(nothing["changes"]?.array?.isEmpty == true)
      // What was read once is not read again.
      #expect(!same.errorText.contains("the baseline v0.5.2"), "\(same.errorText)")
    }
  }
}
