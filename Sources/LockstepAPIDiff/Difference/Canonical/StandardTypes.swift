/// What the standard library's documentation says of its own types, as far as rules need it.
struct StandardTypes: Sendable {
  /// Traits that the type has whatever its parameters are.
  var always: Set<String> = []
  /// Traits that it has where all its parameters have them.
  var byParameters: Set<String> = []
  /// Traits that it does not have.
  var never: Set<String> = []

  /// Traits that come to what holds values from the values: tuples, arrays, most containers.
  static let ofElements: Set<String> = [
    "core::clone::Clone", "core::fmt::Debug", "core::cmp::PartialEq", "core::cmp::PartialOrd",
    "core::cmp::Eq", "core::cmp::Ord", "core::hash::Hash", "core::marker::Send",
    "core::marker::Sync", "core::marker::Copy", "core::marker::Unpin",
    "core::panic::unwind_safe::UnwindSafe",
  ]

  private static let copy: Set<String> = ["core::marker::Copy"]
  private static let ownsMemory = StandardTypes(
    always: ["core::default::Default", "core::marker::Unpin"],
    byParameters: ofElements.subtracting(copy), never: copy)
  private static let text = StandardTypes(
    always: ofElements.subtracting(copy).union([
      "core::default::Default", "core::fmt::Display", "core::str::traits::FromStr",
      "alloc::string::ToString", "alloc::borrow::ToOwned",
    ]), never: copy)
  private static let path = StandardTypes(
    always: ofElements.subtracting(copy).union(["core::default::Default"]),
    never: copy.union(["core::fmt::Display"]))
  private static let calls: Set<String> = [
    "core::ops::function::Fn", "core::ops::function::FnMut", "core::ops::function::FnOnce",
    "core::iter::traits::iterator::Iterator",
    "core::iter::traits::double_ended::DoubleEndedIterator",
    "core::iter::traits::exact_size::ExactSizeIterator",
    "core::iter::traits::collect::IntoIterator", "std::io::Read", "std::io::Write",
    "std::io::BufRead", "core::fmt::Display", "core::default::Default",
  ]
  private static let stream = StandardTypes(
    always: [
      "std::io::Read", "std::io::Write", "core::fmt::Debug", "core::marker::Send",
      "core::marker::Sync", "core::marker::Unpin",
    ], never: ["core::marker::Copy", "core::clone::Clone"])
  private static let value = StandardTypes(always: ofElements)

  /// The same with one trait more that it always has.
  private func with(_ trait: String) -> StandardTypes {
    var result = self
    result.always.insert(trait)
    return result
  }

  /// The types that signatures are made of, by their paths.
  static let table: [String: StandardTypes] = [
    "alloc::string::String": text,
    "std::path::PathBuf": path,
    "std::ffi::os_str::OsString": path,
    "alloc::vec::Vec": ownsMemory,
    "alloc::collections::vec_deque::VecDeque": ownsMemory,
    "alloc::collections::linked_list::LinkedList": ownsMemory,
    "alloc::collections::btree::map::BTreeMap": ownsMemory,
    "alloc::collections::btree::set::BTreeSet": ownsMemory,
    "std::collections::hash::map::HashMap": StandardTypes(
      always: ownsMemory.always, byParameters: unordered,
      never: ["core::marker::Copy", "core::hash::Hash", "core::cmp::Ord", "core::cmp::PartialOrd"]),
    "std::collections::hash::set::HashSet": StandardTypes(
      always: ownsMemory.always, byParameters: unordered,
      never: ["core::marker::Copy", "core::hash::Hash", "core::cmp::Ord", "core::cmp::PartialOrd"]),
    "core::option::Option": StandardTypes(
      always: ["core::default::Default"], byParameters: ofElements,
      never: ["core::fmt::Display"]),
    "core::result::Result": StandardTypes(
      byParameters: ofElements, never: ["core::default::Default", "core::fmt::Display"]),
    "alloc::boxed::Box": StandardTypes(
      always: ["core::marker::Unpin"],
      byParameters: ofElements.subtracting(copy).union(calls), never: copy),
    "alloc::rc::Rc": StandardTypes(
      always: ["core::clone::Clone", "core::marker::Unpin"], byParameters: shared,
      never: ["core::marker::Copy", "core::marker::Send", "core::marker::Sync"]),
    "alloc::sync::Arc": StandardTypes(
      always: ["core::clone::Clone", "core::marker::Unpin"], byParameters: shared, never: copy),
    "std::fs::File": stream.with("std::io::Seek"),
    "std::net::tcp::TcpStream": stream,
    "core::time::Duration": StandardTypes(
      always: ofElements.union(["core::default::Default"]), never: ["core::fmt::Display"]),
    "std::time::Instant": value,
    "std::time::SystemTime": value,
    "core::cmp::Ordering": value,
    "core::net::ip_addr::IpAddr": value,
    "core::net::socket_addr::SocketAddr": value,
  ]

  private static let unordered = ofElements.subtracting([
    "core::marker::Copy", "core::hash::Hash", "core::cmp::Ord", "core::cmp::PartialOrd",
  ])
  private static let shared: Set<String> = [
    "core::fmt::Debug", "core::fmt::Display", "core::cmp::PartialEq", "core::cmp::PartialOrd",
    "core::cmp::Eq", "core::cmp::Ord", "core::hash::Hash", "core::default::Default",
  ]
}
