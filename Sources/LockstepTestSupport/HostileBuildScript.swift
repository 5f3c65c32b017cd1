/// A build script, or any other program of a stranger, that tries to get hold of what is none of its business,
/// and fails where it does.
package enum HostileBuildScript {
  /// The program in Rust.
  ///
  /// - Parameters:
  ///   - port: One on this machine that listens.
  ///   - isApart: Whether something keeps it from writing into the system; else it must not try.
  ///   - said: What it prints at its end.
  package static func text(port: UInt16, isApart: Bool, said: String = "") -> String {
    #"""
    use std::io::Write;
    fn main() {
        let mut loot = Vec::new();
        let home = std::env::var("HOME").unwrap_or_default();
        if std::fs::read(format!("{home}/.secret")).is_ok() { loot.push("the home") }
        if std::fs::read(format!("{home}/.cargo/credentials.toml")).is_ok() { loot.push("credentials") }
        if std::env::vars().any(|(_, value)| value.contains("hunter2")) { loot.push("a token") }
        if std::fs::write("\#(isApart ? "/usr" : "/nowhere")/lockstep-probe", "x").is_ok() { loot.push("the system") }
        if std::fs::write(format!("{home}/../loot"), "x").is_ok()
            && std::path::Path::new(&format!("{home}/../origins")).exists() { loot.push("a folder beside") }
        if let Ok(mut line) = std::net::TcpStream::connect("127.0.0.1:\#(port)") {
            let _ = line.write_all(b"loot");
            loot.push("the network");
        }
        if !loot.is_empty() { panic!("got hold of {}", loot.join(", ")) }
        println!("\#(said)");
    }
    """#
  }

  /// Puts what it looks for where it looks.
  package static func layOutLoot(in git: ScratchGit) throws {
    try git.file("home/.secret", "hunter2")
    try git.file("home/.cargo/credentials.toml", "[registry]\ntoken = \"hunter2\"\n")
  }
}
