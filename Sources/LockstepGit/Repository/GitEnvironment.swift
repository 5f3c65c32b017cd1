/// The environment that git runs in.
///
/// The user's configuration, credential helpers, ssh settings and proxies stay; whatever would
/// point git at another repository, or change what it prints, does not.
enum GitEnvironment {
  /// Variables that name a repository or a part of it, or change the meaning of arguments.
  private static let removed: Set<String> = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_INDEX_VERSION", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX",
    "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_QUARANTINE_PATH",
    "GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS",
    "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
    "GIT_DEFAULT_HASH", "GIT_ATTR_SOURCE", "GIT_PROTOCOL", "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS",
    "GIT_PAGER", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_FLUSH", "GIT_REDIRECT_STDERR",
    "GIT_REDIRECT_STDIN", "GIT_REDIRECT_STDOUT", "LANGUAGE", "LC_MESSAGES", "LANG",
  ]

  /// The environment for git, made from that of the host.
  static func make(from host: [String: String], adding extra: [String: String]) -> [String: String]
  {
    var environment = host
    for name in removed { environment[name] = nil }
    environment["LC_ALL"] = "C"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["GIT_NO_REPLACE_OBJECTS"] = "1"
    environment["GIT_LITERAL_PATHSPECS"] = "1"
    environment["GIT_PAGER"] = "cat"
    environment.merge(extra) { _, new in new }
    return environment
  }

  /// Settings of every run: no hook of the repository's owner, no program as a transport, no
  /// cleaning up behind our back.
  static let settings = [
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "protocol.ext.allow=never", "gc.auto=0",
    "maintenance.auto=false", "submodule.recurse=false", "core.commitGraph=true",
  ]

  /// The settings as arguments that stand before git's command.
  static let settingArguments = settings.flatMap { ["-c", $0] }

  /// The settings that bring everything to the disk before a write counts as done.
  static let durableArguments = [
    "-c", "core.fsync=committed,loose-object,pack,pack-metadata,reference",
  ]
}
