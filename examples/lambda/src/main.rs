use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret, Secrets};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let secret = Secret::new(std::env::var("TWITTER_CONSUMER_SECRET")?)?;
    let receiver = Receiver::at("/webhooks/twitter", Secrets::new(secret));
    let service = ReceiverService::new(receiver, async |delivery: Delivery| {
        for entry in delivery.payload().entries() {
            println!("{} by {:?}", entry.kind(), entry.actor());
        }
        Ok(())
    });
    lambda_http::run(service).await
}
