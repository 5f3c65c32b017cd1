pub unsafe trait Thing {}
