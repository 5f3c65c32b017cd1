extern "C" fn exported_symbol_missing() {}
