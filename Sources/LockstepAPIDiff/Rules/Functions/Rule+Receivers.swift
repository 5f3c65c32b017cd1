import LockstepCore

extension Rule {
  /// How methods take `self`.
  static let receivers: [Rule] = [
    receiver(
      "method_no_longer_has_receiver", .major, "no longer takes `self`",
      "Calls with a dot do not compile."
    ) { $0 != .none && $1 == .none },
    receiver(
      "method_receiver_added", .major, "takes `self` now",
      "Calls without a value do not compile."
    ) { $0 == .none && $1 != .none },
    receiver(
      "method_receiver_ref_became_mut", .major, "takes `&mut self` instead of `&self`",
      "It cannot be called on what is only borrowed."
    ) {
      $0 == .reference && $1 == .mutableReference
    },
    receiver(
      "method_receiver_ref_became_owned", .major, "takes `self` instead of `&self`",
      "It uses up what it is called on."
    ) { $0 == .reference && $1 == .value },
    receiver(
      "method_receiver_mut_ref_became_owned", .major, "takes `self` instead of `&mut self`",
      "It uses up what it is called on."
    ) { $0 == .mutableReference && $1 == .value },
    receiver(
      "method_receiver_mut_ref_became_ref", .minor, "takes `&self` instead of `&mut self`",
      "Whoever could call it can call it still."
    ) { $0 == .mutableReference && $1 == .reference },
    receiver(
      "method_receiver_type_changed", .major, "takes `self` in another way",
      "Calls with a path, and some with a dot, do not compile.",
      { before, after in
        switch (before, after) {
        case (.value, .reference), (.value, .mutableReference): true
        case (.other, .value), (.other, .reference), (.other, .mutableReference): true
        case (.value, .other), (.reference, .other), (.mutableReference, .other): true
        default: false
        }
      }, orElse: \.hasOtherReceiverType),
    traitReceiver(
      "trait_method_receiver_added", "takes `self` now"
    ) { $0 == .none && $1 != .none },
    traitReceiver(
      "trait_method_no_longer_has_receiver", "no longer takes `self`"
    ) {
      $0 != .none && $1 == .none
    },
    Rule(
      "trait_method_receiver_changed", .major,
      "the trait method `{item}` takes `self` in another way",
      why: "Implementations have to write the very signature, and callers may lack what it needs.",
      see: CargoBook.traitItemSignature,
      .signatures(.traitMethod) { match, change in
        let (old, new) = change.receivers
        if change.hasOtherReceiverType { return true }
        guard old != new, old != .none, new != .none else { return false }
        return match.isOfOpenTrait || !(old == .mutableReference && new == .reference)
      }),
  ]

  private static func receiver(
    _ id: String, _ bump: Bump, _ what: String, _ why: String,
    _ condition: @escaping @Sendable (RustFunction.Receiver, RustFunction.Receiver) -> Bool,
    orElse other: (@Sendable (FunctionChange) -> Bool)? = nil
  ) -> Rule {
    Rule(
      id, bump, "the method `{item}` \(what)", why: why, see: CargoBook.functionMismatch,
      .signatures(.method) { _, change in
        condition(change.receivers.before, change.receivers.after) || other?(change) == true
      })
  }

  private static func traitReceiver(
    _ id: String, _ what: String,
    _ condition: @escaping @Sendable (RustFunction.Receiver, RustFunction.Receiver) -> Bool
  ) -> Rule {
    Rule(
      id, .major, "the trait method `{item}` \(what)",
      why: "Calls are written in another way, and implementations have to be.",
      see: CargoBook.traitItemSignature,
      .signatures(.traitMethod) { _, change in
        condition(change.receivers.before, change.receivers.after)
      })
  }
}
