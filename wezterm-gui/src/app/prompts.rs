//! What asks a person something for a handler of the configuration: a line, a choice, yes or no; and the list
//! of tabs.
//!
//! Hides that a handler may be gone when the answer comes. Main thread only. The boxes themselves are
//! `prompt`'s, `picker`'s and `question`'s.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use config::{ConfirmationArgs, KeyAssignment as A, PromptArgs, SelectorArgs};
use mlua::IntoLua;
use mux::PaneId;
use mux::grid::{Size, text_width};

use super::App;
use super::panel::Place;
use super::picker::{ALPHABET, Entry, Look, PickerOptions};
use super::prompt::{Prompt, PromptOptions};
use super::question::Question;
use super::styled::Styled;
use super::views::Purpose;

const FUZZY: &str = "Fuzzy matching: ";
const SELECTOR_KEYS: &str = "Enter takes · / filters · ↑↓ move · Esc cancels";
const FILTER_KEYS: &str = "Enter takes · ↑↓ move · Esc cancels · Ctrl+U clears";
const TAB_KEYS: &str = "Enter shows · / filters · ↑↓ move · Esc closes";
/// The narrowest list.
const LEAST_COLS: usize = 44;
/// The columns around an entry's text: border, blanks, label.
const AROUND: usize = 12;
/// How many entries are measured for the width of a list.
const MEASURED: usize = 1000;

/// A handler that waits for an answer.
struct Waiting {
    event: String,
    pane: PaneId,
    /// Which configuration it belongs to.
    configuration: u64,
}

impl App {
    /// Asks for a line of text, and tells it to the action's handler.
    pub(crate) fn prompt_input_line(&mut self, args: &PromptArgs, pane: PaneId) {
        let answer = Rc::new(RefCell::new(None));
        let options = PromptOptions {
            description: args.description.clone(),
            prompt: args.prompt.clone(),
            text: args.initial_value.clone().unwrap_or_default(),
            base: self.box_style(),
        };
        let prompt = Prompt::new(&options, Rc::clone(&answer));
        let waiting = self.waiting(&args.action, pane);
        let place = (prompt.place(), Purpose::Other);
        self.open_menu(pane, place, prompt, move |app| {
            let line = answer.borrow_mut().take();
            app.tell_waiting(waiting, vec![line]);
        });
    }

    /// Lets one of a list be chosen, and tells it to the action's handler.
    pub(crate) fn input_selector(&mut self, args: &SelectorArgs, pane: PaneId) {
        let choices = args.choices.clone();
        let entries: Vec<Entry> = choices
            .iter()
            .map(|choice| Entry::from(choice.label.clone()))
            .collect();
        let help = args.description.clone().unwrap_or_default();
        let prompt = args.fuzzy_description.as_deref().unwrap_or(FUZZY);
        let heading = match args.fuzzy {
            true => 1,
            false => Styled::lines(&help, Default::default()).len(),
        };
        let place = self.list_place(&entries, heading);
        let options = PickerOptions {
            title: args.title.clone(),
            help,
            keys: if args.fuzzy {
                FILTER_KEYS
            } else {
                SELECTOR_KEYS
            },
            prompt: prompt.to_owned(),
            alphabet: args.alphabet.as_deref().unwrap_or(ALPHABET).to_owned(),
            fuzzy: args.fuzzy,
            entries,
            marked: 0,
            look: Look::Box(self.box_style()),
        };
        let waiting = self.waiting(&args.action, pane);
        let place = (place, Purpose::Other);
        self.open_picker(pane, place, options, move |app, chosen| {
            let choice = chosen.and_then(|chosen| choices.into_iter().nth(chosen));
            let (id, label) = choice.map_or((None, None), |choice| (choice.id, Some(choice.label)));
            app.tell_waiting(waiting, vec![id, label]);
        });
    }

    /// Asks a question, and tells the handler of its answer.
    pub(crate) fn confirmation(&mut self, args: &ConfirmationArgs, pane: PaneId) {
        let yes = self.waiting(&args.action, pane);
        let no = args.cancel.as_ref();
        let no = no.and_then(|cancel| self.waiting(cancel, pane));
        let place = Purpose::Other;
        self.ask_yes_or_no(&args.message, pane, place, move |app, confirmed| {
            app.tell_waiting(if confirmed { yes } else { no }, Vec::new());
        });
    }

    /// Asks a question over the tab of a pane; one that is closed is answered with no.
    pub(super) fn ask_yes_or_no(
        &mut self,
        message: &str,
        pane: PaneId,
        purpose: Purpose,
        then: impl FnOnce(&mut App, bool) + 'static,
    ) {
        let answer = Rc::new(Cell::new(None));
        let question = Question::new(message, self.box_style(), Rc::clone(&answer));
        let place = (question.place(), purpose);
        self.open_menu(pane, place, question, move |app| {
            then(app, answer.get() == Some(true));
        });
    }

    /// Lets a tab of the window be chosen; the one that is shown is marked.
    pub(crate) fn show_tab_navigator(&mut self, pane: PaneId) {
        let (tabs, active) = self.tabs();
        let bound = self
            .shown
            .keys
            .bindings(self.shown.config.ui_key_cap_rendering);
        let entry = |(index, tab): (usize, &mux::TabId)| {
            let by_index = A::ActivateTab(i64::try_from(index).unwrap_or(i64::MAX));
            let key = bound.iter().find(|(action, _)| *action == by_index);
            Entry {
                label: self.tab_title(*tab),
                about: match self.mux.tab_panes(*tab).len() {
                    0 | 1 => String::new(),
                    panes => format!("{panes} panes"),
                },
                keys: key
                    .and_then(|(_, keys)| keys.first().cloned())
                    .unwrap_or_default(),
            }
        };
        let entries: Vec<Entry> = tabs.iter().enumerate().map(entry).collect();
        let alphabet = match self.shown.config.tab_and_split_indices_are_zero_based {
            true => format!("0{}", ALPHABET.replacen('0', "", 1)),
            false => ALPHABET.to_owned(),
        };
        let place = self.list_place(&entries, 0);
        let options = PickerOptions {
            title: "Tabs".to_owned(),
            help: String::new(),
            keys: TAB_KEYS,
            prompt: "> ".to_owned(),
            alphabet,
            fuzzy: false,
            marked: tabs
                .iter()
                .position(|tab| Some(*tab) == active)
                .unwrap_or(0),
            entries,
            look: Look::Box(self.box_style()),
        };
        let place = (place, Purpose::Other);
        self.open_picker(pane, place, options, move |app, chosen| {
            if let Some(tab) = chosen.and_then(|chosen| tabs.get(chosen)) {
                app.activate_tab(*tab);
            }
        });
    }

    /// Returns where a list stands that has so many rows above its entries.
    fn list_place(&self, entries: &[Entry], heading: usize) -> Place {
        let width = |entry: &Entry| {
            let label = Styled::read(&entry.label, Default::default()).width();
            let more = [&entry.about, &entry.keys].map(|text| text_width(text));
            let more = more.into_iter().filter(|width| *width > 0);
            label + more.map(|width| width + 4).sum::<usize>()
        };
        let widest = entries.iter().take(MEASURED).map(width).max().unwrap_or(0);
        let room = self.areas().shells.rows;
        let most = (room * 7 / 10).max(8);
        let rows = entries.len().max(1).saturating_add(heading + 2).min(most);
        // The row in which one types what is sought has room, too.
        let rows = rows.max(4);
        Place::Upper(Size::new((widest + AROUND).max(LEAST_COLS), rows))
    }

    /// Returns the handler that an action calls; none for one that does nothing.
    fn waiting(&self, action: &A, pane: PaneId) -> Option<Waiting> {
        let A::EmitEvent(event) = action else {
            return None;
        };
        Some(Waiting {
            event: event.clone(),
            pane,
            configuration: self.shown.told.configurations_before(),
        })
    }

    /// Tells an answer to the handler that waits for it, while its pane is there.
    fn tell_waiting(&mut self, waiting: Option<Waiting>, answer: Vec<Option<String>>) {
        let Some(waiting) = waiting.filter(|waiting| self.is_pane(waiting.pane)) else {
            return;
        };
        // The functions of another configuration have the same names.
        let other = waiting.configuration != self.shown.told.configurations_before();
        if other && config::callback_number(&waiting.event).is_some() {
            let why = "the configuration was read again meanwhile; ask for it once more";
            self.toast("Nothing was done".to_owned(), why.to_owned(), None);
            return;
        }
        let (window, pane) = self.lua_objects(Some(waiting.pane));
        self.run_handlers(&waiting.event, move |lua| {
            let mut values = vec![window.into_lua(lua)?, pane.into_lua(lua)?];
            for part in answer {
                values.push(part.into_lua(lua)?);
            }
            Ok(values)
        });
    }
}
