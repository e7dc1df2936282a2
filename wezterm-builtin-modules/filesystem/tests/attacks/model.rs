//! The path layer against a model: random trees of folders, files and links, and random paths in them.
//!
//! The model goes through a tree that it knows by heart, name by name, as POSIX says. What it says is
//! opened must be opened, the very same file; what it says leads out or nowhere must be refused.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use filesystem::beneath::Beneath;
use filesystem::error::{Code, FsError};
use filesystem::roots::{Root, Roots};
use proptest::prelude::*;
use rustix::fs::OFlags;

use crate::world::layers;

/// As many links as one path may lead through.
const LINKS: usize = 40;

/// Where a link's text begins.
#[derive(Clone, Copy, Debug)]
enum Base {
    Here,
    Root,
    Around,
    Disk,
}

#[derive(Clone, Debug)]
enum Kind {
    Folder,
    File,
    Link(Base, Vec<&'static str>),
}

/// A tree: places from the root, as names, and what is there.
type Tree = BTreeMap<Vec<&'static str>, Kind>;

fn names(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    let name = prop_oneof![
        3 => Just("a"), 3 => Just("b"), 2 => Just("c"), 1 => Just("missing"), 3 => Just(".."),
    ];
    prop::collection::vec(name, 1..=most)
}

fn kind() -> impl Strategy<Value = Kind> {
    let base = prop_oneof![
        6 => Just(Base::Here), 4 => Just(Base::Root), 1 => Just(Base::Around), 1 => Just(Base::Disk),
    ];
    prop_oneof![
        4 => Just(Kind::Folder),
        2 => Just(Kind::File),
        5 => (base, names(4)).prop_map(|(base, names)| Kind::Link(base, names)),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let entry = (
        any::<prop::sample::Index>(),
        prop_oneof![Just("a"), Just("b"), Just("c")],
        kind(),
    );
    prop::collection::vec(entry, 1..16).prop_map(|entries| {
        let mut tree = Tree::new();
        let mut folders = vec![Vec::new()];
        for (folder, name, kind) in entries {
            let mut place: Vec<&str> = folder.get(&folders).clone();
            place.push(name);
            if tree.contains_key(&place) {
                continue;
            }
            if matches!(kind, Kind::Folder) {
                folders.push(place.clone());
            }
            tree.insert(place, kind);
        }
        tree
    })
}

/// Makes the tree on the disk.
fn build(tree: &Tree, around: &Path, root: &Path) {
    fs::create_dir(root).unwrap();
    // Folders come before what is in them.
    for (place, kind) in tree {
        let path = root.join(place.join("/"));
        match kind {
            Kind::Folder => fs::create_dir(path).unwrap(),
            Kind::File => fs::write(path, place.join("/")).unwrap(),
            Kind::Link(base, names) => {
                let names = names.join("/");
                let target = match base {
                    Base::Here => PathBuf::from(names),
                    Base::Root => root.join(names),
                    Base::Around => around.join(names),
                    Base::Disk => Path::new("/").join(names),
                };
                symlink(target, path).unwrap();
            }
        }
    }
}

/// Says where a path leads, or why it must be refused. `missing` tells whether the last name need not
/// be there.
fn resolve(tree: &Tree, path: &[&'static str], missing: bool) -> Result<Vec<&'static str>, Code> {
    if leads_out(path) {
        return Err(Code::OutsideRoots);
    }
    let mut at: Vec<&'static str> = Vec::new();
    let mut ahead: Vec<&'static str> = path.iter().rev().copied().collect();
    let mut links = 0;
    while let Some(name) = ahead.pop() {
        if matches!(tree.get(&at), Some(Kind::File)) {
            return Err(Code::NotDirectory);
        }
        if name == ".." {
            at.pop().ok_or(Code::OutsideRoots)?;
            continue;
        }
        at.push(name);
        match tree.get(&at) {
            None if missing && ahead.is_empty() => return Ok(at),
            None => return Err(Code::NotFound),
            Some(Kind::Link(base, names)) => {
                links += 1;
                if links > LINKS {
                    return Err(Code::OutsideRoots);
                }
                match base {
                    Base::Here => {
                        at.pop();
                    }
                    // Absolute ones are judged by their names first, as what is asked for is.
                    Base::Root if leads_out(names) => return Err(Code::OutsideRoots),
                    Base::Root => at.clear(),
                    Base::Around | Base::Disk => return Err(Code::OutsideRoots),
                }
                ahead.extend(names.iter().rev());
            }
            Some(_) => {}
        }
    }
    Ok(at)
}

/// Tells whether a path goes above where it begins, by its names alone.
fn leads_out(path: &[&str]) -> bool {
    let mut depth = 0_i32;
    path.iter().any(|name| {
        depth += if *name == ".." { -1 } else { 1 };
        depth < 0
    })
}

struct Ground {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl Ground {
    fn new(tree: &Tree) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let around = folder.path().canonicalize().unwrap();
        for name in ["a", "b", "c"] {
            fs::write(around.join(name), "outside").unwrap();
        }
        let root = around.join("root");
        build(tree, &around, &root);
        Self {
            _folder: folder,
            root,
        }
    }

    fn roots(&self, layer: &Arc<dyn Beneath>) -> Roots {
        Roots::new(
            vec![Arc::new(Root::open(&self.root).unwrap())],
            Arc::clone(layer),
        )
    }

    fn id(&self, place: &[&str]) -> (u64, u64) {
        let found = fs::symlink_metadata(self.root.join(place.join("/"))).unwrap();
        (found.dev(), found.ino())
    }
}

fn refusal<T>(outcome: Result<T, FsError>) -> Option<Code> {
    outcome.err().map(|error| error.code)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_opened_is_what_the_model_says(
        tree in tree(),
        paths in prop::collection::vec(names(5), 1..24),
    ) {
        let ground = Ground::new(&tree);
        for layer in layers() {
            let roots = ground.roots(&layer);
            for path in &paths {
                let whole = ground.root.join(path.join("/"));
                let meant = resolve(&tree, path, false);
                let opened = roots
                    .locate(&whole)
                    .and_then(|spot| roots.open(&spot, OFlags::PATH));
                match meant {
                    Ok(place) => {
                        let opened = opened.map(|opened| (opened.stat.st_dev, opened.stat.st_ino));
                        prop_assert_eq!(opened, Ok(ground.id(&place)), "{:?} {:?}", layer, path);
                    }
                    Err(code) => prop_assert_eq!(refusal(opened), Some(code), "{:?} {:?}", layer, path),
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_where_the_model_says(
        tree in tree(),
        paths in prop::collection::vec(names(5), 1..24),
    ) {
        let ground = Ground::new(&tree);
        for layer in layers() {
            let roots = ground.roots(&layer);
            for path in &paths {
                let whole = ground.root.join(path.join("/"));
                let meant = resolve(&tree, path, true);
                let target = roots
                    .locate(&whole)
                    .and_then(|spot| roots.open_target(&spot))
                    .map(|parent| parent.real());
                match (meant, target) {
                    // A folder is no place to write a file in, by whatever name it was reached.
                    (Ok(place), Err(_)) if is_folder(&tree, &place) => {}
                    (Ok(place), target) => {
                        let place = ground.root.join(place.join("/"));
                        prop_assert_eq!(target, Ok(place), "{:?} {:?}", layer, path);
                    }
                    (Err(_), target) => {
                        prop_assert!(target.is_err(), "{:?} {:?}: {:?}", layer, path, target);
                    }
                }
            }
        }
    }
}

fn is_folder(tree: &Tree, place: &[&'static str]) -> bool {
    place.is_empty() || matches!(tree.get(place), Some(Kind::Folder))
}
