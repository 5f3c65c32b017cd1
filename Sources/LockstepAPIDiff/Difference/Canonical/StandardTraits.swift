/// What the standard library's documentation says of its own traits, as far as rules need it.
enum StandardTraits {
  /// Traits that whoever has the first has as well: supertraits and blanket impls.
  static let consequences: [String: [String]] = [
    "core::marker::Copy": ["core::clone::Clone"],
    "core::cmp::Eq": ["core::cmp::PartialEq"],
    "core::cmp::PartialOrd": ["core::cmp::PartialEq"],
    "core::cmp::Ord": ["core::cmp::Eq", "core::cmp::PartialOrd"],
    "core::ops::function::Fn": ["core::ops::function::FnMut"],
    "core::ops::function::FnMut": ["core::ops::function::FnOnce"],
    "core::iter::traits::iterator::Iterator": ["core::iter::traits::collect::IntoIterator"],
    "core::iter::traits::double_ended::DoubleEndedIterator": [
      "core::iter::traits::iterator::Iterator"
    ],
    "core::iter::traits::exact_size::ExactSizeIterator": ["core::iter::traits::iterator::Iterator"],
    "core::iter::traits::marker::FusedIterator": ["core::iter::traits::iterator::Iterator"],
    "core::error::Error": ["core::fmt::Debug", "core::fmt::Display"],
    "core::fmt::Display": ["alloc::string::ToString"],
    "core::ops::deref::DerefMut": ["core::ops::deref::Deref"],
    "core::ops::index::IndexMut": ["core::ops::index::Index"],
    "core::convert::From": [],
    "core::any::Any": [],
    "std::io::BufRead": ["std::io::Read"],
    "core::clone::Clone": ["alloc::borrow::ToOwned"],
    "core::future::future::Future": ["core::future::into_future::IntoFuture"],
  ]

  /// Traits that every number, `bool` and `char` has.
  static let ofScalars: Set<String> = [
    "core::marker::Copy", "core::clone::Clone", "core::fmt::Debug", "core::fmt::Display",
    "core::default::Default", "core::cmp::PartialEq", "core::cmp::PartialOrd",
    "core::marker::Send", "core::marker::Sync", "core::marker::Unpin", "core::str::traits::FromStr",
    "alloc::string::ToString", "alloc::borrow::ToOwned", "core::panic::unwind_safe::UnwindSafe",
    "core::panic::unwind_safe::RefUnwindSafe", "core::any::Any",
  ]

  /// Traits that scalars other than floating-point numbers have.
  static let ofExactScalars: Set<String> = ["core::cmp::Eq", "core::cmp::Ord", "core::hash::Hash"]

  /// Traits that all numbers have.
  static let ofNumbers: Set<String> = [
    "core::ops::arith::Add", "core::ops::arith::Sub", "core::ops::arith::Mul",
    "core::ops::arith::Div", "core::ops::arith::Rem", "core::ops::arith::AddAssign",
    "core::ops::arith::SubAssign", "core::ops::arith::MulAssign", "core::ops::arith::DivAssign",
    "core::iter::traits::accum::Sum", "core::iter::traits::accum::Product",
  ]

  /// What a type can be borrowed as for nothing: `AsRef` of the standard library's types.
  static let references: [String: Set<String>] = [
    "str": ["str", "[u8]", "std::ffi::os_str::OsStr", "std::path::Path"],
    "alloc::string::String": ["str", "[u8]", "std::ffi::os_str::OsStr", "std::path::Path"],
    "std::path::Path": ["std::path::Path", "std::ffi::os_str::OsStr"],
    "std::path::PathBuf": ["std::path::Path", "std::ffi::os_str::OsStr"],
    "std::ffi::os_str::OsStr": ["std::ffi::os_str::OsStr", "std::path::Path"],
    "std::ffi::os_str::OsString": ["std::ffi::os_str::OsStr", "std::path::Path"],
  ]

  /// What a type can be turned into without loss, beside itself.
  static let conversions: [String: Set<String>] = [
    "u8": [
      "u16", "u32", "u64", "u128", "usize", "i16", "i32", "i64", "i128", "isize", "f32", "f64",
      "char",
    ],
    "u16": ["u32", "u64", "u128", "usize", "i32", "i64", "i128", "f32", "f64"],
    "u32": ["u64", "u128", "i64", "i128", "f64"],
    "u64": ["u128", "i128"],
    "i8": ["i16", "i32", "i64", "i128", "isize", "f32", "f64"],
    "i16": ["i32", "i64", "i128", "isize", "f32", "f64"],
    "i32": ["i64", "i128", "f64"],
    "i64": ["i128"],
    "f32": ["f64"],
    "char": ["u32", "u64", "u128", "alloc::string::String"],
    "bool": [
      "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
    ],
    "&str": [
      "alloc::string::String", "alloc::borrow::Cow", "alloc::boxed::Box", "alloc::rc::Rc",
      "alloc::sync::Arc", "std::path::PathBuf", "std::ffi::os_str::OsString", "alloc::vec::Vec",
    ],
    "alloc::string::String": [
      "alloc::borrow::Cow", "alloc::boxed::Box", "alloc::rc::Rc", "alloc::sync::Arc",
      "std::path::PathBuf", "std::ffi::os_str::OsString", "alloc::vec::Vec",
    ],
  ]

  /// Traits of the prelude with the names of their items: who has the trait can call them without
  /// importing anything.
  static let prelude: [String: Set<String>] = [
    "core::clone::Clone": ["clone", "clone_from"],
    "core::default::Default": ["default"],
    "core::convert::From": ["from"],
    "core::convert::Into": ["into"],
    "core::convert::TryFrom": ["try_from"],
    "core::convert::TryInto": ["try_into"],
    "core::convert::AsRef": ["as_ref"],
    "core::convert::AsMut": ["as_mut"],
    "core::cmp::PartialEq": ["eq", "ne"],
    "core::cmp::PartialOrd": ["partial_cmp", "lt", "le", "gt", "ge"],
    "core::cmp::Ord": ["cmp", "max", "min", "clamp"],
    "core::iter::traits::iterator::Iterator": ["next", "size_hint", "count", "last", "nth", "map"],
    "core::iter::traits::collect::IntoIterator": ["into_iter"],
    "core::iter::traits::collect::Extend": ["extend"],
    "core::iter::traits::collect::FromIterator": ["from_iter"],
    "core::iter::traits::double_ended::DoubleEndedIterator": ["next_back", "rev"],
    "core::iter::traits::exact_size::ExactSizeIterator": ["len"],
    "alloc::string::ToString": ["to_string"],
    "alloc::borrow::ToOwned": ["to_owned"],
  ]
}
