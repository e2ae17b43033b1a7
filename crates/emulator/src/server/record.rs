//! Records of requests of the API.

use account_activity::Timestamp;
use serde::Serialize;

/// A request of the API and its response, without the control API's.
///
/// It contains no secret of the emulator's apps, users and sign-ins.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RequestRecord {
    /// The number of the request, from 1.
    pub number: u64,
    /// The time of the response, in emulated time. In JSON it is in milliseconds since 1970.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status of the response.
    pub status: u16,
    /// The reason that the request was refused, in more detail than X gives. Absent if the status
    /// is below 400.
    pub reason: Option<String>,
    /// The signature base string (RFC 5849 §3.4.1) over which the emulator expected the signature,
    /// to compare with the client's. It contains the request's parameters. `SECRET` stands for a
    /// secret among them, which a client must not send. Absent unless the signature was wrong.
    pub base_string: Option<String>,
}
