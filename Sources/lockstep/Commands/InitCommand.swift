internal import ArgumentParser
internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Finds the foundation and its dependents, and writes a commented lockstep.toml.")

  @Option(
    help: ArgumentHelp("The package that leads, in a workspace of several.", valueName: "name"))
  var package: String?

  @Flag(help: "Replaces a lockstep.toml that is there.")
  var force = false

  @OptionGroup var shared: SharedOptions

  private static func beside(_ names: [String]) -> String {
    guard !names.isEmpty else {
      return "no other repository; name dependents under [[fleet.dependent]]"
    }
    return "\(counted(names.count, "repository", "repositories")): " + names.joined(separator: ", ")
  }

  func run() async throws {
    try await shared.tell("init") { terminal, host in
      let story = try await InitStory.tell(host: host, package: package, force: force)
      let members = story.discovery.members
      terminal.result(
        text: """
          wrote \(story.path)
            foundation  \(story.configuration.foundation.package)
            publishes   \(story.configuration.foundation.publish)
            beside it   \(Self.beside(members.map(\.name.description)))

          Next: read it, commit and push it, then `lockstep check` and `lockstep fleet`.
          """,
        json: [
          "schema": "lockstep.init/1", "path": .string(story.path),
          "package": .string(story.configuration.foundation.package),
          "publish": .string(story.configuration.foundation.publish.description),
          "repositories": .array(members.map { .string($0.name.description) }),
        ])
      for problem in story.discovery.problems.sorted(by: { $0.key < $1.key }) {
        terminal.note(problem.value.oneLine)
      }
      return .done
    }
  }
}
