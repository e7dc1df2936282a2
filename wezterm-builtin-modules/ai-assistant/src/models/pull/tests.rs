//! Fetching from a server on loopback that behaves well, badly and with malice.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::*;
use crate::models::{Inventory, Sources};

/// What was asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    path: String,
    range: Option<String>,
    token: Option<String>,
}

/// What the server does with one request.
enum Reply {
    /// Sends a status, headers and a body.
    Send(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Claims so many bytes, sends these and hangs up.
    Cut(usize, Vec<u8>),
    /// Sends these bytes and then nothing, until the client hangs up.
    Stall(usize, Vec<u8>),
}

fn ok(body: impl Into<Vec<u8>>) -> Reply {
    Reply::Send(200, Vec::new(), body.into())
}

struct Server {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Serves until the test's process ends. `answer` is told the number of the request for its path.
    fn start(answer: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let heard = Arc::clone(&asked);
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (heard, answer) = (Arc::clone(&heard), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let Some(request) = read_request(&stream) else {
                        return;
                    };
                    let number = {
                        let mut heard = heard.lock().expect("not poisoned");
                        heard.push(request.clone());
                        let same = heard.iter().filter(|other| other.path == request.path);
                        same.count() - 1
                    };
                    // The client may have hung up.
                    let _ = reply(&stream, answer(&request, number));
                });
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("not poisoned").clone()
    }

    /// Returns from where each request for a file wanted it.
    fn ranges(&self, name: &str) -> Vec<Option<String>> {
        let asked = self.asked().into_iter();
        let of_file = asked.filter(|asked| asked.path.ends_with(name));
        of_file.map(|asked| asked.range).collect()
    }
}

fn read_request(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut asked = Asked {
        path,
        range: None,
        token: None,
    };
    for line in lines {
        let line = line.ok()?;
        match line.split_once(": ") {
            None => return Some(asked),
            Some(("range", value)) => asked.range = Some(value.to_owned()),
            Some(("authorization", value)) => asked.token = Some(value.to_owned()),
            Some(_) => {}
        }
    }
    None
}

fn reply(mut stream: &TcpStream, reply: Reply) -> std::io::Result<()> {
    let (status, headers, length, body) = match reply {
        Reply::Send(status, headers, body) => (status, headers, body.len(), body),
        Reply::Cut(length, body) => (200, Vec::new(), length, body),
        Reply::Stall(length, body) => {
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n"
            )?;
            stream.write_all(&body)?;
            // The client hangs up when it has waited long enough.
            stream.read_exact(&mut [0])?;
            return Ok(());
        }
    };
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n"
    )?;
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    stream.write_all(b"\r\n")?;
    stream.write_all(&body)
}

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const WEIGHTS: &[u8] = b"GGUF and a few more bytes that stand for weights";
const API: &str = "/api/models/org/tiny?blobs=true";
const FILE: &str = "tiny-q4_k_m.gguf";

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

fn listing(size: usize) -> Value {
    let lfs = json!({ "sha256": sha256(WEIGHTS), "size": size });
    json!({ "sha": COMMIT, "siblings": [
        { "rfilename": "README.md", "size": 3, "blobId": "aa" },
        { "rfilename": FILE, "size": size, "blobId": "bb", "lfs": lfs },
    ] })
}

fn list() -> Reply {
    ok(listing(WEIGHTS.len()).to_string())
}

/// Answers a request for the weights as a good server does.
fn weights(asked: &Asked) -> Reply {
    let from = asked.range.as_deref().and_then(|range| {
        let from = range.strip_prefix("bytes=")?.strip_suffix('-')?;
        from.parse::<usize>().ok()
    });
    match from {
        None => ok(WEIGHTS),
        Some(from) => {
            let last = WEIGHTS.len() - 1;
            let range = format!("bytes {from}-{last}/{}", WEIGHTS.len());
            Reply::Send(
                206,
                vec![("content-range", range)],
                WEIGHTS[from..].to_vec(),
            )
        }
    }
}

struct Desk {
    server: Server,
    root: tempfile::TempDir,
}

/// Serves the listing, and the weights as `answer` says.
fn desk(answer: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Desk {
    let server = Server::start(move |asked, number| match asked.path == API {
        true => list(),
        false => answer(asked, number),
    });
    let root = tempfile::tempdir().expect("a folder");
    Desk { server, root }
}

impl Desk {
    fn wanted(&self) -> Wanted {
        Wanted {
            id: "org/tiny".into(),
            files: Vec::new(),
            endpoint: self.server.address.clone(),
            token: Token::new("hf_secret"),
            hub: self.root.path().join("hub"),
            stall: Duration::from_millis(300),
            pause: Duration::from_millis(1),
        }
    }

    async fn pull(&self) -> Result<Vec<Step>, PullError> {
        let plan = plan(&self.wanted()).await?;
        let mut steps = Vec::new();
        fetch(&plan, |step| steps.push(step)).await?;
        Ok(steps)
    }

    async fn error(&self) -> String {
        let error = self.pull().await.expect_err("it fails");
        assert!(!error.hint().is_empty());
        let shown = error.to_string();
        assert!(!shown.contains("secret"), "{shown}");
        shown.replace(&self.server.address, "HUB")
    }

    fn repository(&self) -> PathBuf {
        self.root.path().join("hub/models--org--tiny")
    }

    fn incomplete(&self) -> PathBuf {
        let name = format!("blobs/{}.incomplete", sha256(WEIGHTS));
        self.repository().join(name)
    }

    fn fetched(&self) -> Vec<u8> {
        let path = format!("snapshots/{COMMIT}/{FILE}");
        std::fs::read(self.repository().join(path)).expect("it is there")
    }
}

fn notices(steps: &[Step]) -> Vec<&str> {
    let texts = steps.iter().filter_map(|step| match step {
        Step::Notice(text) => Some(text.as_str()),
        Step::Bytes { .. } => None,
    });
    texts.collect()
}

#[tokio::test]
async fn what_is_fetched_lies_where_other_tools_and_the_inventory_find_it() {
    let desk = desk(|asked, _| weights(asked));
    let planned = plan(&desk.wanted()).await.expect("a plan");
    assert_eq!(planned.missing, WEIGHTS.len() as u64);
    assert_eq!(planned.files.len(), 1, "the readme is of no use here");
    assert!(
        !desk.root.path().join("hub").exists(),
        "a plan changes nothing"
    );
    let steps = desk.pull().await.expect("it is fetched");
    let total = WEIGHTS.len() as u64;
    assert!(matches!(steps.last(), Some(Step::Bytes { done, .. }) if *done == total));
    assert_eq!(desk.fetched(), WEIGHTS);
    let main = std::fs::read_to_string(desk.repository().join("refs/main"));
    assert_eq!(main.expect("a ref"), COMMIT);
    assert!(!desk.incomplete().exists());
    let sources = Sources {
        hub: Some(desk.root.path().join("hub")),
        ..Sources::default()
    };
    let inventory = Inventory::scan(&sources);
    let model = inventory.find("org/tiny").expect("it is found");
    assert_eq!(model.sha256, Some(sha256(WEIGHTS)));
    let again = plan(&desk.wanted()).await.expect("a plan");
    assert_eq!(again.missing, 0, "what is there is not fetched again");
}

#[tokio::test]
async fn what_was_begun_is_gone_on_with() {
    let desk = desk(|asked, _| weights(asked));
    let path = desk.incomplete();
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, &WEIGHTS[..10]).expect("a beginning");
    let planned = plan(&desk.wanted()).await.expect("a plan");
    assert_eq!(planned.missing, WEIGHTS.len() as u64 - 10);
    desk.pull().await.expect("it is fetched");
    assert_eq!(desk.fetched(), WEIGHTS);
    assert_eq!(desk.server.ranges(FILE), [Some("bytes=10-".to_owned())]);
}

#[tokio::test]
async fn a_cut_in_the_middle_is_gone_on_from() {
    let desk = desk(|asked, number| match number {
        0 => Reply::Cut(WEIGHTS.len(), WEIGHTS[..7].to_vec()),
        _ => weights(asked),
    });
    let steps = desk.pull().await.expect("it is fetched");
    assert_eq!(desk.fetched(), WEIGHTS);
    assert_eq!(
        desk.server.ranges(FILE),
        [None, Some("bytes=7-".to_owned())]
    );
    assert_eq!(notices(&steps).len(), 1);
}

#[tokio::test]
async fn a_server_that_stalls_is_asked_again() {
    let desk = desk(|asked, number| match number {
        0 => Reply::Stall(WEIGHTS.len(), WEIGHTS[..5].to_vec()),
        _ => weights(asked),
    });
    let steps = desk.pull().await.expect("it is fetched");
    assert_eq!(desk.fetched(), WEIGHTS);
    assert_eq!(
        notices(&steps),
        ["the Hub says nothing more; going on in 0 s"]
    );
}

#[tokio::test]
async fn a_server_without_ranges_is_read_from_the_beginning() {
    let desk = desk(|_, number| match number {
        0 => Reply::Cut(WEIGHTS.len(), WEIGHTS[..7].to_vec()),
        _ => ok(WEIGHTS),
    });
    desk.pull().await.expect("it is fetched");
    assert_eq!(desk.fetched(), WEIGHTS);
}

#[tokio::test]
async fn a_server_that_never_gets_on_is_given_up_and_what_arrived_is_kept() {
    let desk = desk(|asked, number| match number {
        0 => Reply::Cut(WEIGHTS.len(), WEIGHTS[..7].to_vec()),
        _ => Reply::Send(503, Vec::new(), asked.path.clone().into_bytes()),
    });
    let error = desk.error().await;
    assert_eq!(
        error,
        format!("{FILE}: the Hub answers 503 Service Unavailable")
    );
    assert_eq!(
        std::fs::read(desk.incomplete()).expect("kept"),
        &WEIGHTS[..7]
    );
}

#[tokio::test]
async fn lies_about_the_length_are_found_out() {
    let short = desk(|_, _| ok(&WEIGHTS[..9]));
    assert_eq!(short.error().await, format!("{FILE}: it ended too early"));
    let long = desk(|_, _| ok([WEIGHTS, b"!"].concat()));
    let size = WEIGHTS.len();
    assert_eq!(
        long.error().await,
        format!(
            "{FILE} arrived with more than {size} bytes and should have {size} bytes; it was deleted"
        )
    );
    assert!(!long.incomplete().exists());
}

#[tokio::test]
async fn wrong_bytes_are_deleted_and_become_no_model() {
    let wrong = WEIGHTS.to_ascii_uppercase();
    let sent = wrong.clone();
    let desk = desk(move |_, _| ok(sent.clone()));
    let (had, stated) = (sha256(&wrong), sha256(WEIGHTS));
    assert_eq!(
        desk.error().await,
        format!("{FILE} arrived with SHA-256 {had} and should have {stated}; it was deleted")
    );
    assert!(!desk.incomplete().exists());
    assert!(!desk.repository().join("refs").exists());
}

#[tokio::test]
async fn what_is_missing_or_not_for_everybody_is_said() {
    for (status, expected) in [
        (404, "api/models/org/tiny is not there"),
        (
            401,
            "api/models/org/tiny is not for everybody: the Hub answers 401",
        ),
        (
            403,
            "api/models/org/tiny is not for everybody: the Hub answers 403",
        ),
    ] {
        let server = Server::start(move |_, _| Reply::Send(status, Vec::new(), Vec::new()));
        let root = tempfile::tempdir().expect("a folder");
        let desk = Desk { server, root };
        assert_eq!(desk.error().await, expected);
    }
}

#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it() {
    let desk = desk(|asked, number| match number {
        0 => Reply::Send(429, vec![("retry-after", "1".into())], Vec::new()),
        _ => weights(asked),
    });
    let began = Instant::now();
    let steps = desk.pull().await.expect("it is fetched");
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(
        notices(&steps),
        ["the Hub is asked too often; going on in 1 s"]
    );
}

#[tokio::test]
async fn the_token_goes_to_the_hub_and_not_where_it_leads() {
    let other = Server::start(|asked, _| weights(asked));
    let elsewhere = format!("{}/signed/{FILE}", other.address);
    let desk =
        desk(move |_, _| Reply::Send(302, vec![("location", elsewhere.clone())], Vec::new()));
    desk.pull().await.expect("it is fetched");
    let of_hub: Vec<Option<String>> = desk
        .server
        .asked()
        .into_iter()
        .map(|one| one.token)
        .collect();
    let bearer = Some("Bearer hf_secret".to_owned());
    assert_eq!(of_hub, [bearer.clone(), bearer]);
    let of_other: Vec<Option<String>> = other.asked().into_iter().map(|one| one.token).collect();
    assert_eq!(of_other, [None]);
    assert_eq!(desk.fetched(), WEIGHTS);
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let desk =
        desk(|asked, _| Reply::Send(302, vec![("location", asked.path.clone())], Vec::new()));
    assert!(desk.error().await.contains("round in a circle"));
}

#[tokio::test]
async fn names_that_lead_out_of_the_cache_are_refused() {
    let server = Server::start(|_, _| {
        let evil = json!({ "rfilename": "../../evil.gguf", "size": 1, "blobId": "aa" });
        ok(json!({ "sha": COMMIT, "siblings": [evil] }).to_string())
    });
    let root = tempfile::tempdir().expect("a folder");
    let desk = Desk { server, root };
    let error = desk.error().await;
    assert!(
        error.contains("it names a file \"../../evil.gguf\""),
        "{error}"
    );
    for id in ["org", "../x", "a/b/c", "a/../b", "-a/b", "a/b--c"] {
        let wanted = Wanted {
            id: id.into(),
            ..desk.wanted()
        };
        let error = plan(&wanted).await.expect_err("it is refused");
        assert_eq!(error, PullError::Name(id.into()));
    }
}

#[tokio::test]
async fn what_does_not_fit_on_the_disk_is_not_begun() {
    let server = Server::start(|_, _| ok(listing(1 << 60).to_string()));
    let root = tempfile::tempdir().expect("a folder");
    let desk = Desk { server, root };
    let error = desk.error().await;
    assert!(error.ends_with("and 1152921504.9 GB are needed"), "{error}");
    assert!(!desk.root.path().join("hub").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pulls_at_once_fetch_each_byte_once() {
    let desk = Arc::new(desk(|asked, _| weights(asked)));
    let pulls = (0..4).map(|_| {
        let desk = Arc::clone(&desk);
        tokio::spawn(async move { desk.pull().await })
    });
    for pulled in futures::future::join_all(pulls).await {
        pulled.expect("no panic").expect("it is fetched");
    }
    assert_eq!(desk.fetched(), WEIGHTS);
    assert_eq!(desk.server.ranges(FILE), [None]);
}

#[test]
fn the_files_that_the_engine_needs_are_chosen() {
    let file = |name: &str| PlannedFile {
        name: name.into(),
        size: 1,
        blob: "aa".into(),
        sha256: None,
    };
    let of = |names: &[&str]| names.iter().map(|name| file(name)).collect::<Vec<_>>();
    let chosen = |names: &[&str], patterns: &[&str]| {
        let patterns: Vec<String> = patterns.iter().map(|one| (*one).to_owned()).collect();
        let files = choose(of(names), &patterns).map_err(|error| error.to_string())?;
        Ok::<_, String>(files.into_iter().map(|file| file.name).collect::<Vec<_>>())
    };
    let whole = [
        "config.json",
        "model.safetensors",
        "model.bin",
        "onnx/a.json",
        "x.gguf",
    ];
    let expected = ["model.safetensors", "config.json"].map(str::to_owned);
    assert_eq!(chosen(&whole, &[]), Ok(expected.to_vec()));
    let ggufs = ["a-Q2_K.gguf", "a-Q4_K_M.gguf", "a-Q8_0.gguf"];
    assert_eq!(chosen(&ggufs, &[]), Ok(vec!["a-Q4_K_M.gguf".into()]));
    assert_eq!(chosen(&ggufs, &["*q8*"]), Ok(vec!["a-Q8_0.gguf".into()]));
    assert_eq!(
        chosen(&ggufs[..1], &["*.bin"]),
        Err("no file is called *.bin; there are a-Q2_K.gguf (0 kB)".into())
    );
    let parts = ["a-Q3.gguf", "b-Q3.gguf"];
    assert_eq!(
        chosen(&parts, &[]),
        Err("it has several GGUF files: a-Q3.gguf (0 kB), b-Q3.gguf (0 kB)".into())
    );
    assert!(chosen(&["x.bin"], &[]).is_err());
}

#[test]
fn patterns_match_as_those_of_shells_do() {
    for (pattern, name, expected) in [
        ("*", "", true),
        ("a*c", "abbc", true),
        ("a*c", "abbd", false),
        ("?.gguf", "A.GGUF", true),
        ("?", "", false),
        ("*a*b", "xaab", true),
    ] {
        assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
    }
}

#[test]
fn a_token_shows_nowhere() {
    let token = Token::new(" hf_secret\n");
    assert_eq!(format!("{token:?}"), "Some(Token(..))");
    assert!(Token::new(" ").is_none());
}
