//! What went wrong with a server, in words: from a status and a body to an [`LlmError`].
//!
//! It hides the shapes in which servers report errors. Whatever they say is cut, made one line and
//! freed of the key before it is shown.

use serde_json::Value;

use super::endpoint::{Endpoint, Key, quoted};
use crate::llm::LlmError;

/// Who is asked for what.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The address.
    pub(crate) endpoint: Endpoint,
    /// The model's name at the provider.
    pub(crate) model: String,
    /// The key.
    pub(crate) key: Option<Key>,
}

impl Asked {
    /// Makes an error of something that happened while an answer was waited for.
    pub(crate) fn error(&self, message: impl AsRef<str>, hint: &str) -> LlmError {
        let message = format!("{} {}", self.endpoint.place(), message.as_ref());
        let message = match &self.key {
            Some(key) => key.redact(&message),
            None => message,
        };
        LlmError::Engine {
            message,
            hint: hint.into(),
        }
    }

    /// Returns what a server said in the form in which it is shown.
    pub(crate) fn quoted(&self, text: &str) -> String {
        quoted(text, self.key.as_ref())
    }

    /// Explains an answer that is no success.
    pub(crate) fn refusal(&self, status: u16, body: &str) -> LlmError {
        let place = self.endpoint.place();
        let said = match self.quoted(&said(body)) {
            said if said.is_empty() => String::new(),
            said => format!(": {said}"),
        };
        match (status, &self.key) {
            (300..=399, _) => self.error(
                format!("sends to another address ({status})"),
                "set model.endpoint to the address that answers; a redirection is not followed, \
                 because the key would go along",
            ),
            (401 | 403, Some(key)) => LlmError::load(
                format!("{place} refused the key from {}{said}", key.source),
                "check that the key is whole, still valid, and of this provider",
            ),
            (401 | 403, None) => LlmError::load(
                format!("{place} wants a key{said}"),
                "name the variable of the environment that holds it in model.api_key_env",
            ),
            (404, _) => LlmError::load(
                format!(
                    "there is no model `{}` at {}{said}",
                    self.model, self.endpoint
                ),
                "check model.model_id and model.endpoint",
            ),
            (400 | 413 | 422, _) => LlmError::prompt(
                format!("{place} refused the question{said}"),
                "if it is too long, shorten it or clear the conversation with Ctrl+L",
            ),
            (429, _) => self.error(format!("limits the rate{said}"), "ask again later"),
            _ => self.error(
                format!("answered with status {status}{said}"),
                "ask again later",
            ),
        }
    }
}

/// Returns what a person should read of the body of an error.
fn said(body: &str) -> String {
    let body = body.trim();
    let Ok(json) = serde_json::from_str::<Value>(body) else {
        return match body.chars().next() {
            Some('<') => "a web page".into(),
            // Half a JSON document says nothing to anybody.
            Some('{' | '[') | None => String::new(),
            Some(_) => body.to_owned(),
        };
    };
    let places = [
        "/error/message",
        "/error",
        "/message",
        "/detail",
        "/0/error/message",
    ];
    let texts = places
        .iter()
        .filter_map(|place| json.pointer(place)?.as_str());
    texts.map(str::to_owned).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::remote::endpoint::Secret;

    fn asked(key: bool) -> Asked {
        Asked {
            endpoint: Endpoint::parse("https://api.example.org/v1/chat").expect("an address"),
            model: "small".into(),
            key: key.then(|| Key::new(Secret::new("sk-1234"), "$MY_KEY").expect("a key")),
        }
    }

    #[test]
    fn each_refusal_says_what_is_wrong_and_where() {
        for (status, body, expected) in [
            (
                401,
                r#"{"error":{"message":"Incorrect API key provided: sk-1234","type":"x"}}"#,
                "api.example.org refused the key from $MY_KEY: Incorrect API key provided: [key]",
            ),
            (
                404,
                r#"{"error":{"message":"The model does not exist"}}"#,
                "there is no model `small` at https://api.example.org/v1/chat: The model does not exist",
            ),
            (
                404,
                "",
                "there is no model `small` at https://api.example.org/v1/chat",
            ),
            (
                400,
                r#"{"error":"context length exceeded"}"#,
                "api.example.org refused the question: context length exceeded",
            ),
            (
                429,
                r#"{"message":"slow down"}"#,
                "api.example.org limits the rate: slow down",
            ),
            (
                502,
                "<html><body>Bad gateway sk-1234</body></html>",
                "api.example.org answered with status 502: a web page",
            ),
            (
                500,
                "oh\u{1b}[31m no\n",
                "api.example.org answered with status 500: oh [31m no",
            ),
            (
                500,
                r#"{"error": {"mess"#,
                "api.example.org answered with status 500",
            ),
            (307, "", "api.example.org sends to another address (307)"),
        ] {
            let error = asked(true).refusal(status, body);
            assert_eq!(error.to_string(), expected);
            assert!(!error.hint().is_empty());
        }
        assert_eq!(
            asked(false).refusal(401, "").explained(),
            "api.example.org wants a key; name the variable of the environment that holds it in \
             model.api_key_env"
        );
    }
}
