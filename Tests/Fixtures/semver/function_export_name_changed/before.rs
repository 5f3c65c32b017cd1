#[unsafe(export_name = "lockstep_rule_export_one")]
pub fn call() {}
