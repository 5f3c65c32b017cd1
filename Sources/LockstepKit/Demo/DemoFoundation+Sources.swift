extension DemoFoundation {
  static let library = """
    //! Typed records, and the catalogues that hold them.

    #![forbid(unsafe_code)]
    #![warn(missing_docs)]

    mod catalogue;
    #[cfg(feature = "links")]
    mod links;
    mod record;
    #[cfg(feature = "text")]
    pub mod text;

    pub use catalogue::Catalogue;
    pub use record::{Id, Record, Value};

    """

  static func record(at stage: Stage) -> String {
    recordTypes + recordMethods(at: stage) + recordTests(at: stage)
  }

  private static let recordTypes = """
    use std::collections::BTreeMap;

    /// The number under which a record is kept.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Id(pub u64);

    /// What a field of a record holds.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Value {
        /// Words.
        Text(String),
        /// A whole number.
        Number(i64),
        /// The number of another record.
        Link(Id),
    }

    impl From<&str> for Value {
        fn from(text: &str) -> Value {
            Value::Text(text.to_string())
        }
    }

    impl From<i64> for Value {
        fn from(number: i64) -> Value {
            Value::Number(number)
        }
    }

    impl From<Id> for Value {
        fn from(id: Id) -> Value {
            Value::Link(id)
        }
    }

    /// A title with named fields.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Record {
        id: Id,
        title: String,
        fields: BTreeMap<String, Value>,
    }


    """

  private static func recordMethods(at stage: Stage) -> String {
    """
    impl Record {
        /// Makes a record without fields.
        pub fn new(id: u64, title: &str) -> Record {
            Record { id: Id(id), title: title.to_string(), fields: BTreeMap::new() }
        }

        /// Returns the record with the field `name` set to `value`.
        pub fn with(mut self, name: &str, value: impl Into<Value>) -> Record {
            self.fields.insert(name.to_string(), value.into());
            self
        }

        /// The number under which the record is kept.
        pub fn id(&self) -> Id {
            self.id
        }

        /// The record's title.
        pub fn title(&self) -> &str {
            &self.title
        }

        /// Returns the value of the field `name`.
        pub fn get(&self, name: &str) -> Option<&Value> {
            self.fields.get(name)
        }

        /// The record's fields in the order of their names.
        pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
            self.fields.iter().map(|(name, value)| (name.as_str(), value))
        }

    \(stage == .broken ? rankThatMayBeMissing : rank)\(stage == .released ? "" : number)}


    """
  }

  /// `Record::rank` as 2.0.0 and 2.1.0 have it.
  private static let rank = """
        /// The record's rank, the field of that name; 0 where there is none.
        pub fn rank(&self) -> u32 {
            match self.fields.get("rank") {
                Some(Value::Number(rank)) => u32::try_from(*rank).unwrap_or(0),
                _ => 0,
            }
        }

    """

  /// `Record::rank` after the fix that looks harmless: whoever used the number no longer compiles.
  private static let rankThatMayBeMissing = """
        /// The record's rank, the field of that name.
        pub fn rank(&self) -> Option<u32> {
            match self.fields.get("rank") {
                Some(Value::Number(rank)) => u32::try_from(*rank).ok(),
                _ => None,
            }
        }

    """

  private static let number = """

        /// Returns the field `name` where it holds a number.
        pub fn number(&self, name: &str) -> Option<i64> {
            match self.fields.get(name) {
                Some(Value::Number(number)) => Some(*number),
                _ => None,
            }
        }

    """

  private static func recordTests(at stage: Stage) -> String {
    """
    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_field_is_found_by_its_name() {
            let record = Record::new(7, "Vega").with("colour", "white");
            assert_eq!(record.get("colour"), Some(&Value::from("white")));
            assert_eq!(record.get("mass"), None);
        }

        #[test]
        fn the_rank_is_a_field() {
            assert_eq!(Record::new(1, "Polaris").with("rank", 3).rank(), \(stage == .broken ? "Some(3)" : "3"));
            assert_eq!(Record::new(1, "Polaris").rank(), \(stage == .broken ? "None" : "0"));
        }
    }

    """
  }

  /// `Catalogue::ranked` as 2.1.0 has it.
  private static let ranked = """

        /// The records by rank, the highest first; equal ranks by number.
        pub fn ranked(&self) -> Vec<&Record> {
            let mut records: Vec<&Record> = self.iter().collect();
            records.sort_by_key(|record| std::cmp::Reverse(record.rank()));
            records
        }

    """

  /// `Catalogue::ranked` after the fix that looks harmless: in the right order, and at a price.
  private static let rankedInATree = """

        /// The records that have a rank, the highest first; equal ranks by number.
        pub fn ranked(&self) -> Vec<&Record> {
            let mut records = BTreeMap::new();
            for record in self.iter() {
                if let Some(rank) = record.rank() {
                    records.insert((std::cmp::Reverse(rank), record.id()), record);
                }
            }
            records.into_values().collect()
        }

    """

  private static func ranking(at stage: Stage) -> String {
    switch stage {
    case .released, .number: ""
    case .broken: rankedInATree
    case .ranked, .described, .searched: ranked
    }
  }

  static func catalogue(at stage: Stage) -> String {
    let titled = """
          /// The records whose title holds `word`, in the order of their numbers.
          pub fn titled(&self, word: &str) -> Vec<&Record> {
              self.iter().filter(|record| record.title().contains(word)).collect()
          }

      """
    return """
      use std::collections::BTreeMap;

      use crate::{Id, Record};

      /// Records, each under its number.
      #[derive(Clone, Debug, Default, PartialEq, Eq)]
      pub struct Catalogue {
          records: BTreeMap<Id, Record>,
      }

      impl Catalogue {
          /// Makes an empty catalogue.
          pub fn new() -> Catalogue {
              Catalogue::default()
          }

          /// Puts `record` under its number and returns the one that stood there.
          pub fn insert(&mut self, record: Record) -> Option<Record> {
              self.records.insert(record.id(), record)
          }

          /// Returns the record under `id`.
          pub fn get(&self, id: Id) -> Option<&Record> {
              self.records.get(&id)
          }

          /// The records in the order of their numbers.
          pub fn iter(&self) -> impl Iterator<Item = &Record> {
              self.records.values()
          }

          /// How many records there are.
          pub fn len(&self) -> usize {
              self.records.len()
          }

          /// Whether there are none.
          pub fn is_empty(&self) -> bool {
              self.records.is_empty()
          }

          /// The record of the highest rank.
          pub fn best(&self) -> Option<&Record> {
              self.iter().max_by_key(|record| record.rank())
          }
      \(ranking(at: stage))\(stage == .searched ? titled : "")}

      #[cfg(test)]
      mod tests {
          use super::*;

          #[test]
          fn the_best_has_the_highest_rank() {
              let mut sky = Catalogue::new();
              sky.insert(Record::new(1, "Deneb").with("rank", 1));
              sky.insert(Record::new(2, "Sirius").with("rank", 9));
              assert_eq!(sky.best().map(Record::title), Some("Sirius"));
              assert_eq!(sky.len(), 2);
          }
      }

      """
  }

  static let links = """
    use crate::{Catalogue, Record, Value};

    impl Catalogue {
        /// The records that `record` names in its fields and that are here.
        pub fn linked(&self, record: &Record) -> Vec<&Record> {
            record
                .fields()
                .filter_map(|(_, value)| match value {
                    Value::Link(id) => self.get(*id),
                    _ => None,
                })
                .collect()
        }
    }

    """

  static let text = """
    //! Records as lines of text: `7 Vega; colour=white; rank=2`.

    use crate::{Record, Value};

    /// A line that is no record.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ParseError;

    /// Reads a record; a value of digits alone is a number.
    pub fn parse(line: &str) -> Result<Record, ParseError> {
        let mut parts = line.split("; ");
        let (id, title) = parts.next().and_then(|head| head.split_once(' ')).ok_or(ParseError)?;
        let mut record = Record::new(id.parse().map_err(|_| ParseError)?, title);
        for part in parts {
            let (name, value) = part.split_once('=').ok_or(ParseError)?;
            record = match value.parse::<i64>() {
                Ok(number) => record.with(name, number),
                Err(_) => record.with(name, value),
            };
        }
        Ok(record)
    }

    /// Writes a record as `parse` reads it; a link is written as its number.
    pub fn print(record: &Record) -> String {
        let mut line = format!("{} {}", record.id().0, record.title());
        for (name, value) in record.fields() {
            line.push_str(&match value {
                Value::Text(text) => format!("; {name}={text}"),
                Value::Number(number) => format!("; {name}={number}"),
                Value::Link(id) => format!("; {name}={}", id.0),
            });
        }
        line
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_line_comes_back() {
            let line = "7 Vega; colour=white; rank=2";
            assert_eq!(parse(line).map(|record| print(&record)), Ok(line.to_string()));
        }
    }

    """
}
