//! The remedies have every piece of advice of X's error guide.

use account_activity::Tier::{self, Enterprise, Premium, V2Enterprise};
use account_activity::client::Reason;

fn assert_advises(reason: &Reason, tier: Tier, pieces: &[&str]) {
    let remedy = reason.remedy(tier).to_string();
    for piece in pieces {
        assert!(remedy.contains(piece), "{reason}, {tier}: {piece} is missing:\n{remedy}");
    }
}

#[test]
fn code_32() {
    let everywhere = [
        // The URL.
        "the URL is formed properly",
        "base URL",
        "path",
        // The signature.
        "a nonce and a timestamp",
        "X accepts it once",
        "changes the URL",
        "clock",
        // The permission, and where it is set.
        "“Keys and tokens”",
        "“Read, write, and direct messages”",
        "“Permissions”",
        "regenerate the access token and its secret",
    ];
    for tier in Tier::ALL {
        assert_advises(&Reason::NotAuthenticated, tier, &everywhere);
    }
    assert_advises(
        &Reason::NotAuthenticated,
        Premium,
        &[
            "developer account is approved",
            "has an environment",
            "in place of `:env_name`",
            "case sensitive",
            "app that is selected for the environment",
            "not with a bearer token",
        ],
    );
    assert_advises(
        &Reason::NotAuthenticated,
        Enterprise,
        &["allowlist", "no keys or access tokens, your account manager", "not with a bearer token"],
    );
}

#[test]
fn code_200() {
    let product = "Check that the address is one of your product";
    assert_advises(
        &Reason::AccessForbidden,
        Premium,
        &["developer account is approved", "“Dev environments”", product, "`/all/`"],
    );
    assert_advises(
        &Reason::AccessForbidden,
        Enterprise,
        &["account manager", product, "neither the `/all/` nor the `:env_name`"],
    );
    assert_advises(&Reason::AccessForbidden, V2Enterprise, &[product, "`/2/`"]);
}

#[test]
fn code_214() {
    assert_advises(&Reason::CrcTooSlow, Premium, &["within three seconds"]);
    assert_advises(&Reason::CrcStatus, Premium, &["the server is running"]);
    assert_advises(
        &Reason::TooManyWebhooks,
        Enterprise,
        &["list the webhooks", "each app on the allowlist"],
    );
}

#[test]
fn code_261() {
    let permission = "“Read, write, and direct messages”";
    assert_advises(
        &Reason::WriteNotPermitted,
        Premium,
        &[permission, "“Keys and tokens”", "“Permissions”", "token and secret"],
    );
    assert_advises(
        &Reason::AppOnlyCannotWrite,
        Premium,
        &["OAuth 1.0a with the token of the app's owner", permission],
    );
}

#[test]
fn credits_are_bought() {
    for tier in Tier::ALL {
        assert_advises(&Reason::CreditsDepleted, tier, &["Buy credits", "Do not retry"]);
        assert_advises(&Reason::SpendCapReached, tier, &["spending limit", "Do not retry"]);
    }
}

/// X responds with 503 to the deletion of one subscription, and not to that of several.
#[test]
fn an_unavailable_deletion_has_another_form() {
    for tier in Tier::ALL {
        assert_advises(&Reason::ServerUnavailable, tier, &["`Xaa::unsubscribe_all`"]);
    }
}
