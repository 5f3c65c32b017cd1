import LockstepTOML

extension Cargo {
  package func edit(
    _ edit: RequirementEdit, of dependency: Dependency, in bytes: [UInt8]
  ) throws(ManifestEditError) -> [UInt8] {
    var editor = try RequirementEditor(dependency, in: bytes)
    try editor.apply(edit)
    return editor.document.bytes
  }
}
