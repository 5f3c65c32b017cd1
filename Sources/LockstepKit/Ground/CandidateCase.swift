internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepVerification

/// One dependent, ready to be built against a candidate and against the state before.
struct CandidateCase: Sendable {
  let dependent: Dependent
  /// The commit that a rollout would push; `nil` where nothing has to change.
  let commit: ObjectID?
  /// What is built in the candidate's world: the tree that a rollout would push, unchanged.
  let candidate: BuildSubject
  /// What is built in the present world: the dependent's tip.
  let baseline: BuildSubject
  /// What has to be in the candidate's build for it to prove anything.
  let aim: BuildSubject.Aim
  /// Why a rollout would leave the dependent alone; then ``commit`` sets it back to the candidate.
  let ahead: String?
}

/// What came of getting one dependent ready.
enum CandidatePreparation: Sendable {
  case ready(CandidateCase)
  /// It cannot be built; what is known of it is there where its manifests could be read.
  case impossible(Dependent?, Explanation)
}
