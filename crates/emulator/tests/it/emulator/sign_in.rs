//! The three steps of a sign-in, with a callback and with a PIN, with the page and without it.

use account_activity::{Tier, UserToken};
use account_activity_emulator::{Account, App, Emulator, EmulatorError, Permission, SignedIn};
use http::Method;
use http::header::AUTHORIZATION;
use url::{Url, form_urlencoded};

use super::raw::{Raw, Reply, Signing, encode, send};
use super::{started, still};

const CALLBACK: &str = "http://127.0.0.1:5000/callback?keep=1";

async fn begin(raw: &Raw, callback: &str) -> Reply {
    let extra = vec![("oauth_callback", callback.to_owned())];
    let signing = Signing { extra, ..raw.signing(None) };
    raw.signed(&signing, Method::POST, "/oauth/request_token", &[]).await
}

/// Returns a value of a form.
fn value(form: &str, name: &str) -> String {
    let mut pairs = form_urlencoded::parse(form.as_bytes());
    pairs.find(|(key, _)| key == name).expect(form).1.into_owned()
}

/// Returns a request token and its secret.
async fn begun(raw: &Raw, callback: &str) -> (String, String) {
    let reply = begin(raw, callback).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.header("content-type"), Some("text/html;charset=utf-8"));
    assert_eq!(value(&reply.body, "oauth_callback_confirmed"), "true");
    (value(&reply.body, "oauth_token"), value(&reply.body, "oauth_token_secret"))
}

async fn end(raw: &Raw, token: &(String, String), verifier: &str) -> Reply {
    let extra = vec![("oauth_verifier", verifier.to_owned())];
    let signing = Signing { extra, token: Some(token.clone()), ..raw.signing(None) };
    raw.signed(&signing, Method::POST, "/oauth/access_token", &[]).await
}

/// X documents POST, but some clients use GET.
#[tokio::test]
async fn by_get() {
    let emulator = still(Tier::Premium).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let extra = vec![("oauth_callback", "oob".to_owned())];
    let signing = Signing { extra, ..raw.signing(None) };
    let reply = raw.signed(&signing, Method::GET, "/oauth/request_token", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let token = (value(&reply.body, "oauth_token"), value(&reply.body, "oauth_token_secret"));
    let SignedIn::Pin(pin) = emulator.allow(&token.0, "ada").await.unwrap() else { panic!() };
    let extra = vec![("oauth_verifier", pin)];
    let signing = Signing { extra, token: Some(token), ..raw.signing(None) };
    let reply = raw.signed(&signing, Method::GET, "/oauth/access_token", &[]).await;
    assert_eq!((reply.status, value(&reply.body, "screen_name").as_str()), (200, "ada"));
}

/// Submits the form of the page.
async fn press(raw: &Raw, decision: &str, token: &str, user: &str) -> Reply {
    let body = format!("oauth_token={token}&user_id={user}&decision={decision}");
    let request = raw.request(Method::POST, "/oauth/authorize").body(body);
    send(request.header("content-type", "application/x-www-form-urlencoded")).await
}

fn location(reply: &Reply) -> Url {
    assert_eq!(reply.status, 302, "{}", reply.body);
    reply.header("location").unwrap().parse().unwrap()
}

#[tokio::test]
async fn by_callback_on_the_page() {
    let user = Account::from("dora").without_token();
    let emulator = still(Tier::Premium).user("bot").user(user).start().await.unwrap();
    let raw = Raw::new(&emulator);
    assert!(raw.credentials().token("dora").is_none());
    let dora = emulator.world().user("dora").unwrap().id().to_string();
    let token = begun(&raw, CALLBACK).await;

    let path = format!("/oauth/authorize?oauth_token={}&screen_name=dora", token.0);
    let page = send(raw.request(Method::GET, &path)).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<form method=\"post\" action=\"/oauth/authorize\">"));
    assert!(page.body.contains(&format!("<option value=\"{dora}\" selected>@dora</option>")));
    assert!(page.body.contains(&token.0));

    let address = location(&press(&raw, "allow", &token.0, &dora).await);
    assert!(address.as_str().starts_with(CALLBACK), "{address}");
    let query = address.query().unwrap();
    assert_eq!(value(query, "oauth_token"), token.0);
    let verifier = value(query, "oauth_verifier");

    let wrong = end(&raw, &token, "wrong").await;
    let text = "Error processing your OAuth request: Invalid oauth_verifier parameter";
    assert_eq!((wrong.status, wrong.body.as_str()), (401, text));
    let reply = end(&raw, &token, &verifier).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.header("content-type"), Some("text/html;charset=utf-8"));
    assert_eq!(value(&reply.body, "user_id"), dora);
    assert_eq!(value(&reply.body, "screen_name"), "dora");
    let granted = UserToken::oauth1(
        value(&reply.body, "oauth_token"),
        value(&reply.body, "oauth_token_secret"),
    );
    let verified = raw.user(&granted, Method::GET, "/1.1/account/verify_credentials.json").await;
    assert_eq!(verified.json()["screen_name"], "dora");
    assert_eq!(verified.header("x-access-level"), Some("read-write-directmessages"));
    assert_eq!(emulator.credentials().token("dora"), Some(&granted));

    // A verifier works once.
    end(&raw, &token, &verifier).await.is_error(401, 89, "Invalid or expired token.");
    assert_eq!(send(raw.request(Method::GET, &path)).await.status, 403);

    // A second sign-in gives the same token, and skips the page where the request allows that.
    let again = begun(&raw, CALLBACK).await;
    let path = format!("/oauth/authenticate?oauth_token={}", again.0);
    assert_eq!(send(raw.request(Method::GET, &path)).await.status, 200);
    let cookie = format!("other=1; emulator_user={dora}");
    let forced = raw.request(Method::GET, &format!("{path}&force_login=true"));
    assert_eq!(send(forced.header("cookie", &cookie)).await.status, 200);
    let skipped = send(raw.request(Method::GET, &path).header("cookie", &cookie)).await;
    let verifier = value(location(&skipped).query().unwrap(), "oauth_verifier");
    let reply = end(&raw, &again, &verifier).await;
    assert_eq!(value(&reply.body, "oauth_token"), granted.expose_oauth1().unwrap().0);
}

#[tokio::test]
async fn by_pin() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = begun(&raw, "oob").await;
    let pending = emulator.sign_ins();
    assert_eq!((pending.len(), &pending[0].verifier), (1, &None));
    assert_eq!((&pending[0].request_token, pending[0].app), (&token.0, emulator.apps()[0]));

    let ada = raw.credentials().users[1].id;
    let page = press(&raw, "allow", &token.0, &ada.to_string()).await;
    let pin = emulator.sign_ins()[0].verifier.clone().unwrap();
    assert!(pin.len() == 7 && pin.bytes().all(|byte| byte.is_ascii_digit()), "{pin}");
    assert!(page.body.contains(&format!("<code id=\"oauth_pin\">{pin}</code>")), "{}", page.body);
    assert_eq!(page.header("set-cookie").map(|it| it.contains(&ada.to_string())), Some(true));
    assert_eq!(value(&end(&raw, &token, &pin).await.body, "screen_name"), "ada");
    assert!(emulator.sign_ins().is_empty());
}

#[tokio::test]
async fn without_the_page() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = begun(&raw, "oob").await;
    let SignedIn::Pin(pin) = emulator.allow(&token.0, "ada").await.unwrap() else { unreachable!() };
    assert_eq!(end(&raw, &token, &pin).await.status, 200);
    let token = begun(&raw, CALLBACK).await;
    let signed_in = emulator.allow(&token.0, "ada").await.unwrap();
    let SignedIn::Callback(address) = signed_in else { unreachable!() };
    assert!(address.starts_with(CALLBACK));

    let error = emulator.allow(&token.0, "nobody").await.unwrap_err();
    assert!(matches!(error, EmulatorError::UnknownUser(_)), "{error}");
    let error = emulator.allow("unknown", "ada").await.unwrap_err();
    assert!(matches!(error, EmulatorError::UnknownSignIn), "{error}");
}

#[tokio::test]
async fn a_refusal_tells_the_callback() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = begun(&raw, CALLBACK).await;
    let address = location(&press(&raw, "deny", &token.0, "1").await);
    assert_eq!(value(address.query().unwrap(), "denied"), token.0);
    end(&raw, &token, "x").await.is_error(401, 89, "Invalid or expired token.");
    let token = begun(&raw, "oob").await;
    assert_eq!(emulator.deny(&token.0).await.unwrap(), None);
    assert!(emulator.deny(&token.0).await.is_err());
    assert_eq!(press(&raw, "deny", &token.0, "1").await.status, 403);
    assert_eq!(press(&raw, "allow", &token.0, "1").await.status, 403);
}

#[tokio::test]
async fn callbacks_that_are_not_the_apps() {
    let app = App::new("one", "secret").with_callbacks(["https://bot.example/signed-in"]);
    let emulator = still(Tier::Premium).app(app).start().await.unwrap();
    let raw = Raw::new(&emulator);
    assert_eq!(begin(&raw, "https://bot.example/signed-in?a=b").await.status, 200);
    let xml = "<?xml version='1.0' encoding='UTF-8'?><errors><error code=\"415\">Callback URL not \
               approved for this client application. Approved callback URLs can be adjusted in \
               your application settings</error></errors>";
    for callback in ["https://bot.example/other", "http://bot.example/signed-in", "x", CALLBACK] {
        let reply = begin(&raw, callback).await;
        assert_eq!((reply.status, reply.body.as_str()), (403, xml), "{callback}");
        assert_eq!(reply.header("content-type"), Some("application/xml;charset=utf-8"));
    }
    let none: [&str; 0] = [];
    let app = App::new("one", "secret").with_callbacks(none);
    let emulator = still(Tier::Premium).app(app).start().await.unwrap();
    let raw = Raw::new(&emulator);
    assert_eq!(begin(&raw, "oob").await.status, 200);
    let reply = begin(&raw, "https://bot.example/").await;
    assert_eq!(reply.status, 401);
    assert!(reply.body.contains("<error code=\"417\">Desktop applications only"), "{}", reply.body);
    let mut signing = raw.signing(None);
    signing.consumer.1.push('x');
    let reply = raw.signed(&signing, Method::POST, "/oauth/request_token", &[]).await;
    reply.is_error(401, 32, "Could not authenticate you.");
}

/// The request tokens of tweepy: without a callback, and signed with the access token of an earlier
/// sign-in.
#[tokio::test]
async fn a_request_token_needs_no_callback_and_ignores_a_token() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let ada = raw.token("ada");
    let pending = begun(&raw, "oob").await;
    let pending = UserToken::oauth1(pending.0, pending.1);
    for token in [None, Some(&ada), Some(&pending)] {
        let signing = raw.signing(token);
        let reply = raw.signed(&signing, Method::POST, "/oauth/request_token", &[]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let begun = (value(&reply.body, "oauth_token"), value(&reply.body, "oauth_token_secret"));
        let granted = access(&emulator, &raw, &begun).await;
        assert_eq!(granted, ada);
    }
}

/// X's SDKs send the user to `https://x.com/i/oauth/authenticate`.
#[tokio::test]
async fn the_page_is_also_below_i() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = begun(&raw, "oob").await;
    let path = "/i/oauth/authenticate";
    let page = send(raw.request(Method::GET, &format!("{path}?oauth_token={}", token.0))).await;
    assert!(page.body.contains(&format!("action=\"{path}\"")), "{}", page.body);
    let ada = raw.credentials().users[1].id;
    let form = format!("oauth_token={}&user_id={ada}&decision=allow", token.0);
    let media_type = "application/x-www-form-urlencoded";
    let request = raw.request(Method::POST, path).header("content-type", media_type).body(form);
    assert!(send(request).await.body.contains("oauth_pin"));
    assert_eq!(send(raw.request(Method::GET, "/i/oauth/request_token")).await.status, 404);
}

/// The exchanges of X's own clients.
#[tokio::test]
async fn a_verifier_is_exchanged_however_much_of_it_is_signed() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let path = "/oauth/access_token";
    for client in ["xdk", "twitter-api-v2", "sample", "twitter-lite", "none", "form"] {
        let token = begun(&raw, "oob").await;
        let signed_in = emulator.allow(&token.0, "ada").await.unwrap();
        let SignedIn::Pin(pin) = signed_in else { unreachable!() };
        let query = format!("oauth_token={}&oauth_verifier={pin}", token.0);
        let with_query = format!("{path}?{query}");
        let of_user = Signing { token: Some(token.clone()), ..raw.signing(None) };
        let of_user = Signing { extra: vec![("oauth_verifier", pin.clone())], ..of_user };
        let header = |signing: &Signing, path: &str| {
            let request = raw.signed_request(signing, Method::POST, path, &[]).build().unwrap();
            request.headers()[AUTHORIZATION].to_str().unwrap().to_owned()
        };
        let request = raw.request(Method::POST, &with_query);
        let form = |request: reqwest::RequestBuilder| {
            let media_type = "application/x-www-form-urlencoded";
            request.header("content-type", media_type).body(query.clone())
        };
        let request = match client {
            // The token in the header and in the query, the verifier in the query alone.
            "xdk" => {
                let verifier = format!(", oauth_verifier=\"{pin}\"");
                let header = header(&of_user, path);
                assert!(header.contains(&verifier), "{header}");
                request.header(AUTHORIZATION, header.replace(&verifier, ""))
            }
            "twitter-api-v2" => {
                form(raw.request(Method::POST, path)).header(AUTHORIZATION, header(&of_user, path))
            }
            "sample" => request.header(AUTHORIZATION, header(&raw.signing(None), path)),
            "twitter-lite" => {
                request.header(AUTHORIZATION, header(&raw.signing(None), &with_query))
            }
            "form" => form(raw.request(Method::POST, path)),
            _ => request,
        };
        let reply = send(request).await;
        assert_eq!(reply.status, 200, "{client}: {}", reply.body);
        assert_eq!(value(&reply.body, "screen_name"), "ada", "{client}");

        // Once, and not with a signature of another secret.
        let again = send(raw.request(Method::POST, &with_query)).await;
        let text = "Error processing your OAuth request: Invalid oauth_token parameter";
        assert_eq!((again.status, again.body.as_str()), (401, text), "{client}");
        let token = begun(&raw, "oob").await;
        let SignedIn::Pin(pin) = emulator.allow(&token.0, "ada").await.unwrap() else { panic!() };
        let mut wrong = raw.signing(None);
        wrong.consumer.1.push('x');
        let with_query = format!("{path}?oauth_token={}&oauth_verifier={pin}", token.0);
        let request = raw.request(Method::POST, &with_query);
        let reply = send(request.header(AUTHORIZATION, header(&wrong, path))).await;
        reply.is_error(401, 32, "Could not authenticate you.");
        let none = send(raw.request(Method::POST, path)).await;
        none.is_error(400, 215, "Bad Authentication data.");
    }
}

#[tokio::test]
async fn an_app_can_ask_for_less() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    for (asked, level) in [("read", Permission::Read), ("write", Permission::ReadWrite)] {
        let extra = vec![("oauth_callback", "oob".to_owned())];
        let signing = Signing { extra, ..raw.signing(None) };
        let path = format!("/oauth/request_token?x_auth_access_type={}", encode(asked));
        let reply = raw.signed(&signing, Method::POST, &path, &[]).await;
        let token = (value(&reply.body, "oauth_token"), value(&reply.body, "oauth_token_secret"));
        let granted = access(&emulator, &raw, &token).await;
        let path = "/1.1/account/verify_credentials.json";
        let reply = raw.user(&granted, Method::GET, path).await;
        assert_eq!(reply.header("x-access-level"), Some(level.as_str()));
    }
}

async fn access(emulator: &Emulator, raw: &Raw, token: &(String, String)) -> UserToken {
    let signed_in = emulator.allow(&token.0, "ada").await.unwrap();
    let SignedIn::Pin(pin) = signed_in else { unreachable!() };
    let reply = end(raw, token, &pin).await;
    UserToken::oauth1(value(&reply.body, "oauth_token"), value(&reply.body, "oauth_token_secret"))
}

/// X does not document the lifetime of a request token: an hour of the emulated time was chosen.
#[tokio::test]
async fn a_request_token_expires() {
    let emulator = still(Tier::Premium).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let invalid = "The request token for this page is invalid";
    let (early, late) = (begun(&raw, "oob").await, begun(&raw, "oob").await);
    let SignedIn::Pin(early_pin) = emulator.allow(&early.0, "ada").await.unwrap() else { panic!() };
    let SignedIn::Pin(late_pin) = emulator.allow(&late.0, "ada").await.unwrap() else { panic!() };
    emulator.advance(std::time::Duration::from_secs(60 * 60 - 1)).await;
    let page = format!("/oauth/authorize?oauth_token={}", early.0);
    assert_eq!(send(raw.request(Method::GET, &page)).await.status, 200);
    assert_eq!(end(&raw, &early, &early_pin).await.status, 200);

    emulator.advance(std::time::Duration::from_secs(1)).await;
    assert_eq!(emulator.sign_ins(), []);
    let page = format!("/oauth/authorize?oauth_token={}", late.0);
    let page = send(raw.request(Method::GET, &page)).await;
    assert!(page.status == 403 && page.body.contains(invalid), "{}", page.body);
    let pressed = press(&raw, "allow", &late.0, "ada").await;
    assert!(pressed.status == 403 && pressed.body.contains(invalid), "{}", pressed.body);
    let denied = press(&raw, "deny", &late.0, "").await;
    assert!(denied.status == 403 && denied.body.contains(invalid), "{}", denied.body);
    end(&raw, &late, &late_pin).await.is_error(401, 89, "Invalid or expired token.");
    let reason = emulator.requests().pop().unwrap().reason.unwrap();
    assert!(reason.contains("expired"), "{reason}");
    // Without a signature, the token is checked after the verifier is there.
    let path = format!("/oauth/access_token?oauth_token={}&oauth_verifier={late_pin}", late.0);
    let reply = send(raw.request(Method::POST, &path)).await;
    let text = "Error processing your OAuth request: Invalid oauth_token parameter";
    assert_eq!((reply.status, reply.body.as_str()), (401, text));
    let error = emulator.allow(&late.0, "ada").await.unwrap_err();
    assert!(matches!(error, EmulatorError::UnknownSignIn), "{error}");
    let error = emulator.deny(&late.0).await.unwrap_err();
    assert!(matches!(error, EmulatorError::UnknownSignIn), "{error}");
}
