mod args;

use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    args::refuse(USAGE);
    let receiver = Receiver::new(Secret::new(std::env::var("TWITTER_CONSUMER_SECRET")?)?);
    let service = ReceiverService::new(receiver, async |delivery: Delivery| {
        for activity in delivery.activities() {
            println!("{} by {:?}", activity.kind(), activity.actor());
        }
        Ok(())
    });
    lambda_http::run(service).await
}

const USAGE: &str = "\
usage: account-activity-lambda

It takes no arguments but --help: the runtime of AWS Lambda starts it. The variable
TWITTER_CONSUMER_SECRET is the app's consumer secret.

Exit codes: 1 if the variable is not set, 2 if there is an argument.";
