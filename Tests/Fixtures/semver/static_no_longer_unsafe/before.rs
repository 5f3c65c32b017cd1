unsafe extern "C" {
  pub unsafe static LOCKSTEP_RULE_SAFE: u8;
}
