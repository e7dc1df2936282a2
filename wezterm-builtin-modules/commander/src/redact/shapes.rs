//! The shapes that tokens and keys have, and the words that a password stands behind.
//!
//! Each row is a hint, a text that must be there and is looked for in one pass over the output, and
//! a fixed pattern that is tried where the hint stands, on a window of bounded length.

use regex::bytes::{Captures, Regex};

use super::values::is_random;

/// How far the pattern sees that sees farthest.
pub const WINDOW: usize = 4 * 1024;
/// How far the others see; it bounds what text costs that is full of hints.
const USUAL_WINDOW: usize = 384;

/// What else must hold where a pattern fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// A token that stands by itself.
    Token,
    /// Likewise, and it has digits and letters of both cases.
    Mixed,
    /// Digits and letters of both cases.
    Varied,
    /// Not a stand-in such as `<password>`.
    Given,
    /// A value that looks random.
    Random,
    /// A password as people assign it, and not source code.
    Assigned,
    /// Not a word of prose.
    NotProse,
}

struct Row {
    hints: &'static [&'static str],
    kind: &'static str,
    /// What is redacted is its first group, or all of it.
    pattern: &'static str,
    check: Check,
}

const fn row(
    hints: &'static [&'static str],
    kind: &'static str,
    pattern: &'static str,
    check: Check,
) -> Row {
    Row {
        hints,
        kind,
        pattern,
        check,
    }
}

const ROWS: &[Row] = &[
    row(
        &["AKIA", "ASIA"],
        "AWS key id",
        r"\A((?:AKIA|ASIA)[A-Z0-9]{16})(?:[^A-Za-z0-9]|\z)",
        Check::Token,
    ),
    row(
        &[
            "secret_access_key",
            "secretaccesskey",
            "secret_key",
            "secretkey",
        ],
        "AWS secret key",
        r#"\A(?i:secret_?(?:access_?)?key)\\?["']?[ \t]*[=:,]?[ \t]*\\?["']?([A-Za-z0-9/+=]{16,40})(?:[^A-Za-z0-9/+=]|\z)"#,
        Check::Varied,
    ),
    row(
        &["ghp_", "gho_", "ghs_", "ghu_", "ghr_"],
        "GitHub token",
        r"\Agh[posur]_[A-Za-z0-9]{20,}",
        Check::Token,
    ),
    row(
        &["github_pat_"],
        "GitHub token",
        r"\Agithub_pat_[A-Za-z0-9_]{22,}",
        Check::Token,
    ),
    row(
        &[
            "glpat-", "glptt-", "glrt-", "gldt-", "glft-", "glcbt-", "glsoat-",
        ],
        "GitLab token",
        r"\Agl(?:pat|ptt|rt|dt|ft|cbt|soat)-[A-Za-z0-9_.-]{16,}",
        Check::Token,
    ),
    row(
        &[
            "xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-",
        ],
        "Slack token",
        r"\A(?:xox[abeprs][.-]|xapp-)[A-Za-z0-9.-]{10,}",
        Check::Token,
    ),
    row(
        &["hooks.slack.com/services/"],
        "Slack webhook",
        r"\Ahooks\.slack\.com/services/([A-Za-z0-9/]{20,})",
        Check::Token,
    ),
    row(
        &["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"],
        "Stripe key",
        r"\A(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9+/]{10,}",
        Check::Token,
    ),
    row(
        &["sk-ant-"],
        "Anthropic key",
        r"\Ask-ant-[A-Za-z0-9_-]{16,}",
        Check::Token,
    ),
    row(
        &["sk-"],
        "OpenAI key",
        r"\Ask-[A-Za-z0-9_-]{20,}",
        Check::Mixed,
    ),
    row(
        &["AIza"],
        "Google key",
        r"\A(AIza[A-Za-z0-9_-]{35})(?:[^A-Za-z0-9_-]|\z)",
        Check::Token,
    ),
    row(
        &["GOCSPX-"],
        "Google secret",
        r"\AGOCSPX-[A-Za-z0-9_-]{20,}",
        Check::Token,
    ),
    row(
        &["ya29."],
        "Google token",
        r"\Aya29\.[A-Za-z0-9_-]{20,}",
        Check::Token,
    ),
    row(
        &["npm_"],
        "npm token",
        r"\Anpm_[A-Za-z0-9]{30,}",
        Check::Mixed,
    ),
    row(
        &["pypi-"],
        "PyPI token",
        r"\Apypi-[A-Za-z0-9_-]{32,}",
        Check::Mixed,
    ),
    row(
        &["hf_"],
        "Hugging Face token",
        r"\Ahf_[A-Za-z0-9]{28,}",
        Check::Mixed,
    ),
    row(
        &[
            "dop_v1_",
            "dckr_pat_",
            "gsk_",
            "hvs.",
            "tskey-",
            "lin_api_",
            "shpat_",
            "dapi",
        ],
        "token",
        r"\A(?:dop_v1_|dckr_pat_|gsk_|hvs\.|tskey-|lin_api_|shpat_|dapi)[A-Za-z0-9_-]{24,}",
        Check::Random,
    ),
    row(
        &["SG."],
        "SendGrid key",
        r"\ASG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        Check::Mixed,
    ),
    row(
        &["eyJ"],
        "JSON web token",
        r"\AeyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
        Check::Token,
    ),
    row(
        &["AGE-SECRET-KEY-"],
        "age key",
        r"\AAGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{20,}",
        Check::Token,
    ),
    row(
        &[
            "$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$argon2",
        ],
        "hashed password",
        r"\A\$(?:1|2[aby]|5|6|y|argon2id?)\$[./A-Za-z0-9$=,+]{20,}",
        Check::Token,
    ),
    row(
        &["authorization"],
        "authorization",
        r#"\A(?i:authorization)\\?["']?[ \t]*[:=,][ \t]*\\?["']?(?i:bearer|basic|token)[ \t]+([A-Za-z0-9._~+/=-]{6,})"#,
        Check::NotProse,
    ),
    row(
        &["bearer "],
        "authorization",
        r"\A(?i:bearer) ([A-Za-z0-9._~+/=-]{20,})",
        Check::Random,
    ),
    row(
        &["://"],
        "password",
        r#"\A://[^\s/:@"'<>?#]*:([^\s/@"'<>]+)@"#,
        Check::Given,
    ),
    row(
        &["password", "passwd", "passphrase", "_pass", "_pwd"],
        "password",
        r#"(?x)\A(?i:password|passwd|passphrase|_pass|_pwd)
           \\?["']?\]?[\x20\t]{0,8}(?P<by>=>|:=|=|:)[\x20\t]{0,8}
           (?: \\"(?P<escaped>[^"\\\s]+)\\"
             | "(?P<double>[^"\s]+)"
             | '(?P<single>[^'\s]+)'
             | (?P<bare>[^\s"'`,;&<>|(){}\[\]\\]+) )"#,
        Check::Assigned,
    ),
    row(
        &["--password ", "--passphrase "],
        "password",
        r"\A--pass(?:word|phrase) ([^\s-]\S{3,})",
        Check::NotProse,
    ),
    row(
        &[
            "secret",
            "token",
            "api_key",
            "apikey",
            "api-key",
            "access_key",
            "accesskey",
            "private_key",
            "privatekey",
            "account_key",
            "accountkey",
            "encryption_key",
            "signing_key",
            "master_key",
            "auth_key",
            "authkey",
            "key_base",
        ],
        "secret",
        r#"(?x)\A(?i:secret|token|key_base|(?:api|access|private|account|encryption|signing|master|auth)[_-]?key)
           \\?["']?\]?[\x20\t]{0,8}(?:=>|:=|=|:)[\x20\t]{0,8}\\?["']?
           ([A-Za-z0-9_+/=.~-]{16,})"#,
        Check::Random,
    ),
    row(
        &["machine"],
        "password",
        r"\A(?i:machine)\s+\S+\s+login\s+\S+\s+password\s+(\S+)",
        Check::Given,
    ),
    row(
        &["login"],
        "password",
        r"\Alogin\s+\S+\s+password\s+(\S+)",
        Check::NotProse,
    ),
    row(
        &["password"],
        "password",
        r"\Apassword[ \t]+([^\s:=]\S{3,})[ \t\r]*(?:\n|\z)",
        Check::NotProse,
    ),
    row(
        &["\"auth\"", "\"identitytoken\""],
        "registry login",
        r#"\A"(?:auth|identitytoken)"\s*:\s*"([A-Za-z0-9+/_.-]{8,}={0,2})""#,
        Check::NotProse,
    ),
    row(
        &["_auth"],
        "registry login",
        r#"\A_auth[ \t]*=[ \t]*"?([A-Za-z0-9+/]{8,}={0,2})"#,
        Check::NotProse,
    ),
];

/// What stands for a value, or is a type's or a field's name where a value could be.
const STAND_INS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pass",
    "secret",
    "token",
    "string",
    "str",
    "text",
    "bytes",
    "char",
    "bool",
    "boolean",
    "int",
    "integer",
    "number",
    "usize",
    "object",
    "any",
    "option",
    "optional",
    "required",
    "none",
    "null",
    "nil",
    "undefined",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "empty",
    "unset",
    "set",
    "default",
    "prompt",
    "input",
    "getpass",
    "self",
    "this",
    "value",
    "hidden",
    "redacted",
    "masked",
    "removed",
    "changed",
    "expired",
    "incorrect",
    "invalid",
    "wrong",
    "missing",
    "failed",
    "ok",
    "files",
    "compat",
    "systemd",
    "ldap",
    "sss",
    "nis",
    "all",
    "type",
    "field",
    "your_password",
    "your-password",
    "yourpassword",
    "mypassword_here",
    "placeholder",
];

/// The rows' patterns.
pub struct Shapes {
    patterns: Vec<Regex>,
    /// Each hint with its row.
    pub hints: Vec<(&'static str, usize)>,
}

impl Shapes {
    pub fn new() -> Self {
        // Bytes, not characters: the tables of those would make each pattern large.
        let bytes = |row: &Row| Regex::new(&format!("(?-u){}", row.pattern));
        let pattern = |row: &Row| bytes(row).expect("the table holds valid patterns");
        let hints = ROWS.iter().enumerate();
        Self {
            patterns: ROWS.iter().map(pattern).collect(),
            hints: hints
                .flat_map(|(i, row)| row.hints.iter().map(move |hint| (*hint, i)))
                .collect(),
        }
    }

    /// Returns what a row is called.
    pub fn kind(row: usize) -> &'static str {
        ROWS.get(row).map_or("secret", |row| row.kind)
    }

    /// Whether a token begins at `at`, of which only the beginning, a hint, may be there.
    pub fn begins(row: usize, hint: &str, text: &[u8], at: usize, starts: bool) -> bool {
        let check = ROWS.get(row).map(|row| row.check);
        matches!(check, Some(Check::Token | Check::Mixed))
            && text[at..].starts_with(hint.as_bytes())
            && (starts || stands_alone(&text[..at]))
    }

    /// Returns where the secret of a row is whose hint stands at `at`. `starts` says that text which
    /// cannot be seen stands before it.
    pub fn find(&self, row: usize, text: &[u8], at: usize, starts: bool) -> Option<(usize, usize)> {
        let (pattern, check) = (self.patterns.get(row)?, ROWS.get(row)?.check);
        let before = &text[..at];
        let tokens = matches!(check, Check::Token | Check::Mixed);
        let (hash, web) = (text[at] == b'$', text[at..].starts_with(b"eyJ"));
        let alone = starts || stands_alone(before) && !(web && before.ends_with(b"-"));
        if tokens && !hash && !alone {
            return None;
        }
        let sight = if web { WINDOW } else { USUAL_WINDOW };
        let window = &text[at..text.len().min(at + sight)];
        let found = pattern.captures(window)?;
        let inner = found.iter().skip(1).flatten();
        // The group that says how a value is assigned is not the value.
        let secret = inner.last().or_else(|| found.get(0))?;
        let value = secret.as_bytes();
        let real = match check {
            Check::Token => true,
            Check::Mixed | Check::Varied => is_mixed(value),
            Check::Given => !is_stand_in(value) && !window[secret.end()..].starts_with(b"@sha256:"),
            Check::Random => {
                let code = matches!(window.get(secret.end()), Some(b'(' | b'<' | b'['));
                is_random(value, 16) && !pages(before) && !code
            }
            Check::NotProse => {
                // `client_auth` is a name like any other.
                let name = text[at] == b'_' && before.last().is_some_and(u8::is_ascii_alphanumeric);
                !is_stand_in(value) && !is_word(value) && !name
            }
            Check::Assigned => is_assigned(&found, before, value, &window[secret.end()..]),
        };
        if !real {
            return None;
        }
        let mut end = at + secret.end();
        if end == at + window.len() {
            // A token that is longer than the window ends where its letters do.
            let rest = text[end..].iter();
            end += rest.take_while(|byte| is_token_byte(**byte)).count();
        }
        Some((at + secret.start(), end))
    }
}

pub fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-+/=.".contains(&byte)
}

/// Whether a token may begin behind `before`. What is written as an escape is not a letter.
fn stands_alone(before: &[u8]) -> bool {
    match before {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => true,
        [.., last] => !(last.is_ascii_alphanumeric() || *last == b'_'),
        [] => true,
    }
}

/// Whether a token only says which page is next.
fn pages(before: &[u8]) -> bool {
    let tail = before[before.len().saturating_sub(13)..].to_ascii_lowercase();
    let tail = tail
        .strip_suffix(b"_")
        .or(tail.strip_suffix(b"-"))
        .unwrap_or(&tail);
    [&b"page"[..], b"next", b"continuation", b"cursor"]
        .iter()
        .any(|word| tail.ends_with(word))
}

fn is_mixed(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit)
        && value.iter().any(u8::is_ascii_uppercase)
        && value.iter().skip(4).any(u8::is_ascii_lowercase)
}

fn is_word(value: &[u8]) -> bool {
    let word = |byte: &u8| byte.is_ascii_lowercase() || b"_-.,:;!?'\")".contains(byte);
    let upper = |byte: &u8| byte.is_ascii_uppercase() || b"_-]>)".contains(byte);
    let inner = value.get(1..).unwrap_or_default();
    inner.iter().all(word) || value.iter().all(upper)
}

/// Whether this stands for a value that is somewhere else: `***`, `<password>`, `${X}`, `%s`.
fn is_stand_in(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let same = value.iter().all(|byte| Some(byte) == value.first());
    let dots = value.iter().all(|byte| !byte.is_ascii());
    let begins = match value {
        [b'$', b'{' | b'(' | b'_', ..] | [b'<' | b'[' | b'{' | b'*', ..] => true,
        [b'$', rest @ ..] => rest
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || *byte == b'_'),
        [b'%', rest @ ..] => rest.len() < 4 || rest.starts_with(b"(") || rest.ends_with(b"%"),
        [b'@' | b':', rest @ ..] => rest
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || *byte == b'_'),
        _ => false,
    };
    let listed = STAND_INS.iter().any(|word| word.as_bytes() == lower);
    let format = value.windows(2).any(|pair| pair == b"%s");
    value.len() < 2 || format || same || dots || begins || listed || lower.starts_with(b"your_")
}

/// Whether an assignment to a password is one, and not a piece of a program or of prose.
fn is_assigned(found: &Captures, before: &[u8], value: &[u8], after: &[u8]) -> bool {
    if before.last() == Some(&b'/') || is_stand_in(value) || value.len() < 3 {
        return false;
    }
    if found.name("bare").is_none() {
        return true;
    }
    let by = found.name("by").map_or(&b"="[..], |by| by.as_bytes());
    let whole = found.get(0).map_or(&b""[..], |whole| whole.as_bytes());
    let tight = by == b"=" && !whole.iter().any(u8::is_ascii_whitespace);
    let next = after.first().copied();
    let line = after
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let last = line.trim_ascii().is_empty();
    let code = matches!(next, Some(b'(' | b'[' | b'{' | b'<'))
        || matches!(
            value.first(),
            Some(b'/' | b'-' | b'=' | b'~' | b'.' | b'?' | b':' | b'\\')
        )
        || value.windows(2).any(|pair| pair == b"::" || pair == b"->");
    if code {
        return false;
    }
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.".contains(byte);
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let plain = value.iter().all(name);
    if plain && digits == value.len() {
        // Lengths, counts and numbers of lines.
        return tight && digits >= 4;
    }
    if plain && value.iter().any(|byte| b"_.".contains(byte)) && digits == 0 {
        // `self.password`, `user_password`: names, not values.
        return false;
    }
    let typed = [&b"u"[..], b"i", b"int", b"uint", b"float", b"f"];
    let is_type = |start: &&[u8]| {
        let rest = value.strip_prefix(*start);
        rest.is_some_and(|rest| matches!(rest, b"8" | b"16" | b"32" | b"64" | b"128"))
    };
    if typed.iter().any(is_type) {
        return false;
    }
    let letters = value.iter().all(u8::is_ascii_alphabetic);
    if !letters {
        return true;
    }
    let ends = matches!(
        next,
        None | Some(b'\n' | b'\r' | b'&' | b' ' | b'\t' | b'"' | b'\'')
    );
    value.len() >= 4 && ends && (tight || last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_valid_and_tried_only_where_its_hint_stands() {
        assert_eq!(Shapes::new().patterns.len(), ROWS.len());
        for row in ROWS {
            assert!(row.pattern.contains(r"\A"), "{}", row.pattern);
        }
    }
}
