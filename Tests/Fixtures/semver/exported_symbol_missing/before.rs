#[unsafe(no_mangle)]
extern "C" fn exported_symbol_missing() {}
