unsafe extern "C" {
  pub safe static LOCKSTEP_RULE_STATIC: u8;
}
