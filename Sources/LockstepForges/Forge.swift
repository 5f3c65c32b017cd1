package import LockstepGit

/// A place that hosts repositories and lets people discuss changes to them: GitHub, GitLab, Gitea,
/// or a bare git server.
///
/// Each call is one attempt at one thing; whoever wants it done whatever happens on the way asks
/// ``SteadyForge``. All throw ``ForgeError``, or `CancellationError`. What a forge cannot do at all
/// is said by its ``abilities`` beforehand, and by the error `unsupported` where it is asked for
/// nevertheless.
package protocol Forge: Sendable {
  /// The name that people know it by: `GitHub`.
  var name: String { get }
  /// What it can do.
  var abilities: ForgeAbilities { get }

  /// Returns what the forge knows of a repository; follows a repository that was renamed.
  func repository(_ path: ForgePath) async throws -> ForgeRepository
  /// Returns every repository of an organisation, a group or a user that the token can see, by name.
  func repositories(of owner: String) async throws -> [ForgeRepository]
  /// Searches the default branches of an owner's repositories for files.
  func search(_ query: CodeQuery) async throws -> CodeSearchResult
  /// Returns the content of a file at a commit; `nil` where there is none.
  func file(_ file: String, at commit: ObjectID, in path: ForgePath) async throws -> [UInt8]?

  /// Returns a branch; `nil` where there is none.
  func branch(_ name: String, in path: ForgePath) async throws -> ForgeBranch?
  /// Makes a branch at a commit that the repository has; `alreadyExists` where there is one.
  func createBranch(_ name: String, at commit: ObjectID, in path: ForgePath) async throws
  /// Removes a branch that points to `head`; `stale` where it points elsewhere.
  func deleteBranch(_ name: String, at head: ObjectID, in path: ForgePath) async throws
  /// Returns a commit; `nil` where there is none.
  func commit(_ id: ObjectID, in path: ForgePath) async throws -> ForgeCommit?
  /// Makes a commit on top of a branch without a clone, if the branch is where the draft expects it;
  /// `stale` where it is elsewhere, `protected` where it takes pull requests only.
  func createCommit(_ draft: CommitProposal, in path: ForgePath) async throws -> ObjectID

  /// Returns the pull requests from a branch of the same repository, newest first, in any state.
  func pullRequests(from head: String, in path: ForgePath) async throws -> [PullRequest]
  /// Returns a pull request.
  func pullRequest(_ number: Int, in path: ForgePath) async throws -> PullRequest
  /// Opens a pull request; `alreadyExists` where one is open from the same branch into the same one.
  func createPullRequest(_ draft: PullRequestDraft, in path: ForgePath) async throws -> PullRequest
  /// Gives an open pull request the title and the text of `draft`.
  func updatePullRequest(
    _ number: Int, to draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest
  /// Merges a pull request whose head is `head`; `stale` where it has moved, `conflict` where it
  /// cannot be merged, `protected` where something that the branch demands is missing.
  func merge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws -> ObjectID
  /// Lets the forge merge a pull request as soon as what it waits for is there.
  ///
  /// Throws `nothingToWaitFor` where it could be merged at once.
  func enableAutoMerge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws
  /// Closes a pull request without merging it; one that is closed stays so.
  func close(_ number: Int, in path: ForgePath) async throws -> PullRequest

  /// Returns the comments on a pull request or an issue, oldest first.
  func comments(on subject: ForgeSubject, in path: ForgePath) async throws -> [ForgeComment]
  /// Adds a comment.
  func createComment(
    _ text: String, on subject: ForgeSubject, in path: ForgePath
  ) async throws -> ForgeComment

  /// Returns what the automatic checks say about a commit.
  func checks(of commit: ObjectID, in path: ForgePath) async throws -> ForgeChecks

  /// Returns the release of a tag; `nil` where there is none.
  func release(tagged tag: String, in path: ForgePath) async throws -> ForgeRelease?
  /// Publishes the release of a tag that exists; `notFound` where the tag does not, `alreadyExists`
  /// where the release does.
  func createRelease(_ draft: ReleaseDraft, in path: ForgePath) async throws -> ForgeRelease
  /// Gives a release the title and the notes of `draft`.
  func updateRelease(
    _ release: ForgeRelease, to draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease

  /// Returns the issues that the query asks for, newest first; pull requests are none.
  func issues(_ query: IssueQuery, in path: ForgePath) async throws -> [ForgeIssue]
  /// Opens an issue.
  func createIssue(_ draft: IssueDraft, in path: ForgePath) async throws -> ForgeIssue
  /// Gives an issue the title, the text and the labels of `draft`, and opens or closes it.
  func updateIssue(
    _ number: Int, to draft: IssueDraft, isOpen: Bool, in path: ForgePath
  ) async throws -> ForgeIssue
}
