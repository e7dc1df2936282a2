//! What engines on other machines have in common: the connection.
//!
//! Beside `models/pull/web` the only place that names the HTTP library. It hides connecting, keys, retries and time-outs; the
//! forms in which providers are asked and answer are a [`Wire`] each. A question goes to the one host
//! that the configuration names, after the module's right to use the network was asked for it, and
//! nowhere else: redirections are refused. It is asked again only as long as nothing of an answer has
//! arrived. Everything runs while the stream is polled, so that dropping the stream closes the
//! connection. What a server sends is bounded, and none of it is trusted.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;

use super::clock::{Clock, SystemClock, shown};
use super::produce::{Pieces, produce};
use super::sse::{Event, Parser};
use super::{AnswerStream, LlmEngine, LlmError, ModelInfo, Piece, Request};

pub(crate) mod endpoint;
pub(crate) mod names;
mod refusal;
mod retry;
#[cfg(test)]
pub(crate) mod tests;

/// The headers of a request.
pub(crate) use reqwest::header::HeaderMap as Headers;
/// What stands in one of them.
pub(crate) use reqwest::header::HeaderValue as HeaderText;

use crate::keychain;
use endpoint::{Endpoint, Environment, Key, find_key};
use names::ToolNames;
use refusal::Asked;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(10);
/// The longest answer, in bytes, with all that stands around its text.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;
/// How much of an error is read, in bytes.
const LONGEST_ERROR: usize = 64 * 1024;

/// Which model of which provider answers.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The model's name at the provider.
    pub(crate) model: String,
    /// The address; `None` is the provider's own.
    pub(crate) endpoint: Option<Endpoint>,
    /// The variable of the environment that holds the key, where it is not the usual one.
    pub(crate) key_env: Option<String>,
    /// What the key is called in the person's keychain, where it is there.
    pub(crate) keychain: Option<String>,
    /// Whether a temperature is sent: some models refuse any but their own.
    pub(crate) temperature: bool,
    /// How long nothing may arrive.
    pub(crate) idle: Duration,
    /// How often a question is sent again.
    pub(crate) retries: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            model: String::new(),
            endpoint: None,
            key_env: None,
            keychain: None,
            temperature: false,
            idle: Duration::from_secs(60),
            retries: 3,
        }
    }
}

/// Fails unless a host may be connected to.
pub(crate) type HostDoor = Arc<dyn Fn(&str) -> Result<(), LlmError> + Send + Sync>;

/// The form in which a provider is asked.
pub(crate) trait Wire: Send + Sync + 'static {
    /// Returns the provider's own address.
    fn usual_endpoint(&self) -> &'static str;

    /// Returns the variable of the environment that usually holds the key.
    fn usual_key(&self) -> &'static str;

    /// Returns the address that questions are sent to.
    fn questions_to(&self, endpoint: &Endpoint) -> Endpoint;

    /// Returns the headers that the provider wants.
    fn headers(&self, key: Option<&Key>) -> Result<Headers, LlmError>;

    /// Writes a question, or says why the provider cannot be asked it.
    fn question(
        &self,
        request: &Request,
        options: &Options,
        names: &ToolNames,
    ) -> Result<Value, LlmError>;

    /// Returns what reads one answer.
    fn reader(&self, names: ToolNames) -> Box<dyn Reader>;
}

/// Reads the events of one answer.
pub(crate) trait Reader: Send {
    /// Takes in an event and adds the pieces that it completes.
    fn event(&mut self, event: &Event, pieces: &mut Vec<Piece>) -> Result<(), Fault>;

    /// Takes in that nothing follows. An answer that has not ended by then is cut off.
    fn end(&mut self, _pieces: &mut Vec<Piece>) -> Result<(), Fault> {
        Err(Fault::Cut)
    }
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not in the provider's form.
    Garbage(String),
    /// The server reports an error in the middle.
    Said {
        /// What it says.
        message: String,
        /// Whether that may pass.
        passing: bool,
    },
    /// It stops without an end.
    Cut,
}

/// See the top of the file.
pub(crate) struct RemoteEngine {
    inner: Arc<Inner>,
}

struct Inner {
    wire: Box<dyn Wire>,
    options: Options,
    asked: Asked,
    headers: Headers,
    client: Client,
    door: HostDoor,
    clock: Arc<dyn Clock>,
}

impl RemoteEngine {
    /// Makes an engine; nothing is connected to before it is asked.
    pub(crate) fn new(
        wire: impl Wire,
        options: Options,
        door: HostDoor,
        environment: Environment<'_>,
    ) -> Result<Self, LlmError> {
        let key = find_key(&options, wire.usual_key(), environment, &keychain::get)?;
        let base = match &options.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => Endpoint::parse(wire.usual_endpoint())
                .map_err(|why| LlmError::load(why, "this is a mistake in the program"))?,
        };
        let mut client = Client::builder()
            .user_agent(concat!("wezterm-ai/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECTING)
            .redirect(Policy::none());
        if base.is_loopback() {
            // What a proxy calls by that name is another machine.
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| {
            LlmError::load(
                format!("cannot prepare connections: {}", cause(&error)),
                "check the proxy in the environment",
            )
        })?;
        Ok(Self {
            inner: Arc::new(Inner {
                headers: wire.headers(key.as_ref())?,
                asked: Asked {
                    endpoint: wire.questions_to(&base),
                    model: options.model.clone(),
                    key,
                },
                wire: Box::new(wire),
                options,
                client,
                door,
                clock: Arc::new(SystemClock),
            }),
        })
    }

    /// Waits by another clock.
    #[cfg(test)]
    pub(crate) fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        let inner = Arc::into_inner(self.inner).expect("nobody asked yet");
        Self {
            inner: Arc::new(Inner { clock, ..inner }),
        }
    }
}

impl LlmEngine for RemoteEngine {
    fn stream(&self, request: Request) -> AnswerStream {
        let inner = Arc::clone(&self.inner);
        produce(|pieces| async move { inner.ask(&request, pieces).await })
    }

    fn model_info(&self) -> ModelInfo {
        ModelInfo {
            name: self.inner.options.model.clone(),
            device: format!("{}, over the network", self.inner.asked.endpoint.place()),
            quantization: "as the provider stores it".into(),
            context_tokens: None,
            vision: true,
        }
    }
}

/// Why an attempt failed, and what a further one is worth.
struct Failure {
    error: LlmError,
    /// What the person reads while it is waited, without how long; none where it would not help.
    again: Option<String>,
    /// How long the server wants to be left alone.
    after: Option<Duration>,
}

impl From<LlmError> for Failure {
    fn from(error: LlmError) -> Self {
        Self {
            error,
            again: None,
            after: None,
        }
    }
}

impl Inner {
    async fn ask(&self, request: &Request, mut pieces: Pieces) -> Result<(), LlmError> {
        let names = ToolNames::of(&request.tools);
        let question = self.wire.question(request, &self.options, &names)?;
        let question = question.to_string();
        let mut failed = 0;
        loop {
            let reader = self.wire.reader(names.clone());
            let failure = match self.attempt(question.clone(), reader, &mut pieces).await {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            log::warn!("{}", failure.error);
            failed += 1;
            let Some(why) = failure.again.filter(|_| failed <= self.options.retries) else {
                return Err(failure.error);
            };
            let wait = match failure.after {
                Some(wait) if wait > retry::PATIENCE => {
                    let message = format!("asks to be left alone for {}", shown(wait));
                    return Err(self.asked.error(message, "ask again then"));
                }
                Some(wait) => wait,
                None => retry::back_off(failed, retry::chance()),
            };
            let notice = format!("{why}, asking again in {}", shown(wait));
            pieces.send(Piece::Notice(notice)).await;
            self.clock.sleep(wait).await;
        }
    }

    async fn attempt(
        &self,
        question: String,
        reader: Box<dyn Reader>,
        pieces: &mut Pieces,
    ) -> Result<(), Failure> {
        (self.door)(self.asked.endpoint.host())?;
        let sending = self
            .client
            .post(self.asked.endpoint.url().clone())
            .headers(self.headers.clone())
            .header(CONTENT_TYPE, HeaderText::from_static("application/json"))
            .body(question)
            .send();
        let response = match self.in_time(sending).await? {
            Ok(response) => response,
            Err(error) => return Err(self.unreachable(&error)),
        };
        if !response.status().is_success() {
            return Err(self.refused(response).await);
        }
        self.check_kind(&response)?;
        self.read(response, reader, pieces).await
    }

    /// Waits for something that must not take longer than nothing may arrive.
    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Result<T, LlmError> {
        let idle = self.options.idle;
        tokio::time::timeout(idle, work).await.map_err(|_| {
            self.asked.error(
                format!("sent nothing for {}", shown(idle)),
                "ask again, or set model.timeout_s higher",
            )
        })
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let place = self.asked.endpoint.place();
        let cause = self.asked.quoted(&cause(error));
        let message = if error.is_connect() && error.is_timeout() {
            format!("cannot be reached within {}", shown(CONNECTING))
        } else if error.is_connect() {
            format!("cannot be reached: {cause}")
        } else {
            format!("did not answer: {cause}")
        };
        Failure {
            error: self
                .asked
                .error(message, "check the network and model.endpoint"),
            again: Some(format!("{place} cannot be reached")),
            after: None,
        }
    }

    async fn refused(&self, mut response: Response) -> Failure {
        let status = response.status().as_u16();
        let header = response.headers().get(RETRY_AFTER);
        let after = header
            .and_then(|value| value.to_str().ok())
            .and_then(|value| retry::retry_after(value, self.clock.date()));
        let mut body = Vec::new();
        // An error in the error is worth less than what was read of it.
        while body.len() < LONGEST_ERROR
            && let Ok(Ok(Some(part))) = self.in_time(response.chunk()).await
        {
            body.extend_from_slice(&part[..part.len().min(LONGEST_ERROR - body.len())]);
        }
        let body = String::from_utf8_lossy(&body);
        // OpenAI uses the status of a rate limit for an account without money, which does not pass.
        let passing = retry::is_passing(status) && !body.contains("insufficient_quota");
        let place = self.asked.endpoint.place();
        let again = match status {
            429 => format!("{place}: rate limited"),
            529 => format!("{place} is overloaded"),
            _ => format!("{place} answered with status {status}"),
        };
        Failure {
            error: self.asked.refusal(status, &body),
            again: passing.then_some(again),
            after,
        }
    }

    /// Fails where the answer says of itself that it is no stream of events.
    fn check_kind(&self, response: &Response) -> Result<(), LlmError> {
        let kind = response.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
        let kind = kind.split(';').next().unwrap_or("").trim();
        let what = match kind.to_ascii_lowercase().as_str() {
            "" | "text/event-stream" | "application/octet-stream" | "text/plain" => return Ok(()),
            "text/html" => "a web page".to_owned(),
            other => self.asked.quoted(other),
        };
        Err(self.asked.error(
            format!("answered with {what} and not with a stream of events"),
            "check model.endpoint: it is the address of the API, such as https://HOST/v1",
        ))
    }

    async fn read(
        &self,
        mut response: Response,
        mut reader: Box<dyn Reader>,
        pieces: &mut Pieces,
    ) -> Result<(), Failure> {
        let mut parser = Parser::default();
        let (mut size, mut begun) = (0, false);
        loop {
            let part = self.in_time(response.chunk()).await?.map_err(|error| {
                let cause = self.asked.quoted(&cause(&error));
                let message = format!("broke off in the middle of the answer: {cause}");
                self.asked.error(message, "ask again")
            })?;
            size += part.as_ref().map_or(0, |part| part.len());
            if size > LONGEST_ANSWER {
                let message = format!("sent an answer of more than {LONGEST_ANSWER} bytes");
                return Err(self.garbage(&message).into());
            }
            let mut found = Vec::new();
            let outcome = match &part {
                None => reader.end(&mut found),
                Some(part) => parser
                    .feed(part)
                    .map_err(|error| self.garbage(&error.to_string()))?
                    .iter()
                    .try_for_each(|event| reader.event(event, &mut found)),
            };
            for piece in found {
                begun = true;
                let done = matches!(piece, Piece::Done { .. });
                pieces.send(piece).await;
                if done {
                    return Ok(());
                }
            }
            if let Err(fault) = outcome {
                return Err(self.faulty(fault, begun));
            }
        }
    }

    fn garbage(&self, what: &str) -> LlmError {
        self.asked.error(
            what.strip_prefix("it ").unwrap_or(what),
            "check that model.endpoint is an API of the kind that model.engine names",
        )
    }

    fn faulty(&self, fault: Fault, begun: bool) -> Failure {
        match fault {
            Fault::Garbage(what) => self
                .garbage(&format!(
                    "sent what is no answer: {}",
                    self.asked.quoted(&what)
                ))
                .into(),
            Fault::Cut => self
                .asked
                .error("stopped in the middle of the answer", "ask again")
                .into(),
            Fault::Said { message, passing } => {
                let said = self.asked.quoted(&message);
                let message = format!("reports an error: {said}");
                let again = format!("{} reports an error", self.asked.endpoint.place());
                Failure {
                    error: self.asked.error(message, "ask again later"),
                    again: (passing && !begun).then_some(again),
                    after: None,
                }
            }
        }
    }
}

/// Returns the innermost cause, which is the one that says something. The outer ones hold the address
/// with its query.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if std::ptr::addr_eq(cause, error) {
        return "the request failed".into();
    }
    cause.to_string()
}
