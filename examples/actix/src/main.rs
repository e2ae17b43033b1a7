#[path = "../../lambda/src/args.rs"]
mod args;

use std::error::Error as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use account_activity::receiver::{Delivery, Error, HandlerError, Received, Receiver, Secret, Seen};
use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};

static REJECTED: AtomicU64 = AtomicU64::new(0);

async fn on_delivery(seen: Seen, delivery: Delivery) -> Result<(), HandlerError> {
    for activity in delivery.activities() {
        let Some(claim) = seen.begin(activity.key())? else { continue };
        println!("{} by {:?}", activity.kind(), activity.actor());
        claim.commit();
    }
    Ok(())
}

#[derive(Clone)]
struct Bot {
    receiver: Receiver,
    seen: Seen,
}

async fn webhook(bot: web::Data<Bot>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let (method, target) = (request.method().as_str(), request.uri().to_string());
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let response = match bot.receiver.receive_parts(method, &target, headers, body) {
        Ok(Received::Delivery(delivery)) => {
            // A closed connection does not cancel a task, and a panic in a task is an error.
            let handled = rt::spawn(on_delivery(bot.seen.clone(), delivery.clone())).await;
            match handled.map_err(HandlerError::from).flatten() {
                Ok(()) => Received::Delivery(delivery).response(),
                Err(error) => {
                    eprintln!("the handler failed: {:?}", error.to_string());
                    Error::HandlerFailed.response()
                }
            }
        }
        Ok(received) => received.response(),
        Err(error) => {
            // The details are in the source: a wrong secret, for example. Strangers can cause any
            // number of these lines, so only the first ones are written.
            if REJECTED.fetch_add(1, Ordering::Relaxed) < 1_000 {
                eprintln!("{error}: {:?}", error.source().map(ToString::to_string));
            }
            error.response()
        }
    };
    let status = StatusCode::from_u16(response.status().as_u16()).unwrap_or_default();
    let mut builder = HttpResponse::build(status);
    for (name, value) in response.headers() {
        builder.insert_header((name.as_str(), value.as_bytes()));
    }
    builder.body(response.into_body())
}

fn configure(app: &mut web::ServiceConfig, bot: Bot) {
    app.app_data(web::Data::new(bot))
        // Without it, actix rejects bodies of more than 256 KiB.
        .app_data(web::PayloadConfig::new(Receiver::DEFAULT_BODY_LIMIT))
        .route("/webhooks/twitter", web::to(webhook));
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    args::refuse(USAGE);
    let receiver = Receiver::new(Secret::new(std::env::var("TWITTER_CONSUMER_SECRET")?)?);
    let bot = Bot { receiver, seen: Seen::new(10_000) };
    let app = move || App::new().configure(|app| configure(app, bot.clone()));
    let server = HttpServer::new(app).client_request_timeout(Duration::from_secs(2));
    // For each of the workers. The defaults are more than the 1024 files of a usual process.
    server.workers(2).max_connections(256).bind(("127.0.0.1", 8080))?.run().await?;
    Ok(())
}

const USAGE: &str = "\
usage: account-activity-actix

It takes no arguments but --help, and serves http://127.0.0.1:8080/webhooks/twitter until Ctrl-C or
SIGTERM. The variable TWITTER_CONSUMER_SECRET is the app's consumer secret.

Exit codes: 0 after Ctrl-C or SIGTERM, 1 if it cannot serve, 2 if there is an argument.";

#[cfg(test)]
mod tests;
