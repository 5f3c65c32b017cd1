unsafe extern "C" {
  pub safe static LOCKSTEP_RULE_SAFE: u8;
}
