#[unsafe(export_name = "lockstep_rule_export_two")]
pub fn call() {}
