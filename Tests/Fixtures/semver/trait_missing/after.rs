trait Gone {}
