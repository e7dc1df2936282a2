//! What is not written down: secrets in arguments, and more of them than anybody reads.
//!
//! It hides how a secret is told from other text: by the name before it, or by its shape. Plain
//! functions. It errs to the side of blanking, and a secret that looks like a word gets through.

use serde_json::{Map, Value};

/// How much of one text is kept, in bytes.
const TEXT_LIMIT: usize = 1024;
/// How many entries of a list or a table are kept.
const ENTRY_LIMIT: usize = 64;
/// How deep tables are kept.
const DEPTH_LIMIT: usize = 8;
/// How much is kept of all arguments together, as they are written.
const WHOLE_LIMIT: usize = 8 * 1024;

const BLANK: &str = "[blanked]";

/// Words in the name of what is secret.
const NAMES: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "authorization",
    "credential",
    "private_key",
    "cookie",
];

/// What known kinds of secrets begin with, and the least length of one.
const SHAPES: [(&str, usize); 14] = [
    ("sk-", 20),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghs_", 20),
    ("ghu_", 20),
    ("github_pat_", 20),
    ("glpat-", 20),
    ("hf_", 20),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("AKIA", 20),
    ("ASIA", 20),
    ("AIza", 30),
    ("eyJ", 40),
];

/// Returns arguments as the record keeps them.
pub(crate) fn without_secrets(args: &Value) -> Value {
    let kept = keep(args, DEPTH_LIMIT);
    let written = kept.to_string();
    if written.len() <= WHOLE_LIMIT {
        return kept;
    }
    Value::String(cut(&written, WHOLE_LIMIT))
}

fn keep(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(text) => Value::String(cut(&blank_text(text), TEXT_LIMIT)),
        Value::Array(_) | Value::Object(_) if depth == 0 => Value::String("[cut]".into()),
        Value::Array(list) => keep_list(list, depth),
        Value::Object(table) => {
            let mut kept = Map::new();
            for (name, value) in table.iter().take(ENTRY_LIMIT) {
                let value = match is_secret_name(name) && !value.is_null() {
                    true => Value::String(BLANK.into()),
                    false => keep(value, depth - 1),
                };
                kept.insert(cut(name, TEXT_LIMIT), value);
            }
            if table.len() > ENTRY_LIMIT {
                let left = table.len() - ENTRY_LIMIT;
                kept.insert("[cut]".into(), Value::String(format!("{left} more")));
            }
            Value::Object(kept)
        }
        other => other.clone(),
    }
}

fn keep_list(list: &[Value], depth: usize) -> Value {
    let mut kept = Vec::new();
    let mut secret_follows = false;
    for value in list.iter().take(ENTRY_LIMIT) {
        // A program's arguments: `--password`, then the password; also `-H`, then a header.
        kept.push(match secret_follows {
            true => Value::String(BLANK.into()),
            false => keep(value, depth - 1),
        });
        let flag = value.as_str().filter(|text| text.starts_with('-'));
        secret_follows = flag.is_some_and(|flag| !flag.contains('=') && is_secret_name(flag));
    }
    if list.len() > ENTRY_LIMIT {
        let left = list.len() - ENTRY_LIMIT;
        kept.push(Value::String(format!("[cut: {left} more]")));
    }
    Value::Array(kept)
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|word| name.contains(word))
}

/// Blanks what follows a secret's name, has a secret's shape, or stands before the @ of an address.
fn blank_text(text: &str) -> String {
    if let Some(begin) = text.find("-----BEGIN ")
        && text[begin..].contains("PRIVATE KEY-----")
    {
        return format!("{}{BLANK}", blank_text(&text[..begin]));
    }
    let mut kept = String::with_capacity(text.len());
    let mut secret_follows = false;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let gap = &word[bare.len()..];
        let name = bare.trim_matches(['"', '\'', ':', '=', '-', ',']);
        // The scheme between `Authorization:` and what it announces.
        let scheme = ["bearer", "basic"].contains(&name.to_ascii_lowercase().as_str());
        if secret_follows && !bare.is_empty() && !scheme {
            kept.push_str(BLANK);
            secret_follows = false;
        } else {
            kept.push_str(&blank_word(bare));
            let announces = bare.ends_with([':', '=']) || bare.starts_with('-');
            secret_follows |= scheme || (announces && is_secret_name(name) && !has_value(bare));
        }
        kept.push_str(gap);
    }
    kept
}

fn has_value(word: &str) -> bool {
    let inner = word.trim_start_matches('-');
    inner
        .find(['=', ':'])
        .is_some_and(|at| inner.len() > at + 1)
}

fn blank_word(word: &str) -> String {
    if let Some((scheme, rest)) = word.split_once("://")
        && let Some((user, address)) = rest.split_once('@')
        && !user.contains('/')
    {
        return format!("{scheme}://{BLANK}@{}", blank_word(address));
    }
    if let Some(at) = word.find(['=', ':'])
        && is_secret_name(&word[..at])
        && word.len() > at + 1
    {
        return format!("{}{BLANK}", &word[..=at]);
    }
    let shape = SHAPES.iter().find_map(|(begin, least)| {
        let at = word.find(begin)?;
        let long = word[at..].len() >= *least;
        // Inside of another word it is a coincidence: `task-` holds `sk-`.
        let whole = !word[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        (long && whole).then_some(at)
    });
    match shape {
        Some(at) => format!("{}{BLANK}", &word[..at]),
        None => word.to_owned(),
    }
}

fn cut(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(limit);
    format!("{}[cut: {} more bytes]", &text[..end], text.len() - end)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_blanked_by_name_and_by_shape() {
        let key = "sk-abcdefghijklmnopqrstuvwx";
        let args = json!({
            "url": "https://me:hunter2@example.org/x",
            "api_key": "anything",
            "headers": { "Authorization": ["a", "b"], "Accept": "text/html" },
            "args": ["--token", "t0", "--password=p1", "-v", "user:x", "PASSWORD=p2", key],
            "command": format!("curl -H 'Authorization: Bearer t1' --secret s3 {key} task-list"),
            "text": "before\n-----BEGIN RSA PRIVATE KEY-----\nabc",
        });
        assert_eq!(
            without_secrets(&args),
            json!({
                "url": "https://[blanked]@example.org/x",
                "api_key": "[blanked]",
                "headers": { "Authorization": "[blanked]", "Accept": "text/html" },
                "args": ["--token", "[blanked]", "--password=[blanked]", "-v", "user:x",
                    "PASSWORD=[blanked]", "[blanked]"],
                "command": "curl -H 'Authorization: Bearer [blanked] --secret [blanked] [blanked] task-list",
                "text": "before\n[blanked]",
            })
        );
    }

    #[test]
    fn long_arguments_are_cut_and_say_so() {
        let args = json!({ "content": "é".repeat(10_000) });
        let kept = without_secrets(&args)["content"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(kept.ends_with("[cut: 18976 more bytes]"), "{kept}");
        let many = json!(vec!["x".repeat(1000); 1000]);
        let kept = without_secrets(&many).as_str().unwrap().to_owned();
        assert!(kept.len() < WHOLE_LIMIT + 40, "{}", kept.len());
        let mut deep = json!(1);
        for _ in 0..100 {
            deep = json!([deep]);
        }
        assert!(without_secrets(&deep).to_string().contains("[cut]"));
    }
}
