//! The Hub over HTTP: what a model consists of, and its files.
//!
//! It hides `reqwest` and the Hub's headers. The Hub sends whoever asks for a large file to another
//! host; redirects are followed here, one by one, because the token is for the Hub alone and never
//! goes along, and because a link from https to http is refused. It decides neither what is fetched
//! nor how often.

use std::io::Write;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_RANGE, HeaderMap, LOCATION, RANGE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde::Deserialize;

use super::store::{Store, stays_inside};
use super::{PlannedFile, PullError, Token, Wanted};

/// How many redirects are followed.
const HOPS: usize = 8;
/// The longest that the Hub may have us wait.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// The longest list of files that is read.
const MAX_LIST: usize = 64 << 20;

/// Why a download ended early.
pub(super) enum Failure {
    /// It will not get better.
    Final(PullError),
    /// Another try may go on, after the usual pause.
    Again(String),
    /// Another try may go on, after this one.
    Wait(Duration, String),
}

impl From<PullError> for Failure {
    fn from(error: PullError) -> Self {
        Self::Final(error)
    }
}

pub(super) struct Web {
    client: Client,
    endpoint: Url,
    token: Option<Token>,
    id: String,
    stall: Duration,
}

#[derive(Deserialize)]
struct Repository {
    sha: String,
    siblings: Vec<Sibling>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sibling {
    rfilename: String,
    size: Option<u64>,
    blob_id: Option<String>,
    lfs: Option<Lfs>,
}

#[derive(Deserialize)]
struct Lfs {
    sha256: String,
    size: u64,
}

impl Web {
    pub(super) fn new(wanted: &Wanted) -> Result<Self, PullError> {
        let wrong = |why: &dyn std::fmt::Display| {
            PullError::Answer(wanted.endpoint.clone(), why.to_string())
        };
        let endpoint = format!("{}/", wanted.endpoint.trim_end_matches('/'));
        let endpoint = Url::parse(&endpoint).map_err(|error| wrong(&error))?;
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(wanted.stall)
            .user_agent(concat!("wezterm-ai/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| wrong(&error))?;
        Ok(Self {
            client,
            endpoint,
            token: wanted.token.clone(),
            id: wanted.id.clone(),
            stall: wanted.stall,
        })
    }

    fn address(&self, path: &str) -> Result<Url, PullError> {
        let wrong = |error| PullError::Answer(self.endpoint.to_string(), format!("{error}"));
        self.endpoint.join(path).map_err(wrong)
    }

    /// Returns the newest revision and its files.
    pub(super) async fn files(&self) -> Result<(String, Vec<PlannedFile>), PullError> {
        let address = self.address(&format!("api/models/{}?blobs=true", self.id))?;
        let shown = address.to_string();
        let mut response = match self.get(address, None).await {
            Ok(response) => response,
            Err(Failure::Final(error)) => return Err(error),
            Err(Failure::Again(why) | Failure::Wait(_, why)) => {
                return Err(PullError::Broken { what: shown, why });
            }
        };
        let mut body = Vec::new();
        loop {
            match tokio::time::timeout(self.stall, response.chunk()).await {
                Ok(Ok(Some(chunk))) if body.len() + chunk.len() <= MAX_LIST => body.extend(&chunk),
                Ok(Ok(None)) => break,
                Ok(Ok(Some(_))) => {
                    return Err(PullError::Answer(shown, "it does not end".into()));
                }
                Ok(Err(error)) => {
                    let why = plain(&error);
                    return Err(PullError::Broken { what: shown, why });
                }
                Err(_) => {
                    let why = "it says nothing more".into();
                    return Err(PullError::Broken { what: shown, why });
                }
            }
        }
        let wrong = |why: String| PullError::Answer(shown.clone(), why);
        let found: Repository =
            serde_json::from_slice(&body).map_err(|error| wrong(error.to_string()))?;
        if !is_hex(&found.sha) {
            return Err(wrong("it names no revision".into()));
        }
        let files = found.siblings.into_iter().map(planned);
        let files: Result<Vec<PlannedFile>, String> = files.collect();
        Ok((found.sha, files.map_err(wrong)?))
    }

    /// Asks for a file from where it ended, and writes what arrives; `on_bytes` hears how much that was
    /// and how much of the file is there.
    pub(super) async fn download(
        &self,
        commit: &str,
        file: &PlannedFile,
        store: &Store,
        mut on_bytes: impl FnMut(u64, u64),
    ) -> Result<(), Failure> {
        let mut at = store.incomplete_size(&file.blob);
        if at > file.size {
            at = empty(store, file)?;
        }
        if at == file.size && at > 0 {
            return Ok(());
        }
        let path = format!("{}/resolve/{commit}/{}", self.id, encoded(&file.name));
        let mut response = match self.get(self.address(&path)?, Some(at)).await? {
            // It cannot go on where we are: what is here may be of another file.
            response if response.status() == StatusCode::RANGE_NOT_SATISFIABLE => {
                empty(store, file)?;
                return Err(Failure::Again("the Hub cannot go on with it".into()));
            }
            response => response,
        };
        if at > 0 && begins_at(response.headers()) != Some(at) {
            at = empty(store, file)?;
            if response.status() == StatusCode::PARTIAL_CONTENT {
                return Err(Failure::Again("the Hub sent another part".into()));
            }
        }
        let mut target = store.open(&file.blob)?;
        loop {
            let chunk = match tokio::time::timeout(self.stall, response.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) if at == file.size => return Ok(()),
                Ok(Ok(None)) => return Err(Failure::Again("it ended too early".into())),
                Ok(Err(error)) => return Err(Failure::Again(plain(&error))),
                Err(_) => return Err(Failure::Again("the Hub says nothing more".into())),
            };
            at += chunk.len() as u64;
            if at > file.size {
                empty(store, file)?;
                return Err(Failure::Final(PullError::Wrong {
                    file: file.name.clone(),
                    what: format!("more than {} bytes", file.size),
                    stated: format!("{} bytes", file.size),
                }));
            }
            let path = store.incomplete(&file.blob);
            let written = target.write_all(&chunk);
            written.map_err(|error| PullError::disk(&path, &error))?;
            on_bytes(chunk.len() as u64, at);
        }
    }

    /// Asks for an address and for what it leads to.
    async fn get(&self, address: Url, from: Option<u64>) -> Result<Response, Failure> {
        let what = address.path().trim_start_matches('/').to_owned();
        let mut address = address;
        for _ in 0..HOPS {
            let mut request = self.client.get(address.clone());
            if let Some(token) = self.token.as_ref().filter(|_| self.is_hub(&address)) {
                request = request.header(AUTHORIZATION, format!("Bearer {}", token.0));
            }
            if let Some(from) = from.filter(|from| *from > 0) {
                request = request.header(RANGE, format!("bytes={from}-"));
            }
            let response = match tokio::time::timeout(self.stall, request.send()).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(Failure::Again(plain(&error))),
                Err(_) => return Err(Failure::Again("the Hub does not answer".into())),
            };
            if !response.status().is_redirection() {
                return judged(what, response);
            }
            let next = response.headers().get(LOCATION);
            let next = next.and_then(|next| address.join(next.to_str().ok()?).ok());
            let Some(next) = next else {
                let why = "it leads nowhere".into();
                return Err(PullError::Answer(what, why).into());
            };
            if address.scheme() == "https" && next.scheme() != "https" {
                let why = "it leads from https to http".into();
                return Err(PullError::Answer(what, why).into());
            }
            address = next;
        }
        Err(PullError::Answer(what, "it leads round in a circle".into()).into())
    }

    /// Says whether an address is the Hub's own.
    fn is_hub(&self, address: &Url) -> bool {
        address.origin() == self.endpoint.origin()
    }
}

/// Returns an answer that is one, or what is wrong.
fn judged(what: String, response: Response) -> Result<Response, Failure> {
    let status = response.status();
    match status {
        StatusCode::RANGE_NOT_SATISFIABLE => Ok(response),
        status if status.is_success() => Ok(response),
        StatusCode::NOT_FOUND => Err(PullError::NotFound(what).into()),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            let status = status.as_u16();
            Err(PullError::Refused { what, status }.into())
        }
        StatusCode::TOO_MANY_REQUESTS => {
            let asked = response.headers().get(RETRY_AFTER);
            let seconds = asked.and_then(|time| time.to_str().ok()?.trim().parse().ok());
            let why = "the Hub is asked too often".to_owned();
            Err(match seconds {
                Some(seconds) => Failure::Wait(Duration::from_secs(seconds).min(LONGEST_WAIT), why),
                None => Failure::Again(why),
            })
        }
        status if status.is_server_error() => {
            Err(Failure::Again(format!("the Hub answers {status}")))
        }
        status => Err(PullError::Answer(what, format!("status {status}")).into()),
    }
}

/// Begins a file anew.
fn empty(store: &Store, file: &PlannedFile) -> Result<u64, PullError> {
    let path = store.incomplete(&file.blob);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(PullError::disk(&path, &error))
        }
        _ => Ok(0),
    }
}

/// Returns where the part of a file begins that an answer holds: `bytes 7-9/10`.
fn begins_at(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (first, _) = range.strip_prefix("bytes ")?.split_once('-')?;
    first.trim().parse().ok()
}

fn planned(sibling: Sibling) -> Result<PlannedFile, String> {
    let name = sibling.rfilename;
    if !stays_inside(&name) {
        return Err(format!("it names a file {name:?}"));
    }
    let (size, blob, sha256) = match (sibling.lfs, sibling.size, sibling.blob_id) {
        (Some(lfs), ..) => (lfs.size, lfs.sha256.clone(), Some(lfs.sha256)),
        (None, Some(size), Some(blob)) => (size, blob, None),
        _ => return Err(format!("it tells no size of {name}")),
    };
    if !is_hex(&blob) {
        return Err(format!("it tells no checksum of {name}"));
    }
    Ok(PlannedFile {
        name,
        size,
        blob,
        sha256,
    })
}

fn is_hex(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Writes a name as part of an address.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let bytes = name.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    bytes.collect()
}

/// Says what went wrong on the way, without the address, which may hold a signature.
fn plain(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    match error.is_connect() {
        true => format!("the Hub cannot be reached: {inner}"),
        false => format!("the connection broke: {inner}"),
    }
}
