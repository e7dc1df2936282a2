//! What leaves the machine: uploads, publishing, tunnels.
//!
//! It hides the options by which network programs send. Downloads are silent here.

use super::call::{Arg, Call};
use super::rules::When::{
    All, Always, Any, Either, Fed, Given, Has, Long, Not, Second, Short, Starts, Test, Verb,
};
use super::rules::{self, Row};
use super::{Family, Found};

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    if let Some(what) = sends(call) {
        found.add(Family::SendsOut, &call.text, what);
    }
    let looks_up = call.is(&[
        "curl",
        "wget",
        "dig",
        "host",
        "nslookup",
        "ping",
        "http",
        "https",
        "xh",
        "drill",
        "invoke-webrequest",
    ]);
    let harmless = [
        "$(date",
        "$(uname",
        "$(nproc",
        "$(dpkg",
        "$(arch",
        "$(lsb_release",
        "$(seq",
    ];
    for arg in call.args.iter().filter(|arg| looks_up && arg.substitutes()) {
        if !harmless.iter().any(|start| arg.value.contains(start)) {
            let what = "sends the output of a command in a name or an address";
            found.add(Family::SendsOut, &call.text, what);
        }
    }
    if call.is(&["curl", "http", "https", "xh", "wget"]) {
        let method = method(call);
        let verb = call.verb().to_uppercase();
        if method.is_some_and(|method| method.to_uppercase() == "DELETE") || verb == "DELETE" {
            found.add(
                Family::Removes,
                &call.text,
                "asks a server to remove something",
            );
        }
    }
    if call.is(&["socat", "nc", "ncat", "netcat"])
        && (call
            .args
            .iter()
            .any(|arg| arg.value.contains("EXEC:") || arg.value.contains("SYSTEM:"))
            || (call.name != "socat" && call.short(&['e', 'c']) && !call.short(&['z']))
            || call.long(&["--exec", "--sh-exec"]))
    {
        found.add(
            Family::SendsOut,
            &call.text,
            "gives a shell to whoever connects",
        );
    }
}

fn is_remote(arg: &Arg) -> bool {
    let value = arg.value.as_str();
    let head = value.split('/').next().unwrap_or("");
    let drive = head.len() == 2 && head.ends_with(':');
    (head.contains(':') && !drive && !value.starts_with(['/', '.'])) || value.contains("://")
}

fn is_local(address: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", ":"]
        .iter()
        .any(|host| {
            let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
            rest.starts_with(host)
        })
}

/// Options that take a value in the programs that copy from one place to another.
const WITH_VALUE: &[&str] = &[
    "--rsh",
    "--exclude",
    "--include",
    "--exclude-from",
    "--include-from",
    "--files-from",
    "--filter",
    "--bwlimit",
    "--timeout",
    "--port",
    "--password-file",
    "--log-file",
    "--partial-dir",
    "--backup-dir",
    "--max-size",
    "--min-size",
    "--chown",
    "--chmod",
    "--out-format",
    "--acl",
    "--profile",
    "--region",
    "--endpoint-url",
    "--storage-class",
    "--sse",
    "--sse-kms-key-id",
    "--content-type",
    "--cache-control",
    "--metadata",
    "--output",
    "--query",
    "--grants",
    "--expires",
    "--transfers",
    "--checkers",
    "--config",
    "--max-age",
    "--min-age",
    "--log-level",
    "--retries",
    "--tpslimit",
    "--stats",
    "--cli-connect-timeout",
    "--cli-read-timeout",
    "--expected-size",
    "--project",
    "--account",
    "--bucket",
    "--concurrency",
];

/// The words after which a source and a target stand.
const COPIES: &[&str] = &[
    "cp",
    "scp",
    "rsync",
    "mv",
    "put",
    "sync",
    "copy",
    "copyto",
    "upload-file",
    "move",
    "moveto",
    "mirror",
    "upload",
    "rcat",
    "bisync",
];

/// The operands of a program that copies.
fn copied<'a>(call: &Call<'a>) -> Vec<&'a Arg> {
    let short: &[&str] = match call.name.as_str() {
        "rsync" => &["-e", "-f", "-B", "-M", "-T"],
        "scp" | "pscp" | "rcp" => &["-P", "-i", "-o", "-F", "-J", "-l", "-c", "-S", "-D"],
        _ => &[],
    };
    let with_value: Vec<&str> = WITH_VALUE.iter().chain(short).copied().collect();
    call.operands_after(&with_value)
}

/// Returns the target of a copy: what stands behind the source, or, with no such word, the last.
fn target<'a>(call: &Call<'a>) -> Option<&'a Arg> {
    let operands = copied(call);
    let verb = operands
        .iter()
        .position(|arg| COPIES.contains(&arg.value.as_str()));
    match verb {
        Some(at) if operands[at].value == "rcat" => operands.get(at + 1).copied(),
        Some(at) if operands.len() > at + 2 => {
            // Some take many sources, so that the target is the last that is not local.
            let after = operands.get(at + 2..).unwrap_or(&[]);
            let remote = after.iter().rfind(|arg| is_remote(arg));
            remote.or(after.first()).copied()
        }
        _ => operands.last().copied(),
    }
}

const SENDS: &[Row] = &[
    Row(
        &["wget"],
        Either(&[
            Starts(&["--post", "--body"]),
            Test(|call| {
                call.value_text(&["--method"])
                    .is_some_and(|method| method != "GET" && method != "HEAD")
            }),
        ]),
        "sends data to {last}",
    ),
    Row(
        &["http", "https", "xh"],
        Test(httpie),
        "sends data to a server",
    ),
    Row(
        &["invoke-webrequest", "invoke-restmethod", "iwr", "irm"],
        Any(&["-body", "-infile", "post", "put"]),
        "sends data to a server",
    ),
    Row(
        &["scp", "rsync", "rcp", "pscp"],
        Test(|call| {
            let operands = copied(call);
            operands.len() > 1 && operands.last().is_some_and(|arg| is_remote(arg))
        }),
        "copies to {last}",
    ),
    Row(
        &["sftp", "lftp", "ftp", "tftp", "cadaver"],
        Either(&[Fed, Short(&['b', 'e', 'c']), Any(&["put", "-m"])]),
        "sends files to {last}",
    ),
    Row(&["ncftpput"], Always, "sends files to {all}"),
    Row(
        &[
            "nc",
            "ncat",
            "netcat",
            "socat",
            "telnet",
            "websocat",
            "gnutls-cli",
        ],
        All(&[Fed, Not(&Short(&['z', 'l']))]),
        "sends its input to {all}",
    ),
    Row(
        &["openssl"],
        All(&[Verb(&["s_client"]), Fed, Any(&["-quiet", "-ign_eof"])]),
        "sends its input to a server",
    ),
    Row(
        &["ssh"],
        All(&[Fed, Test(keeps_its_input)]),
        "sends its input to {all}",
    ),
    Row(
        &["ssh", "autossh"],
        Short(&['R']),
        "lets another machine reach this one",
    ),
    Row(
        &["ssh-copy-id"],
        Always,
        "lets this machine's key in at {last}",
    ),
    Row(
        &[
            "mail", "mailx", "mutt", "sendmail", "swaks", "msmtp", "ssmtp", "neomutt", "mpack",
            "s-nail",
        ],
        Given,
        "sends a message to {last}",
    ),
    Row(
        &[
            "ngrok",
            "cloudflared",
            "localtunnel",
            "lt",
            "bore",
            "tailscale",
            "frpc",
            "chisel",
        ],
        Not(&Verb(&[
            "status", "ip", "ping", "version", "netcheck", "up", "down", "",
        ])),
        "lets other machines reach this one",
    ),
    Row(
        &["croc", "wormhole", "magic-wormhole"],
        Verb(&["send", "tx"]),
        "sends {last}",
    ),
    Row(&["onionshare"], Always, "sends {all}"),
    Row(
        &[
            "pastebinit",
            "gist",
            "transfer",
            "termbin",
            "ix",
            "wgetpaste",
            "nopaste",
            "dweet",
        ],
        Always,
        "publishes its input",
    ),
    Row(
        &["gpg", "gpg2"],
        Long(&["--send-keys", "--send-key"]),
        "publishes a key",
    ),
    Row(
        &["tar", "pg_dump", "mysqldump"],
        Test(|call| {
            call.value_text(&["-f"])
                .is_some_and(|file| file.contains(':') && !file.contains('/'))
        }),
        "writes to another machine",
    ),
    Row(
        &[
            "slack",
            "slackcat",
            "telegram-send",
            "ntfy",
            "kafkacat",
            "kcat",
            "mosquitto_pub",
        ],
        Always,
        "sends a message",
    ),
];

const TO_CLOUDS: &[Row] = &[
    Row(
        &["aws"],
        All(&[
            Verb(&["s3"]),
            Second(&["cp", "sync", "mv"]),
            Test(|call| target(call).is_some_and(|to| to.value.starts_with("s3://"))),
        ]),
        "copies to a bucket: {rest}",
    ),
    Row(
        &["aws"],
        Second(&[
            "put-object",
            "publish",
            "send-message",
            "send-email",
            "put-secret-value",
            "put-parameter",
            "upload-part",
            "upload-archive",
        ]),
        "sends data to a cloud",
    ),
    Row(
        &[
            "gsutil", "gcloud", "s3cmd", "s5cmd", "rclone", "azcopy", "ossutil", "minio-mc",
        ],
        All(&[
            Has(COPIES),
            Test(|call| target(call).is_some_and(|to| to.value.contains(':') || !to.literal)),
        ]),
        "copies to a cloud: {rest}",
    ),
    Row(&["mc", "b2"], Has(COPIES), "copies to a cloud: {rest}"),
    Row(
        &["az"],
        Test(|call| {
            call.operands()
                .iter()
                .any(|arg| arg.value.starts_with("upload"))
        }),
        "copies to a cloud",
    ),
    Row(
        &["gh"],
        All(&[Verb(&["gist"]), Second(&["create"])]),
        "publishes a gist",
    ),
    Row(
        &["gh", "glab"],
        All(&[Verb(&["release"]), Second(&["create", "upload"])]),
        "publishes a release",
    ),
    Row(
        &["gh"],
        All(&[Verb(&["secret"]), Second(&["set"])]),
        "sends a secret",
    ),
    Row(
        &["gh"],
        All(&[
            Verb(&["repo"]),
            Second(&["create"]),
            Long(&["--public", "--push"]),
        ]),
        "publishes a repository",
    ),
    Row(
        &["gh"],
        All(&[Verb(&["api"]), Short(&['f', 'F'])]),
        "sends data to GitHub",
    ),
    Row(
        &["skopeo"],
        All(&[
            Verb(&["copy"]),
            Test(|call| {
                let operands = call.operands();
                operands
                    .last()
                    .is_some_and(|to| to.value.starts_with("docker://"))
            }),
        ]),
        "publishes an image",
    ),
];

const PUBLISHES: &[Row] = &[
    Row(
        &[
            "npm", "yarn", "pnpm", "cargo", "poetry", "vsce", "lerna", "flit", "dart", "flutter",
            "uv", "hatch", "ovsx", "bun", "jsr", "mix",
        ],
        Either(&[Verb(&["publish", "hex.publish"]), Second(&["publish"])]),
        "publishes a package",
    ),
    Row(
        &["twine", "anaconda"],
        Verb(&["upload"]),
        "publishes a package",
    ),
    Row(
        &["python", "python3"],
        Test(|call| call.value_text(&["-m"]).as_deref() == Some("twine")),
        "publishes a package",
    ),
    Row(
        &[
            "gem",
            "helm",
            "docker",
            "podman",
            "dotnet",
            "pod",
            "charmcraft",
            "snapcraft",
            "buildah",
            "crane",
            "oras",
            "conan",
            "nuget",
        ],
        Either(&[Verb(&["upload"]), Has(&["push"])]),
        "publishes what was built",
    ),
    Row(
        &[
            "firebase",
            "vercel",
            "netlify",
            "fly",
            "flyctl",
            "wrangler",
            "cdk",
            "serverless",
            "sls",
            "sam",
            "gcloud",
            "eb",
            "railway",
            "surge",
            "now",
            "clasp",
        ],
        Either(&[Has(&["deploy", "up"]), Any(&["--prod"])]),
        "publishes what was built",
    ),
    Row(
        &["docker", "podman"],
        Long(&["--push"]),
        "publishes an image",
    ),
    Row(&["mvn", "mvnw"], Has(&["deploy"]), "publishes a package"),
    Row(
        &["gradle", "gradlew"],
        Test(|call| {
            call.operands()
                .iter()
                .any(|arg| arg.value.contains("publish"))
        }),
        "publishes a package",
    ),
    Row(
        &["huggingface-cli", "hf"],
        Verb(&["upload"]),
        "publishes files",
    ),
    Row(&["ipfs"], Verb(&["add"]), "publishes files"),
];

fn sends(call: &Call<'_>) -> Option<String> {
    if call.is(&["curl", "curlie"]) {
        return curl(call);
    }
    [SENDS, TO_CLOUDS, PUBLISHES]
        .iter()
        .find_map(|table| rules::first(call, table))
}

fn httpie(call: &Call<'_>) -> bool {
    let operands = call.operands();
    let word = |at: usize| operands.get(at).map_or("", |arg| arg.value.as_str());
    let method = matches!(word(0).to_uppercase().as_str(), "POST" | "PUT" | "PATCH");
    let items = operands.iter().skip(1).any(|arg| {
        arg.value.contains(":=")
            || arg.value.contains('@')
            || (arg.value.contains('=') && !arg.value.contains("=="))
    });
    let address = word(usize::from(method));
    (method || items || call.place.fed) && !is_local(address)
}

/// Returns whether what `ssh` runs on the other machine stores or unpacks its input.
fn keeps_its_input(call: &Call<'_>) -> bool {
    let operands = call.operands();
    operands.len() > 1
        && operands.iter().any(|arg| {
            ["cat", "tee", "dd", "tar", ">"]
                .iter()
                .any(|word| arg.value.contains(word))
        })
}

fn curl(call: &Call<'_>) -> Option<String> {
    const LONG: &[&str] = &[
        "--data",
        "--data-binary",
        "--data-raw",
        "--data-urlencode",
        "--data-ascii",
        "--form",
        "--form-string",
        "--upload-file",
        "--json",
        "--mail-rcpt",
    ];
    let with_value = [
        "-d",
        "-F",
        "-T",
        "-H",
        "-X",
        "-o",
        "-u",
        "-A",
        "-e",
        "-b",
        "-c",
        "-x",
        "-m",
        "--data",
        "--data-binary",
        "--data-raw",
        "--data-urlencode",
        "--form",
        "--upload-file",
        "--json",
        "--header",
        "--request",
        "--output",
        "--user",
        "--max-time",
        "--retry",
        "--connect-timeout",
    ];
    let short = ['d', 'F', 'T']
        .iter()
        .any(|letter| call.grouped(*letter, "dFToHXuAebcxmwrKECUyYz").is_some());
    let method = method(call).map(|method| method.to_uppercase());
    let writes = matches!(method.as_deref(), Some("POST" | "PUT" | "PATCH"));
    let gets = call.short(&['G']) || call.long(&["--get"]);
    let operands = call.operands_after(&with_value);
    let to = operands
        .iter()
        .find(|arg| arg.value.contains("://"))
        .or(operands.last())
        .map_or("", |arg| arg.value.as_str());
    let file = call
        .args
        .iter()
        .any(|arg| arg.value.contains('@') && !arg.value.contains("://"));
    if !(short || writes || call.long(LONG)) || (is_local(to) && !file) || (gets && !file) {
        return None;
    }
    Some(format!("sends data to {to}"))
}

/// Returns the method of a request: `-X PUT`, `-XPUT`, `-sXPUT`, `--request PUT`.
fn method(call: &Call<'_>) -> Option<String> {
    let long = call.value_text(&["-X", "--request", "--method"]);
    long.or_else(|| {
        call.args.iter().enumerate().find_map(|(at, arg)| {
            let group = arg.value.strip_prefix('-')?;
            let (flags, rest) = group.split_once('X')?;
            if !flags
                .chars()
                .all(|c| c.is_ascii_lowercase() || "LSIN".contains(c))
            {
                return None;
            }
            match rest {
                "" => call.args.get(at + 1).map(|arg| arg.value.clone()),
                rest => Some(rest.to_owned()),
            }
        })
    })
}
