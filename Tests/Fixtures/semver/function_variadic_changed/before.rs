unsafe extern "C" {
  pub fn lockstep_rule_variadic(a: u8, ...);
}
