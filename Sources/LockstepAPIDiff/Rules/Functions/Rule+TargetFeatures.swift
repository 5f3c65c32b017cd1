import LockstepCore

extension Rule {
  /// `#[target_feature(enable = "…")]`.
  static let targetFeatures: [Rule] =
    targetFeatures("function", "function", .function)
    + targetFeatures("inherent_method", "method", .method)
    + [
      added(
        "unsafe_trait_method_target_feature_added", "trait method", .traitMethod, isUnsafe: true),
      more(
        "unsafe_trait_method_requires_more_target_features", "trait method", .traitMethod,
        isUnsafe: true),
      Rule(
        "trait_method_target_feature_removed", .major,
        "the trait method `{item}` no longer enables a target feature",
        why: "Implementations that need the feature to be on can no longer count on it.",
        see: CargoBook.targetFeature,
        .pairs(.traitMethod) { match, _ in
          guard match.isOfOpenTrait else { return false }
          return !match.oldTargetFeatures.subtracting(match.newTargetFeatures).isEmpty
        }),
    ]

  private static func targetFeatures(_ prefix: String, _ noun: String, _ role: Role) -> [Rule] {
    [
      added("safe_\(prefix)_target_feature_added", noun, role, isUnsafe: false),
      more("safe_\(prefix)_requires_more_target_features", noun, role, isUnsafe: false),
      added("unsafe_\(prefix)_target_feature_added", noun, role, isUnsafe: true),
      more("unsafe_\(prefix)_requires_more_target_features", noun, role, isUnsafe: true),
    ]
  }

  private static func added(_ id: String, _ noun: String, _ role: Role, isUnsafe: Bool) -> Rule {
    Rule(
      id, .major, "the \(noun) `{item}` requires a target feature now",
      why: "Calls from code without the feature are unsafe, or undefined on a machine without it.",
      see: CargoBook.targetFeature,
      .functions(role) { match, old, _ in
        old.isUnsafe == isUnsafe && match.oldTargetFeatures.isEmpty
          && !match.newTargetFeatures.isEmpty
      })
  }

  private static func more(_ id: String, _ noun: String, _ role: Role, isUnsafe: Bool) -> Rule {
    Rule(
      id, .major, "the \(noun) `{item}` requires more target features",
      why: "Calls from code without them are unsafe, or undefined on a machine without them.",
      see: CargoBook.targetFeature,
      .functions(role) { match, old, _ in
        old.isUnsafe == isUnsafe && !match.oldTargetFeatures.isEmpty
          && !match.newTargetFeatures.subtracting(match.impliedTargetFeatures).isEmpty
      })
  }
}

extension Match {
  /// The target features that the baseline's function enables.
  var oldTargetFeatures: Set<String> { Set(before?.attributes.targetFeatures ?? []) }
  /// The target features that the candidate's function enables.
  var newTargetFeatures: Set<String> { Set(after?.attributes.targetFeatures ?? []) }

  /// The old features and what the compiler switches on with them (x86; from the Reference).
  var impliedTargetFeatures: Set<String> {
    var found: Set<String> = []
    var waiting = Array(oldTargetFeatures)
    while let feature = waiting.popLast() {
      guard found.insert(feature).inserted else { continue }
      waiting += Self.implications[feature] ?? []
    }
    return found
  }

  private static let implications: [String: [String]] = [
    "sse2": ["sse"], "sse3": ["sse2"], "ssse3": ["sse3"], "sse4.1": ["ssse3"],
    "sse4.2": ["sse4.1"], "sse4a": ["sse3"], "avx": ["sse4.2"], "avx2": ["avx"], "fma": ["avx"],
    "f16c": ["avx"], "aes": ["sse2"], "pclmulqdq": ["sse2"], "sha": ["sse2"],
    "avx512f": ["avx2", "fma", "f16c"], "avx512bw": ["avx512f"], "avx512cd": ["avx512f"],
    "avx512dq": ["avx512f"], "avx512vl": ["avx512f"], "fhm": ["fp16"], "fp16": ["neon"],
    "sve": ["neon"], "sve2": ["sve"], "sha2": ["neon"], "sha3": ["sha2"], "dotprod": ["neon"],
  ]
}
