/// Every key that `lockstep.toml` knows: one table of keys for each place, as data.
///
/// The reader looks a key up here before it says that it is unknown, and suggests only keys that
/// exist at that place; the template that `lockstep init` writes shows each key's default and
/// meaning from here.
enum ConfigurationSchema {
  /// A key of a place.
  struct Key: Sendable {
    /// The key's name.
    let name: String
    /// The default as TOML writes it, or an example where there is no default.
    let sample: String
    /// Whether `sample` is only an example: leaving the key out means something else.
    let isExample: Bool
    /// One short sentence for whoever reads the file.
    let meaning: String

    init(_ name: String, _ sample: String, _ meaning: String, isExample: Bool = false) {
      self.name = name
      self.sample = sample
      self.meaning = meaning
      self.isExample = isExample
    }
  }

  /// The keys that may stand at one place.
  struct Place: Sendable {
    /// How the place is called in messages.
    let title: String
    /// Its keys, in the order in which the template writes them.
    let keys: [Key]

    /// The keys' names.
    var names: [String] { keys.map(\.name) }
  }

  static let root = Place(
    title: "the top level",
    keys: [
      Key("foundation", "", "the library that is released"),
      Key("fleet", "", "the repositories that depend on it"),
      Key("policy", "", "the figures of the process"),
      Key("rollout", "", "how a wave is divided"),
      Key("gates", "", "the limits of the quality gates"),
      Key("flags", "", "the classes of the foundation's features"),
      Key("triggers", "", "when a release counts as gone wrong"),
      Key("watch", "", "what is looked at after a release"),
      Key("ledger", "", "where the record stands"),
      Key("services", "", "base addresses, where they are not the public ones"),
      Key("serve", "", "who may do what at the dashboard"),
      Key("mail", "", "how mail leaves this machine"),
      Key("contact", "", "who is told, in which order"),
    ])

  static let foundation = Place(
    title: "[foundation]",
    keys: [
      Key("package", "\"core\"", "the package whose version is the release's", isExample: true),
      Key("packages", "[]", "further packages of the same workspace, released together with it"),
      Key(
        "branches", "[\"main\"]",
        "one for each line that is still released, e.g. \"2.0.x\" or \"*.x\""),
      Key("remote", "\"origin\"", "\"upstream\", from a fork"),
      Key("tag", "\"v{version}\"", "how a release's tag is spelt"),
      Key("hotfix-tag", "\"v{version}-hotfix\"", "how a hotfix's tag is spelt"),
      Key(
        "publish", "\"crates-io\"", "a registry's name; a folder, for a file registry; or \"none\""),
      Key("guide", "\"docs/migration/{version}.md\"", "the migration guide of a breaking release"),
    ])

  static let fleet = Place(
    title: "[fleet]",
    keys: [
      Key("search", "[\"../*\"]", "local checkouts; nested manifests are found too"),
      Key(
        "github", "{ organization = \"acme\" }", "repositories found on GitHub", isExample: true),
      Key(
        "gitlab", "{ organization = \"acme/platform\" }",
        "in a group of GitLab and the groups in it", isExample: true),
      Key(
        "gitea", "{ organization = \"acme\" }", "on a Gitea or Forgejo that [services] names",
        isExample: true),
      Key("dependent", "", "what is known of single dependents"),
    ])

  /// The forges on which repositories can be found.
  static let forges = ["github", "gitlab", "gitea"]

  static let discovery = Place(
    title: "a forge",
    keys: [Key("organization", "\"acme\"", "the organisation's login", isExample: true)])

  static let dependent = Place(
    title: "[[fleet.dependent]]",
    keys: [
      Key("name", "\"billing\"", "how the dependent is called", isExample: true),
      Key(
        "url", "\"https://git.example/billing.git\"", "where it is fetched from and pushed to",
        isExample: true),
      Key("maintainers", "[]", "who looks after it"),
      Key("wave", "1", "the earliest wave that it may be updated in", isExample: true),
      Key("delivery", "\"push\"", "or \"pull-request\""),
    ])

  static let policy = Place(
    title: "[policy]",
    keys: [
      Key(
        "notice", "{ major = \"2 weeks\", minor = \"1 week\", patch = \"0 days\" }",
        "how long a notice stands before the release"),
      Key(
        "window", "{ major = \"8 weeks\", minor = \"2 weeks\", patch = \"2 days\" }",
        "how long a release takes at most"),
      Key(
        "approvals", "{ major = 0, minor = 0, patch = 0, signed = false }",
        "how many maintainers sign off; signed: only with a good signature"),
      Key("yank", "\"after-replacement\"", "a bad version; or \"at-once\", \"never\""),
      Key("raise", "\"when-needed\"", "requirements in a rollout; or \"always\""),
      Key(
        "rehearsal-age", "\"1 week\"",
        "stated: a release needs a rehearsal of its rollback that is not older"),
      Key(
        "supported", "{ majors = 2, minors = 1, create = false }",
        "the table of supported versions in VERSIONING.md"),
    ])

  static let rollout = Place(
    title: "[rollout]",
    keys: [
      Key("canaries", "[]", "dependents that come first in their wave"),
      Key("shares", "[]", "then so many of the wave, growing, e.g. [1, \"5%\", \"25%\"]"),
      Key("soak", "\"0 seconds\"", "how long each part is watched before the next"),
      Key("wait", "\"1 hour\"", "how long a command waits for pull requests, then resumable"),
      Key("merge", "\"auto\"", "when green: by the forge; or \"maintainers\", \"lockstep\""),
      Key(
        "prepare-way-back", "true",
        "builds each dependent's pin to the last good version, and keeps it"),
    ])

  static let perBump = Place(
    title: "this table",
    keys: ["major", "minor", "patch"].map { Key($0, "", "the value for a \($0) release") })

  static let approvals = Place(
    title: "approvals",
    keys: perBump.keys + [Key("signed", "false", "whether only good signatures count")])

  static let gates = Place(
    title: "[gates]",
    keys: [
      Key("coverage", "90", "per cent of the lines that the tests cover"),
      Key("benchmark-regression", "10", "per cent that a benchmark may become slower"),
      Key("documented", "100", "per cent of the public items that are documented"),
      Key(
        "features", "[[], \"all\"]",
        "feature sets that are tested; also \"each\", \"powerset\", \"powerset:3\""),
      Key("benchmarks", "[]", "commands that print `name value unit`; none: `cargo bench`"),
      Key("contract", "[]", "mock dependents in this repository, e.g. \"contracts/*\""),
      Key("integration", "[]", "commands that test several repositories together"),
      Key("may-skip", "[]", "gates that hold nothing up where they cannot run"),
      Key(
        "emergency", "[\"features\"]",
        "gates that a hotfix with new code (`rollback --revert`) passes before its tag"),
    ])

  static let flags = Place(
    title: "[flags]",
    keys: [
      Key("stable", "[]", "features that dependents may rely on"),
      Key("preview", "[]", "meant to become stable"),
      Key("legacy", "[]", "deprecated; removed after their cycle"),
      Key("experimental", "[]", "may change or go at any time"),
      Key("deprecation-cycle", "\"2-versions\"", "minor or major releases that a legacy one stays"),
    ])

  static let supported = Place(
    title: "supported",
    keys: [
      Key("majors", "2", "how many major versions are supported, the current one included"),
      Key("minors", "1", "how many minor series of the current major are"),
      Key("create", "false", "writes a VERSIONING.md where there is none"),
    ])

  static let triggers = Place(
    title: "[triggers]",
    keys: [
      Key("benchmark-regression", "20", "per cent slower in use"),
      Key("regressed-dependents", "1", "so many dependents, or a share of the fleet: \"5%\""),
      Key("compile-errors", "\"25%\"", "dependents that do not compile"),
      Key("automatic", "[]", "done without asking, e.g. [\"pin\"]; also \"halt\""),
      Key("command", "", "further triggers"),
    ])

  static let triggerCommand = Place(
    title: "[[triggers.command]]",
    keys: [
      Key("name", "\"error-rate\"", "how the trigger is called", isExample: true),
      Key(
        "run", "[\"ops/error-rate\"]", "says `fire`, `quiet` or `no-data`, or 10, 0 or 1",
        isExample: true),
      Key("severity", "\"major\"", "minor, major, critical"),
      Key("interval", "\"5 minutes\"", "how often it is asked"),
      Key("budget", "\"2 minutes\"", "how long that may take"),
    ])

  static let watch = Place(
    title: "[watch]",
    keys: [
      Key("interval", "\"5 minutes\"", "how often each source is looked at"),
      Key("budget", "\"2 minutes\"", "how long one look may take"),
      Key("dependents", "200", "how many of them one look asks about; more come in turn"),
      Key("off", "[]", "sources that are not looked at, e.g. [\"issues\"]"),
      Key("needs", "[]", "sources without whose data `watch --once` ends with 1"),
      Key("tell", "\"minor\"", "the least severity of which people are told; or \"never\""),
      Key("incident", "\"major\"", "the least severity that opens an incident; or \"never\""),
      Key("silence", "\"1 day\"", "how long a source may have no data before that is told"),
      Key("overdue", "\"1 week\"", "how long a pin or an unanswered notice may stand"),
      Key("calm", "\"1 hour\"", "how long a finding is gone before it can be news again"),
      Key("labels", "[\"critical\", \"security\"]", "issues with them tell of a critical bug"),
      Key("benchmarks", "[]", "files and folders with measurements, e.g. \"ci/series.txt\""),
      Key(
        "advisories", "\"../advisory-db\"", "a folder with advisories, instead of the tool's",
        isExample: true),
      Key(
        "sources", "{ checks = { interval = \"1 minute\", budget = \"30 seconds\" } }",
        "intervals and budgets of single sources", isExample: true),
    ])

  static let watchSources = Place(
    title: "sources",
    keys: Configuration.WatchSource.allCases.map { source in
      Key(
        source.rawValue, "{ interval = \"5 minutes\", budget = \"2 minutes\" }", source.meaning,
        isExample: true)
    })

  static let watchTiming = Place(
    title: "a source",
    keys: [
      Key("interval", "\"5 minutes\"", "how often it is looked at"),
      Key("budget", "\"2 minutes\"", "how long one look may take"),
      Key("dependents", "200", "how many of them one look asks about"),
    ])

  static let ledger = Place(
    title: "[ledger]",
    keys: [
      Key(
        "remote", "\"git@git.example:acme/core-incidents.git\"",
        "where the record must not stand beside a public foundation", isExample: true)
    ])

  static let services = Place(
    title: "[services]",
    keys: [
      Key(
        "github",
        "{ rest = \"https://ghe.example/api/v3\", graphql = \"https://ghe.example/api/graphql\" }",
        "GitHub Enterprise", isExample: true),
      Key("gitlab", "{ rest = \"https://gitlab.example/api/v4\" }", "GitLab", isExample: true),
      Key(
        "gitea", "{ rest = \"https://gitea.example/api/v1\" }", "Gitea, Forgejo", isExample: true),
      Key("slack", "{ rest = \"https://slack.example/api\" }", "Slack", isExample: true),
      Key("linear", "{ graphql = \"https://linear.example/graphql\" }", "Linear", isExample: true),
      Key(
        "acknowledge", "\"https://lockstep.acme.example/acknowledge\"",
        "what answers the links by which an incident is taken", isExample: true),
    ])

  static let service = Place(
    title: "a service",
    keys: [
      Key("rest", "\"\"", "the base address of its REST interface"),
      Key("graphql", "\"\"", "the address of its GraphQL interface"),
      Key("git", "\"\"", "what its repositories are cloned below, where that is another address"),
    ])

  static let serve = Place(
    title: "[serve]",
    keys: [
      Key(
        "token", "{ env = \"LOCKSTEP_SERVE_TOKEN\" }",
        "the variable that has the dashboard's token", isExample: true),
      Key("hosts", "[]", "names under which it is reached, beside addresses and localhost"),
    ])

  static let variable = Place(
    title: "this table",
    keys: [Key("env", "\"LOCKSTEP_SERVE_TOKEN\"", "the name of a variable of the environment")])

  static let mail = Place(
    title: "[mail]",
    keys: [
      Key("from", "\"lockstep@acme.example\"", "whose mail it is", isExample: true),
      Key("program", "\"sendmail\"", "takes a mail on its standard input"),
      Key(
        "server", "\"mail.acme.example:587\"", "an SMTP server, instead of the program",
        isExample: true),
      Key("protection", "\"starttls\"", "or \"tls\"; \"none\" only to this very machine"),
      Key(
        "user", "\"lockstep\"", "signs in; the password is in LOCKSTEP_MAIL_PASSWORD",
        isExample: true),
    ])

  static let contact = Place(
    title: "[[contact]]",
    keys: [
      Key("name", "\"Core team lead\"", "how the contact is called", isExample: true),
      Key("level", "\"primary\"", "primary, secondary, escalation, on-call, maintainer"),
      Key("acknowledge-within", "\"15 minutes\"", "then the next level is told"),
      Key(
        "channel", "\"slack:#core\"", "slack, linear, issues, mail, webhook, command, file …",
        isExample: true),
      Key(
        "rotation",
        "{ every = \"1 week\", from = \"2026-01-05T09:00:00Z\", people = [\"ada\", \"grace\"] }",
        "several people in turn", isExample: true),
      Key("quiet", "\"22:00-07:00\"", "only emergencies are told then", isExample: true),
      Key("zone", "\"UTC\"", "where `quiet` is meant, e.g. \"Europe/Berlin\""),
    ])

  static let rotation = Place(
    title: "rotation",
    keys: [
      Key("every", "\"1 week\"", "when the duty passes on"),
      Key("from", "\"2026-01-05T09:00:00Z\"", "when the first turn began"),
      Key("people", "[]", "who takes turns"),
    ])
}

extension Configuration.WatchSource {
  /// What the source looks at, for whoever reads the file.
  fileprivate var meaning: String {
    switch self {
    case .fleet: "fleet runs and rollouts in the ledger"
    case .checks: "the forge's checks of each dependent"
    case .benchmarks: "measurements over time"
    case .advisories: "advisories for lock files"
    case .issues: "issues with the labels"
    case .drift: "registry, tags, changelog and manifests"
    case .pins: "pins that were never taken back"
    case .notices: "notices that nobody answered"
    case .support: "dependents behind the supported versions"
    }
  }
}
