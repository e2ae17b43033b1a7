//! What to do about the failure of a webhook.

use account_activity_emulator::outbound::Failure;

/// Returns what to do about a failure.
pub(super) const fn advice(failure: &Failure) -> &'static str {
    match failure {
        Failure::Slow => {
            "X counts this as a failure. Respond at once, and process the event afterwards."
        }
        Failure::Status(401 | 403) => {
            "The webhook rejects the request. Check that it has the same secret, and that it verifies the bytes \
             as they come."
        }
        Failure::Status(404 | 405) => {
            "Check the path of the URL, and that the webhook takes GET for the CRC and POST for deliveries."
        }
        Failure::Redirect(_) => {
            "X makes such a webhook invalid. Register the URL to which it redirects."
        }
        Failure::Connect(_) => "Check the host and the port, and that the webhook is running.",
        Failure::Tls(_) => {
            "X makes such a webhook invalid. Check that the certificate is for this host, is not expired, and \
             comes with its intermediate certificates. --trust-ca trusts a private authority."
        }
        Failure::GzipMismatch => {
            "Set `content-encoding: gzip` if, and only if, the body is compressed."
        }
        Failure::WrongToken => {
            "Respond with {\"response_token\": \"sha256=…\"}: the Base64 of the HMAC-SHA256 of crc_token, with \
             the secret as its key. Check that the webhook has the same secret."
        }
        _ => "Only the status 200 counts. Read the log of the webhook.",
    }
}
