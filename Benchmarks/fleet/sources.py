"""Rust sources as services have them: modules with types, implementations, comments, tests, and a mix of
uses of the foundation. Nothing here has to compile; it is read, not built.

They follow from the repository's number alone, so that two machines measure the same fleet.
"""

import random

# What the foundation offers. The candidate takes a field from `Node`, adds an argument to `Node::new`,
# a variant to `Kind`, a required function to `Store`, and drops `legacy::checksum`.
BASELINE = """\
//! The types that every service shares.

/// A node of the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Node { pub id: u64, pub kind: Kind, pub payload: String, pub parent: Option<u64> }

impl Node {
    /// Makes a node.
    pub fn new(id: u64, kind: Kind) -> Self { Node { id, kind, payload: String::new(), parent: None } }
    /// Sets the payload.
    pub fn with_payload(mut self, text: &str) -> Self { self.payload = text.to_string(); self }
    /// A number that stands for the contents.
    pub fn fingerprint(&self) -> u64 { self.id ^ self.payload.len() as u64 }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind { Text, Task, Date }

/// Where nodes are kept.
pub trait Store {
    /// Looks a node up.
    fn load(&self, id: u64) -> Option<Node>;
    /// Keeps a node.
    fn save(&mut self, node: Node);
}

/// What is meant for most users.
pub mod prelude { pub use crate::{Kind, Node, Store}; }

/// What is on its way out.
pub mod legacy {
    /// An old sum.
    pub fn checksum(text: &str) -> u32 { text.bytes().map(u32::from).sum() }
}

/// A time in seconds.
pub fn now() -> u64 { 0 }
"""

CANDIDATE = (
    BASELINE.replace(", pub parent: Option<u64> }", " }")
    .replace("new(id: u64, kind: Kind)", "new(id: u64, kind: Kind, payload: String)")
    .replace("payload: String::new(), parent: None }", "payload }")
    .replace("Text, Task, Date }", "Text, Task, Date, Link }")
    .replace("    /// Keeps a node.", "    /// Takes a node out.\n    fn remove(&mut self, id: u64);\n"
             "    /// Keeps a node.")
    .replace("    /// An old sum.\n    pub fn checksum(text: &str) -> u32 "
             "{ text.bytes().map(u32::from).sum() }\n", ""))

WORDS = ["order", "invoice", "ledger", "customer", "shipment", "payment", "session", "report", "tariff",
         "journal", "batch", "quota", "region", "policy", "signal", "window", "account", "catalog"]

# Made-up words: prose that repeats itself would be packed and read far too easily.
SYLLABLES = ["ba", "cor", "den", "fil", "ga", "hor", "in", "ket", "lum", "mer", "nos", "op", "pra", "qui",
             "ros", "sel", "tur", "ul", "vas", "wen", "xi", "yor", "zan"]

# Blocks of ordinary code; @ is a number, $ and % are words.
BLOCKS = [
    """
/// Keeps the $ of one %, and what was last seen of it.
///
/// ```
/// let $ = $Keeper@::default();
/// assert!($.entries.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct $Keeper@ {
    pub entries: Vec<(String, u64)>,
    limit: usize,
    /* the order in which % come in */ order: std::collections::BTreeMap<String, usize>,
}

impl $Keeper@ {
    pub fn insert(&mut self, name: &str, value: u64) -> Result<(), String> {
        if self.entries.len() >= self.limit.max(16) {
            return Err(format!("no room for {name} beside {} others", self.entries.len()));
        }
        self.order.insert(name.to_string(), self.entries.len());
        self.entries.push((name.to_string(), value));
        Ok(())
    }

    pub fn total(&self) -> u64 {
        self.entries.iter().filter(|(name, _)| !name.starts_with('_')).map(|(_, value)| *value).sum()
    }

    pub fn find<'a>(&'a self, name: &str) -> Option<&'a (String, u64)> {
        self.order.get(name).and_then(|index| self.entries.get(*index))
    }
}
""",
    """
fn parse_$_@(text: &str) -> Result<u64, std::num::ParseIntError> {
    let trimmed = text.trim().trim_end_matches(|c: char| c == ';' || c == '%');
    match trimmed.split_once('=') {
        Some((name, value)) if name.len() < 0x20 => value.parse::<u64>(),
        Some((_, value)) => value.trim_matches('"').parse(),
        None => trimmed.parse(),
    }
}
""",
    """
impl std::fmt::Display for $State@ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            $State@::Idle => write!(f, "idle"),
            $State@::Running { since, .. } => write!(f, "running since {since}"),
            $State@::Failed(reason) => write!(f, "failed: {}", reason),
        }
    }
}

/// How far the $ has come.
#[derive(Debug, Clone, PartialEq)]
pub enum $State@ {
    Idle,
    Running { since: u64, name: String },
    Failed(String),
}
""",
    """
pub async fn refresh_$_@(client: &Client, region: &str) -> Result<Vec<Row>, Error> {
    let query = r#"select id, name, "value" from % where region = ?1 order by id"#;
    let mut rows = Vec::with_capacity(64);
    let mut page = client.query(query, &[&region]).await?;
    while let Some(row) = page.next().await? {
        if row.value < 0.5e-3 { continue; }
        rows.push(Row { id: row.id, name: row.name.clone(), value: row.value * 1.25 });
    }
    rows.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| b.name.cmp(&a.name)));
    tracing::debug!(target: "%", count = rows.len(), "refreshed $");
    Ok(rows)
}
""",
    """
impl<T: Clone + Send + 'static, const N: usize> From<[T; N]> for $Ring@<T> {
    fn from(items: [T; N]) -> Self { Self { items: items.to_vec(), head: 0, full: N > 0 } }
}

pub struct $Ring@<T> { items: Vec<T>, head: usize, full: bool }

impl<T: Clone> $Ring@<T> {
    pub fn push(&mut self, item: T) -> Option<T> {
        let slot = self.items.get_mut(self.head)?;
        self.head = (self.head + 1) % self.items.len();
        Some(std::mem::replace(slot, item))
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> + '_ {
        self.items[self.head..].iter().chain(self.items[..self.head].iter())
    }
}
""",
]

TESTS = """
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_@() {
        let cases = [("a=1", 1), ("b = 22", 22), ("ccc=333;", 333)];
        for (text, wanted) in cases {
            assert_eq!(text.len() > 2, wanted > 0, "{text} should be {wanted}");
        }
        let path = std::path::Path::new("/tmp").join(format!("{}-@.json", std::process::id()));
        assert!(!path.ends_with('\\n'.to_string()));
    }
}
"""

# Uses of the foundation, each with what it needs imported; ~ is the name that the manifest gives it.
HARMLESS = [
    ("use ~::{Kind, Node};",
     "fn label_@(node: &Node) -> &str {\n    if node.kind == Kind::Task { \"task\" } else { &node.payload }\n}\n"),
    ("use ~::prelude::*;",
     "fn weigh_@(nodes: &[Node]) -> u64 {\n    nodes.iter().map(|node| node.fingerprint()).sum()\n}\n"),
    ("use ~ as core;", "fn stamp_@() -> u64 { core::now() }\n"),
    ("use crate::types::Node;",
     "fn filled_@(node: Node) -> Node {\n    node.with_payload(\"filled by @\")\n}\n"),
]
BREAKING = [
    ("use ~::{Kind, Node};", "fn fresh_@(id: u64) -> Node {\n    Node::new(id, Kind::Text)\n}\n"),
    ("use ~::Node;",
     "fn root_@(node: &Node) -> bool {\n    node.parent.is_none() && node.id != 0\n}\n"),
    ("use ~::Kind;",
     "fn code_@(kind: Kind) -> u8 {\n    match kind {\n        Kind::Text => 1,\n        Kind::Task => 2,\n"
     "        Kind::Date => 3,\n    }\n}\n"),
    ("use ~::Store;",
     "struct Memory@;\nimpl Store for Memory@ {\n    fn load(&self, _: u64) -> Option<~::Node> { None }\n"
     "    fn save(&mut self, _: ~::Node) {}\n}\n"),
    ("use ~::legacy;", "fn old_@(text: &str) -> u32 {\n    legacy::checksum(text)\n}\n"),
]


def is_hit(number):
    """Whether the candidate breaks repository `number`: two of five."""
    return number % 5 in (1, 3)


def prose(random_numbers):
    """Some lines of comment, and a constant that no other block has."""
    words = ["".join(random_numbers.choices(SYLLABLES, k=random_numbers.randint(1, 4))) for _ in range(36)]
    lines = [f"// {' '.join(words[start:start + 12])}" for start in (0, 12, 24)]
    return "\n".join(lines) + f"\nconst MARK_@: u64 = 0x{random_numbers.getrandbits(64):016x};\n"


def files(number, folder, local):
    """The `.rs` files of repository `number`, between 20 and 50; `local` is the foundation's name there."""
    random_numbers = random.Random(number * 7919 + 1)
    result = {}
    count = random_numbers.randint(20, 50)
    hit = random_numbers.sample(range(count), 3) if is_hit(number) else []
    for module in range(count):
        imports = ["use std::sync::Arc;", "use serde::{Deserialize, Serialize};"]
        parts = []
        if random_numbers.random() < 0.3:
            line, body = random_numbers.choice(HARMLESS)
            imports.append(line)
            parts.append(body)
        if module in hit:
            line, body = random_numbers.choice(BREAKING)
            imports.append(line)
            parts.append(body)
        for _ in range(random_numbers.randint(6, 16)):
            parts.append(prose(random_numbers) + random_numbers.choice(BLOCKS))
        random_numbers.shuffle(parts)
        if random_numbers.random() < 0.5:
            parts.append(TESTS)
        head = "\n".join(sorted(set(imports))).replace("~", local)
        text = [f"//! Part {module} of service {number}.\n\n{head}\n\n"]
        for place, part in enumerate(parts):
            word, other = random_numbers.choice(WORDS), random_numbers.choice(WORDS)
            text.append(part.replace("@", f"{number}_{module}_{place}").replace("$", word)
                        .replace("%", other).replace("~", local))
        result[f"{folder}src/module_{module:02}.rs"] = "".join(text)
    modules = "".join(f"mod module_{module:02};\n" for module in range(count))
    result[f"{folder}src/types.rs"] = f"pub use {local}::{{Kind, Node}};\n"
    result[f"{folder}src/main.rs"] = f"mod types;\n{modules}\nfn main() {{}}\n"
    return result
