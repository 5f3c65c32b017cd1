unsafe extern "C" {
  pub unsafe static LOCKSTEP_RULE_STATIC: u8;
}
