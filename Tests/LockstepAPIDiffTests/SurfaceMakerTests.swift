import LockstepAPIDiff
import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: SurfaceWorkbench.hasCargo))
struct SurfaceMakerTests {
  @Test func `the manifest's promises are read`() async throws {
    try await SurfaceWorkbench.run { bench in
      let checkout = try bench.write(
        "pub fn f() {}",
        manifest: """
          rust-version = "1.70"
          links = "z"
          build = "build.rs"
          [features]
          default = ["fast"]
          fast = ["extra"]
          extra = []
          slow = []
          [lib]
          name = "other_name"
          crate-type = ["lib", "staticlib"]
          """, files: ["build.rs": "fn main() {}"])
      let facts = try await bench.maker().facts(of: bench.request(checkout))
      #expect(facts.name == "fixture" && facts.version == "0.1.0" && facts.edition == "2021")
      #expect(facts.rustVersion == "1.70" && facts.links == "z")
      #expect(facts.libraryName == "other_name" && facts.libraryKinds == ["lib", "staticlib"])
      #expect(facts.defaultFeatures == ["fast", "extra"])
      let surface = try await bench.maker().surface(of: bench.request(checkout))
      #expect(surface.crate == "other_name")
      #expect(surface.publicPaths["other_name::f"]?.count == 1)
    }
  }

  @Test(.enabled("needs bubblewrap", InstalledTools.hasSandbox), arguments: [true, false])
  func `build scripts see and write nothing beside the checkout`(isApart: Bool) async throws {
    try await SurfaceWorkbench.run { bench in
      let secret = "\(bench.folder)/secret"
      try Files.write(Array("hunter2".utf8), to: secret)
      let script = """
        fn main() {
            if std::fs::read("\(secret)").is_ok() { panic!("got hold of a secret") }
            if std::fs::write("src/made.rs", "pub fn made() {}").is_ok() { panic!("wrote") }
        }
        """
      let beside = try bench.write("pub struct Beside;", name: "beside")
      let checkout = try bench.write(
        "pub fn f(_: beside::Beside) {}",
        manifest: "build = \"build.rs\"\n[dependencies]\nbeside = { path = \"../beside\" }\n",
        files: ["build.rs": script])
      let maker = bench.maker(isApart: isApart)
      if isApart {
        let surface = try await maker.surface(of: bench.request(checkout))
        #expect(surface.publicPaths["fixture::f"]?.count == 1)
        #expect(Files.isFile("\(beside)/Cargo.toml"))
      } else {
        await #expect(throws: SurfaceError.self) {
          try await maker.surface(of: bench.request(checkout))
        }
      }
    }
  }

  @Test func `features choose what is there, one run after the other`() async throws {
    try await SurfaceWorkbench.run { bench in
      let checkout = try bench.write(
        """
        #[cfg(feature = "a")] pub fn a() {}
        #[cfg(feature = "b")] pub fn b() {}
        """,
        manifest: """
          [features]
          default = ["a"]
          a = []
          b = []
          """)
      func names(_ features: FeatureSelection) async throws -> [String] {
        let surface = try await bench.maker().surface(
          of: bench.request(checkout, features: features))
        return surface.publicPaths.keys.filter { $0 != "fixture" }.sorted()
      }
      #expect(try await names(FeatureSelection()) == ["fixture::a"])
      #expect(try await names(.all) == ["fixture::a", "fixture::b"])
      #expect(try await names(FeatureSelection(names: ["b"], usesDefault: false)) == ["fixture::b"])
      #expect(try await names(FeatureSelection()) == ["fixture::a"])
    }
  }

  @Test func `nothing in the checkout changes, and development dependencies may be missing`()
    async throws
  {
    try await SurfaceWorkbench.run { bench in
      let checkout = try bench.write(
        "pub fn f() {}", manifest: "[dev-dependencies]\nnot-to-be-had-anywhere = \"1\"\n")
      let surface = try await bench.maker().surface(of: bench.request(checkout))
      #expect(surface.publicPaths["fixture::f"]?.count == 1)
      #expect(try Files.list(checkout) == ["Cargo.toml", "src"])
      #expect(try Files.list("\(bench.folder)/target/lockstep").isEmpty)
    }
  }

  @Test func `only rustdoc sees RUSTC_BOOTSTRAP, and denied warnings stop nobody`() async throws {
    try await SurfaceWorkbench.run { bench in
      let build = """
        fn main() {
          assert!(std::env::var_os("RUSTC_BOOTSTRAP").is_none(), "seen by the build script");
        }
        """
      let checkout = try bench.write(
        "#![deny(warnings, missing_docs, rustdoc::all)]\npub fn f() { let unused = 1; }",
        files: ["build.rs": build])
      let surface = try await bench.maker(adding: ["RUSTC_BOOTSTRAP": "1"]).surface(
        of: bench.request(checkout))
      #expect(surface.publicPaths["fixture::f"]?.count == 1)
    }
  }

  @Test func `a surface is made once for the same content, features and toolchain`() async throws {
    try await SurfaceWorkbench.run { bench in
      let checkout = try bench.write("pub fn f() {}")
      let cache = SurfaceCache(directory: "\(bench.folder)/cache")
      let maker = bench.maker(cache: cache)
      let first = try await maker.surface(of: bench.request(checkout, identity: "tree-1"))
      try Files.write(Array("pub fn g() {}".utf8), to: "\(checkout)/src/lib.rs")
      let again = try await maker.surface(of: bench.request(checkout, identity: "tree-1"))
      #expect(again == first)
      let other = try await maker.surface(of: bench.request(checkout, identity: "tree-2"))
      #expect(other.publicPaths["fixture::g"] != nil)
    }
  }
}

@Suite(.enabled(if: SurfaceWorkbench.hasCargo))
struct SurfaceMakerErrorTests {
  private func error(
    of body: (SurfaceWorkbench) throws -> SurfaceRequest
  ) async throws -> SurfaceError {
    var found: SurfaceError?
    try await SurfaceWorkbench.run { bench in
      let request = try body(bench)
      found = await #expect(throws: SurfaceError.self) {
        _ = try await bench.maker().surface(of: request)
      }
    }
    return try #require(found)
  }

  @Test func `a crate that does not compile says which side and what rustc says`() async throws {
    let error = try await error { bench in
      bench.request(try bench.write("pub fn f() -> u8 { Missing }"))
    }
    let text = error.explanation.what + error.explanation.why.joined()
    #expect(error.explanation.what == "the candidate does not compile")
    #expect(text.contains("E0425") && text.contains("src/lib.rs:1:20"))
  }

  @Test func `a procedural macro has no API to compare`() async throws {
    let error = try await error { bench in
      bench.request(
        try bench.write("", manifest: "[lib]\nproc-macro = true\n", files: ["src/lib.rs": ""]))
    }
    #expect(error == .proceduralMacro(side: "the candidate", package: "fixture"))
  }

  @Test func `a package of programs has no API`() async throws {
    let error = try await error { bench in
      bench.request(try bench.write("", files: ["src/main.rs": "fn main() {}"]))
    }
    #expect(
      error == .noLibrary(side: "the candidate", package: "fixture", programs: ["fixture"]))
  }

  @Test func `a feature that is not declared is named, with the one that was meant`() async throws {
    let error = try await error { bench in
      bench.request(
        try bench.write("", manifest: "[features]\nserde = []\n", files: ["src/lib.rs": ""]),
        features: FeatureSelection(names: ["serd"]))
    }
    #expect(error.explanation.hints == ["did you mean `serde`?"])
  }

  @Test func `another package's name is refused`() async throws {
    let error = try await error { bench in
      bench.request(try bench.write("pub fn f() {}"), package: "fixtures")
    }
    #expect(
      error == .noSuchPackage(side: "the candidate", package: "fixtures", known: ["fixture"]))
  }

  @Test func `dependencies that cannot be had are no verdict`() async throws {
    let error = try await error { bench in
      bench.request(
        try bench.write(
          "", manifest: "[dependencies]\nnot-to-be-had = \"1\"\n", files: ["src/lib.rs": ""]))
    }
    guard case .dependenciesMissing(let side, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(side == "the candidate" && reason.contains("not-to-be-had"))
  }

  @Test func `a broken manifest is explained`() async throws {
    let error = try await error { bench in
      bench.request(try bench.write("pub fn f() {}", files: ["Cargo.toml": "[package\n"]))
    }
    guard case .unreadableManifest = error else {
      Issue.record("\(error)")
      return
    }
  }
}
