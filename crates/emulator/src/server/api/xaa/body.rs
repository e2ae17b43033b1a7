//! The JSON object of a request, and the errors of its schema.

use account_activity::WebhookId;
use serde_json::{Map, Value};

use crate::server::api::call::Call;
use crate::server::api::{problem, v2};
use crate::server::response::ApiResponse;

/// An object and its JSON path.
pub(super) struct Body {
    path: String,
    members: Map<String, Value>,
}

impl Body {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, ApiResponse> {
        match serde_json::from_slice(&call.request.body) {
            Ok(Value::Object(members)) => Ok(Self { path: "$".to_owned(), members }),
            Ok(other) => Err(unexpected("$", &other, "object")),
            Err(_) => Err(problem::invalid_request("Request body is not valid JSON")),
        }
    }

    /// Rejects members that the schema does not have.
    pub(super) fn allow(&self, known: &[&str]) -> Result<(), ApiResponse> {
        match self.members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(self.invalid(
                name,
                "is not defined in the schema and the schema does not allow additional properties",
            )),
            None => Ok(()),
        }
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, ApiResponse> {
        let path = self.path_of(name);
        match self.members.get(name) {
            Some(Value::Object(members)) => Ok(Some(Self { path, members: members.clone() })),
            Some(other) => Err(unexpected(&path, other, "object")),
            None => Ok(None),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, ApiResponse> {
        match self.members.get(name) {
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(unexpected(&self.path_of(name), other, "string")),
            None => Ok(None),
        }
    }

    /// Returns a text of at least one and at most so many characters.
    pub(super) fn bounded(&self, name: &str, most: usize) -> Result<Option<&str>, ApiResponse> {
        let text = self.text(name)?;
        match text.map(|text| text.chars().count()) {
            Some(0) => Err(self.invalid(name, "must be at least 1 characters long")),
            Some(length) if length > most => {
                Err(self.invalid(name, &format!("may only be {most} characters long")))
            }
            _ => Ok(text),
        }
    }

    /// Returns the number of an id, which has up to 19 digits.
    pub(super) fn id<T: From<u64>>(&self, name: &str) -> Result<Option<T>, ApiResponse> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let is_id = (1..=19).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        match text.parse::<u64>() {
            Ok(id) if is_id => Ok(Some(id.into())),
            _ => Err(self.invalid(name, "does not match the regex pattern ^[0-9]{1,19}$")),
        }
    }

    /// Returns the webhook, which must be one of the app's.
    pub(super) fn webhook(&self, call: &Call<'_>) -> Result<Option<WebhookId>, ApiResponse> {
        let id: Option<WebhookId> = self.id("webhook_id")?;
        id.map(|id| v2::webhook(call, &id.to_string()).map(|webhook| webhook.id)).transpose()
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = Result<(&str, &str), ApiResponse>> {
        self.members.keys().map(|name| {
            let text = self.text(name)?;
            Ok((name.as_str(), text.unwrap_or_default()))
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    pub(super) fn missing(&self, name: &str) -> ApiResponse {
        self.invalid(name, "is missing but it is required")
    }

    pub(super) fn invalid(&self, name: &str, problem: &str) -> ApiResponse {
        problem::invalid_request(&format!("{}: {problem}", self.path_of(name)))
    }

    fn path_of(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }
}

fn unexpected(path: &str, found: &Value, expected: &str) -> ApiResponse {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    problem::invalid_request(&format!("{path}: {found} found, {expected} expected"))
}
