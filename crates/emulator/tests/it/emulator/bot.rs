//! A receiver whose CRC responses the tests choose.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::Payload;
use account_activity::receiver::Secrets;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The response to a CRC request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum CrcResponse {
    Right,
    WrongToken,
    Status(u16),
    /// After the emulator's deadline.
    Never,
}

pub(super) struct Bot {
    pub(super) url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    secrets: Secrets,
    response: Mutex<CrcResponse>,
    received: Mutex<Vec<Payload>>,
    crc_requests: Mutex<u32>,
}

impl Bot {
    pub(super) async fn start(secrets: Secrets) -> Self {
        let shared = Arc::new(Shared {
            secrets,
            response: Mutex::new(CrcResponse::Right),
            received: Mutex::default(),
            crc_requests: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        let endpoint = axum::routing::get(crc).post(receive);
        let router = Router::new()
            .route("/webhook", endpoint.clone())
            .route("/gone", endpoint)
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared, task }
    }

    pub(super) fn set_crc_response(&self, response: CrcResponse) {
        *self.shared.response.lock().unwrap() = response;
    }

    pub(super) fn crc_requests(&self) -> u32 {
        *self.shared.crc_requests.lock().unwrap()
    }

    /// Removes and returns the received and verified payloads.
    pub(super) fn received(&self) -> Vec<Payload> {
        std::mem::take(&mut self.shared.received.lock().unwrap())
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn crc(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Response {
    *shared.crc_requests.lock().unwrap() += 1;
    let response = *shared.response.lock().unwrap();
    match response {
        CrcResponse::Right => {
            let query = uri.query().unwrap_or_default();
            shared.secrets.crc_response(query, &headers).unwrap().into_response()
        }
        CrcResponse::WrongToken => r#"{"response_token":"sha256=AAAA"}"#.into_response(),
        CrcResponse::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        CrcResponse::Never => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            StatusCode::OK.into_response()
        }
    }
}

async fn receive(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    shared.secrets.verify(&headers, &body).unwrap();
    shared.received.lock().unwrap().push(Payload::from_bytes(body).unwrap());
    StatusCode::OK
}
