//! The file tools on a large tree, in process: what a call takes from its arguments to its result.
//!
//! `cargo bench --profile dev -p filesystem --bench tree -- [--json] [--runs N] TREE`, where TREE is made
//! by `tools/bench_filesystem.py --tree TREE`, which also runs this beside other programs. Prints the
//! minimum and the median of each job in milliseconds, the most open files, and the peak of memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use filesystem::{Asked, FileSystemService, Rules, ServiceOptions, find};
use serde_json::{Value, json};
use wezterm_module_framework::{Capabilities, ModuleCapability};

fn main() {
    let mut json_lines = false;
    let mut runs = 9_usize;
    let mut tree = None;
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
            // What cargo adds.
            "--bench" => {}
            other => tree = Some(PathBuf::from(other)),
        }
    }
    let Some(tree) = tree else {
        println!("needs the folder of a tree: tools/bench_filesystem.py --tree DIR makes one");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let service = service(&tree);
    for (job, tool, args) in jobs(&runtime, &service, &tree) {
        let mut times = Vec::new();
        let mut size = 0;
        for _ in 0..runs.max(1) {
            let started = Instant::now();
            let reply = call(&runtime, &service, tool, args.clone());
            times.push(started.elapsed().as_secs_f64() * 1e3);
            size = count(&reply);
        }
        times.sort_by(f64::total_cmp);
        let (least, median) = (times[0], times[times.len() / 2]);
        if json_lines {
            let row = json!({"job": job, "min_ms": least, "median_ms": median, "count": size});
            println!("{row}");
        } else {
            println!("{job:<28} min {least:>9.2} ms   median {median:>9.2} ms   {size} found");
        }
    }
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or("")
        .to_owned();
    if json_lines {
        println!("{}", json!({"job": "memory", "text": peak}));
    } else {
        println!("{peak}");
    }
}

fn service(tree: &Path) -> Arc<FileSystemService> {
    let options = ServiceOptions {
        home: tree.to_owned(),
        allowed: Some(vec![tree.to_owned()]),
        whole_disk: false,
        rules: Rules::new(None).expect("the defaults"),
        layer: filesystem::beneath::layer(),
        undo: None,
        trash: None,
    };
    let both = [
        ModuleCapability::FileSystemRead,
        ModuleCapability::FileSystemWrite,
    ];
    let capabilities = Capabilities::new("filesystem", both);
    Arc::new(FileSystemService::new(options, capabilities).expect("a service"))
}

/// The jobs of the table in the design: a name, a tool, its arguments.
fn jobs(
    runtime: &tokio::runtime::Runtime,
    service: &Arc<FileSystemService>,
    tree: &Path,
) -> Vec<(&'static str, &'static str, Value)> {
    let path = tree.to_str().expect("a path that is text");
    let found = call(
        runtime,
        service,
        "search_files",
        json!({"path": path, "pattern": "*.rs", "limit": 500}),
    );
    let five_hundred = found["files"].clone();
    let needle = std::fs::read_to_string(tree.join(".needle"));
    let needle = needle.map_or_else(
        |_| "zq_needle_7f3a".to_owned(),
        |text| text.trim().to_owned(),
    );
    let mut jobs = vec![
        (
            "search_files **/*.rs",
            "search_files",
            json!({"path": path, "pattern": "**/*.rs", "limit": 200_000}),
        ),
        (
            "search_files_content",
            "search_files_content",
            json!({"path": path, "pattern": "*", "query": needle}),
        ),
        (
            "directory_tree",
            "directory_tree",
            json!({"path": path, "max_entries": 200_000}),
        ),
    ];
    if find("read_multiple_files").is_some() {
        jobs.push((
            "read_multiple_files 500",
            "read_multiple_files",
            json!({"paths": five_hundred}),
        ));
    }
    jobs
}

fn call(
    runtime: &tokio::runtime::Runtime,
    service: &Arc<FileSystemService>,
    tool: &str,
    args: Value,
) -> Value {
    let row = find(tool).expect("a tool");
    let understood = row.understand(args).expect("arguments");
    let asked = Asked::by_person();
    let reply = runtime.block_on(Arc::clone(service).call(row, understood, asked));
    reply.expect("a result").data
}

fn count(reply: &Value) -> usize {
    let lists = ["files", "matches"]
        .iter()
        .filter_map(|key| reply[*key].as_array());
    let listed = lists.map(Vec::len).next();
    listed
        .or_else(|| Some(reply["entries"].as_u64()? as usize))
        .unwrap_or(0)
}
