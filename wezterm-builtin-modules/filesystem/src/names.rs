//! tmp
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
pub fn visible(t: &str) -> String {
    t.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect::<Vec<_>>()
            } else {
                vec![c]
            }
        })
        .collect()
}
pub fn shown(name: &OsStr) -> String {
    visible(&name.to_string_lossy())
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Name(PathBuf);
impl From<PathBuf> for Name {
    fn from(p: PathBuf) -> Self {
        Self(p)
    }
}
impl Name {
    pub fn as_path(&self) -> &Path {
        &self.0
    }
    pub fn shown(&self) -> String {
        shown(self.0.as_os_str())
    }
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_os_str().as_bytes()
    }
}
