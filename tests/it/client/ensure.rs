//! `ensure_webhook`, on the three tiers: the webhooks that exist, the requests and the outcome.

use account_activity::client::{Ensured, Error, Reason};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Api {
    Premium,
    Enterprise,
    V2,
}

const APIS: [Api; 3] = [Api::Premium, Api::Enterprise, Api::V2];

impl Api {
    async fn ensure(self, client: &Client) -> Result<Ensured, Error> {
        let url = webhook_url();
        match self {
            Self::Premium => client.premium("prod").ensure_webhook(&url).await,
            Self::Enterprise => client.enterprise().ensure_webhook(&url).await,
            Self::V2 => client.v2().ensure_webhook(&url).await,
        }
    }

    fn wrap(self, body: &str) -> String {
        match self {
            Self::Premium | Self::Enterprise => body.to_owned(),
            Self::V2 => format!(r#"{{"data":{body}}}"#),
        }
    }

    /// The error for the limit of webhooks.
    fn full(self) -> ResponseTemplate {
        let body = match self {
            Self::Premium | Self::Enterprise => {
                r#"{"errors":[{"code":214,"message":"Too many resources already created."}]}"#
            }
            Self::V2 => r#"{"errors":[{"message":"WebhookLimitExceeded: "}]}"#,
        };
        ResponseTemplate::new(400).set_body_string(body)
    }

    /// The error for a failed CRC.
    fn without_crc(self) -> ResponseTemplate {
        let body = match self {
            Self::Premium | Self::Enterprise => {
                r#"{"errors":[{"code":214,"message":"Unable to connect during CRC GET request."}]}"#
            }
            Self::V2 => r#"{"errors":[{"message":"CrcValidationFailed: "}]}"#,
        };
        ResponseTemplate::new(400).set_body_string(body)
    }
}

/// A webhook of the wanted URL in one of its spellings, or of another URL.
fn webhook(id: u64, url: &str, valid: bool) -> String {
    format!(r#"{{"id":"{id}","url":"{url}","valid":{valid}}}"#)
}

fn wanted(valid: bool) -> String {
    webhook(1, "https://BOT.example:443/webhooks/twitter", valid)
}

fn other() -> String {
    webhook(2, "https://bot.example/webhooks/twitter/", true)
}

struct Scene {
    api: Api,
    server: MockServer,
}

impl Scene {
    async fn new(api: Api) -> Self {
        Self { api, server: MockServer::start().await }
    }

    /// Responds to the next `GET` with this list, and to later ones with later lists.
    async fn lists(&self, webhooks: &[String]) {
        let body = self.api.wrap(&format!("[{}]", webhooks.join(",")));
        self.respond("GET", ResponseTemplate::new(200).set_body_string(body)).await;
    }

    async fn respond(&self, verb: &str, response: ResponseTemplate) {
        let given = Mock::given(method(verb)).respond_with(response).up_to_n_times(1).expect(1);
        given.named(verb).mount(&self.server).await;
    }

    async fn registers(&self, webhook: &str) {
        let body = self.api.wrap(webhook);
        self.respond("POST", ResponseTemplate::new(200).set_body_string(body)).await;
    }

    async fn validates(&self) {
        let response = match self.api {
            Api::Premium | Api::Enterprise => ResponseTemplate::new(204),
            Api::V2 => ResponseTemplate::new(200).set_body_string(r#"{"data":{"attempted":true}}"#),
        };
        self.respond("PUT", response).await;
    }

    /// Returns the outcome, and the methods of the requests that were made.
    async fn ensure(&self) -> (Result<Ensured, Error>, String) {
        let result = self.api.ensure(&client(self.server.uri())).await;
        self.server.verify().await;
        let requests = self.server.received_requests().await.unwrap();
        let methods: Vec<_> = requests.iter().map(|request| request.method.as_str()).collect();
        (result, methods.join(" "))
    }
}

#[tokio::test]
async fn a_valid_webhook_is_kept() {
    for api in APIS {
        let scene = Scene::new(api).await;
        scene.lists(&[other(), wanted(true)]).await;
        let (result, requests) = scene.ensure().await;
        let Ensured::Kept(webhook) = result.unwrap() else { panic!("{api:?}") };
        assert_eq!((webhook.id.get(), webhook.valid), (1, true));
        assert_eq!(requests, "GET", "{api:?}");
    }
}

#[tokio::test]
async fn an_invalid_webhook_is_validated() {
    for api in APIS {
        let scene = Scene::new(api).await;
        scene.lists(&[wanted(false)]).await;
        scene.validates().await;
        if api == Api::V2 {
            scene.lists(&[wanted(true)]).await;
        }
        let (result, requests) = scene.ensure().await;
        let Ensured::Validated(webhook) = result.unwrap() else { panic!("{api:?}") };
        assert_eq!((webhook.id.get(), webhook.valid), (1, true));
        assert_eq!(requests, if api == Api::V2 { "GET PUT GET" } else { "GET PUT" });
    }
}

/// On v2 only the list shows how a CRC ended.
#[tokio::test]
async fn a_validation_that_failed_shows() {
    let scene = Scene::new(Api::V2).await;
    scene.lists(&[wanted(false)]).await;
    scene.validates().await;
    scene.lists(&[wanted(false)]).await;
    let (result, _) = scene.ensure().await;
    let Ensured::Validated(webhook) = result.unwrap() else { panic!() };
    assert!(!webhook.valid);
}

#[tokio::test]
async fn a_webhook_that_is_not_there_is_registered() {
    for api in APIS {
        for there in [vec![], vec![other()]] {
            let scene = Scene::new(api).await;
            scene.lists(&there).await;
            scene.registers(&wanted(true)).await;
            let (result, requests) = scene.ensure().await;
            let Ensured::Registered(webhook) = result.unwrap() else { panic!("{api:?}") };
            assert_eq!(webhook.id.get(), 1);
            assert_eq!(requests, "GET POST", "{api:?}");
        }
    }
}

/// Another process registers the same URL between the list and the registration.
#[tokio::test]
async fn a_race_that_is_lost() {
    for api in APIS {
        for valid in [true, false] {
            let scene = Scene::new(api).await;
            scene.lists(&[]).await;
            scene.respond("POST", api.full()).await;
            scene.lists(&[wanted(valid)]).await;
            if !valid {
                scene.validates().await;
            }
            if !valid && api == Api::V2 {
                scene.lists(&[wanted(true)]).await;
            }
            let (result, requests) = scene.ensure().await;
            let ensured = result.unwrap();
            assert_eq!(matches!(ensured, Ensured::Kept(_)), valid, "{api:?}: {ensured:?}");
            assert_eq!(matches!(ensured, Ensured::Validated(_)), !valid, "{api:?}: {ensured:?}");
            assert_eq!((ensured.webhook().id.get(), ensured.webhook().valid), (1, true));
            assert!(requests.starts_with("GET POST GET"), "{api:?}: {requests}");
        }
    }
}

#[tokio::test]
async fn a_url_that_is_taken_is_looked_for() {
    let scene = Scene::new(Api::V2).await;
    scene.lists(&[]).await;
    let taken = r#"{"errors":[{"message":"DuplicateUrlFailed: Webhook already exists"}]}"#;
    scene.respond("POST", ResponseTemplate::new(400).set_body_string(taken)).await;
    scene.lists(&[wanted(true)]).await;
    assert!(matches!(scene.ensure().await.0.unwrap(), Ensured::Kept(_)));
}

/// All webhooks are in use, and none has the URL. The other webhook is left as it is.
#[tokio::test]
async fn no_room_is_an_error() {
    for api in APIS {
        let scene = Scene::new(api).await;
        scene.lists(&[other()]).await;
        scene.respond("POST", api.full()).await;
        scene.lists(&[other()]).await;
        let (result, requests) = scene.ensure().await;
        assert_eq!(result.unwrap_err().reason(), Some(&Reason::TooManyWebhooks));
        assert_eq!(requests, "GET POST GET", "{api:?}");
    }
}

#[tokio::test]
async fn failures_of_the_calls_are_given_back() {
    for api in APIS {
        let scene = Scene::new(api).await;
        scene.respond("GET", ResponseTemplate::new(401)).await;
        let (result, requests) = scene.ensure().await;
        assert_eq!(result.unwrap_err().reason(), Some(&Reason::NotAuthenticated));
        assert_eq!(requests, "GET", "{api:?}");

        let scene = Scene::new(api).await;
        scene.lists(&[]).await;
        scene.respond("POST", api.without_crc()).await;
        let (result, requests) = scene.ensure().await;
        assert!(result.is_err());
        assert_eq!(requests, "GET POST", "{api:?}");

        let scene = Scene::new(api).await;
        scene.lists(&[wanted(false)]).await;
        scene.respond("PUT", api.without_crc()).await;
        let (result, requests) = scene.ensure().await;
        assert!(result.is_err());
        assert_eq!(requests, "GET PUT", "{api:?}");
    }
}
