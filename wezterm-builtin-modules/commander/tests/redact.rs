//! Secrets in output: every shape is found, however the output is cut or coloured, and ordinary
//! output stays as it is.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use commander::Redactor;

/// Tokens are put together here, so that nobody who looks for tokens finds one in this file.
fn token(start: &str, rest: &str) -> String {
    format!("{start}{rest}")
}

const LETTERS: &str = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5";
const VALUE: &str = "kd9;/x,y\"z!Qw";

static REDACTOR: LazyLock<Redactor> = LazyLock::new(|| {
    let variables = [
        ("DEPLOY_TOKEN", VALUE),
        ("DB_PASSWORD", "correct-horse-battery-staple"),
        ("PROXY", "http://me:s3cr3tpw@proxy.example:8080/"),
        ("AUTH_SOCK", "/tmp/ssh-x/agent.1"),
        ("KEY_MODE", "enabled"),
        ("PGPASSWORD", "postgres"),
    ];
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.as_bytes().to_vec());
    Redactor::new(variables.map(own))
});

fn redact(text: &str) -> String {
    let (out, _) = REDACTOR.redact(text.as_bytes());
    String::from_utf8(out).unwrap()
}

/// Each text, and what of it must not be seen.
fn shapes() -> Vec<(String, String, &'static str)> {
    let key = |label: &str| {
        let lines = format!("{LETTERS}{LETTERS}\n{LETTERS}{LETTERS}\n{LETTERS}==\n");
        format!("-----BEGIN {label}-----\n{lines}-----END {label}-----")
    };
    let web = format!("eyJ{LETTERS}.eyJ{LETTERS}.{LETTERS}");
    let whole = |secret: String, kind| (format!("a line\nis {secret} here\nend\n"), secret, kind);
    let within = |text: String, secret: &str, kind| (text, secret.to_owned(), kind);
    vec![
        whole(token("AKIA", "IOSFODNN7EXAMPLE"), "AWS key id"),
        whole(token("ASIA", "IOSFODNN7EXAMPLE"), "AWS key id"),
        whole(token("ghp_", LETTERS), "GitHub token"),
        whole(token("gho_", LETTERS), "GitHub token"),
        whole(token("ghs_", LETTERS), "GitHub token"),
        whole(token("ghu_", LETTERS), "GitHub token"),
        whole(token("ghr_", LETTERS), "GitHub token"),
        whole(token("github_pat_", LETTERS), "GitHub token"),
        whole(token("glpat-", &LETTERS[..20]), "GitLab token"),
        whole(token("xoxb-", "123456789012-abcdefghij"), "Slack token"),
        whole(token("xoxs-", "123456789012-abcdefghij"), "Slack token"),
        whole(token("sk_live_", &LETTERS[..24]), "Stripe key"),
        whole(token("rk_live_", &LETTERS[..24]), "Stripe key"),
        whole(token("sk-", LETTERS), "OpenAI key"),
        whole(token("sk-proj-", LETTERS), "OpenAI key"),
        whole(token("sk-ant-api03-", LETTERS), "Anthropic key"),
        whole(token("AIza", &LETTERS[..35]), "Google key"),
        whole(token("npm_", LETTERS), "npm token"),
        whole(token("pypi-AgEI", LETTERS), "PyPI token"),
        whole(token("hf_", &LETTERS[..34]), "Hugging Face token"),
        whole(
            token("AGE-SECRET-KEY-1", &LETTERS.to_uppercase()),
            "age key",
        ),
        whole(web, "JSON web token"),
        whole(key("RSA PRIVATE KEY"), "private key"),
        whole(key("EC PRIVATE KEY"), "private key"),
        whole(key("OPENSSH PRIVATE KEY"), "private key"),
        whole(key("PGP PRIVATE KEY BLOCK"), "private key"),
        whole(key("PRIVATE KEY").replace('\n', "\\n"), "private key"),
        within(
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n".into(),
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS secret key",
        ),
        within(
            "\"SecretAccessKey\": \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"\n".into(),
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS secret key",
        ),
        within(
            "> Authorization: Bearer abc.DEF123\r\n".into(),
            "abc.DEF123",
            "authorization",
        ),
        within(
            "-H 'Authorization: Basic dXNlcjpwYXNz'".into(),
            "dXNlcjpwYXNz",
            "authorization",
        ),
        within(
            "git clone https://me:hunter2@example.com/x".into(),
            "hunter2",
            "password",
        ),
        within(
            "postgres://u:p%40ss@db:5432/x\n".into(),
            "p%40ss",
            "password",
        ),
        within("password=hunter2\n".into(), "hunter2", "password"),
        within("DB_PASS=swordfish\n".into(), "swordfish", "password"),
        within("passwd: hunter2\n".into(), "hunter2", "password"),
        within(
            "  \"password\": \"hunter2\",\n".into(),
            "hunter2",
            "password",
        ),
        within(
            "{\\\"password\\\":\\\"hunter2\\\"}\n".into(),
            "hunter2",
            "password",
        ),
        within(
            "POST /?user=me&password=hunter2&x=1\n".into(),
            "hunter2",
            "password",
        ),
        within(
            "mysql --password hunter2 -u me\n".into(),
            "hunter2",
            "password",
        ),
        within(
            "machine h login me password hunter\n".into(),
            "hunter",
            "password",
        ),
        within(
            "machine h\n  login me\n  password hunter2\n".into(),
            "hunter2",
            "password",
        ),
        within(
            "\"auth\": \"dXNlcjpwYXNz\"\n".into(),
            "dXNlcjpwYXNz",
            "registry login",
        ),
        within(
            "API_KEY=q8Zp3LrT0vXbN7mKcW2y\n".into(),
            "q8Zp3LrT0vXbN7mKcW2y",
            "secret",
        ),
        within(
            "me:$6$abcdefgh$aB3dE5gH7jK9mN1pQ3s:1\n".into(),
            "$6$abcdefgh$aB3dE5gH7jK9mN1pQ3s",
            "hashed password",
        ),
        within(format!("it is {VALUE}.\n"), VALUE, "value of DEPLOY_TOKEN"),
        within(
            "x=correct-horse-battery-staple;\n".into(),
            "correct-horse-battery-staple",
            "value of DB_PASSWORD",
        ),
        within(
            "through s3cr3tpw now\n".into(),
            "s3cr3tpw",
            "value of PROXY",
        ),
    ]
}

#[test]
fn c60_every_shape_is_redacted_and_what_is_around_it_stays() {
    for (text, secret, kind) in shapes() {
        let (out, count) = REDACTOR.redact(text.as_bytes());
        let expected = text.replacen(&secret, &format!("[redacted: {kind}]"), 1);
        assert_eq!(
            (String::from_utf8(out).unwrap(), count),
            (expected, 1),
            "{text}"
        );
    }
}

#[test]
fn c60_what_is_redacted_stays_so_when_it_is_read_again() {
    for (text, _, _) in shapes() {
        let once = redact(&text);
        assert_eq!(redact(&once), once);
    }
}

#[test]
fn c60_wherever_a_stream_is_cut_the_same_comes_out_and_no_secret_before_its_time() {
    for (text, secret, _) in shapes() {
        let (whole, count) = REDACTOR.redact(text.as_bytes());
        for cut in 0..=text.len() {
            let mut stream = REDACTOR.stream();
            let mut out = stream.push(&text.as_bytes()[..cut]);
            assert!(whole.starts_with(&out), "cut at {cut}: {text}");
            out.extend(stream.push(&text.as_bytes()[cut..]));
            let found = stream.count();
            out.extend(stream.finish());
            assert_eq!(
                String::from_utf8_lossy(&out),
                String::from_utf8_lossy(&whole),
                "{secret}"
            );
            assert!(found <= count);
        }
        let mut stream = REDACTOR.stream();
        let mut out: Vec<u8> = Vec::new();
        for byte in text.as_bytes() {
            out.extend(stream.push(&[*byte]));
        }
        out.extend(stream.finish());
        assert_eq!(out, whole, "{text}");
    }
}

#[test]
fn c60_a_secret_is_found_among_escape_sequences() {
    for (text, secret, kind) in shapes() {
        if secret.contains(['\n', '\\']) {
            continue;
        }
        let middle = secret.len() / 2;
        for escape in [
            "\u{1b}[1;31m",
            "\u{1b}[0m\u{1b}[K",
            "\u{1b}]8;;x\u{7}",
            "\u{1b}(B",
            "\0",
        ] {
            for at in [1, middle, secret.len() - 1] {
                let coloured = format!("{}{escape}{}", &secret[..at], &secret[at..]);
                let expected = text.replacen(&secret, &format!("[redacted: {kind}]"), 1);
                assert_eq!(redact(&text.replacen(&secret, &coloured, 1)), expected);
            }
        }
        let all: String = secret.chars().map(|c| format!("\u{1b}[32m{c}")).collect();
        assert!(
            redact(&text.replacen(&secret, &all, 1)).contains(kind),
            "{secret}"
        );
    }
    // What a title says is not on the screen, and a model would read it.
    let hidden = format!("\u{1b}]0;{}\u{7}x", token("ghp_", LETTERS));
    assert_eq!(redact(&hidden), "\u{1b}]0;[redacted: GitHub token]\u{7}x");
    let hidden = format!("\u{1b}]8;;https://h/?t={VALUE}\u{1b}\\x");
    assert!(redact(&hidden).contains("[redacted: value of DEPLOY_TOKEN]"));
}

#[test]
fn c60_the_halves_beside_left_out_bytes_are_redacted() {
    let gap = "\n[... 12 bytes left out ...]\n";
    for (text, secret, kind) in shapes() {
        if secret.contains('\\') || secret.len() < 8 {
            continue;
        }
        let middle = secret.len() / 2;
        let split = format!("{}{gap}{}", &secret[..middle], &secret[middle..]);
        let out = redact(&text.replacen(&secret, &split, 1));
        assert!(out.contains(kind), "{secret}: {out}");
        assert!(!out.contains(&secret[middle..]), "{secret}: {out}");
    }
    // Bytes are missing, so that neither half has the shape.
    let out = redact(&format!("a {}{gap}{} b", token("ghp_", "aB3d"), "E5gH7"));
    assert_eq!(out, "a [redacted: GitHub token] b");
    let out = redact(&format!(
        "a {}{gap}{} b",
        &VALUE[..7],
        &VALUE[VALUE.len() - 6..]
    ));
    assert!(
        !out.contains(&VALUE[..7]) && !out.contains(&VALUE[VALUE.len() - 6..]),
        "{out}"
    );
    let plain = format!("one{gap}two\n");
    assert_eq!(redact(&plain), plain);
}

#[test]
fn c60_a_value_is_found_in_the_forms_in_which_programs_write_it() {
    let forms = [
        "a2Q5Oy94LHkieiFRdw==",     // base64
        "bWU6a2Q5Oy94LHkieiFRdw==", // base64 of "me:" and the value
        "kd9%3B%2Fx%2Cy%22z%21Qw",
        "kd9%3b%2fx%2cy%22z%21Qw",
        "kd9;/x,y\\\"z!Qw",
        "kd9;\\/x,y\\\"z!Qw",
    ];
    for form in forms {
        let out = redact(&format!("<{form}>\n"));
        assert!(
            out.contains("[redacted: value of DEPLOY_TOKEN]"),
            "{form}: {out}"
        );
        assert!(out.len() < 45, "{form}: {out}");
    }
}

#[test]
fn c60_a_key_without_an_end_is_redacted_to_the_end_however_long() {
    let line = format!("{LETTERS}{}\n", &LETTERS[..28]);
    for lines in [1, 50, 3000] {
        let text = format!("x\n-----BEGIN RSA PRIVATE KEY-----\n{}", line.repeat(lines));
        assert_eq!(redact(&text), "x\n[redacted: private key]");
        let ended = format!("{text}-----END RSA PRIVATE KEY-----\nand on\n");
        assert_eq!(redact(&ended), "x\n[redacted: private key]\nand on\n");
        let mut pieces = REDACTOR.stream();
        let mut out = Vec::new();
        for chunk in ended.as_bytes().chunks(777) {
            out.extend(pieces.push(chunk));
        }
        out.extend(pieces.finish());
        assert_eq!(String::from_utf8_lossy(&out), redact(&ended));
    }
    // The end of one, as `tail` shows it.
    let tail = format!(
        "x\n{}{LETTERS}==\n-----END PRIVATE KEY-----\ny\n",
        line.repeat(9)
    );
    assert_eq!(redact(&tail), "x\n[redacted: private key]\ny\n");
    let head = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nabc\n";
    assert_eq!(redact(head), "[redacted: private key]");
}

#[test]
fn c60_a_line_longer_than_any_window_is_the_same_in_pieces() {
    let secret = token("ghp_", LETTERS);
    for filler in ["x", "word ", "aB3+/", "\u{1b}[1mq"] {
        for before in [0, 43_000, 54_200, 54_270, 65_500, 65_536, 140_000] {
            let filler = filler.repeat(before / filler.len());
            let text = format!("{filler} {secret} {filler}{filler}");
            let (whole, count) = REDACTOR.redact(text.as_bytes());
            assert_eq!(count, 1, "{before}");
            for size in [1000, 65_536, 70_001] {
                let mut stream = REDACTOR.stream();
                let mut out = Vec::new();
                for chunk in text.as_bytes().chunks(size) {
                    out.extend(stream.push(chunk));
                }
                out.extend(stream.finish());
                assert!(out == whole, "{before} in pieces of {size}");
            }
        }
    }
}

#[test]
fn c60_ordinary_output_stays_as_it_is() {
    let corpus = include_str!("redact/ordinary.txt");
    for line in corpus.lines() {
        assert_eq!(redact(line), line);
    }
    assert_eq!(redact(corpus), corpus);
}

#[test]
fn c60_nothing_panics_and_streams_agree_on_arbitrary_bytes() {
    let pieces: [&[u8]; 24] = [
        b"-----BEGIN RSA PRIVATE KEY-----",
        b"-----END RSA PRIVATE KEY-----",
        b"\n",
        b"\x1b[1m",
        b"\x1b]0;",
        b"\x07",
        b"\x1b",
        b"[... 12 bytes left out ...]\n",
        b"[... 1",
        b"ghp_",
        b"aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5aaaa",
        b"password=",
        b"eyJ",
        b".",
        b"://a:b@",
        b"AKIAIOSFODNN7EXAMPLE",
        b" ",
        b"kd9;/x,y\"z!Qw",
        b"\0",
        b"\xff\xfe",
        b"login a",
        b"machine b",
        b"password c3",
        b"\r",
    ];
    let mut seed = 1_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..2000 {
        let mut text = Vec::new();
        for _ in 0..next(24) {
            text.extend_from_slice(pieces[next(pieces.len())]);
        }
        let (whole, _) = REDACTOR.redact(&text);
        let mut stream = REDACTOR.stream();
        let (mut out, mut at) = (Vec::new(), 0);
        while at < text.len() {
            let end = text.len().min(at + 1 + next(40));
            out.extend(stream.push(&text[at..end]));
            at = end;
        }
        out.extend(stream.finish());
        assert_eq!(
            String::from_utf8_lossy(&out),
            String::from_utf8_lossy(&whole),
            "{text:?}"
        );
    }
}

#[test]
fn c60_text_that_is_full_of_hints_takes_no_longer_than_a_moment() {
    let hints = [
        "eyJ",
        "-eyJ",
        "token=",
        "sk-",
        "password=",
        "dapi",
        "://a:",
        "AKIA",
        "machine ",
        "-----BEGIN RSA PRIVATE KEY-----",
        "private_key:",
        "\u{1b}]0;",
        "\n[... 1 bytes left out ...]\n",
        "password ",
        "login a ",
        "_auth=",
        "bearer ",
        "aB3+",
    ];
    for hint in hints {
        let text = hint.repeat(64 * 1024 / hint.len());
        let begun = Instant::now();
        let (out, _) = REDACTOR.redact(text.as_bytes());
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(10), "{hint}: {took:?}");
        assert!(out.len() < 2 * text.len(), "{hint}");
    }
}
