//! The hosts of ssh's configuration: `wezterm.enumerate_ssh_hosts` and `wezterm.default_ssh_domains`.
//!
//! Hides how ssh's files are read: the first value of an option wins, `Include` takes in others, patterns
//! choose. Nothing is connected to and no program is run, so that what only `Match exec` decides is left
//! out. Runs on the thread of the Lua state: the files are few and small.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use mlua::{Lua, Table, Value, Variadic};

use super::functions::{LuaFunction, Maker, row};
use super::glob;
use crate::lua::Files;
use crate::waiting::Asker;

pub(super) const FUNCTIONS: &[LuaFunction] = &[
    row(
        "wezterm.enumerate_ssh_hosts",
        "fun(...: string): table<string, table<string, string>>",
        "Returns the hosts that ssh's configuration names without wildcards, each with its options, whose \
         names are in lower case. Files may be named; otherwise they are `~/.ssh/config` and ssh's own.",
        |make| {
            let (home, watched) = surroundings(make);
            make.function(move |lua, named: Variadic<PathBuf>| {
                hosts_table(lua, &read(&named, &home, &watched))
            })
        },
    ),
    row(
        "wezterm.default_ssh_domains",
        "fun(): { name: string, remote_address: string, multiplexing: string }[]",
        "Returns two domains for each host of ssh's configuration: `SSH:host`, which starts programs there, \
         and `SSHMUX:host`, which joins the WezTerm that runs there.",
        |make| {
            let (home, watched) = surroundings(make);
            make.function(move |lua, ()| domains(lua, read(&[], &home, &watched).keys()))
        },
    ),
];

fn surroundings(make: &Maker<'_>) -> (PathBuf, Files) {
    (
        make.around.home_dir.clone(),
        Files::clone(&make.around.files),
    )
}

type Options = BTreeMap<String, String>;

fn hosts_table(lua: &Lua, hosts: &BTreeMap<String, Options>) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for (host, options) in hosts {
        let options = options
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        table.raw_set(host.as_str(), lua.create_table_from(options)?)?;
    }
    Ok(table)
}

fn domains<'a>(lua: &Lua, hosts: impl Iterator<Item = &'a String>) -> mlua::Result<Value> {
    let domains = lua.create_table()?;
    for host in hosts {
        for (prefix, multiplexing) in [("SSH:", "None"), ("SSHMUX:", "WezTerm")] {
            let domain = lua.create_table()?;
            domain.raw_set("name", format!("{prefix}{host}"))?;
            domain.raw_set("remote_address", host.as_str())?;
            domain.raw_set("multiplexing", multiplexing)?;
            domains.raw_push(domain)?;
        }
    }
    Ok(Value::Table(domains))
}

/// Reads the files, writing down which ones, and returns their hosts.
fn read(named: &[PathBuf], home: &Path, watched: &Files) -> BTreeMap<String, Options> {
    let mut reader = Reader {
        home,
        lines: Vec::new(),
        files: Vec::new(),
    };
    if named.is_empty() {
        reader.file(&home.join(".ssh/config"), 0);
        reader.file(Path::new("/etc/ssh/ssh_config"), 0);
    }
    for file in named {
        reader.file(file, 0);
    }
    let hosts = hosts(&reader.lines, home);
    let mut watched = watched.borrow_mut();
    for file in reader.files {
        if !watched.contains(&file) {
            watched.push(file);
        }
    }
    hosts
}

/// One line: an option's name in lower case, and its words.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    name: String,
    words: Vec<String>,
}

struct Reader<'a> {
    home: &'a Path,
    lines: Vec<Line>,
    files: Vec<PathBuf>,
}

impl Reader<'_> {
    /// As ssh has it.
    const DEEPEST: usize = 16;
    /// No file of ssh's is larger.
    const LARGEST: u64 = 4 << 20;
    const MOST_FILES: usize = 256;

    fn file(&mut self, path: &Path, depth: usize) {
        let length = path
            .metadata()
            .map(|facts| facts.is_file().then_some(facts.len()));
        if !matches!(length, Ok(Some(length)) if length <= Self::LARGEST) {
            return;
        }
        if depth > Self::DEEPEST || self.files.len() >= Self::MOST_FILES {
            log::warn!("{}: too many files include each other", path.display());
            return;
        }
        let Ok(bytes) = std::fs::read(path) else {
            return;
        };
        self.files.push(path.to_owned());
        for line in String::from_utf8_lossy(&bytes).lines() {
            let Some(line) = line_of(line) else { continue };
            if line.name != "include" {
                self.lines.push(line);
                continue;
            }
            for pattern in &line.words {
                let pattern = match pattern.strip_prefix("~/") {
                    Some(below) => self.home.join(below),
                    None => PathBuf::from(pattern),
                };
                // What ssh reads for the whole system includes from its own folder.
                let base = match path.starts_with("/etc") {
                    true => PathBuf::from("/etc/ssh"),
                    false => self.home.join(".ssh"),
                };
                let pattern = pattern.to_string_lossy();
                let found = glob::expand(&pattern, &base, &Asker::default());
                for file in found.unwrap_or_default() {
                    self.file(&file, depth + 1);
                }
            }
        }
    }
}

/// Takes a line apart: `Name words`, `Name=words`, with quotes around words.
fn line_of(line: &str) -> Option<Line> {
    let line = line.trim();
    let end = line.find(|c: char| c.is_whitespace() || c == '=')?;
    let (name, rest) = line.split_at(end);
    if name.starts_with('#') {
        return None;
    }
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('=').unwrap_or(rest).trim();
    let mut words = Vec::new();
    let mut chars = rest.chars().peekable();
    while let Some(&first) = chars.peek() {
        let mut word = String::new();
        match first {
            c if c.is_whitespace() => {
                chars.next();
                continue;
            }
            '#' => break,
            '"' => {
                chars.next();
                word.extend(chars.by_ref().take_while(|c| *c != '"'));
            }
            _ => {
                while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                    word.push(c);
                }
            }
        }
        words.push(word);
    }
    Some(Line {
        name: name.to_lowercase(),
        words,
    })
}

fn matches(pattern: &str, host: &str) -> bool {
    // ssh knows `*` and `?` alone.
    let literal = |c: char| match c {
        '[' | ']' | '{' | '}' | '\\' => format!("[{c}]"),
        c => c.to_string(),
    };
    let pattern: String = pattern.to_lowercase().chars().map(literal).collect();
    let glob = GlobBuilder::new(&pattern).build();
    glob.is_ok_and(|glob| glob.compile_matcher().is_match(host.to_lowercase()))
}

/// Whether one of the patterns matches, and none of those with a `!`.
fn chosen(patterns: &[String], host: &str) -> bool {
    let refused = patterns
        .iter()
        .filter_map(|pattern| pattern.strip_prefix('!'));
    let mut refused = refused.filter(|pattern| matches(pattern, host));
    refused.next().is_none() && patterns.iter().any(|pattern| matches(pattern, host))
}

/// Whether a `Match` line holds; what would need a program or an address is taken not to.
fn holds(words: &[String], host: &str, options: &Options) -> bool {
    let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<String>>();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let held = match word.to_lowercase().as_str() {
            "all" | "final" | "canonical" => true,
            "originalhost" => words.next().is_some_and(|of| chosen(&list(of), host)),
            "host" => words.next().is_some_and(|of| {
                let name = options.get("hostname").map_or(host, String::as_str);
                chosen(&list(of), name)
            }),
            "user" => words.next().is_some_and(|of| {
                let user = options.get("user");
                user.is_some_and(|user| chosen(&list(of), user))
            }),
            _ => return false,
        };
        if !held {
            return false;
        }
    }
    true
}

/// Options of which every line counts.
const GATHERED: &[&str] = &[
    "identityfile",
    "certificatefile",
    "localforward",
    "remoteforward",
    "dynamicforward",
    "sendenv",
];

/// Options in which `~` and `%h` stand for something.
const EXPANDED: &[&str] = &[
    "hostname",
    "identityfile",
    "identityagent",
    "certificatefile",
    "controlpath",
    "userknownhostsfile",
];

fn hosts(lines: &[Line], home: &Path) -> BTreeMap<String, Options> {
    const MOST: usize = 10_000;
    let named = lines.iter().filter(|line| line.name == "host");
    let named = named.flat_map(|line| &line.words);
    let plain = named.filter(|name| !name.is_empty() && !name.contains(['*', '?', '!']));
    let mut hosts = BTreeMap::new();
    for host in plain {
        if hosts.len() < MOST && !hosts.contains_key(host) {
            hosts.insert(host.clone(), options_of(host, lines, home));
        }
    }
    hosts
}

fn options_of(host: &str, lines: &[Line], home: &Path) -> Options {
    let mut options = Options::new();
    let mut counts = true;
    for line in lines {
        match line.name.as_str() {
            "host" => counts = chosen(&line.words, host),
            "match" => counts = holds(&line.words, host, &options),
            name if counts => {
                let value = line.words.join(" ");
                match options.get_mut(name) {
                    Some(values) if GATHERED.contains(&name) => {
                        values.push(' ');
                        values.push_str(&value);
                    }
                    Some(_) => {}
                    None => {
                        options.insert(name.to_owned(), value);
                    }
                }
            }
            _ => {}
        }
    }
    complete(&mut options, host, home);
    options
}

/// Adds what ssh takes where nothing is said, and puts in what stands for something.
fn complete(options: &mut Options, host: &str, home: &Path) {
    let home = home.to_string_lossy();
    let user = std::env::var("USER").unwrap_or_default();
    let agent = std::env::var("SSH_AUTH_SOCK").unwrap_or_default();
    let keys = ["id_rsa", "id_ecdsa", "id_ed25519"].map(|key| format!("{home}/.ssh/{key}"));
    let known = ["known_hosts", "known_hosts2"].map(|file| format!("{home}/.ssh/{file}"));
    let defaults = [
        ("hostname", host.to_owned()),
        ("port", "22".to_owned()),
        ("user", user.clone()),
        ("identityagent", agent),
        ("identityfile", keys.join(" ")),
        ("userknownhostsfile", known.join(" ")),
    ];
    for (name, value) in defaults {
        if !value.is_empty() {
            options.entry(name.to_owned()).or_insert(value);
        }
    }
    let of = |options: &Options, name: &str| options.get(name).cloned().unwrap_or_default();
    let (port, remote) = (of(options, "port"), of(options, "user"));
    for &name in EXPANDED {
        let Some(value) = options.get(name).filter(|value| value.contains(['~', '%'])) else {
            continue;
        };
        let name_there = match name {
            "hostname" => host.to_owned(),
            _ => of(options, "hostname"),
        };
        let words = value.split(' ').map(|word| match word.strip_prefix("~/") {
            Some(below) => format!("{home}/{below}"),
            None => word.to_owned(),
        });
        let words = words.collect::<Vec<String>>().join(" ");
        let expanded = replaced(&words, |token| match token {
            '%' => Some("%"),
            'd' => Some(&*home),
            'h' => Some(&name_there),
            'n' => Some(host),
            'p' => Some(&port),
            'r' => Some(&remote),
            'u' => Some(&user),
            _ => None,
        });
        options.insert(name.to_owned(), expanded);
    }
}

/// Puts something in place of `%x`; what stands for nothing stays.
fn replaced<'a>(text: &str, of: impl Fn(char) -> Option<&'a str>) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars
            .peek()
            .filter(|_| c == '%')
            .and_then(|token| of(*token))
        {
            Some(put) => {
                out.push_str(put);
                chars.next();
            }
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        text.lines().filter_map(line_of).collect()
    }

    #[test]
    fn a_line_is_taken_apart_in_all_its_spellings() {
        let wanted = Line {
            name: "hostname".into(),
            words: vec!["a b".into(), "c".into()],
        };
        for text in [
            "HostName \"a b\" c",
            "  hostname=\"a b\" c # no",
            "Hostname = \"a b\"   c",
        ] {
            assert_eq!(line_of(text).as_ref(), Some(&wanted), "{text}");
        }
        assert_eq!(line_of("# Host x"), None);
        assert_eq!(line_of(""), None);
    }

    #[test]
    fn the_first_value_wins_and_patterns_choose() {
        let lines = lines(
            "Host web*.example !web3.example\n User www\nHost web1.example web3.example\n User me\n Port 2200\n\
             Match host web1.example user www\n Compression yes\nMatch exec true\n ForwardAgent yes\nHost *\n Port 22\n HostName %h.lan",
        );
        let hosts = hosts(&lines, Path::new("/home/me"));
        let names: Vec<&str> = hosts.keys().map(String::as_str).collect();
        assert_eq!(names, ["web1.example", "web3.example"]);
        let option = |host: &str, name: &str| hosts[host].get(name).map(String::as_str);
        assert_eq!(option("web1.example", "user"), Some("www"));
        assert_eq!(option("web3.example", "user"), Some("me"));
        assert_eq!(option("web1.example", "port"), Some("2200"));
        assert_eq!(option("web1.example", "compression"), Some("yes"));
        assert_eq!(option("web1.example", "forwardagent"), None);
        assert_eq!(option("web1.example", "hostname"), Some("web1.example.lan"));
    }

    #[test]
    fn keys_are_gathered_and_their_paths_written_out() {
        let lines = lines(
            "Host a\n IdentityFile ~/.ssh/%h-%r\n IdentityFile ~/.ssh/b\n User me\n HostName a.lan",
        );
        let hosts = hosts(&lines, Path::new("/home/me"));
        let wanted = "/home/me/.ssh/a.lan-me /home/me/.ssh/b";
        assert_eq!(hosts["a"]["identityfile"], wanted);
    }
}
