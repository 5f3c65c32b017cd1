import LockstepAPIDiff
import LockstepCore
import Testing

@Suite(.enabled(if: SurfaceWorkbench.hasCargo))
struct SurfaceDecodingTests {
  private static let source = """
    #![deny(warnings)]
    #![no_std]
    extern crate alloc;
    use alloc::{boxed::Box, vec::Vec};
    mod tok { pub struct Token; }
    /// Documented.
    #[derive(Clone)]
    #[repr(C, align(8))]
    #[must_use = "because"]
    pub struct P<'a, T: 'a + Copy = u8, const N: usize = 4> where T: Send { pub a: &'a T, b: [T; N], #[doc(hidden)] pub c: u8 }
    #[non_exhaustive]
    #[repr(u8)]
    pub enum E { A = 3, B, C(u8, u16), #[non_exhaustive] D { x: i32 } = 0x10, F }
    pub struct Pair(pub u8, u16);
    pub union U { pub a: u8, b: u16 }
    pub fn imp(x: impl Iterator<Item = u8> + Send, y: &mut dyn FnMut(u8) -> u16) -> impl Clone { let _ = (x.count(), y); 1u8 }
    pub fn hrtb<F>(f: F) where F: for<'x> Fn(&'x str) -> Option<&'x str> + 'static { let _ = f; }
    pub fn sum<'a>(x: &'a (dyn Send + Sync), y: for<'b> fn(&'b u8, u8) -> u8) -> <Vec<u8> as IntoIterator>::IntoIter { let _ = (x, y); Vec::new().into_iter() }
    pub async unsafe fn weird() {}
    #[no_mangle] extern "C" fn secret() {}
    #[export_name = "other"] pub static Q: u8 = 3;
    pub static mut QM: u8 = 3;
    #[track_caller] pub fn tf() -> ! { loop {} }
    #[deprecated(since = "0.1", note = "no")] pub const K: &str = "abc";
    pub type Al<T> = Result<T, E>;
    extern "C" { pub fn printf(f: *const u8, ...) -> i32; }
    impl<'a, T: Copy + Send, const N: usize> P<'a, T, N> {
      pub const C: u8 = 1;
      pub const fn get(&self) -> &T { self.a }
      pub fn by_box(self: Box<Self>) { let _ = self.b; }
      pub fn edit(&'a mut self, _: (u8,)) {}
    }
    impl<'a, T: Copy + Send> Iterator for P<'a, T, 2> { type Item = T; fn next(&mut self) -> Option<T> { None } }
    pub unsafe trait Base<X = u8>: Clone where Self: Send { const N: usize = 3; type A<'a>: Clone where Self: 'a; fn f(&self, x: X); fn g(self) where Self: Sized {} }
    impl Pair { pub fn second(&self) -> u16 { self.1 } #[no_mangle] pub extern "C" fn by_name(&self) {} }
    pub struct Raw(*const u8); impl Raw { pub fn p(&self) -> *const u8 { self.0 } }
    """

  private static let declarations: [(item: String, text: String)] = [
    (
      "P",
      "pub struct P<'a, T = u8, const N: usize = 4> where T: Send + 'a + Copy { pub a: &'a T, pub c: u8, .. }"
    ),
    ("E", "pub enum E { A = 3, B, C(u8, u16), D { x: i32 } = 16, F }"),
    ("Pair", "pub struct Pair(pub u8, _)"),
    ("U", "pub union U { pub a: u8, .. }"),
    (
      "imp",
      "pub fn imp(x: impl Iterator<Item = u8> + Send, y: &mut dyn FnMut(u8) -> u16) -> impl Clone"
    ),
    ("hrtb", "pub fn hrtb<F>(f: F) where F: for<'x> Fn(&'x str) -> Option<&'x str> + 'static"),
    (
      "sum",
      "pub fn sum<'a>(x: &'a (dyn Send + Sync), y: for<'b> fn(&'b u8, u8) -> u8) -> <alloc::vec::Vec<u8> as IntoIterator>::IntoIter"
    ),
    ("weird", "pub async unsafe fn weird()"),
    ("Q", "pub static Q: u8"),
    ("QM", "pub static mut QM: u8"),
    ("tf", "pub fn tf() -> !"),
    ("K", "pub const K: &str = \"abc\""),
    ("Al", "pub type Al<T> = Result<T, E>"),
    ("printf", "pub unsafe extern \"C\" fn printf(f: *const u8, ...) -> i32"),
    ("P::C", "pub const C: u8 = 1"),
    ("P::get", "pub const fn get(&self) -> &T"),
    ("P::by_box", "pub fn by_box(self: Box<Self>)"),
    ("P::edit", "pub fn edit(&'a mut self, _: (u8,))"),
    ("P::a", "pub a: &'a T"),
    ("E::D", "D { x: i32 } = 16"),
    (
      "Base",
      "pub unsafe trait Base<X = u8>: Clone + Send { const N: usize = 3; type A<'a>: Clone where Self: 'a; fn f(&self, x: X); fn g(self) where Self: Sized { … } }"
    ),
  ]

  @Test func `declarations read as Rust`() async throws {
    try await SurfaceWorkbench.run { bench in
      let surface = try await bench.surface(Self.source)
      for (path, expected) in Self.declarations {
        let found = try #require(surface.items(at: "fixture::\(path)").first, "\(path) is missing")
        #expect(surface.fullDeclaration(of: found.id) == expected)
      }
      #expect(
        surface.implementations.indices.map {
          surface.declaration(of: ImplementationID(UInt32($0)))
        }.filter { $0.contains("Iterator") || $0.contains("Raw") && $0.contains("Send") }.sorted()
          == ["impl !Send for Raw", "impl<'a, T: Copy + Send> Iterator for P<'a, T, 2>"])
    }
  }

  @Test func `attributes, discriminants, traits and symbols are read`() async throws {
    try await SurfaceWorkbench.run { bench in
      let surface = try await bench.surface(Self.source)
      func one(_ path: String) throws -> RustItem {
        try #require(surface.items(at: "fixture::\(path)").first)
      }
      #expect(
        try one("P").attributes.texts == ["#[must_use = \"because\"]", "#[repr(C, align(8))]"])
      #expect(try one("E").attributes.texts == ["#[non_exhaustive]", "#[repr(u8)]"])
      #expect(try one("tf").attributes.texts == ["#[track_caller]"])
      #expect(
        try one("K").attributes.texts == ["#[deprecated(since = \"0.1\", note = \"no\")]"])
      #expect(try one("P").isDocumented)
      #expect(try !one("E").isDocumented)
      #expect(try one("P").place?.path == "src/lib.rs")
      #expect(try one("P").place?.line == 10)
      #expect(surface.isNoStd)

      guard case .enumeration(let value) = try one("E").kind else {
        Issue.record("E is no enum")
        return
      }
      let discriminants = surface.items(value.variants).map { item -> String? in
        if case .variant(let variant) = item.kind { variant.discriminant } else { nil }
      }
      #expect(discriminants == ["3", "4", "5", "16", "17"])

      let symbols = surface.exportedSymbols.map { surface[$0] }.compactMap {
        $0.attributes.symbol(named: $0.name)
      }
      #expect(symbols.sorted() == ["by_name", "other", "secret"])
      #expect(try one("Pair::by_name").implementation != nil)

      guard case .trait(let base) = try one("Base").kind else {
        Issue.record("Base is no trait")
        return
      }
      #expect(!base.isObjectSafe && base.isUnsafe && base.sealing == .open)
      #expect(base.supertraits.map(\.text) == ["Clone", "Send"])
    }
  }
}
