import LockstepAPIDiff
import Testing

struct SurfaceStorageTests {
  private static func sample() throws -> Surface {
    try Surface(rustdoc: RustdocSamples.document(version: 57, items: RustdocSamples.small))
  }

  @Test func `a surface comes back as it was`() throws {
    let surface = try Self.sample()
    let bytes = surface.stored()
    #expect(Surface(stored: bytes) == surface)
    #expect(bytes == surface.stored())
  }

  @Test func `a torn or altered file is no surface`() throws {
    let bytes = try Self.sample().stored()
    for end in 0..<bytes.count { #expect(Surface(stored: Array(bytes[..<end])) == nil) }
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 0x55
      #expect(Surface(stored: altered) == nil)
    }
  }
}
