//! `wezterm ai key`: keys of providers in the person's keychain.
//!
//! Hides how a key is typed without being shown. The keychain is `ai_assistant::keychain`. Runs in a
//! process of its own and may block. A key is written to nothing but the keychain.

use std::io::{BufRead, IsTerminal, Read, Write};

use ai_assistant::keychain;
use anyhow::{Context, bail};
use clap::Subcommand;
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

/// The longest key that is read, in bytes.
const LONGEST_KEY: usize = 16 * 1024;

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Store a key, which is read from standard input: typed, it is not shown.
    ///
    /// config.modules.ai_assistant.model.api_key = 'keychain:NAME' then has the assistant use it.
    Set {
        /// What the key is called.
        name: String,
    },
    /// Remove a key.
    Remove {
        /// What the key is called.
        name: String,
    },
}

/// Does what is asked for; returns the exit status.
pub fn key(command: &KeyCommand) -> anyhow::Result<i32> {
    match command {
        KeyCommand::Set { name } => {
            keychain::check_name(name)?;
            let key = read_key(name)?;
            keychain::set(name, &key)?;
            println!("stored as {name}: set model.api_key = 'keychain:{name}' to use it");
            Ok(0)
        }
        KeyCommand::Remove { name } => match keychain::remove(name)? {
            true => Ok(0),
            false => bail!("the keychain has no key {name}"),
        },
    }
}

fn read_key(name: &str) -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    let typed = match stdin.is_terminal() {
        true => {
            let mut notes = std::io::stderr();
            // Before it is asked for: who is quick types at once.
            let hidden = Hidden::begin()?;
            write!(notes, "The key for {name} (it is not shown): ")?;
            notes.flush()?;
            let typed = read_line(&mut stdin.lock());
            drop(hidden);
            writeln!(notes)?;
            typed?
        }
        false => {
            let mut text = Vec::new();
            let limit = LONGEST_KEY as u64 + 1;
            stdin.lock().take(limit).read_to_end(&mut text)?;
            text
        }
    };
    checked(typed)
}

/// Says whether what was read may be a key.
fn checked(typed: Vec<u8>) -> anyhow::Result<String> {
    if typed.len() > LONGEST_KEY {
        bail!("that is longer than any key");
    }
    // The error of a conversion would show what was typed.
    let Ok(text) = String::from_utf8(typed) else {
        bail!("that is no text");
    };
    let key = text.trim();
    if key.is_empty() {
        bail!("no key was given");
    }
    if !key.chars().all(|c| c.is_ascii_graphic()) {
        bail!("that has characters that no key has");
    }
    Ok(key.to_owned())
}

/// Reads up to the end of the line, byte by byte as they are typed.
fn read_line(input: &mut impl BufRead) -> anyhow::Result<Vec<u8>> {
    const CANCEL: u8 = 3;
    const END: u8 = 4;
    let mut typed = Vec::new();
    for byte in input.bytes() {
        match byte? {
            b'\n' | b'\r' | END => break,
            CANCEL => bail!("nothing was stored"),
            8 | 0x7f => drop(typed.pop()),
            _ if typed.len() > LONGEST_KEY => {}
            byte => typed.push(byte),
        }
    }
    Ok(typed)
}

/// A terminal that does not show what is typed, until it is dropped.
struct Hidden {
    before: Termios,
}

impl Hidden {
    fn begin() -> anyhow::Result<Self> {
        let before = tcgetattr(std::io::stdin()).context("cannot ask the terminal")?;
        let mut silent = before.clone();
        // Without signals Ctrl+C is a byte like any other, and the terminal is put right after it.
        silent
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(std::io::stdin(), OptionalActions::Flush, &silent)
            .context("cannot have the terminal not show the key")?;
        Ok(Self { before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // Nothing more can be done where the terminal is gone.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> anyhow::Result<String> {
        read_line(&mut &bytes[..]).and_then(checked)
    }

    #[test]
    fn a_typed_key_ends_with_the_line_and_can_be_mended() {
        assert_eq!(typed(b"sk-12x\x7f3\nrest").expect("a key"), "sk-123");
        assert_eq!(typed(b" sk-1 \r").expect("a key"), "sk-1");
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_shown() {
        for wrong in [
            &b""[..],
            b"\n",
            b"two words\n",
            b"sk-\x1b[A\n",
            b"sk-\xff\n",
            b"sk-\x03",
        ] {
            let error = typed(wrong).expect_err("it is no key");
            assert!(!error.to_string().contains("sk-"), "{error}");
        }
        assert!(typed(&vec![b'x'; LONGEST_KEY + 9]).is_err());
    }
}
