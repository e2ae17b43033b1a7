use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let receiver = Receiver::new(Secret::new(std::env::var("TWITTER_CONSUMER_SECRET")?)?);
    let service = ReceiverService::new(receiver, async |delivery: Delivery| {
        for entry in delivery.entries() {
            println!("{} by {:?}", entry.kind(), entry.actor());
        }
        Ok(())
    });
    lambda_http::run(service).await
}
