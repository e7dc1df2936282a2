//! The file tools on a large tree, in process: what a call takes from its arguments to its result.
//!
//! `cargo bench --profile dev -p filesystem --bench tree -- [--json] [--runs N] [--only JOB] TREE`, where TREE is the
//! folder `files` below the one that `tools/bench_filesystem.py --tree` makes, which also runs this beside
//! other programs. Prints the minimum and the median of each job in milliseconds, or a line of JSON for each
//! job as that program reads it. The job's processor time, the peak of memory and the most open files are
//! the whole process's.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use filesystem::{Asked, FileSystemService, Rules, ServiceOptions, beneath, find};
use rustix::process::{Resource, getrlimit};
use serde_json::{Value, json};
use wezterm_module_framework::{Capabilities, ModuleCapability};

/// What `tools/bench_filesystem_tree.py` puts into few of the files.
const NEEDLE: &str = "quokka_rendezvous_7741";
/// The file of a megabyte, of which one line is edited.
const LARGE: &str = "large/one-megabyte.txt";
/// As many as there may be.
const ALL: u64 = 200_000;

fn main() {
    let mut json_lines = false;
    let mut runs = 9_usize;
    let mut tree = None;
    let mut only: Option<String> = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => json_lines = true,
            "--runs" => {
                runs = arguments
                    .next()
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(runs)
            }
            "--only" => only = arguments.next(),
            // What cargo adds.
            "--bench" => {}
            other => tree = Some(PathBuf::from(other)),
        }
    }
    let Some(tree) = tree else {
        println!("needs the folder of a tree: tools/bench_filesystem.py --tree DIR makes one");
        return;
    };
    let bench = Bench::new(&tree);
    for (job, tool, args) in bench.jobs(&tree) {
        if only.as_ref().is_some_and(|only| only != job) {
            continue;
        }
        bench.call(tool, args.clone());
        let cpu = cpu_time();
        let (mut times, mut size) = (Vec::new(), 0);
        for _ in 0..runs.max(1) {
            let started = Instant::now();
            let reply = bench.call(tool, args.clone());
            times.push(started.elapsed().as_secs_f64() * 1e3);
            size = count(&reply);
        }
        let cpu = (cpu_time() - cpu).as_secs_f64() * 1e3 / times.len() as f64;
        if json_lines {
            let row = json!({
                "job": job, "ms": times, "count": size, "cpu_ms": [cpu],
                "rss_kb": peak_kb(), "descriptors": descriptors(),
            });
            println!("{row}");
            continue;
        }
        times.sort_by(f64::total_cmp);
        let (least, median) = (times[0], times[times.len() / 2]);
        println!("{job:<32} min {least:>9.2} ms   median {median:>9.2} ms   {size} found");
    }
    if !json_lines {
        println!(
            "peak of memory {} kB, limit on open files {:?}",
            peak_kb(),
            getrlimit(Resource::Nofile).current
        );
    }
}

struct Bench {
    runtime: tokio::runtime::Runtime,
    service: Arc<FileSystemService>,
}

impl Bench {
    fn new(tree: &Path) -> Self {
        let options = ServiceOptions {
            home: tree.to_owned(),
            allowed: Some(vec![tree.to_owned()]),
            whole_disk: false,
            rules: Rules::new(None).expect("the defaults"),
            layer: beneath::layer(),
            undo: None,
            trash: None,
        };
        let both = [
            ModuleCapability::FileSystemRead,
            ModuleCapability::FileSystemWrite,
        ];
        let capabilities = Capabilities::new("filesystem", both);
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        Self {
            runtime: runtime
                .worker_threads(1)
                .enable_all()
                .build()
                .expect("a runtime"),
            service: Arc::new(FileSystemService::new(options, capabilities).expect("a service")),
        }
    }

    /// The jobs of the design's table: a name, a tool, its arguments.
    fn jobs(&self, tree: &Path) -> Vec<(&'static str, &'static str, Value)> {
        let path = tree.to_str().expect("a path that is text");
        let first = json!({"path": path, "pattern": "*.rs", "limit": 500});
        let paths = self.call("search_files", first)["files"].clone();
        let names = |ignore: bool| json!({"path": path, "pattern": "**/*.rs", "limit": ALL, "gitignore": ignore});
        let lines = |ignore: bool| json!({"path": path, "query": NEEDLE, "gitignore": ignore});
        let mut jobs = vec![
            ("search_files", "search_files", names(false)),
            ("search_files_gitignore", "search_files", names(true)),
            ("search_files_content", "search_files_content", lines(false)),
            (
                "search_files_content_gitignore",
                "search_files_content",
                lines(true),
            ),
            (
                "read_multiple_files",
                "read_multiple_files",
                json!({"paths": paths}),
            ),
            (
                "directory_tree",
                "directory_tree",
                json!({"path": path, "max_entries": ALL}),
            ),
        ];
        let large = tree.join(LARGE);
        if let Ok(text) = std::fs::read_to_string(&large) {
            // Without a change: the file stays as it is, and everything but the rename is done.
            let line = text
                .lines()
                .nth(text.lines().count() / 2)
                .unwrap_or_default();
            let edit = json!([{"old_text": line, "new_text": line.replacen("line", "LINE", 1)}]);
            let args = json!({"path": large, "edits": edit, "dry_run": true});
            jobs.push(("edit_file", "edit_file", args));
        }
        jobs
    }

    fn call(&self, tool: &str, args: Value) -> Value {
        let row = find(tool).expect("a tool");
        let understood = row.understand(args).expect("arguments");
        let called = Arc::clone(&self.service).call(row, understood, Asked::by_person());
        self.runtime.block_on(called).expect("a result").data
    }
}

fn count(reply: &Value) -> usize {
    let lists = ["files", "matches"]
        .iter()
        .filter_map(|key| reply[*key].as_array());
    let entries = reply["entries"]
        .as_u64()
        .and_then(|n| usize::try_from(n).ok());
    lists.map(Vec::len).next().or(entries).unwrap_or(1)
}

/// Returns the processor time of this process so far.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let ticks = |index: usize| {
        fields
            .get(index)
            .and_then(|f| f.parse::<u64>().ok())
            .unwrap_or(0)
    };
    // A tick is a hundredth of a second on Linux, whatever the machine.
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}
