/// Where a repository is, and so what can be asked for it.
///
/// What a plain git server cannot do is not there to be called: whoever wants a pull request needs the
/// ``forge``, and has to say what happens where there is none.
package enum RepositoryHost: Sendable {
  /// A forge, and the path of the repository on it.
  case forge(any Forge, ForgePath)
  /// A server that takes pushes only.
  case plainGit(PlainGit)

  /// What can be done besides pushing.
  package var abilities: ForgeAbilities {
    switch self {
    case .forge(let forge, _): forge.abilities
    case .plainGit: []
    }
  }

  /// The forge and the path on it; `nil` for a plain server.
  package var forge: (forge: any Forge, path: ForgePath)? {
    switch self {
    case .forge(let forge, let path): (forge, path)
    case .plainGit: nil
    }
  }
}
