pub struct Thing;
impl Thing {
  #[unsafe(export_name = "lockstep_rule_method_two")]
  pub fn call() {}
}
