//! The only door to the disk: which folders a call may touch, for whom, and doing it.
//!
//! It hides how a call's folders are put together and where it runs. It does not ask for permission: see
//! the framework's gate. May be used on any thread; the work is done on [`crate::worker`]'s.

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use wezterm_module_framework::{Capabilities, Chain, Effect, ModuleCapability};

use crate::beneath::Beneath;
use crate::error::{Code, FsError};
use crate::job::{Asker, Cancel, Job, whole};
use crate::names::Name;
use crate::roots::{Root, Roots, check_path};
use crate::rules::Rules;
use crate::table::{Call, Reply, Row, Touch, find};
use crate::undo::{StepInfo, Store};
use crate::worker::Workers;

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a service is made of.
pub struct ServiceOptions {
    /// The home folder, which `~` means.
    pub home: PathBuf,
    /// The folders that may be touched; without them what is below home, or around a pane.
    pub allowed: Option<Vec<PathBuf>>,
    /// Whether `/` may be among them.
    pub whole_disk: bool,
    /// What needs a person's word.
    pub rules: Rules,
    /// How paths are resolved; [`crate::beneath::layer`] for this system.
    pub layer: Arc<dyn Beneath>,
    /// Where what the assistant replaces is kept, if anywhere.
    pub undo: Option<PathBuf>,
    /// The folder of the person's trash, if there is one.
    pub trash: Option<PathBuf>,
}

/// For whom and where a call is done.
#[derive(Clone, Debug)]
pub struct Asked {
    /// For whom.
    pub asker: Asker,
    /// The real directory that relative paths begin in.
    pub cwd: Option<PathBuf>,
    /// The places that the gate allowed, without links, in the order of the paths that the call touches.
    pub allowed: Vec<PathBuf>,
    /// Whether a person allowed this very call.
    pub approved: bool,
    /// Folders, without links, that narrow what may be touched.
    pub narrowed: Option<Vec<PathBuf>>,
}

impl Asked {
    /// A call of the person's own.
    pub fn by_person() -> Self {
        Self {
            asker: Asker::Person,
            cwd: None,
            allowed: Vec::new(),
            approved: false,
            narrowed: None,
        }
    }
}

/// Does the calls.
pub struct FileSystemService {
    home: PathBuf,
    home_root: Option<Arc<Root>>,
    /// What the configuration names, if it names anything.
    allowed: Option<Vec<Arc<Root>>>,
    rules: Arc<Rules>,
    layer: Arc<dyn Beneath>,
    undo: Option<Arc<Store>>,
    trash: Option<PathBuf>,
    capabilities: Capabilities,
    workers: Workers,
    /// Held by the one call that writes: what was looked at of a place must hold when it is written.
    writing: Mutex<()>,
}

impl FileSystemService {
    /// Opens the folders that may be touched, or says which of them cannot be.
    pub fn new(options: ServiceOptions, capabilities: Capabilities) -> Result<Self, FsError> {
        let home = options.home;
        let allowed = options
            .allowed
            .map(|folders| roots(&home, &folders, options.whole_disk))
            .transpose()?;
        Ok(Self {
            home_root: match &allowed {
                None => Some(Arc::new(Root::open(&home)?)),
                Some(_) => None,
            },
            undo: options.undo.map(|folder| Arc::new(Store::new(folder))),
            trash: options.trash,
            rules: Arc::new(options.rules),
            layer: options.layer,
            home,
            allowed,
            capabilities,
            workers: Workers::default(),
            writing: Mutex::default(),
        })
    }

    /// Returns what needs a person's word.
    pub fn rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    /// Returns what the assistant changed, where that is kept.
    pub fn undo(&self) -> Option<&Arc<Store>> {
        self.undo.as_ref()
    }

    /// Returns where what is deleted goes, where there is such a place.
    pub fn trash(&self) -> Option<&PathBuf> {
        self.trash.as_ref()
    }

    /// Returns the folders that the person's own Lua may touch.
    pub fn roots(&self) -> Vec<Arc<Root>> {
        match &self.allowed {
            Some(roots) => roots.clone(),
            None => self.home_root.clone().into_iter().collect(),
        }
    }

    /// Returns the folder that the assistant may read in a pane whose real directory is `real_cwd`,
    /// which no escape sequence has set: the repository around it, else the directory itself.
    pub fn project(&self, real_cwd: &Path) -> PathBuf {
        let repository = real_cwd
            .ancestors()
            // A repository that holds the whole home folder is nobody's project.
            .take_while(|folder| !self.home.starts_with(folder))
            .find(|folder| folder.join(".git").exists());
        repository.unwrap_or(real_cwd).to_owned()
    }

    /// Returns the whole path that a call about `path` means, unless it is outside of what the
    /// configuration names. Looks at names only.
    pub fn named(&self, real_cwd: Option<&Path>, path: &Path) -> Result<PathBuf, FsError> {
        let path = whole(&self.home, real_cwd, path)?;
        check_path(&path)?;
        if let Some(allowed) = &self.allowed {
            self.below(allowed.clone()).locate(&path)?;
        }
        Ok(path)
    }

    /// Does a call.
    pub async fn call(
        self: Arc<Self>,
        row: &'static Row,
        call: Box<dyn Call>,
        asked: Asked,
    ) -> Result<Reply, FsError> {
        let writes = row.effect != Effect::Read;
        let chain = Chain::current();
        let (job, touched) = self.prepare(row, &*call, asked, true)?;
        let service = Arc::clone(&self);
        self.workers
            .run(job, writes, move |job| {
                // What is done for a request is done with the rights of who asked.
                chain.hold_while(|| service.check_rights(writes, &touched))?;
                let _alone = writes.then(|| service.alone());
                call.run(job)
            })
            .await
    }

    /// Returns what a call would change, as a unified diff.
    pub async fn preview(
        self: Arc<Self>,
        row: &'static Row,
        call: Box<dyn Call>,
        asked: Asked,
    ) -> Result<Option<String>, FsError> {
        let (mut job, _) = self.prepare(row, &*call, asked, false)?;
        // Nothing is changed, and what is protected may be looked at for the person who is asked.
        job.approved = true;
        self.workers
            .run(job, false, move |job| call.preview(job))
            .await
    }

    /// Lists what the assistant changed, the latest first. Blocks.
    pub fn history(&self) -> Vec<StepInfo> {
        self.undo
            .as_ref()
            .map(|store| store.steps())
            .unwrap_or_default()
    }

    /// Returns the path without links of a folder that the person's own Lua may list.
    pub async fn real_folder(
        self: Arc<Self>,
        path: &serde_json::Value,
    ) -> Result<PathBuf, FsError> {
        let row =
            find("list_directory").ok_or_else(|| FsError::argument("there is no such tool"))?;
        let call = row.understand(serde_json::json!({"path": path}))?;
        let (job, touched) = self.prepare(row, &*call, Asked::by_person(), false)?;
        self.workers
            .run(job, false, move |job| {
                let (path, _) = touched
                    .first()
                    .ok_or_else(|| FsError::argument("the path is empty"))?;
                Ok(job.open_folder(&Name::from(path.clone()))?.real())
            })
            .await
    }

    /// Puts back what a step of the assistant changed, the latest that was not undone where none is named,
    /// and returns the paths. For the person alone.
    pub async fn undo_step(self: Arc<Self>, id: Option<String>) -> Result<Vec<Name>, FsError> {
        let writing = ModuleCapability::FileSystemWrite;
        self.capabilities.require(writing)?;
        let nothing = || {
            FsError::new(
                Code::NotFound,
                "the assistant has changed nothing that could be undone",
            )
        };
        let store = self.undo.clone().ok_or_else(nothing)?;
        let looking = Arc::clone(&store);
        let prepared = tokio::task::spawn_blocking(move || {
            let id = match id {
                Some(id) => id,
                None => looking.latest().ok_or_else(nothing)?,
            };
            Ok::<_, FsError>((looking.prepare(&id)?, id))
        });
        let stopped = |_| FsError::new(Code::Cancelled, "the module was stopped");
        let (job, id) = prepared.await.map_err(stopped)??;
        let job = Job {
            home: self.home.clone(),
            rules: Arc::clone(&self.rules),
            trash: self.trash.clone(),
            roots: self.below(job.roots),
            own: self.own_folder(),
            undo: Some(job.step),
            cwd: None,
            places: Vec::new(),
            asker: Asker::Person,
            approved: true,
            cancel: Cancel::default(),
            deadline: Instant::now() + PATIENCE,
        };
        let service = Arc::clone(&self);
        self.workers
            .run(job, true, move |job| {
                let _alone = service.alone();
                store.undo(&id, job)
            })
            .await
    }

    /// Waits until no other call writes.
    fn alone(&self) -> std::sync::MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn own_folder(&self) -> Vec<PathBuf> {
        let store = self.undo.iter();
        store.map(|store| store.folder().to_owned()).collect()
    }

    fn below(&self, roots: Vec<Arc<Root>>) -> Roots {
        Roots::new(roots, Arc::clone(&self.layer))
    }

    fn check_rights(&self, writes: bool, touched: &[(PathBuf, Touch)]) -> Result<(), FsError> {
        let effect = if writes { Effect::Write } else { Effect::Read };
        self.capabilities.require(effect.capability())?;
        for (path, touch) in touched {
            let effect = if touch.writes() {
                Effect::Write
            } else {
                Effect::Read
            };
            self.capabilities.require_path(effect.capability(), path)?;
        }
        Ok(())
    }

    /// Puts together what a call may touch.
    fn prepare(
        &self,
        row: &Row,
        call: &dyn Call,
        asked: Asked,
        keep: bool,
    ) -> Result<(Job, Vec<(PathBuf, Touch)>), FsError> {
        let mut touched = Vec::new();
        for (path, touch) in call.touches() {
            touched.push((
                whole(&self.home, asked.cwd.as_deref(), path.as_path())?,
                touch,
            ));
        }
        let mut roots = self.below(match (&self.allowed, asked.asker, &asked.cwd) {
            (Some(roots), ..) => roots.clone(),
            (None, Asker::Person | Asker::Program, _) => self.roots(),
            (None, Asker::Assistant, Some(cwd)) => vec![Arc::new(Root::open(&self.project(cwd))?)],
            (None, Asker::Assistant, None) => Vec::new(),
        });
        if let Some(folders) = &asked.narrowed {
            roots = roots.narrowed(folders);
        }
        let mut places = Vec::new();
        for ((named, touch), real) in touched.iter().zip(&asked.allowed) {
            // A person, a rule or a grant allowed more than the default.
            if self.allowed.is_none() && roots.locate(real).is_err() {
                roots.add(Root::holding(&nearest(real))?);
            }
            places.push((named.clone(), real.clone()));
            // The gate says where a link leads; what moves or deletes it is about the link itself.
            if touch.writes() && named.is_symlink() {
                places.extend(entry_of(named).map(|entry| (named.clone(), entry)));
            }
        }
        let keeps = keep && row.effect != Effect::Read && asked.asker == Asker::Assistant;
        let undo = match &self.undo {
            Some(store) if keeps => Some(store.begin(row.name, &call.summary(), None)?),
            _ => None,
        };
        let job = Job {
            own: self.own_folder(),
            roots,
            home: self.home.clone(),
            cwd: asked.cwd,
            places,
            rules: Arc::clone(&self.rules),
            asker: asked.asker,
            approved: asked.approved,
            cancel: Cancel::default(),
            deadline: Instant::now() + PATIENCE,
            undo,
            trash: self
                .trash
                .clone()
                .filter(|trash| row.name == "delete_path" && crate::trash::prepare(trash)),
        };
        Ok((job, touched))
    }
}

/// Returns the path, or what of it is missing first: the folder that holds that is there.
fn nearest(path: &Path) -> PathBuf {
    let mut at = path;
    while let Some(above) = at.parent().filter(|above| !above.is_dir()) {
        at = above;
    }
    at.to_owned()
}

/// Returns the path of an entry, without links before its name.
fn entry_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?.canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}

/// Opens the folders that a configuration names.
pub fn roots(
    home: &Path,
    folders: &[PathBuf],
    whole_disk: bool,
) -> Result<Vec<Arc<Root>>, FsError> {
    folders
        .iter()
        .map(|folder| root(home, folder, whole_disk).map(Arc::new))
        .collect()
}

fn root(home: &Path, folder: &Path, whole_disk: bool) -> Result<Root, FsError> {
    let refuse = |why: &str| Err(FsError::about(Code::BadArgument, folder, why));
    if folder.as_os_str().is_empty() {
        return Err(FsError::argument(
            "an allowed directory is empty: write its whole path",
        ));
    }
    let path = whole(home, None, folder)?;
    if !path.is_absolute() {
        return refuse("must be absolute or begin with ~/");
    }
    if path.components().any(|part| part == Component::ParentDir) {
        return refuse("must be written without `..`");
    }
    let root = Root::open(&path)?;
    if root.real() == Path::new("/") && !whole_disk {
        return refuse("is the whole disk: name folders, or say that all of it is meant");
    }
    Ok(root)
}
