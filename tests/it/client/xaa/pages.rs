//! The pages of the list.

use account_activity::client::Error;
use serde_json::json;
use wiremock::matchers::{any, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

/// A page with the subscriptions of some ids.
fn page(ids: &[u64], next: Option<&str>) -> ResponseTemplate {
    let subscription =
        |id: &u64| json!({ "subscription_id": id.to_string(), "event_type": "post.create" });
    let data: Vec<_> = ids.iter().map(subscription).collect();
    ResponseTemplate::new(200)
        .set_body_json(json!({ "data": data, "meta": { "next_token": next, "result_count": 2 } }))
}

/// A server whose page behind each token is another one.
async fn serve(pages: &[(&str, ResponseTemplate)]) -> MockServer {
    let server = MockServer::start().await;
    for (token, page) in pages {
        let mock = match *token {
            "" => Mock::given(query_param_is_missing("pagination_token")),
            token => Mock::given(query_param("pagination_token", token)),
        };
        let mock = mock.and(query_param("max_results", "1000")).respond_with(page.clone());
        mock.expect(1).named(*token).mount(&server).await;
    }
    server
}

async fn list(server: &MockServer) -> Result<Vec<u64>, Error> {
    let list = client(server.uri()).xaa().list().await?;
    Ok(list.iter().map(|subscription| subscription.id.get()).collect())
}

#[tokio::test]
async fn every_page_is_fetched() {
    let token = "7140dibdnow9c7btw482/+=&";
    let server = serve(&[
        ("", page(&[1, 2], Some(token))),
        (token, page(&[], Some("7140dibdnow9c7btw483"))),
        // A subscription that was created meanwhile has moved another one to this page.
        ("7140dibdnow9c7btw483", page(&[2, 3], Some(""))),
    ])
    .await;
    assert_eq!(list(&server).await.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn a_repeated_token_is_an_error() {
    for pages in [
        &[("", page(&[1], Some("a"))), ("a", page(&[2], Some("a")))][..],
        &[("", page(&[1], Some("a"))), ("a", page(&[2], Some("b"))), ("b", page(&[3], Some("a")))],
    ] {
        let server = serve(pages).await;
        let error = list(&server).await.unwrap_err();
        let Error::Response(response) = &error else { panic!("{error:?}") };
        assert_eq!(response.endpoint(), Endpoint::XaaSubscriptions);
        assert!(
            error.to_string().ends_with("the body is not a page whose `next_token` is new"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_page_that_fails_fails_the_list() {
    let failed = ResponseTemplate::new(200)
        .set_body_string(r#"{"errors":[{"title":"Unavailable","detail":"later"}]}"#);
    let server = serve(&[("", page(&[1], Some("a"))), ("a", failed)]).await;
    assert!(matches!(list(&server).await.unwrap_err(), Error::Api(_)));
}

#[tokio::test]
async fn a_list_of_something_else_is_an_error() {
    for body in
        [r#"{"data":{"deleted":true}}"#, r#"{"data":[{"id":"7"}]}"#, r#"{"data":["7"]}"#, "7"]
    {
        let server = MockServer::start().await;
        let response = ResponseTemplate::new(200).set_body_string(body);
        Mock::given(any()).respond_with(response).mount(&server).await;
        let error = list(&server).await.unwrap_err();
        assert!(error.to_string().contains("the body is not a list of subscriptions"), "{error}");
    }
}

/// A list that never ends, and one whose pages are too large together, are errors.
#[tokio::test]
async fn a_list_that_never_ends_is_an_error() {
    for (filling, pages) in [(0, 2_000), (3 << 20, 43)] {
        let server = MockServer::start().await;
        let tag = "x".repeat(filling);
        let endless = move |request: &wiremock::Request| {
            let token = request.url.query_pairs().find(|(name, _)| name == "pagination_token");
            let number: u64 = token.map_or(0, |(_, token)| token.parse().unwrap());
            let subscription =
                json!({ "subscription_id": "1", "event_type": "post.create", "tag": tag });
            ResponseTemplate::new(200).set_body_json(
                json!({ "data": [subscription], "meta": { "next_token": (number + 1).to_string() } }),
            )
        };
        Mock::given(any()).respond_with(endless).mount(&server).await;
        let error = list(&server).await.unwrap_err();
        assert!(error.to_string().ends_with("the last page of a list that ends"), "{error}");
        assert_eq!(server.received_requests().await.unwrap().len(), pages);
    }
}

/// A token that fits no URL is an error.
#[tokio::test]
async fn a_token_that_is_too_long_is_an_error() {
    let token = "a".repeat(100_000);
    let server = serve(&[("", page(&[1], Some(&token)))]).await;
    let error = list(&server).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && !error.to_string().contains("aaa"), "{error}");
}
