//! Programs written on the command line of an interpreter or a database client.
//!
//! It hides a list of words by which such code removes, overwrites, runs or sends. It parses no
//! other language: the words are looked for, and quoted texts are read as shell lines.

use super::call::Call;
use super::wrappers::SHELLS;
use super::{DEEPEST, Family, Found, line};

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    let flags: &[&str] = match call.name.as_str() {
        name if name.starts_with("python") || name.starts_with("pypy") => &["-c"],
        "perl" | "ruby" | "node" | "nodejs" | "lua" | "luajit" | "osascript" | "elixir"
        | "rscript" | "julia" | "bun" | "groovy" | "jshell" | "scala" | "emacs" | "ghc" => &[
            "-e", "-E", "--eval", "-p", "-pe", "-ne", "-pie", "-le", "-lne", "-i", "-Mstrict",
            "-we", "-l", "--print",
        ],
        "php" => &["-r"],
        "deno" => &["eval"],
        "vim" | "vi" | "nvim" | "ex" | "gvim" | "view" => &["-c", "--cmd"],
        "awk" | "gawk" | "mawk" | "nawk" | "busybox" | "gdb" => &[],
        "psql" | "mysql" | "mariadb" | "sqlite3" | "sqlcmd" | "mongo" | "mongosh"
        | "clickhouse-client" | "sqlplus" | "cockroach" | "duckdb" | "usql" | "pgcli" | "mycli"
        | "bq" | "cqlsh" | "snowsql" | "influx" | "litecli" | "d1" | "wrangler" | "mongoimport"
        | "mongorestore" | "pg_restore" | "cypher-shell" | "hive" | "impala-shell" | "presto"
        | "trino" => {
            return database(call, found);
        }
        _ => return,
    };
    if flags.is_empty() {
        if call.name != "busybox" {
            for arg in call.args {
                code(call, &arg.value, found);
            }
        }
        return;
    }
    for (at, arg) in call.args.iter().enumerate() {
        let next = call.args.get(at + 1);
        if let (true, Some(next)) = (flags.contains(&arg.value.as_str()), next) {
            if next.substitutes() && line::fetches(&next.value) {
                let what = "runs what it downloads or decodes";
                found.add(Family::PipesToShell, &call.text, what);
            }
            code(call, &next.value, found);
        } else if let Some(rest) = arg
            .value
            .strip_prefix('+')
            .filter(|_| flags.contains(&"--cmd"))
        {
            code(call, rest, found);
        } else if arg.value.starts_with("-e") && arg.value.len() > 3 {
            code(call, &arg.value[2..], found);
        } else if arg.value.starts_with("<(") && line::fetches(&arg.value) {
            found.add(Family::PipesToShell, &call.text, "runs what it downloads");
        } else if let Some(joined) = arg.value.strip_prefix("-c")
            && flags == ["-c"]
            && !joined.is_empty()
        {
            code(call, joined, found);
        }
    }
}

/// Words by which code removes files.
const REMOVES: &[&str] = &[
    "rmtree",
    "os.remove",
    "unlink",
    "rmdir",
    "rmSync",
    "fs.rm(",
    "promises.rm(",
    "File.delete",
    "FileUtils.rm",
    "rm_rf",
    "Dir.delete",
    "remove_tree",
    "removedirs",
    "removeSync",
    "rimraf",
    "send2trash",
    "Deno.remove",
    "delete_file",
    "os.rename(",
    "shutil.move",
    "removeTree",
];

/// Words by which code writes to files.
const WRITES: &[&str] = &[
    "writeFile",
    "File.write",
    "write_text(",
    "write_bytes(",
    "file_put_contents",
    "truncate(",
    "ftruncate",
    "IO.write",
    "copyFile",
    "shutil.copy",
    "createWriteStream",
];

/// How code opens a file to write it, without blanks.
const MODES: &[&str] = &[
    "'w'", "\"w\"", "'wb'", "\"wb\"", "'w+'", "\"w+\"", "'>'", "\">\"", ",'>", "mode='w",
];

/// Words of code that reaches another machine.
const NETWORK: &[&str] = &[
    "requests.post",
    "requests.put",
    "urlopen(",
    "socket",
    "http.request",
    "https.request",
    "Net::HTTP",
    "fsockopen",
    "smtplib",
    "ftplib",
    "axios.post",
    "LWP::",
    "paramiko",
    "httpx.post",
    "curl_exec",
    "IO::Socket",
    "HTTP::Tiny",
];

/// Words of code that sends to it.
const SENDS: &[&str] = &[
    "post",
    "POST",
    "put(",
    "send",
    "connect",
    "data=",
    "fsockopen",
    "IO::Socket",
    "socket",
    "body",
    "storbinary",
];

/// Words of code that gets text from elsewhere, or out of a form that nobody can read.
const LOADS: &[&str] = &[
    "b64decode",
    "decode64",
    "a85decode",
    "b32decode",
    "bytes.fromhex",
    "unhexlify",
    "fromCharCode",
    "atob(",
    "Buffer.from",
    "decode_base64",
    "base64_decode",
    "str_rot13",
    "gzinflate",
    "rot13",
    "unescape(",
    "pack(",
    "unpack(",
    "zlib.",
    "codecs.decode",
    "marshal.loads",
    "pickle.loads",
    "Marshal.load",
    "urlopen",
    "urlretrieve",
    "requests.get",
    "httpx.get",
    "http.client",
    "recv(",
    "aiohttp",
    "file_get_contents('http",
    "file_get_contents(\"http",
    "curl_exec",
    "http.get",
    "https.get",
    "require('http",
    "require(\"http",
    "node:http",
    "fetch(",
    "axios",
    "got(",
    "open-uri",
    "URI.open",
    "URI.parse",
    "Net::HTTP",
    "LWP::",
    "HTTP::Tiny",
    "IO::Socket",
    "socket.http",
    "DownloadString",
    "Invoke-WebRequest",
];

/// Words by which code runs a text as code, or as a command.
const RUNS: &[&str] = &[
    "exec(",
    "exec ",
    "eval(",
    "eval ",
    "eval{",
    "Function(",
    "system(",
    "system ",
    "popen(",
    "Popen(",
    "subprocess.",
    "child_process",
    "execSync",
    "spawn(",
    "passthru(",
    "shell_exec",
    "instance_eval",
    "runInThisContext",
    "runInNewContext",
    "loadstring",
    "Kernel.",
    "IEX",
    "Invoke-Expression",
    "qx",
];

/// Words of code that starts another program, whose name stands in quotes.
const STARTS: &[&str] = &[
    "system",
    "subprocess",
    "child_process",
    "popen",
    "Popen",
    "spawn",
    "exec",
    "qx",
    "do shell script",
    "`",
    "!",
    "getoutput",
    "execute",
];

/// Reads code that an interpreter is given.
pub(super) fn code(call: &Call<'_>, code: &str, found: &mut Found) {
    if call.is(SHELLS) || !found.may(code.len()) {
        return;
    }
    let has = |words: &[&str]| words.iter().any(|word| code.contains(word));
    let dense: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let opens = MODES.iter().any(|mode| {
        dense.contains(&format!(",{mode}")) || (dense.contains("open") && dense.contains(mode))
    });
    let loops = has(&["while", "for(;;", "for (;;", "loop"]);
    let network = has(NETWORK) || (code.contains("fetch(") && has(&["POST", "PUT", "body"]));
    let loads_and_runs = has(LOADS) && has(RUNS);
    let sentences = [
        (has(REMOVES), Family::Removes, "removes files in code"),
        (
            has(WRITES) || opens,
            Family::Overwrites,
            "writes to a file in code",
        ),
        (
            has(&[
                "/dev/sd",
                "/dev/nvme",
                "/dev/disk",
                "/dev/mmcblk",
                "/dev/vd",
            ]),
            Family::Device,
            "names a device in code",
        ),
        (
            has(&["chmod", "chown", "lchown"]),
            Family::Permissions,
            "changes permissions in code",
        ),
        (
            has(&["os.kill", "killpg", "process.kill", "Process.kill"]),
            Family::Kills,
            "ends processes in code",
        ),
        (
            has(&[
                "os.setuid",
                "setuid(0",
                "pty.spawn",
                "os.setgid",
                "POSIX::setuid",
            ]),
            Family::Privilege,
            "opens a shell in code",
        ),
        (
            loops && has(&["fork", "spawn("]),
            Family::System,
            "starts itself over and over until the machine is full",
        ),
        (
            loads_and_runs,
            Family::PipesToShell,
            "runs what it downloads or decodes",
        ),
        (
            !loads_and_runs && network && has(SENDS),
            Family::SendsOut,
            "opens a connection in code",
        ),
    ];
    for (_, family, what) in sentences.iter().filter(|(holds, ..)| *holds) {
        found.add(*family, &call.text, *what);
    }
    if has(STARTS) && call.place.depth < DEEPEST {
        started(call, code, found);
    }
}

/// Reads the texts in quotes, each and together, as the shell lines that they may be.
fn started(call: &Call<'_>, code: &str, found: &mut Found) {
    let depth = call.place.depth + 1;
    let quoted = quoted(code);
    for piece in &quoted {
        line::script(piece, depth, found);
    }
    line::script(&quoted.join(" "), depth, found);
    if let Some((_, rest)) = code.split_once('!') {
        line::script(rest, depth, found);
    }
}

/// The texts in quotes, at most a few of them.
fn quoted(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        if !matches!(c, '\'' | '"' | '`') || out.len() >= 24 {
            continue;
        }
        let mut piece = String::new();
        while let Some(inside) = chars.next() {
            match inside {
                '\\' => piece.extend(chars.next()),
                _ if inside == c => break,
                _ => piece.push(inside),
            }
        }
        out.push(piece);
    }
    out
}

fn database(call: &Call<'_>, found: &mut Found) {
    let text = call.text.as_str();
    if call.is(&["pg_restore", "mongorestore", "mongoimport"]) {
        if !call.short(&['l']) {
            found.add(Family::Overwrites, text, "replaces what a database holds");
        }
        return;
    }
    let literals = call.is(&[
        "psql",
        "mysql",
        "mariadb",
        "sqlite3",
        "duckdb",
        "usql",
        "pgcli",
        "mycli",
        "litecli",
        "cockroach",
        "clickhouse-client",
    ]);
    for arg in call.args {
        match literals {
            true => statements(&without_literals(&arg.value), text, found),
            false => statements(&arg.value, text, found),
        }
    }
    let file = call.value_text(&["-f", "--file"]).is_some() && call.is(&["psql", "sqlcmd"]);
    if call.place.fed || file {
        let what = "runs statements from a file or a pipe against a database";
        found.add(Family::Overwrites, text, what);
    }
}

/// Returns SQL without the texts in it: `WHERE action = 'DROP TABLE x'` drops nothing. Where a text
/// may be run, or where it ends cannot be told for sure, all of it stays.
fn without_literals(code: &str) -> String {
    const RUN_TEXTS: &[&str] = &[
        "EXECUTE",
        "DO ",
        "DBLINK",
        "\\GEXEC",
        "PREPARE",
        "EXEC(",
        "EXEC ",
        "QUERY_TO_XML",
        "SP_EXECUTESQL",
        "PLPY",
        "CRON.",
    ];
    // Other quotes, comments and escapes, in which a quote opens nothing.
    const UNSURE: &[&str] = &["\"", "`", "--", "/*", "#", "$", "\\'", "\\\\"];
    let upper = code.to_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| upper.contains(word));
    let odd = code.matches('\'').count() % 2 == 1;
    if odd || has(RUN_TEXTS) || has(UNSURE) {
        return code.to_owned();
    }
    let outside: Vec<&str> = code.split('\'').step_by(2).collect();
    outside.join("''")
}

fn statements(code: &str, text: &str, found: &mut Found) {
    let upper = code.to_uppercase();
    let words: Vec<&str> = upper
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let follows = |first: &str, next: &[&str]| {
        words
            .windows(2)
            .any(|pair| pair[0] == first && (next.is_empty() || next.contains(&pair[1])))
    };
    let objects = [
        "TABLE",
        "DATABASE",
        "SCHEMA",
        "INDEX",
        "VIEW",
        "USER",
        "ROLE",
        "COLUMN",
        "TRIGGER",
        "FUNCTION",
        "SEQUENCE",
        "OWNED",
        "KEYSPACE",
        "TYPE",
        "MATERIALIZED",
        "EXTENSION",
        "PROCEDURE",
        "IF",
    ];
    let scripted = [
        "DROPDATABASE(",
        ".DROP(",
        "DELETEMANY(",
        "DELETEONE(",
        ".REMOVE(",
        "DROPCOLLECTION",
        "DETACH DELETE",
        ".DROPINDEX",
    ];
    if follows("DROP", &objects)
        || follows("DELETE", &["FROM"])
        || (words.first() == Some(&"TRUNCATE") || follows("TRUNCATE", &[]))
        || scripted.iter().any(|word| upper.contains(word))
    {
        found.add(Family::Removes, text, "removes what a database holds");
    }
    if (follows("UPDATE", &[]) && words.contains(&"SET"))
        || upper.contains(".RESTORE")
        || words.first() == Some(&"REPLACE")
        || follows("ALTER", &objects)
        || ["UPDATEMANY(", "UPDATEONE(", "REPLACEONE("]
            .iter()
            .any(|word| upper.contains(word))
    {
        found.add(Family::Overwrites, text, "changes what a database holds");
    }
    if follows("GRANT", &["ALL"]) || words.contains(&"SUPERUSER") {
        found.add(Family::Privilege, text, "gives rights on a database");
    }
    if words.contains(&"PROGRAM") && words.contains(&"COPY")
        || words.contains(&"OUTFILE")
        || code.contains("\\!")
        || upper.contains(".SHELL")
        || upper.contains(".SYSTEM")
    {
        found.add(
            Family::Obscured,
            text,
            "makes the database run a program or write a file",
        );
    }
    if follows("VACUUM", &["FULL"])
        || upper.contains("SHUTDOWN")
        || upper.contains("PG_TERMINATE_BACKEND")
    {
        found.add(Family::System, text, "stops or locks a database");
    }
}
