//! The fonts of the system: families by name, and faces by what they cover.
//!
//! It hides fontdb and a thread of its own that scans the folders, reads files and looks through
//! hundreds of faces, so that a rare character never holds up a frame: the search answers later and
//! wakes the loop. The handle lives on the main thread. It does not parse glyphs or shape text.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};

use smol_str::SmolStr;

use super::face;

/// Searches under way at most; further ones are asked for again by a later frame.
const SEARCHES: usize = 256;

/// Font files kept in memory by the searching thread, so that faces of one file share it.
const FILES_KEPT: usize = 16;

/// A face of the system with its file in memory.
#[derive(Clone)]
pub struct SystemFace {
    pub id: fontdb::ID,
    pub name: String,
    /// Where it lies; `None` for one that lies nowhere.
    pub file: Option<PathBuf>,
    pub bytes: Arc<Vec<u8>>,
    pub index: u32,
    pub slanted: bool,
}

/// What a search has found.
pub struct Answer {
    pub grapheme: SmolStr,
    pub face: Option<SystemFace>,
}

/// A family as it is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Its name.
    pub family: String,
    /// How heavy ordinary text is; 400 is regular and 700 bold (CSS Fonts 4).
    pub weight: u16,
    /// How wide it is, from 1 over 5 to 9 (OS/2 table's usWidthClass).
    pub stretch: u16,
    /// Whether ordinary text leans.
    pub italic: bool,
    /// Features of OpenType, as HarfBuzz writes them; `None` for the usual ones.
    pub features: Option<Vec<String>>,
    /// Factor for its size.
    pub scale: f32,
    /// Whether its glyphs are coloured pictures; `None` where its name tells.
    pub emoji: Option<bool>,
}

impl Wanted {
    /// Returns the regular faces of a family.
    pub fn regular(family: impl Into<String>) -> Self {
        Self {
            family: family.into(),
            weight: 400,
            stretch: 5,
            italic: false,
            features: None,
            scale: 1.0,
            emoji: None,
        }
    }
}

/// Regular, bold, italic and bold italic, each where the family has it.
pub type Family = [Option<SystemFace>; 4];

/// How faces are looked for that have the characters which the wanted families lack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fallback {
    /// Whether the faces in folders that were added are looked through too.
    pub in_folders: bool,
    /// Whether, of what is asked together, those faces come first that have most of it, however plain others are.
    pub by_coverage: bool,
}

enum Question {
    Folders(Vec<PathBuf>),
    Family(Wanted, Sender<Option<Family>>),
    Covering(Search),
}

/// A grapheme that a face is looked for.
struct Search {
    grapheme: SmolStr,
    wants_colour: bool,
    fallback: Fallback,
    session: u64,
    reply: Sender<(u64, Answer)>,
}

/// A handle to the fonts that are installed.
pub struct Catalog {
    thread: Option<Thread>,
    /// Counts the times that earlier answers lost their meaning.
    session: u64,
}

struct Thread {
    questions: SyncSender<Question>,
    /// Where answers to this handle's searches come.
    reply: Sender<(u64, Answer)>,
    answers: Receiver<(u64, Answer)>,
}

impl Thread {
    fn serving(questions: SyncSender<Question>) -> Self {
        let (reply, answers) = channel();
        Self {
            questions,
            reply,
            answers,
        }
    }
}

impl Catalog {
    /// Returns a catalog without any font: only embedded ones will be used.
    pub fn empty() -> Self {
        Self {
            thread: None,
            session: 0,
        }
    }

    /// Starts to read the system's fonts; `wake` is called whenever a search was answered.
    pub fn of_system(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self::start(wake, || {
            let mut database = fontdb::Database::new();
            database.load_system_fonts();
            log::info!("{} font faces on this system", database.len());
            database
        })
    }

    /// Serves the faces of a database made by `load` on the catalog's thread.
    pub fn start(
        wake: Arc<dyn Fn() + Send + Sync>,
        load: impl FnOnce() -> fontdb::Database + Send + 'static,
    ) -> Self {
        let (questions, asked) = sync_channel(SEARCHES);
        let spawned = std::thread::Builder::new()
            .name("fonts".to_owned())
            .spawn(move || serve(Library::new(load()), &asked, &*wake));
        let thread = match spawned {
            Ok(_) => Some(Thread::serving(questions)),
            Err(error) => {
                log::error!("the thread for fonts cannot start, using embedded ones: {error}");
                None
            }
        };
        Self { thread, session: 0 }
    }

    /// Returns another handle to the same fonts, which gets the answers to its own searches.
    pub fn another(&self) -> Self {
        let thread = self.thread.as_ref();
        Self {
            thread: thread.map(|thread| Thread::serving(thread.questions.clone())),
            session: 0,
        }
    }

    /// Reads the fonts in these folders too, before anything that is asked later.
    pub fn add_folders(&mut self, folders: &[PathBuf]) {
        if let Some(thread) = &self.thread
            && !folders.is_empty()
            && let Err(error) = thread.questions.send(Question::Folders(folders.to_vec()))
        {
            log::error!("the fonts of {folders:?} cannot be read: {error}");
        }
    }

    /// Returns whether there is nothing to search.
    pub fn is_empty(&self) -> bool {
        self.thread.is_none()
    }

    /// Returns the faces of a family; waits until the system's fonts are known.
    pub fn family(&mut self, wanted: &Wanted) -> Option<Family> {
        let thread = self.thread.as_ref()?;
        let (reply, answer) = channel();
        let question = Question::Family(wanted.clone(), reply);
        thread.questions.send(question).ok()?;
        answer.recv().ok().flatten()
    }

    /// Starts a search for a face that covers the grapheme; returns whether an answer will come.
    pub fn search(&mut self, grapheme: SmolStr, wants_colour: bool, fallback: Fallback) -> bool {
        let Some(thread) = &self.thread else {
            return false;
        };
        let question = Question::Covering(Search {
            grapheme,
            wants_colour,
            fallback,
            session: self.session,
            reply: thread.reply.clone(),
        });
        match thread.questions.try_send(question) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => false,
            Err(TrySendError::Disconnected(_)) => {
                self.thread = None;
                false
            }
        }
    }

    /// Returns the next answer to a search, when there is one.
    pub fn answer(&mut self) -> Option<Answer> {
        let thread = self.thread.as_ref()?;
        loop {
            let (session, answer) = thread.answers.try_recv().ok()?;
            if session == self.session {
                return Some(answer);
            }
        }
    }

    /// Drops the answers to everything that was asked so far.
    pub fn forget_answers(&mut self) {
        self.session += 1;
    }
}

fn serve(mut library: Library, asked: &Receiver<Question>, wake: &(dyn Fn() + Send + Sync)) {
    let mut files = Files::default();
    let mut next = None;
    while let Some(question) = next.take().or_else(|| asked.recv().ok()) {
        match question {
            Question::Folders(folders) => library = library.with_folders(&folders),
            Question::Family(wanted, reply) => {
                // Nobody waits any more when the window is already gone.
                let _ = reply.send(library.family(&wanted, &mut files));
            }
            Question::Covering(search) => {
                // All that a frame lacks is asked at once.
                let mut searches = vec![search];
                while next.is_none() {
                    match asked.try_recv() {
                        Ok(Question::Covering(search)) => searches.push(search),
                        Ok(other) => next = Some(other),
                        Err(_) => break,
                    }
                }
                let coverage = library.coverage(&searches);
                for search in searches {
                    let face = library.covering(&search, &coverage, &mut files);
                    let grapheme = search.grapheme;
                    let answer = (search.session, Answer { grapheme, face });
                    // Who asked may be gone while others are still there.
                    if search.reply.send(answer).is_ok() {
                        wake();
                    }
                }
            }
        }
    }
}

/// The last few font files that were read.
#[derive(Default)]
struct Files {
    kept: VecDeque<(fontdb::ID, Arc<Vec<u8>>)>,
}

impl Files {
    fn read(&mut self, database: &fontdb::Database, info: &fontdb::FaceInfo) -> Option<SystemFace> {
        let kept = self.kept.iter().find(|(id, _)| *id == info.id);
        let bytes = match kept {
            Some((_, bytes)) => Arc::clone(bytes),
            None => {
                let read = database.with_face_data(info.id, |data, _| Arc::new(data.to_vec()))?;
                self.kept.push_back((info.id, Arc::clone(&read)));
                if self.kept.len() > FILES_KEPT {
                    self.kept.pop_front();
                }
                read
            }
        };
        Some(SystemFace {
            id: info.id,
            name: info.post_script_name.clone(),
            file: file_of(&info.source),
            bytes,
            index: info.index,
            slanted: info.style != fontdb::Style::Normal,
        })
    }
}

/// The database with its faces in the order in which they are tried.
struct Library {
    database: fontdb::Database,
    for_text: Vec<fontdb::ID>,
    for_emoji: Vec<fontdb::ID>,
    /// Those of folders that were added.
    of_folders: HashSet<fontdb::ID>,
}

impl Library {
    fn new(database: fontdb::Database) -> Self {
        let mut by_text: Vec<&fontdb::FaceInfo> = database.faces().collect();
        let mut by_emoji = by_text.clone();
        by_text.sort_by_key(|face| (is_emoji(face), plainness(face)));
        by_emoji.sort_by_key(|face| (!is_emoji(face), !is_coloured(face), plainness(face)));
        let for_text = by_text.into_iter().map(|face| face.id).collect();
        let for_emoji = by_emoji.into_iter().map(|face| face.id).collect();
        Self {
            database,
            for_text,
            for_emoji,
            of_folders: HashSet::new(),
        }
    }

    fn with_folders(self, folders: &[PathBuf]) -> Self {
        let mut database = self.database;
        let before: HashSet<fontdb::ID> = database.faces().map(|face| face.id).collect();
        for folder in folders {
            database.load_fonts_dir(folder);
        }
        let all = database.faces().map(|face| face.id);
        let mut of_folders = self.of_folders;
        of_folders.extend(all.filter(|id| !before.contains(id)));
        Self {
            of_folders,
            ..Self::new(database)
        }
    }

    fn family(&self, wanted: &Wanted, files: &mut Files) -> Option<Family> {
        let members: Vec<&fontdb::FaceInfo> = self
            .database
            .faces()
            .filter(|face| has_family(face, &wanted.family))
            .collect();
        let leans = |face: &fontdb::FaceInfo| face.style != fontdb::Style::Normal;
        let nearest = |italic: bool, weight: u16, heavier: Option<u16>| {
            members
                .iter()
                .filter(|face| leans(face) == italic)
                .filter(|face| heavier.is_none_or(|than| face.weight.0 > than))
                .min_by_key(|face| {
                    let width = face.stretch.to_number().abs_diff(wanted.stretch);
                    (width, face.weight.0.abs_diff(weight))
                })
        };
        // A family that only leans still serves, and one that does not lean is made to.
        let regular = nearest(wanted.italic, wanted.weight, None)
            .or_else(|| nearest(!wanted.italic, wanted.weight, None))?;
        let bold = (regular.weight.0 + 200).max(700);
        let heavier = Some(regular.weight.0.max(500));
        let italic = leans(regular) || !wanted.italic;
        let family = [
            Some(regular),
            nearest(leans(regular), bold, heavier),
            nearest(italic, wanted.weight, None),
            nearest(italic, bold, heavier),
        ];
        Some(family.map(|face| files.read(&self.database, face?)))
            .filter(|family| family[0].is_some())
    }

    /// Returns how many of the graphemes each face has that are to be found by coverage; no faces where that makes
    /// no difference.
    fn coverage(&self, searches: &[Search]) -> HashMap<fontdb::ID, usize> {
        let wanted = searches.iter().filter(|search| search.fallback.by_coverage);
        let wanted: Vec<&str> = wanted.map(|search| search.grapheme.as_str()).collect();
        if wanted.len() < 2 {
            return HashMap::new();
        }
        let count = |font: &swash::FontRef<'_>| {
            let covered = wanted.iter().filter(|wanted| face::covers(font, wanted));
            covered.count()
        };
        let faces = self.for_text.iter();
        faces
            .map(|id| (*id, self.with_font(*id, count).unwrap_or(0)))
            .collect()
    }

    fn covering(
        &self,
        search: &Search,
        coverage: &HashMap<fontdb::ID, usize>,
        files: &mut Files,
    ) -> Option<SystemFace> {
        let order = match search.wants_colour {
            true => &self.for_emoji,
            false => &self.for_text,
        };
        let Fallback {
            in_folders,
            by_coverage,
        } = search.fallback;
        let serves = |id: &fontdb::ID| in_folders || !self.of_folders.contains(id);
        let mut order: Vec<fontdb::ID> = order.iter().copied().filter(serves).collect();
        if by_coverage {
            // Those that are alike stay in their order.
            order.sort_by_key(|id| Reverse(coverage.get(id).copied()));
        }
        let covers = |font: &swash::FontRef<'_>| face::covers(font, &search.grapheme);
        let id = order
            .into_iter()
            .find(|id| self.with_font(*id, covers) == Some(true))?;
        files.read(&self.database, self.database.face(id)?)
    }

    /// Does something with a face; `None` where it cannot be read.
    fn with_font<T>(
        &self,
        id: fontdb::ID,
        work: impl FnOnce(&swash::FontRef<'_>) -> T,
    ) -> Option<T> {
        self.database.with_face_data(id, |data, index| {
            let font = swash::FontRef::from_index(data, index as usize)?;
            Some(work(&font))
        })?
    }
}

/// What is known of a face without reading it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InstalledFace {
    /// The first of its families' names.
    pub family: String,
    /// How heavy it is; 400 is regular and 700 bold (CSS Fonts 4).
    pub weight: u16,
    /// Whether its letters lean.
    pub italic: bool,
    /// How wide it is, from 1 for ultra-condensed over 5 to 9 (OS/2 table's usWidthClass).
    pub stretch: u16,
    /// Whether all of its letters are of one width.
    pub monospaced: bool,
    /// Where it lies.
    pub file: Option<PathBuf>,
}

/// Returns the faces of the system and of these folders, in the order of their families. It reads the
/// head of every font file.
pub fn installed(folders: &[PathBuf]) -> Vec<InstalledFace> {
    let mut database = fontdb::Database::new();
    database.load_system_fonts();
    for folder in folders {
        database.load_fonts_dir(folder);
    }
    let mut faces: Vec<InstalledFace> = database
        .faces()
        .map(|face| InstalledFace {
            family: face
                .families
                .first()
                .map_or_else(|| face.post_script_name.clone(), |(name, _)| name.clone()),
            weight: face.weight.0,
            italic: face.style != fontdb::Style::Normal,
            stretch: face.stretch.to_number(),
            monospaced: face.monospaced,
            file: file_of(&face.source),
        })
        .collect();
    faces.sort();
    faces.dedup();
    faces
}

fn file_of(source: &fontdb::Source) -> Option<PathBuf> {
    match source {
        fontdb::Source::Binary(_) => None,
        fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _) => Some(path.clone()),
    }
}

fn has_family(face: &fontdb::FaceInfo, name: &str) -> bool {
    face.families
        .iter()
        .any(|(family, _)| family.eq_ignore_ascii_case(name))
}

fn is_emoji(face: &fontdb::FaceInfo) -> bool {
    face.families
        .iter()
        .any(|(family, _)| family.to_ascii_lowercase().contains("emoji"))
}

fn is_coloured(face: &fontdb::FaceInfo) -> bool {
    face.families
        .iter()
        .any(|(family, _)| family.to_ascii_lowercase().contains("color"))
}

fn width_distance(face: &fontdb::FaceInfo) -> u16 {
    face.stretch
        .to_number()
        .abs_diff(fontdb::Stretch::Normal.to_number())
}

/// Orders upright, regular, monospaced faces before all others; the name makes the order stable.
fn plainness(face: &fontdb::FaceInfo) -> (bool, bool, u16, u16, String) {
    (
        face.style != fontdb::Style::Normal,
        !face.monospaced,
        face.weight.0.abs_diff(400),
        width_distance(face),
        face.post_script_name.clone(),
    )
}
