pub struct Thing;
impl Thing {
  #[unsafe(export_name = "lockstep_rule_method_one")]
  pub fn call() {}
}
