//! Which server is asked, and the key that is shown to it.
//!
//! It hides how addresses are put together and where keys come from. A key leaves [`Secret`] in the
//! header of a request and nowhere else: it has no `Display`, its `Debug` says nothing, and what a
//! server says back goes through [`Key::redact`]. Reads the environment, and asks the person's keychain
//! where the settings name a key there.

use std::fmt;

use reqwest::Url;
use reqwest::header::HeaderValue;

use super::Options;
use crate::keychain::KeychainError;
use crate::llm::LlmError;

/// The longest text of a server's that is shown, in characters.
const LONGEST_QUOTE: usize = 300;

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// What a server knows a person by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    secret: Secret,
    /// Where it is from, as people write it: `$OPENAI_API_KEY`.
    pub(crate) source: String,
}

impl Key {
    /// Takes a key that stands in `source`.
    pub(crate) fn new(secret: Secret, source: impl Into<String>) -> Result<Self, LlmError> {
        let source = source.into();
        let secret = Secret::new(secret.0.trim());
        let legal = secret.0.chars().all(|c| c.is_ascii_graphic());
        if secret.0.is_empty() || !legal {
            let what = if legal {
                "is empty"
            } else {
                "has characters that no key has"
            };
            return Err(LlmError::load(
                format!("the key in {source} {what}"),
                "put the provider's key there, and nothing else",
            ));
        }
        Ok(Self { secret, source })
    }

    /// Returns the value of a header, with `before` in front of the key.
    pub(crate) fn header(&self, before: &str) -> Result<HeaderValue, LlmError> {
        let value = HeaderValue::from_str(&format!("{before}{}", self.secret.0));
        let mut value = value.map_err(|_| {
            LlmError::load(
                format!("the key in {} cannot be sent", self.source),
                "put the provider's key there, and nothing else",
            )
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Takes the key out of a text.
    pub(crate) fn redact(&self, text: &str) -> String {
        text.replace(&self.secret.0, "[key]")
    }
}

/// Returns what a server said in the form in which it is shown: one line, not long, without the key.
pub(crate) fn quoted(text: &str, key: Option<&Key>) -> String {
    let text = match key {
        Some(key) => key.redact(text),
        None => text.to_owned(),
    };
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_QUOTE) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// Looks a variable of the environment up.
pub(crate) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Looks a variable of this process's environment up.
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Looks a key in the person's keychain up.
pub(crate) type Keychain<'a> = &'a dyn Fn(&str) -> Result<Option<String>, KeychainError>;

/// Finds the key of these options: in the environment, else in the keychain. Where nobody named one, the
/// provider's usual variable counts for the provider's own address only: another server is not shown it.
pub(crate) fn find_key(
    options: &Options,
    usual: &str,
    environment: Environment<'_>,
    keychain: Keychain<'_>,
) -> Result<Option<Key>, LlmError> {
    let variable = match (&options.key_env, &options.endpoint) {
        (Some(name), _) => Some(name.as_str()),
        (None, None) => Some(usual),
        (None, Some(_)) => None,
    };
    if let Some(name) = variable
        && let Some(key) = environment(name)
    {
        return Key::new(Secret::new(key), format!("${name}")).map(Some);
    }
    match (&options.keychain, variable) {
        (Some(name), _) => stored_key(name, keychain).map(Some),
        (None, None) => Ok(None),
        (None, Some(name)) => Err(LlmError::load(
            format!("there is no key: ${name} is not set"),
            "start the terminal with the provider's key in that variable, name another one in \
             model.api_key_env, or store it by `wezterm ai key set NAME` and set model.api_key to \
             'keychain:NAME'",
        )),
    }
}

fn stored_key(name: &str, keychain: Keychain<'_>) -> Result<Key, LlmError> {
    let stored = keychain(name).map_err(|error| {
        LlmError::load(
            format!("there is no key: {error}"),
            "unlock the keychain and ask again, or start the terminal with the key in the variable \
             that model.api_key_env names",
        )
    })?;
    let stored = stored.ok_or_else(|| {
        LlmError::load(
            format!("there is no key: the keychain has none of the name {name}"),
            format!("`wezterm ai key set {name}` stores it"),
        )
    })?;
    Key::new(Secret::new(stored), format!("the keychain under {name}"))
}

/// Where a provider is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    url: Url,
}

impl Endpoint {
    /// Reads an address as people write it in the settings, or says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text.trim()).map_err(|error| format!("it is no address: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err("it must begin with https:// or http://".into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it must not hold a name or a password: use model.api_key_env".into());
        }
        if url.fragment().is_some() {
            return Err("it must not hold a #".into());
        }
        Ok(Self { url })
    }

    /// Returns the address below this one; a query, which some services want, stays.
    pub(crate) fn below(&self, path: &str) -> Self {
        let mut url = self.url.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{path}"));
        Self { url }
    }

    /// Returns the last part of its path.
    pub(crate) fn last_part(&self) -> &str {
        let path = self.url.path().trim_end_matches('/');
        path.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the host without a port.
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Returns the host, with its port where that is not the usual one.
    pub(crate) fn place(&self) -> String {
        match self.url.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    /// Tells whether it is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.host().trim_start_matches('[').trim_end_matches(']');
        let address: Option<std::net::IpAddr> = host.parse().ok();
        host == "localhost" || address.is_some_and(|address| address.is_loopback())
    }

    /// Tells whether others on the way can read what is sent.
    pub(crate) fn is_open(&self) -> bool {
        self.url.scheme() == "http" && !self.is_loopback()
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }
}

impl fmt::Display for Endpoint {
    /// Writes the address without its query, which may hold more than people should read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.url;
        write!(f, "{}://{}{}", url.scheme(), self.place(), url.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(endpoint: Option<&str>, key_env: Option<&str>) -> Options {
        Options {
            endpoint: endpoint.map(|text| Endpoint::parse(text).expect("an address")),
            key_env: key_env.map(str::to_owned),
            ..Options::default()
        }
    }

    fn found(options: &Options) -> Result<Option<Key>, String> {
        let variables = |name: &str| match name {
            "USUAL" => Some("usual-key".to_owned()),
            "OTHER" => Some(" other-key\n".to_owned()),
            "SPACED" => Some("two words".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let keychain = |name: &str| match name {
            "openai" => Ok(Some("stored-key".to_owned())),
            "locked" => Err(KeychainError::Locked),
            _ => Ok(None),
        };
        find_key(options, "USUAL", &variables, &keychain).map_err(|error| error.to_string())
    }

    fn key(secret: &str, source: &str) -> Key {
        Key::new(Secret::new(secret), source).expect("a key")
    }

    #[test]
    fn the_usual_key_is_for_the_usual_address_only() {
        let local = Some("http://localhost:8080/v1");
        assert_eq!(
            found(&options(None, None)),
            Ok(Some(key("usual-key", "$USUAL")))
        );
        assert_eq!(found(&options(local, None)), Ok(None));
        assert_eq!(
            found(&options(local, Some("OTHER"))),
            Ok(Some(key("other-key", "$OTHER")))
        );
    }

    #[test]
    fn the_environment_comes_before_the_keychain() {
        let stored = |env, name: &str| Options {
            keychain: Some(name.into()),
            ..options(Some("http://localhost:8080/v1"), env)
        };
        let found = |env, name| found(&stored(env, name));
        let of_keychain = key("stored-key", "the keychain under openai");
        assert_eq!(
            found(Some("OTHER"), "openai"),
            Ok(Some(key("other-key", "$OTHER")))
        );
        assert_eq!(
            found(Some("ABSENT"), "openai"),
            Ok(Some(of_keychain.clone()))
        );
        assert_eq!(found(None, "openai"), Ok(Some(of_keychain)));
        assert_eq!(
            found(None, "gone"),
            Err("there is no key: the keychain has none of the name gone".into())
        );
        assert_eq!(
            found(None, "locked"),
            Err("there is no key: the keychain was not unlocked".into())
        );
    }

    #[test]
    fn a_key_that_is_missing_or_none_is_an_error_that_names_the_variable_only() {
        for (name, why) in [
            ("ABSENT", "there is no key: $ABSENT is not set"),
            ("EMPTY", "the key in $EMPTY is empty"),
            (
                "SPACED",
                "the key in $SPACED has characters that no key has",
            ),
        ] {
            assert_eq!(found(&options(None, Some(name))), Err(why.into()));
        }
    }

    #[test]
    fn a_key_is_not_shown() {
        let key = key("sk-1234", "$KEY");
        let header = key.header("Bearer ").expect("a header");
        assert_eq!(header, "Bearer sk-1234");
        for shown in [format!("{key:?}"), format!("{:?}", header)] {
            assert!(!shown.contains("1234"), "{shown}");
        }
        assert_eq!(
            quoted("your key\n sk-1234\u{1b}[31m is \t wrong", Some(&key)),
            "your key [key] [31m is wrong"
        );
        let long = quoted(&"ä".repeat(1000), None);
        assert_eq!(long.chars().count(), LONGEST_QUOTE + 1);
    }

    #[test]
    fn addresses_are_put_together_and_shown_without_what_may_be_secret() {
        let endpoint = Endpoint::parse(" https://Example.org:8443/v1/?version=3 ").expect("one");
        let below = endpoint.below("chat/completions");
        assert_eq!(
            below.url().as_str(),
            "https://example.org:8443/v1/chat/completions?version=3"
        );
        assert_eq!(
            below.to_string(),
            "https://example.org:8443/v1/chat/completions"
        );
        assert_eq!(endpoint.last_part(), "v1");
        assert_eq!(
            (endpoint.host(), endpoint.place().as_str()),
            ("example.org", "example.org:8443")
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "",
            "localhost:8080",
            "ftp://x.org",
            "https://user:word@x.org",
            "https://x.org/#a",
            "file:///etc/passwd",
            "http://",
        ] {
            assert!(Endpoint::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn it_is_known_what_others_can_read() {
        let open = |text: &str| Endpoint::parse(text).expect("an address").is_open();
        assert!(open("http://example.org/v1"));
        assert!(open("http://localhost.example.org/v1"));
        assert!(!open("https://example.org/v1"));
        assert!(!open("http://localhost:11434/v1"));
        assert!(!open("http://127.0.0.1:8080"));
        assert!(!open("http://[::1]:8080"));
    }
}
