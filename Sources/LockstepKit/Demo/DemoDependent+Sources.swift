/// The dependents that take the foundation, or what stands between, from git or from a folder.
extension DemoDependent {
  /// A git dependency on a tag, with a lock.
  static func beacon(_ places: DemoPlaces) -> DemoDependent {
    let origin = places.originURL(of: DemoFoundation.name)
    return DemoDependent(
      DemoFleet.DependentFacts(name: "beacon", source: .gitTag, breaks: true),
      files: [
        "Cargo.toml": manifest(
          "beacon", "3.1.0",
          "[dependencies]\nlodestar = { git = \"\(origin)\", tag = \"v2.0.0\" } # the light's records"
        ),
        "src/main.rs": """
        use lodestar::Record;

        /// Seconds between two flashes: the higher the rank, the fewer.
        fn interval(light: &Record) -> u32 {
            60 / (light.rank() + 1)
        }

        fn main() {
            println!("{}", interval(&Record::new(1, "west light").with("rank", 5)));
        }

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn a_light_without_rank_flashes_once_a_minute() {
                assert_eq!(interval(&Record::new(2, "old light")), 60);
            }
        }

        """,
      ],
      lock: lock("beacon", "3.1.0") {
        $0.fromGit(DemoFoundation.name, DemoFoundation.baseline, reference: "tag=v2.0.0")
      })
  }

  /// A workspace whose members inherit the dependency, by git and branch.
  static func convoy(_ places: DemoPlaces) -> DemoDependent {
    let origin = places.originURL(of: DemoFoundation.name)
    return DemoDependent(
      DemoFleet.DependentFacts(name: "convoy", source: .gitBranch),
      files: [
        "Cargo.toml": """
        [workspace]
        members = ["crates/*"]
        resolver = "2"

        [workspace.dependencies]
        lodestar = { git = "\(origin)", branch = "main", features = ["text"] }

        """,
        "crates/convoy/Cargo.toml": manifest(
          "convoy", "0.5.0", "[dependencies]\nlodestar.workspace = true"),
        "crates/convoy/src/lib.rs": """
        //! Ships that sail together.

        use lodestar::{text, Catalogue};

        /// Reads a list of ships, leaving out what is none.
        pub fn muster(list: &str) -> Catalogue {
            let mut ships = Catalogue::new();
            for ship in list.lines().filter_map(|line| text::parse(line).ok()) {
                ships.insert(ship);
            }
            ships
        }

        """,
        "crates/convoy-cli/Cargo.toml": manifest(
          "convoy-cli", "0.5.0",
          """
          [dependencies]
          convoy = { path = "../convoy" }
          lodestar = { workspace = true, features = ["links"] }
          """),
        "crates/convoy-cli/src/main.rs": """
        use lodestar::{Id, Record};

        fn main() {
            let ships = convoy::muster("1 Aurora\\n2 Boreas");
            let order = Record::new(9, "sail").with("first", Id(1)).with("then", Id(2));
            println!("{} of {}", ships.linked(&order).len(), ships.len());
        }

        """,
      ],
      lock: { pins in
        let foundation = pins.fromGit(
          DemoFoundation.name, DemoFoundation.baseline, reference: "branch=main")
        return DemoLock(packages: [
          DemoLock.Package(name: "convoy", version: "0.5.0", dependencies: ["lodestar"]),
          DemoLock.Package(
            name: "convoy-cli", version: "0.5.0", dependencies: ["convoy", "lodestar"]),
          foundation,
        ])
      })
  }

  /// A path into the sibling folder.
  static func sounding() -> DemoDependent {
    DemoDependent(
      DemoFleet.DependentFacts(name: "sounding", source: .path),
      files: [
        "Cargo.toml": manifest(
          "sounding", "0.1.0", "[dependencies]\nlodestar = { path = \"../lodestar\" }"),
        "src/lib.rs": """
        //! Depths along a course.

        use lodestar::{Record, Value};

        /// The depth at a mark, in fathoms.
        pub fn depth(mark: &Record) -> Option<i64> {
            match mark.get("depth") {
                Some(Value::Number(fathoms)) => Some(*fathoms),
                _ => None,
            }
        }

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn a_mark_has_a_depth() {
                assert_eq!(depth(&Record::new(1, "bar").with("depth", 4)), Some(4));
            }
        }

        """,
      ],
      lock: lock("sounding", "0.1.0") { _ in
        DemoLock.Package(name: DemoFoundation.name, version: DemoFoundation.baseline)
      })
  }

  /// The tip of a diamond: it stands on `almanac` and `sextant`, and both stand on the foundation.
  static func voyage(_ places: DemoPlaces) -> DemoDependent {
    DemoDependent(
      DemoFleet.DependentFacts(name: "voyage", source: .gitBranch, via: ["almanac", "sextant"]),
      files: [
        "Cargo.toml": manifest(
          "voyage", "0.1.0",
          """
          [dependencies]
          almanac = { git = "\(places.originURL(of: "almanac"))", branch = "main" }
          sextant = { git = "\(places.originURL(of: "sextant"))", branch = "main" }
          """),
        "src/main.rs": """
        /// How many nights there are once those of the log are among them: both must be of one type.
        fn nights(log: &str) -> usize {
            let mut nights = almanac::month(9);
            for sighting in sextant::sightings(log).unwrap_or_default() {
                nights.insert(sighting);
            }
            nights.len()
        }

        fn main() {
            println!("{}", nights("40 Vega; height=51"));
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn sightings_join_the_nights() {
                assert_eq!(super::nights("40 Vega"), 29);
            }
        }

        """,
      ],
      lock: { pins in
        DemoLock(packages: [
          DemoLock.Package(
            name: "voyage", version: "0.1.0", dependencies: ["almanac", "sextant"]),
          pins.fromGit("almanac", "1.4.0", reference: "branch=main", dependencies: ["lodestar"]),
          pins.fromGit("sextant", "0.3.0", reference: "branch=main", dependencies: ["lodestar"]),
          pins.published,
        ])
      })
  }
}
