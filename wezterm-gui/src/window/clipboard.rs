//! The system's clipboard and the primary selection.
//!
//! Hides arboard on a thread of its own: reading asks another program, which may answer late or
//! never, and what was copied must be served as long as the window lives. Answers are collected by
//! the main thread after a poke. It does not decide what is copied.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use arboard::Clipboard as System;
use mux::WindowId;

/// How long the end of the program waits for what was copied to be handed to a clipboard manager.
const HAND_OVER: Duration = Duration::from_millis(400);

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// What is copied and pasted by key.
    Clipboard,
    /// What is selected, pasted with the middle button; Linux alone has it.
    Primary,
}

enum Job {
    Set(Selection, String),
    /// For this window.
    Get(Selection, WindowId),
}

/// A handle to the clipboard's thread.
pub struct Clipboard {
    /// `None` only while the program ends.
    jobs: Option<Sender<Job>>,
    texts: Receiver<(WindowId, String)>,
}

impl Clipboard {
    /// Starts the thread; `wake` is called when a text that was asked for is there.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (jobs, todo) = channel();
        let (answer, texts) = channel();
        let spawned = std::thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(move || serve(&todo, &answer, &*wake));
        if let Err(error) = spawned {
            log::error!("the clipboard's thread cannot start, nothing can be copied: {error}");
        }
        Self {
            jobs: Some(jobs),
            texts,
        }
    }

    /// Puts the text on the clipboard or makes it the primary selection.
    pub fn set(&self, selection: Selection, text: String) {
        self.send(Job::Set(selection, text));
    }

    /// Asks for the text for one of the program's windows; [`Clipboard::texts`] returns it later.
    pub fn request(&self, selection: Selection, window: WindowId) {
        self.send(Job::Get(selection, window));
    }

    /// Returns the texts that have arrived, and who asked for each.
    pub fn texts(&self) -> Vec<(WindowId, String)> {
        self.texts.try_iter().collect()
    }

    fn send(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // Fails only without its thread, which the log has told already.
            let _ = jobs.send(job);
        }
    }
}

impl Drop for Clipboard {
    fn drop(&mut self) {
        self.jobs = None;
        let deadline = Instant::now() + HAND_OVER;
        // The thread's end closes the channel; it may be held up by a program that is asked.
        while let Some(left) = deadline.checked_duration_since(Instant::now())
            && self.texts.recv_timeout(left).is_ok()
        {}
    }
}

fn serve(
    todo: &Receiver<Job>,
    answer: &Sender<(WindowId, String)>,
    wake: &(dyn Fn() + Send + Sync),
) {
    let mut system = Connection::default();
    while let Ok(job) = todo.recv() {
        match job {
            Job::Set(selection, text) => system.set(selection, text),
            Job::Get(selection, window) => {
                if let Some(text) = system.get(selection) {
                    if answer.send((window, text)).is_err() {
                        return;
                    }
                    wake();
                }
            }
        }
    }
}

/// The one connection, opened when it is first needed.
#[derive(Default)]
struct Connection {
    system: Option<System>,
    /// What stands in for a primary selection where the system has none.
    own_primary: String,
}

impl Connection {
    fn open(&mut self) -> Option<&mut System> {
        if self.system.is_none() {
            match System::new() {
                Ok(system) => self.system = Some(system),
                Err(error) => log::warn!("the clipboard cannot be reached: {error}"),
            }
        }
        self.system.as_mut()
    }

    fn set(&mut self, selection: Selection, text: String) {
        if selection == Selection::Primary {
            self.own_primary.clone_from(&text);
        }
        let Some(system) = self.open() else { return };
        if let Err(error) = write(system, selection, text) {
            log::warn!("the text cannot be copied to the {selection:?}: {error}");
        }
    }

    fn get(&mut self, selection: Selection) -> Option<String> {
        let read = self.open().map(|system| read(system, selection));
        match (read, selection) {
            (Some(Ok(text)), _) => Some(text),
            (Some(Err(arboard::Error::ContentNotAvailable)), _) => None,
            (other, Selection::Primary) => {
                log::info!("no primary selection to ask: {:?}", other.map(Result::err));
                Some(self.own_primary.clone()).filter(|text| !text.is_empty())
            }
            (Some(Err(error)), Selection::Clipboard) => {
                log::warn!("the clipboard cannot be read: {error}");
                None
            }
            (None, Selection::Clipboard) => None,
        }
    }
}

#[cfg(target_os = "linux")]
mod kinds {
    use super::{Selection, System};
    use arboard::{Error, GetExtLinux, LinuxClipboardKind, SetExtLinux};

    fn kind(selection: Selection) -> LinuxClipboardKind {
        match selection {
            Selection::Clipboard => LinuxClipboardKind::Clipboard,
            Selection::Primary => LinuxClipboardKind::Primary,
        }
    }

    pub fn write(system: &mut System, selection: Selection, text: String) -> Result<(), Error> {
        system.set().clipboard(kind(selection)).text(text)
    }

    pub fn read(system: &mut System, selection: Selection) -> Result<String, Error> {
        system.get().clipboard(kind(selection)).text()
    }
}

#[cfg(not(target_os = "linux"))]
mod kinds {
    use super::{Selection, System};
    use arboard::Error;

    pub fn write(system: &mut System, selection: Selection, text: String) -> Result<(), Error> {
        match selection {
            Selection::Clipboard => system.set_text(text),
            Selection::Primary => Ok(()),
        }
    }

    pub fn read(system: &mut System, selection: Selection) -> Result<String, Error> {
        match selection {
            Selection::Clipboard => system.get_text(),
            Selection::Primary => Err(Error::ClipboardNotSupported),
        }
    }
}

use kinds::{read, write};
