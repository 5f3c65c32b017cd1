/// The dependents that take the foundation from the registry.
extension DemoDependent {
  /// The plainest one: `"2"`, with a lock.
  static func almanac() -> DemoDependent {
    DemoDependent(
      DemoFleet.DependentFacts(name: "almanac", source: .registry, requirement: "2"),
      files: [
        "Cargo.toml": manifest("almanac", "1.4.0", "[dependencies]\nlodestar = \"2\""),
        "src/lib.rs": """
        //! The year's nights, a catalogue for each month.

        use lodestar::{Catalogue, Record};

        /// The nights of the month `number`.
        pub fn month(number: i64) -> Catalogue {
            let mut nights = Catalogue::new();
            for night in 1..=28 {
                nights.insert(Record::new(night, &format!("night {night}")).with("month", number));
            }
            nights
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn a_month_has_its_nights() {
                assert_eq!(super::month(9).len(), 28);
            }
        }

        """,
      ],
      lock: lock("almanac", "1.4.0", on: \.published))
  }

  /// A table with a feature, and no lock: it floats.
  static func sextant() -> DemoDependent {
    DemoDependent(
      DemoFleet.DependentFacts(
        name: "sextant", source: .registry, requirement: "2.0.0", lock: nil),
      files: [
        "Cargo.toml": manifest(
          "sextant", "0.3.0",
          "[dependencies.lodestar]\nversion = \"2.0.0\"\nfeatures = [\"text\"]"),
        ".gitignore": "target/\nCargo.lock\n",
        "src/lib.rs": """
        //! Sightings, one to a line.

        use lodestar::text::{parse, ParseError};
        use lodestar::Record;

        /// Reads the sightings of `log`.
        pub fn sightings(log: &str) -> Result<Vec<Record>, ParseError> {
            log.lines().map(parse).collect()
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn a_line_is_a_sighting() {
                assert_eq!(super::sightings("40 Vega; height=51\\n41 Deneb").map(|all| all.len()), Ok(2));
            }
        }

        """,
      ])
  }

  /// A manifest in a folder of a repository that is not a Rust one, and a renamed dependency.
  static func harbour() -> DemoDependent {
    DemoDependent(
      DemoFleet.DependentFacts(
        name: "harbour", source: .registry, manifest: "src-tauri/Cargo.toml",
        requirement: "2.0.0", lock: "src-tauri/Cargo.lock", breaks: true),
      files: [
        "package.json": "{ \"name\": \"harbour\", \"private\": true, \"version\": \"0.9.0\" }\n",
        "index.html": "<!doctype html>\n<title>harbour</title>\n",
        "src-tauri/Cargo.toml": manifest(
          "harbour", "0.9.0",
          """
          [dependencies]
          # the window's own records
          charts = { package = "lodestar", version = "2.0.0", features = ["links"] }  # see index.html
          """),
        "src-tauri/src/main.rs": """
        use charts::{Catalogue, Id, Record};

        /// One star for each rank.
        fn stars(record: &Record) -> String {
            "*".repeat(record.rank() as usize)
        }

        fn main() {
            let mut berths = Catalogue::new();
            berths.insert(Record::new(1, "north pier").with("rank", 3));
            let ferry = Record::new(2, "ferry").with("berth", Id(1));
            for berth in berths.linked(&ferry) {
                println!("{} {}", berth.title(), stars(berth));
            }
        }

        """,
      ],
      lock: lock("harbour", "0.9.0", on: \.published))
  }

  /// The one that does not compile from the beginning: its code is still that of 1.x.
  static func wreck() -> DemoDependent {
    DemoDependent(
      DemoFleet.DependentFacts(
        name: "wreck", source: .registry, requirement: "2.0", brokenBefore: true),
      files: [
        "Cargo.toml": manifest(
          "wreck", "0.2.1", "[dependencies]\nlodestar = { version = \"2.0\" }"),
        "src/lib.rs": """
        //! What the divers found.

        use lodestar::Record;

        /// The label of a find.
        pub fn label(find: &Record) -> String {
            find.label().to_string()
        }

        """,
      ],
      lock: lock("wreck", "0.2.1", on: \.published))
  }
}
