import LockstepAPIDiff
import Testing

@Suite(.enabled(if: SurfaceWorkbench.hasCargo))
struct SurfaceSealingTests {
  private static let source = """
    mod private {
      pub trait Sealed {}
      pub trait ForAll {}
      impl<T: Clone> ForAll for T {}
      pub trait ForNone {}
      impl<T: Sealed> ForNone for T {}
      pub struct Token;
    }
    #[doc(hidden)] pub mod hidden { pub trait Hidden {} }
    pub trait Open { fn a(&self) {} }
    pub trait OpenWithNeeds { const N: usize; type T; fn a(&self); }
    pub trait BySupertrait: private::Sealed {}
    pub trait ByWhere where Self: private::Sealed {}
    pub trait ByChain: BySupertrait {}
    pub trait ByToken { fn a(&self, token: private::Token); }
    pub trait DefaultedToken { fn a(&self, _: private::Token) {} }
    pub trait GivenToAll: private::ForAll {}
    pub trait GivenToNone: private::ForNone {}
    pub trait ByHidden: hidden::Hidden {}
    pub trait ByHiddenItem { #[doc(hidden)] fn a(&self); }
    pub trait HiddenDefault { #[doc(hidden)] fn a(&self) {} }
    """

  private static let expected: [(String, String)] = [
    ("Open", "open"), ("OpenWithNeeds", "open"), ("BySupertrait", "sealed"),
    ("ByWhere", "sealed"), ("ByChain", "sealed"), ("ByToken", "sealed"),
    ("DefaultedToken", "open"), ("GivenToAll", "open"), ("GivenToNone", "sealed"),
    ("ByHidden", "hidden"), ("ByHiddenItem", "hidden"), ("HiddenDefault", "open"),
  ]

  @Test func `a trait is sealed where nobody outside can implement it`() async throws {
    try await SurfaceWorkbench.run { bench in
      let surface = try await bench.surface(Self.source)
      for (name, expected) in Self.expected {
        let item = try #require(surface.items(at: "fixture::\(name)").first)
        guard case .trait(let value) = item.kind else {
          Issue.record("\(name) is no trait")
          continue
        }
        let found =
          switch value.sealing {
          case .open: "open"
          case .sealed: "sealed"
          case .sealedByHidden: "hidden"
          }
        #expect(found == expected, "\(name)")
      }
    }
  }
}
