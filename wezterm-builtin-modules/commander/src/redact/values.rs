//! Which values of variables are secrets, and in which forms a program may print them.

use serde_json::Value;

/// A shorter value would be found in innocent words.
const SHORTEST: usize = 8;
/// What is looked for of a long value: all of it, in pieces of this length.
const PIECE: usize = 1024;
/// What is looked at of a value at all.
const LONGEST: usize = 8 * PIECE;
/// How many characters `base64` writes on a line.
const BASE64_LINE: usize = 76;

/// Whether a variable of this name holds a secret, going by the parts of the name.
pub fn is_secret_name(name: &str) -> bool {
    const PARTS: [&str; 14] = [
        "KEY",
        "KEYS",
        "TOKEN",
        "TOKENS",
        "SECRET",
        "SECRETS",
        "PASS",
        "PWD",
        "CREDENTIAL",
        "CREDENTIALS",
        "CREDS",
        "AUTH",
        "PAT",
        "APIKEY",
    ];
    const ENDS: [&str; 7] = [
        "TOKEN",
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "CREDENTIAL",
        "APIKEY",
    ];
    let name = name.to_ascii_uppercase();
    // The shell's own variables for where it is and was.
    if matches!(name.as_str(), "PWD" | "OLDPWD") {
        return false;
    }
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| PARTS.contains(&part) || ENDS.iter().any(|end| part.ends_with(end)))
}

/// Whether a value is one to look for in output: long enough, and nothing that output is full of.
pub fn is_secret(name: &str, value: &[u8]) -> bool {
    if value.len() < SHORTEST {
        return false;
    }
    if is_secret_name(name) {
        return !is_ordinary(value);
    }
    is_random(value, 20) && !is_hex_or_uuid(value)
}

/// Words, paths, addresses and the like, which are in output for other reasons.
fn is_ordinary(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else {
        return false;
    };
    let words = |most: usize| {
        let word = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
        text.len() <= most && text.split(['-', '_', '.', ' ', ',', ':']).all(word)
    };
    let path = ["/", "~/", "./", "../"]
        .iter()
        .any(|start| text.starts_with(start));
    let address = text.contains("://") && url_password(text).is_none();
    let one_letter = text.bytes().all(|byte| Some(byte) == text.bytes().next());
    one_letter || words(24) || ((path || address) && !is_random(value, 20))
}

/// Whether this looks like drawn by chance: a long run with digits and both cases, or many digits
/// among letters, no letter prevailing.
pub fn is_random(value: &[u8], least: usize) -> bool {
    let run = |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'='));
    let longest = value.split(run).max_by_key(|part| part.len());
    let spaced = value
        .iter()
        .any(|byte| byte.is_ascii_whitespace() || *byte < b' ');
    let Some(part) = longest.filter(|part| part.len() * 2 >= least && !spaced) else {
        return false;
    };
    let count = |is: fn(&u8) -> bool| part.iter().filter(|byte| is(byte)).count();
    let (digits, upper) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
    let lower = count(u8::is_ascii_lowercase);
    let mixed = (upper > 1 && lower > 1 && digits > 0) || (digits > 2 && upper + lower > 2);
    value.len() >= least && mixed && entropy(value) >= 3.2
}

/// Bits for each byte.
fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value {
        counts[usize::from(*byte)] += 1;
    }
    let all = value.len().max(1) as f64;
    let share = counts.iter().filter(|count| **count > 0);
    share
        .map(|count| f64::from(*count) / all)
        .map(|share| -share * share.log2())
        .sum()
}

/// Hashes and identifiers are in output all the time and open nothing.
fn is_hex_or_uuid(value: &[u8]) -> bool {
    let tail = value.rsplit(|byte| *byte == b':').next().unwrap_or(value);
    tail.iter()
        .all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

/// Returns the password that an address holds.
fn url_password(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    (!password.is_empty()).then_some(password)
}

/// Returns the parts of a value that are looked for as they are.
pub fn parts(name: &str, value: &[u8]) -> Vec<Vec<u8>> {
    let value = &value[..value.len().min(LONGEST)];
    let mut parts = Vec::new();
    let password = std::str::from_utf8(value).ok().and_then(url_password);
    if let Some(password) = password
        && password.len() >= SHORTEST
        && !is_ordinary(password.as_bytes())
    {
        parts.push(password.as_bytes().to_vec());
    }
    if password.is_none() && !is_secret(name, value) {
        return parts;
    }
    let lines: Vec<&[u8]> = value.split(|byte| matches!(byte, b'\n' | b'\r')).collect();
    let many = lines.len() > 1;
    for line in lines {
        // Of several lines, those that are words are on every screen.
        if line.len() >= SHORTEST && (!many || is_random(line, 16)) {
            parts.extend(line.chunks(PIECE).map(<[u8]>::to_vec));
        }
    }
    parts.retain(|part| part.len() >= SHORTEST);
    parts
}

/// Returns a value in every form in which programs write it, the value itself first.
pub fn forms(value: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![value.to_vec()];
    let standard = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut for_urls = *standard;
    for_urls[62..].copy_from_slice(b"-_");
    for alphabet in [standard, &for_urls] {
        for before in 0..3 {
            let encoded = base64(value, before, alphabet);
            if before == 0 && encoded.len() > BASE64_LINE {
                let lines = encoded.chunks(BASE64_LINE).map(<[u8]>::to_vec);
                forms.extend(lines.filter(|line| line.len() >= SHORTEST));
            }
            forms.push(encoded);
        }
    }
    for (upper, plus) in [(true, false), (false, false), (true, true)] {
        forms.push(percent(value, upper, plus));
    }
    if let Ok(text) = std::str::from_utf8(value) {
        let json = Value::from(text).to_string();
        let json = json[1..json.len() - 1].to_owned();
        let safe = json.replace('<', "\\u003c").replace('>', "\\u003e");
        forms.push(json.replace('/', "\\/").into_bytes());
        forms.push(safe.replace('&', "\\u0026").into_bytes());
        forms.push(json.into_bytes());
    }
    forms.retain(|form| form.len() >= SHORTEST);
    forms.sort_unstable_by(|one, other| one.len().cmp(&other.len()).then(one.cmp(other)));
    forms.dedup();
    forms
}

/// Encodes what stands `before` bytes behind the beginning of a group of three; what depends on the
/// neighbours is left out.
fn base64(value: &[u8], before: usize, alphabet: &[u8; 64]) -> Vec<u8> {
    let padded: Vec<u8> = std::iter::repeat_n(0, before)
        .chain(value.iter().copied())
        .collect();
    let mut encoded = Vec::with_capacity(padded.len() / 3 * 4 + 4);
    for group in padded.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        // A group that is not whole ends with a letter that depends on what follows.
        for i in 0..(group.len() * 8 / 6) {
            encoded.push(alphabet[(bits >> (18 - 6 * i) & 63) as usize]);
        }
    }
    encoded.drain(..(before * 8).div_ceil(6).min(encoded.len()));
    encoded
}

fn percent(value: &[u8], upper: bool, plus: bool) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(value.len());
    for &byte in value {
        match byte {
            b' ' if plus => encoded.push(b'+'),
            b'-' | b'_' | b'.' | b'~' => encoded.push(byte),
            _ if byte.is_ascii_alphanumeric() => encoded.push(byte),
            _ if upper => encoded.extend(format!("%{byte:02X}").into_bytes()),
            _ => encoded.extend(format!("%{byte:02x}").into_bytes()),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_by_its_parts() {
        for name in [
            "GITHUB_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "PGPASSWORD",
            "npm_config_authToken",
            "MYSQL_PWD",
            "DB_PASS",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "OPENAI_API_KEY",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "GIT_AUTHOR_NAME",
            "KEYBOARD",
            "PWD",
            "COMPASS",
            "PATH",
            "MONKEY",
            "LANG",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn a_value_that_output_is_full_of_is_no_secret() {
        for value in [
            "hunter2",
            "/usr/bin",
            "/tmp/ssh-XXXX/agent.12",
            "enabled",
            "postgres",
            "true-true",
            "https://auth.example.com/",
            "xxxxxxxxxx",
        ] {
            assert!(!is_secret("API_TOKEN", value.as_bytes()), "{value}");
        }
        for value in [
            "hunter22",
            "correct-horse-battery-staple",
            "kd9;:x,y!",
            "12345678",
        ] {
            assert!(is_secret("API_TOKEN", value.as_bytes()), "{value}");
        }
        assert!(is_secret("X", b"q8Zp3LrT0vXbN7mKcW2yHs5D"));
        for value in [
            "b837ce7fa090cf3194fbe23b3b3f43d351222c55",
            "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
            "/home/me/.local/share/Applications2",
            "Ubuntu-22.04.3-LTS-desktop-edition",
            "x86_64-unknown-linux-gnu",
            "unix:path=/run/user/1000/bus",
            "en_US.UTF-8",
        ] {
            assert!(!is_secret("X", value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn every_alignment_of_base64_is_a_form() {
        let has = |text: &str| forms(b"kd9;:x,y!").contains(&text.as_bytes().to_vec());
        // `base64` of the value, of `u:` with it, and of `x` with it.
        assert!(has("a2Q5Ozp4LHkh") && has("tkOTs6eCx5I") && has("rZDk7OngseS"));
        assert!(has("kd9%3B%3Ax%2Cy%21") && has("kd9%3b%3ax%2cy%21"));
        assert!(forms(b"say \"x\" a/b").contains(&b"say \\\"x\\\" a/b".to_vec()));
    }
}
