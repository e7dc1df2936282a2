//! `wezterm.url` and its objects, which panes' directories are, too.
//!
//! Hides the crate that reads URLs. Runs on the thread of the Lua state.

use std::path::Path;

use mlua::{BString, UserData, UserDataFields, UserDataMethods};

use super::functions::{LuaFunction, row};

pub(super) const FUNCTIONS: &[LuaFunction] = &[row(
    "wezterm.url.parse",
    "fun(text: string): Url",
    "Reads a URL, and takes it apart.",
    |make| {
        make.function(|_, text: String| {
            let shown: String = text.chars().take(80).collect();
            let url = url::Url::parse(&text);
            url.map(LuaUrl)
                .map_err(|error| mlua::Error::runtime(format!("{shown:?} is no URL: {error}")))
        })
    },
)];

/// A URL as Lua holds it, with WezTerm's nine fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LuaUrl(url::Url);

impl LuaUrl {
    /// Returns the `file` URL of a path on a host; the path's bytes may be any. `None` where the host's
    /// name is none.
    pub fn file(host: &str, path: &Path) -> Option<Self> {
        let path = encoded(path.as_os_str().as_encoded_bytes());
        url::Url::parse(&format!("file://{host}{path}"))
            .ok()
            .map(Self)
    }
}

/// Writes bytes as the path of a URL.
fn encoded(bytes: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte);
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match plain(byte) {
            true => text.push(char::from(byte)),
            false => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// Undoes `%41`; what is no such code stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

impl UserData for LuaUrl {
    fn add_fields<F: UserDataFields<Self>>(fields: &mut F) {
        fields.add_field_method_get("scheme", |_, this| Ok(this.0.scheme().to_owned()));
        fields.add_field_method_get("username", |_, this| Ok(this.0.username().to_owned()));
        fields.add_field_method_get("password", |_, this| {
            Ok(this.0.password().map(str::to_owned))
        });
        fields.add_field_method_get("host", |_, this| Ok(this.0.host_str().map(str::to_owned)));
        fields.add_field_method_get("port", |_, this| Ok(this.0.port()));
        fields.add_field_method_get("path", |_, this| Ok(this.0.path().to_owned()));
        fields.add_field_method_get("file_path", |_, this| {
            Ok(BString::from(decoded(this.0.path())))
        });
        fields.add_field_method_get("query", |_, this| Ok(this.0.query().map(str::to_owned)));
        fields.add_field_method_get("fragment", |_, this| {
            Ok(this.0.fragment().map(str::to_owned))
        });
    }

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method("__tostring", |_, this, ()| Ok(this.0.to_string()));
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Self>| {
            Ok(*this == *other)
        });
    }
}
