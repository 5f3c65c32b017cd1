import LockstepAPIDiff
import Testing

@Suite(.enabled(if: SurfaceWorkbench.hasCargo))
struct SurfaceReachTests {
  private static let source = """
    #![allow(nonstandard_style, dead_code)]
    mod a { pub struct X {} pub fn X() {} }
    pub use a::X;
    pub mod b {
      pub use super::X as Y;
      pub mod through { mod inner { pub struct InGlob; pub(crate) struct NotMe; } pub use inner::*; }
    }
    pub use b::Y as Z;
    pub enum E { V, W }
    pub use E::*;
    pub use E::W as WW;
    #[doc(hidden)] pub mod hid { pub struct H; }
    pub use hid::H as NotHidden;
    impl hid::H { pub fn seen(self) {} #[doc(hidden)] pub fn unseen(self) {} fn own(self) {} }
    impl From<hid::H> for String { fn from(_: hid::H) -> String { String::new() } }
    pub mod circle { pub use super::circle as again; pub use super::*; }
    mod left { pub use super::right::*; pub struct FromLeft; pub struct Same(pub u8); }
    mod right { pub use super::left::*; pub struct FromRight; }
    pub use left::*;
    pub mod shadow { mod low { pub struct Taken; pub struct Free; } pub use low::*; struct Taken; }
    #[deprecated] pub mod old { pub use crate::left::Same as Renamed; }
    pub use std::collections::HashMap as Map;
    pub use std::fmt::*;
    pub use core as kern;
    pub fn opaque() -> secret::Unnameable { secret::Unnameable }
    mod secret { pub struct Unnameable; impl Unnameable { pub fn still_callable(&self) {} } }
    #[macro_export] macro_rules! mac { () => {} }
    """

  @Test func `every public path is found, and nothing else`() async throws {
    try await SurfaceWorkbench.run { bench in
      let surface = try await bench.surface(Self.source)
      func words(_ path: String) -> [String] { surface.items(at: path).map(\.kind.word).sorted() }

      // A rename and a chain of re-exports lead to the same items, in both namespaces.
      #expect(words("fixture::X") == ["function", "struct"])
      #expect(words("fixture::b::Y") == ["function", "struct"])
      #expect(surface.items(at: "fixture::Z", in: .types).map(\.path) == ["fixture::X"])
      // Globs of modules and of enums.
      #expect(words("fixture::b::through::InGlob") == ["struct"])
      #expect(words("fixture::b::through::NotMe").isEmpty)
      #expect(words("fixture::V") == ["variant"])
      #expect(surface.items(at: "fixture::E::W").map(\.path) == ["fixture::W"])
      #expect(words("fixture::WW") == ["variant"])
      // Modules that glob each other.
      #expect(words("fixture::FromLeft") == ["struct"])
      #expect(words("fixture::FromRight") == ["struct"])
      // A circle ends, and the short path is the good one.
      #expect(words("fixture::circle::again") == ["module"])
      #expect(words("fixture::circle::circle::again").isEmpty)
      #expect(words("fixture::circle::E") == ["enum"])
      // A glob gives way to a name that is written, be it private.
      #expect(words("fixture::shadow::Free") == ["struct"])
      #expect(words("fixture::shadow::Taken").isEmpty)
      // Other crates' things.
      let map = try #require(surface.items(at: "fixture::Map").first)
      #expect(
        map.kind
          == .reexport(
            RustReexport(
              source: "std::collections::HashMap",
              definition: "std::collections::hash::map::HashMap", word: "struct")))
      #expect(words("fixture::*") == ["re-export"])
      #expect(words("fixture::kern") == ["re-export"])
      #expect(words("fixture::mac") == ["macro"])
      #expect(words("fixture::a").isEmpty)
    }
  }

  @Test func `what is hidden or deprecated on the way is said of the path`() async throws {
    try await SurfaceWorkbench.run { bench in
      let surface = try await bench.surface(Self.source)
      let hidden = try #require(surface.items(at: "fixture::hid::H").first)
      #expect(
        hidden.paths.filter { !$0.path.contains("circle") } == [
          PublicPath("fixture::NotHidden"), PublicPath("fixture::hid::H", isHidden: true),
        ])
      #expect(!hidden.isHidden)
      #expect(surface.items(at: "fixture::hid").map(\.isHidden) == [true])
      #expect(surface.items(at: "fixture::NotHidden::seen").map(\.isHidden) == [false])
      #expect(surface.items(at: "fixture::NotHidden::unseen").map(\.isHidden) == [true])
      #expect(surface.items(at: "fixture::NotHidden::own").isEmpty)
      let same = try #require(surface.items(at: "fixture::old::Renamed", in: .types).first)
      #expect(same.path == "fixture::Same")
      #expect(same.paths.first { $0.path == "fixture::old::Renamed" }?.isDeprecated == true)
    }
  }

  @Test func `what cannot be named is there where something public needs it`() async throws {
    try await SurfaceWorkbench.run { bench in
      let surface = try await bench.surface(Self.source)
      let item = try #require(surface.items.first { $0.name == "Unnameable" })
      #expect(item.paths.isEmpty)
      #expect(item.definition == "fixture::secret::Unnameable")
      #expect(surface.items.contains { $0.name == "still_callable" && $0.parent == item.id })
      #expect(!surface.items.contains { $0.name == "NotMe" })
      // An impl for a foreign type belongs to what it mentions.
      #expect(
        surface.implementations.contains {
          $0.trait?.resolved == "core::convert::From" && $0.type.text == "String"
        })
    }
  }
}
