//! What leaves the machine: uploads, publishing, tunnels.
//!
//! It hides the options by which network programs send. Downloads are silent here.

use super::call::{Arg, Call};
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

fn sends(call: &Call<'_>) -> Option<String> {
    let operands = call.operands();
    let verb = call.verb();
    let second = operands.get(1).map_or("", |arg| arg.value.as_str());
    let last = operands.last().copied();
    let to = last.map_or("", |arg| arg.value.as_str());
    Some(match call.name.as_str() {
        "curl" | "curlie" => return curl(call),
        "wget" => {
            let posts = call
                .args
                .iter()
                .any(|arg| arg.value.starts_with("--post") || arg.value.starts_with("--body"));
            let method = call
                .value_text(&["--method"])
                .is_some_and(|method| method != "GET" && method != "HEAD");
            if !posts && !method {
                return None;
            }
            format!("sends data to {to}")
        }
        "http" | "https" | "xh" => {
            let method = matches!(verb.to_uppercase().as_str(), "POST" | "PUT" | "PATCH");
            let items = operands.iter().skip(1).any(|arg| {
                arg.value.contains(":=")
                    || arg.value.contains('@')
                    || (arg.value.contains('=') && !arg.value.contains("=="))
            });
            let address = if method { second } else { verb };
            if (!method && !items && !call.place.fed) || is_local(address) {
                return None;
            }
            format!("sends data to {address}")
        }
        "invoke-webrequest" | "invoke-restmethod" | "iwr" | "irm"
            if call.args.iter().any(|arg| {
                let flag = arg.value.to_lowercase();
                matches!(flag.as_str(), "-body" | "-infile" | "post" | "put")
            }) =>
        {
            "sends data to a server".into()
        }
        "scp" | "rsync" | "rcp" | "pscp" if last.is_some_and(is_remote) => {
            format!("copies to {to}")
        }
        "sftp" | "lftp" | "ftp" | "tftp" | "ncftpput" | "cadaver"
            if call.place.fed
                || call.short(&['b', 'e', 'c'])
                || call.any(&["put", "-m"])
                || call.name == "ncftpput" =>
        {
            format!("sends files to {to}")
        }
        "nc" | "ncat" | "netcat" | "socat" | "telnet" | "openssl" | "websocat" | "gnutls-cli"
            if call.place.fed && !call.short(&['z', 'l']) =>
        {
            if call.name == "openssl" && verb != "s_client" {
                return None;
            }
            if call.name == "openssl" && call.place.fed && !call.any(&["-quiet", "-ign_eof"]) {
                return None;
            }
            format!("sends its input to {to}")
        }
        "ssh"
            if call.place.fed
                && operands.len() > 1
                && operands.iter().any(|arg| {
                    ["cat", "tee", "dd", "tar", ">"]
                        .iter()
                        .any(|word| arg.value.contains(word))
                }) =>
        {
            format!("sends its input to {verb}")
        }
        "ssh" | "autossh" if call.short(&['R']) => "lets another machine reach this one".into(),
        "ssh-copy-id" => format!("lets this machine's key in at {to}"),
        "mail" | "mailx" | "mutt" | "sendmail" | "swaks" | "msmtp" | "ssmtp" | "neomutt"
        | "mpack" | "s-nail"
            if !call.args.is_empty() =>
        {
            format!("sends a message to {to}")
        }
        "ngrok" | "cloudflared" | "localtunnel" | "lt" | "bore" | "tailscale" | "frpc"
        | "chisel"
            if !matches!(
                verb,
                "status" | "ip" | "ping" | "version" | "netcheck" | "up" | "down" | ""
            ) =>
        {
            "lets other machines reach this one".into()
        }
        "croc" | "wormhole" | "magic-wormhole" | "onionshare"
            if verb == "send" || verb == "tx" || call.name == "onionshare" =>
        {
            format!("sends {to}")
        }
        "pastebinit" | "gist" | "transfer" | "termbin" | "ix" | "wgetpaste" | "nopaste"
        | "dweet" => "publishes its input".into(),
        "gpg" | "gpg2" if call.long(&["--send-keys", "--send-key"]) => "publishes a key".into(),
        "aws"
            if verb == "s3"
                && matches!(second, "cp" | "sync" | "mv")
                && to.starts_with("s3://") =>
        {
            format!("copies to {to}")
        }
        "aws"
            if matches!(
                second,
                "put-object"
                    | "publish"
                    | "send-message"
                    | "send-email"
                    | "put-secret-value"
                    | "put-parameter"
            ) =>
        {
            "sends data to a cloud".into()
        }
        "gsutil" | "gcloud" | "s3cmd" | "s5cmd" | "b2" | "mc" | "rclone" | "azcopy" | "ossutil"
        | "minio-mc"
            if operands.iter().any(|arg| {
                matches!(
                    arg.value.as_str(),
                    "cp" | "rsync"
                        | "mv"
                        | "put"
                        | "sync"
                        | "copy"
                        | "copyto"
                        | "upload-file"
                        | "move"
                        | "mirror"
                        | "upload"
                        | "rcat"
                )
            }) && (to.contains(':') || call.is(&["mc", "b2"])) =>
        {
            format!("copies to {to}")
        }
        "az" if operands.iter().any(|arg| arg.value.starts_with("upload")) => {
            "copies to a cloud".into()
        }
        "gh" if verb == "gist" && second == "create" => "publishes a gist".into(),
        "gh" | "glab" if verb == "release" && matches!(second, "create" | "upload") => {
            "publishes a release".into()
        }
        "gh" if verb == "secret" && second == "set" => "sends a secret".into(),
        "gh" if verb == "repo" && second == "edit" && call.long(&["--visibility"]) => {
            "changes who sees a repository".into()
        }
        "gh" if verb == "repo" && second == "create" && call.long(&["--public", "--push"]) => {
            "publishes a repository".into()
        }
        "gh" if verb == "api" && call.short(&['f', 'F']) => "sends data to GitHub".into(),
        "npm" | "yarn" | "pnpm" | "cargo" | "poetry" | "vsce" | "lerna" | "flit" | "dart"
        | "flutter" | "uv" | "hatch" | "ovsx" | "bun" | "jsr" | "mix"
            if verb == "publish" || second == "publish" || verb == "hex.publish" =>
        {
            "publishes a package".into()
        }
        "twine" if verb == "upload" => "publishes a package".into(),
        "python" | "python3" if call.value_text(&["-m"]).as_deref() == Some("twine") => {
            "publishes a package".into()
        }
        "gem" | "helm" | "docker" | "podman" | "dotnet" | "pod" | "charmcraft" | "snapcraft"
        | "buildah" | "crane" | "oras" | "conan" | "nuget"
            if verb == "push"
                || second == "push"
                || verb == "upload"
                || operands.iter().any(|arg| arg.value == "push") =>
        {
            "publishes what was built".into()
        }
        "firebase" | "vercel" | "netlify" | "fly" | "flyctl" | "wrangler" | "cdk"
        | "serverless" | "sls" | "sam" | "gcloud" | "eb" | "railway" | "surge" | "now"
        | "clasp"
            if operands
                .iter()
                .any(|arg| matches!(arg.value.as_str(), "deploy" | "up"))
                || call.any(&["--prod"]) =>
        {
            "publishes what was built".into()
        }
        "skopeo" if verb == "copy" && to.starts_with("docker://") => "publishes an image".into(),
        "docker" | "podman" if call.long(&["--push"]) => "publishes an image".into(),
        "mvn" | "mvnw" if operands.iter().any(|arg| arg.value == "deploy") => {
            "publishes a package".into()
        }
        "gradle" | "gradlew" if operands.iter().any(|arg| arg.value.contains("publish")) => {
            "publishes a package".into()
        }
        "anaconda" if verb == "upload" => "publishes a package".into(),
        "huggingface-cli" | "hf" if verb == "upload" => "publishes files".into(),
        "ipfs" if verb == "add" => "publishes files".into(),
        "rsync"
            if operands.iter().any(|arg| arg.value.starts_with("rsync://"))
                && to.starts_with("rsync://") =>
        {
            format!("copies to {to}")
        }
        "tar" | "pg_dump" | "mysqldump"
            if call
                .value_text(&["-f"])
                .is_some_and(|file| file.contains(':') && !file.contains('/')) =>
        {
            "writes to another machine".into()
        }
        "slack" | "slackcat" | "telegram-send" | "ntfy" | "kafkacat" | "kcat" | "mosquitto_pub" => {
            "sends a message".into()
        }
        _ => return None,
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
    let short = call.args.iter().any(|arg| {
        arg.value.strip_prefix('-').is_some_and(|rest| {
            let clean = !rest.starts_with('-');
            let first = rest.find(['d', 'F', 'T']);
            // A letter with a value ends the group: in `-ofile.dT` the rest is a name.
            let ends = rest.find([
                'o', 'H', 'X', 'u', 'A', 'e', 'b', 'c', 'x', 'm', 'w', 'r', 'K', 'E', 'C', 'U',
                'y', 'Y', 'z',
            ]);
            clean && first.is_some_and(|first| ends.is_none_or(|end| first < end))
        })
    });
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
