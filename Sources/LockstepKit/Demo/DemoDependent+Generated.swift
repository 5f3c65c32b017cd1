/// The dependents beyond the first eight: small crates after six patterns in turn, none of which breaks.
extension DemoDependent {
  /// Returns the dependent with the running number `number`, which counts from 1.
  static func generated(_ number: Int, _ places: DemoPlaces) -> DemoDependent {
    let name = "skiff-\(number < 10 ? "0" : "")\(number)"
    let origin = places.originURL(of: DemoFoundation.name)
    switch number % 6 {
    case 1:
      return skiff(
        name, .gitBranch,
        "[dependencies]\nlodestar = { git = \"\(origin)\", branch = \"main\", features = [\"text\"] }"
      ) { $0.fromGit(DemoFoundation.name, DemoFoundation.baseline, reference: "branch=main") }
    case 2:
      return skiff(
        name, .registry, requirement: "2.0.0",
        "[dependencies]\nlodestar = { features = [\"links\", \"text\"], version = \"2.0.0\" }",
        on: \.published)
    case 3:
      return skiff(
        name, .gitTag, "[dependencies.lodestar]\ngit = \"\(origin)\"\ntag = \"v2.0.0\""
      ) { $0.fromGit(DemoFoundation.name, DemoFoundation.baseline, reference: "tag=v2.0.0") }
    case 4:
      return skiff(
        name, .registry, requirement: "2",
        "[target.'cfg(any(unix, windows))'.dependencies]\nlodestar = \"2\"", on: \.published)
    case 5:
      return skiff(name, .path, "[dependencies]\nlodestar.path = \"../lodestar\"") { _ in
        DemoLock.Package(name: DemoFoundation.name, version: DemoFoundation.baseline)
      }
    default:
      return skiff(
        name, .registry, requirement: "^2.0", "[dependencies]\nlodestar = '^2.0' # caret",
        on: \.published)
    }
  }

  private static func skiff(
    _ name: String, _ source: DemoFleet.Source, requirement: String? = nil,
    _ dependencies: String, on foundation: @escaping @Sendable (DemoLock.Pins) -> DemoLock.Package
  ) -> DemoDependent {
    DemoDependent(
      DemoFleet.DependentFacts(name: name, source: source, requirement: requirement),
      files: [
        "Cargo.toml": manifest(name, "0.1.0", dependencies),
        "src/lib.rs": """
        //! A boat of the fleet.

        use lodestar::{Catalogue, Record};

        /// The boat's crew, numbered from one.
        pub fn crew(names: &[&str]) -> Catalogue {
            let mut crew = Catalogue::new();
            for (number, name) in (1..).zip(names) {
                crew.insert(Record::new(number, name).with("aboard", "\(name)"));
            }
            crew
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn everybody_is_aboard() {
                assert_eq!(super::crew(&["Ann", "Bo"]).len(), 2);
            }
        }

        """,
      ],
      lock: lock(name, "0.1.0", on: foundation))
  }
}
