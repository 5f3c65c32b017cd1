pub async fn call() {}
