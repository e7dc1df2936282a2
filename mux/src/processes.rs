//! What the system tells of processes: their names, directories and what they have started.
//!
//! [`Processes`] is this crate's only door to that, so that a test can see who goes through it. It
//! is asked on panes' threads and where a person's action wants to know what is so at this moment,
//! never for a frame. It starts and ends nothing.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// How far below a process others are told: a chain of any length must not use up a stack.
const MAX_DEPTH: usize = 64;

/// A process, and those that it has started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Its number.
    pub pid: u32,
    /// The number of the process that it belongs to.
    pub parent: u32,
    /// Its name, as [`Processes::name`] tells it.
    pub name: String,
    /// What it does, as `/proc` writes it: `R` runs, `S` sleeps, `T` is stopped.
    pub state: char,
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// The file of its program; `None` where this user may not know.
    pub executable: Option<PathBuf>,
    /// Its working directory; `None` where this user may not know.
    pub directory: Option<PathBuf>,
    /// The processes that it has started, by their numbers.
    pub children: BTreeMap<u32, ProcessInfo>,
}

/// Tells what processes are called and where they are.
pub trait Processes: Send + Sync + 'static {
    /// Returns the name of a process; does not wait for a disk.
    fn name(&self, pid: u32) -> Option<String>;

    /// Returns the path of a process's working directory as the system remembers it; does not wait
    /// for a disk, so nothing says that the directory still has this path.
    fn remembered_directory(&self, pid: u32) -> Option<PathBuf>;

    /// Returns the working directory of a process by a path that leads to it now; may wait for a
    /// disk.
    fn directory(&self, pid: u32) -> Option<PathBuf>;

    /// Returns the file of a process's program; does not wait for a disk.
    fn executable(&self, pid: u32) -> Option<PathBuf>;

    /// Returns a process with everything below it. It looks at all processes and may wait for one
    /// of them, so it is not for the main thread.
    fn tree(&self, pid: u32) -> Option<ProcessInfo>;
}

/// The processes of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemProcesses;

impl Processes for SystemProcesses {
    fn name(&self, pid: u32) -> Option<String> {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
        let name = name.trim_end();
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn remembered_directory(&self, pid: u32) -> Option<PathBuf> {
        std::fs::read_link(format!("/proc/{pid}/cwd")).ok()
    }

    fn directory(&self, pid: u32) -> Option<PathBuf> {
        let path = self.remembered_directory(pid)?;
        // The path of a directory that was removed, or that another root folder holds, can be
        // another directory's here.
        let same = identity(&path)? == identity(Path::new(&format!("/proc/{pid}/cwd")))?;
        same.then_some(path)
    }

    fn executable(&self, pid: u32) -> Option<PathBuf> {
        std::fs::read_link(format!("/proc/{pid}/exe")).ok()
    }

    fn tree(&self, pid: u32) -> Option<ProcessInfo> {
        let mut all = HashMap::new();
        for entry in std::fs::read_dir("/proc").ok()?.flatten() {
            let name = entry.file_name();
            let pid = name.to_str().and_then(|name| name.parse().ok());
            if let Some((pid, stat)) = pid.and_then(|pid: u32| Some((pid, stat_of(pid)?))) {
                all.insert(pid, stat);
            }
        }
        let mut below: HashMap<u32, Vec<u32>> = HashMap::new();
        for (pid, (_, parent)) in &all {
            below.entry(*parent).or_default().push(*pid);
        }
        tree_below(pid, &all, &mut below, MAX_DEPTH)
    }
}

/// Returns what a process does and which one it belongs to.
fn stat_of(pid: u32) -> Option<(char, u32)> {
    let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses can hold anything, more parentheses and blanks included.
    let behind_name = stat.iter().rposition(|byte| *byte == b')')? + 1;
    let rest = std::str::from_utf8(&stat[behind_name..]).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((state, fields.next()?.parse().ok()?))
}

fn tree_below(
    pid: u32,
    all: &HashMap<u32, (char, u32)>,
    below: &mut HashMap<u32, Vec<u32>>,
    depth: usize,
) -> Option<ProcessInfo> {
    let (state, parent) = *all.get(&pid)?;
    let system = SystemProcesses;
    let argv = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let argv = argv.strip_suffix(b"\0").unwrap_or(&argv);
    let argv = argv.split(|byte| *byte == 0).filter(|_| !argv.is_empty());
    // Taken out, so that nothing is told twice whatever the system says.
    let children = below.remove(&pid).filter(|_| depth > 0).unwrap_or_default();
    let children = children.into_iter();
    let children = children.filter_map(|child| {
        let info = tree_below(child, all, below, depth - 1)?;
        Some((child, info))
    });
    Some(ProcessInfo {
        pid,
        parent,
        name: system.name(pid).unwrap_or_default(),
        state,
        argv: argv
            .map(|arg| String::from_utf8_lossy(arg).into_owned())
            .collect(),
        executable: system.executable(pid),
        directory: system.remembered_directory(pid),
        children: children.collect(),
    })
}

/// Returns what tells a directory from all others.
fn identity(directory: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let found = directory.metadata().ok()?;
    found.is_dir().then(|| (found.dev(), found.ino()))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};

    #[test]
    fn a_process_is_told_with_what_it_has_started() {
        let script = "cat; true";
        let mut shell = Command::new("/bin/sh")
            .args(["-c", script])
            .current_dir("/usr")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut input = shell.stdin.take().expect("piped");
        let mut output = BufReader::new(shell.stdout.take().expect("piped"));
        // An answer says that it runs.
        input.write_all(b"here\n").expect("written");
        output.read_line(&mut String::new()).expect("an answer");
        let tree = SystemProcesses.tree(shell.id()).expect("it runs");
        drop(input);
        shell.wait().expect("it ends");
        assert_eq!((tree.pid, tree.parent), (shell.id(), std::process::id()));
        assert_eq!(tree.argv, ["/bin/sh", "-c", script]);
        assert_eq!(tree.directory.as_deref(), Some(Path::new("/usr")));
        assert!(tree.executable.is_some_and(|file| file.is_absolute()));
        let children = tree.children.iter();
        let children = children.map(|(pid, child)| (child.pid == *pid, child.parent, &*child.name));
        let children: Vec<_> = children.collect();
        assert_eq!(children, [(true, tree.pid, "cat")]);
    }

    #[test]
    fn a_process_that_is_gone_has_no_tree() {
        // A thread's number is never a process's in /proc's list.
        assert_eq!(SystemProcesses.tree(i32::MAX as u32), None);
    }
}
