//! The arguments that key assignments take, and how Lua writes them.
//!
//! Hides the names of fields, what may be left out and what holds then. Plain data, read on the thread of
//! the Lua state. Arguments that belong to one other concept live there: programs in `spawn`, key tables in
//! `keys`, the launcher's in `launcher`.

use mlua::Value;

use super::KeyAssignment;
use super::readers::{Record, copy};
use crate::launcher;
use crate::value::{self, Fault, expected, is_absent};

/// Makes an enum whose variants are words that Lua writes.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $word:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$about])* $word,)*
        }

        impl $name {
            pub(crate) const WORDS: &'static [(&'static str, Self)] =
                &[$((stringify!($word), Self::$word),)*];

            /// Returns the word that Lua writes.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$word => stringify!($word),)*
                }
            }
        }
    };
}
pub(super) use words;

words! {
    /// A clipboard that text is copied to.
    CopyDestination {
        /// The clipboard.
        Clipboard,
        /// The primary selection (X11 and Wayland).
        PrimarySelection,
        /// Both.
        ClipboardAndPrimarySelection,
    }
}

words! {
    /// A clipboard that text is pasted from.
    PasteSource {
        /// The clipboard.
        Clipboard,
        /// The primary selection (X11 and Wayland).
        PrimarySelection,
    }
}

words! {
    /// Where another pane lies.
    PaneDirection {
        /// To the left.
        Left,
        /// To the right.
        Right,
        /// Above.
        Up,
        /// Below.
        Down,
        /// After this one, in the order of their making.
        Next,
        /// Before this one.
        Prev,
    }
}

words! {
    /// What clearing the scrollback takes away.
    ClearMode {
        /// The rows above the screen.
        ScrollbackOnly,
        /// Those and the screen.
        ScrollbackAndViewport,
    }
}

words! {
    /// What a selection is made of.
    SelectionMode {
        /// Single cells.
        Cell,
        /// Words.
        Word,
        /// Whole lines.
        Line,
        /// A rectangle of cells.
        Block,
        /// A whole prompt, input or output.
        SemanticZone,
    }
}

words! {
    /// How a window stands to others.
    WindowLevel {
        /// Below them.
        AlwaysOnBottom,
        /// As it was raised last.
        Normal,
        /// Above them.
        AlwaysOnTop,
    }
}

words! {
    /// What is done with the pane that is chosen.
    PaneSelectMode {
        /// It gets the focus.
        Activate,
        /// It changes places with the active one and gets the focus.
        SwapWithActive,
        /// It changes places with the active one, which keeps the focus.
        SwapWithActiveKeepFocus,
        /// It goes to a tab of its own.
        MoveToNewTab,
        /// It goes to a window of its own.
        MoveToNewWindow,
    }
}

words! {
    /// A group of characters to pick from.
    CharGroup {
        /// Those that were picked before.
        RecentlyUsed,
        /// Faces and hearts.
        SmileysAndEmotion,
        /// People and hands.
        PeopleAndBody,
        /// Animals and plants.
        AnimalsAndNature,
        /// Food and drink.
        FoodAndDrink,
        /// Places and vehicles.
        TravelAndPlaces,
        /// Games and sports.
        Activities,
        /// Things.
        Objects,
        /// Signs.
        Symbols,
        /// Flags.
        Flags,
        /// Glyphs of the Nerd Fonts.
        NerdFonts,
        /// All characters by their Unicode names.
        UnicodeNames,
        /// Emoji by the names that chats give them.
        ShortCodes,
    }
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchPattern {
    /// What the regular expression finds.
    Regex(String),
    /// The text as it stands.
    CaseSensitiveString(String),
    /// The text, whatever the case of its letters.
    CaseInSensitiveString(String),
    /// What is selected; nothing where nothing is.
    CurrentSelectionOrEmptyString,
}

/// Reads the argument of `Search`.
pub(super) fn search(value: &Value) -> Result<SearchPattern, Fault> {
    const SHAPE: &str = "{Regex = text}, {CaseSensitiveString = text}, {CaseInSensitiveString = text} or \
                         \"CurrentSelectionOrEmptyString\"";
    if let Value::String(_) = value {
        let words = [(
            "CurrentSelectionOrEmptyString",
            SearchPattern::CurrentSelectionOrEmptyString,
        )];
        return value::word(value, &words);
    }
    let fields = value::fields(value).map_err(|_| expected(SHAPE, value))?;
    let mut fields = fields.iter();
    let (Some((name, text)), None) = (fields.next(), fields.next()) else {
        return Err(Fault::new(format!("expected one of {SHAPE}")));
    };
    let make = match name.as_str() {
        "Regex" => SearchPattern::Regex,
        "CaseSensitiveString" => SearchPattern::CaseSensitiveString,
        "CaseInSensitiveString" => SearchPattern::CaseInSensitiveString,
        other => {
            let known = ["Regex", "CaseSensitiveString", "CaseInSensitiveString"];
            let hint = crate::suggest::did_you_mean(other, known);
            return Err(Fault::new("no such way to search").hint(hint).within(name));
        }
    };
    value::text(text)
        .map(make)
        .map_err(|fault| fault.within(name))
}

/// How a pane is chosen by a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneSelectArgs {
    /// What is done with it.
    pub mode: PaneSelectMode,
    /// The characters of which labels are made; none means those of the configuration.
    pub alphabet: Option<String>,
    /// Whether the panes' numbers are shown beside the labels.
    pub show_pane_ids: bool,
}

/// Reads the argument of `PaneSelect`.
pub(super) fn pane_select(value: &Value) -> Result<PaneSelectArgs, Fault> {
    let record = Record::of(value)?;
    Ok(PaneSelectArgs {
        mode: record.or("mode", PaneSelectMode::Activate, |v| {
            value::word(v, PaneSelectMode::WORDS)
        })?,
        alphabet: record.maybe("alphabet", value::text)?,
        show_pane_ids: record.or("show_pane_ids", false, value::boolean)?,
    })
}

/// What is labelled to be picked, and what happens to it.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickSelectArgs {
    /// The regular expressions of what is labelled; none means those of the configuration.
    pub patterns: Option<Vec<String>>,
    /// The characters of which labels are made; none means those of the configuration.
    pub alphabet: Option<String>,
    /// What is done instead of copying.
    pub action: Option<Box<KeyAssignment>>,
    /// Whether that is left out where what was picked is pasted as well.
    pub skip_action_on_paste: bool,
    /// What it says that picking does; none means "copy".
    pub label: Option<String>,
    /// How many rows above and below the view are searched; none means as many as a screen has.
    pub scope_lines: Option<usize>,
}

/// Reads the argument of `QuickSelectArgs`.
pub(super) fn quick_select(value: &Value) -> Result<QuickSelectArgs, Fault> {
    let record = Record::of(value)?;
    let rows = |value: &Value| {
        let rows = value::integer(value, 0, 1_000_000_000)?;
        Ok(usize::try_from(rows).unwrap_or(usize::MAX))
    };
    Ok(QuickSelectArgs {
        patterns: record.maybe("patterns", value::texts)?,
        alphabet: record.maybe("alphabet", value::text)?,
        action: record.maybe("action", super::read)?.map(Box::new),
        skip_action_on_paste: record.or("skip_action_on_paste", false, value::boolean)?,
        label: record.maybe("label", value::text)?,
        scope_lines: record.maybe("scope_lines", rows)?,
    })
}

/// How a character is picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharSelectArgs {
    /// The group that is shown first; none means those that were picked before, or the first.
    pub group: Option<CharGroup>,
    /// Whether it is copied as well as sent to the program.
    pub copy_on_select: bool,
    /// Where to.
    pub copy_to: CopyDestination,
}

impl Default for CharSelectArgs {
    fn default() -> Self {
        Self {
            group: None,
            copy_on_select: true,
            copy_to: CopyDestination::ClipboardAndPrimarySelection,
        }
    }
}

/// Reads the argument of `CharSelect`.
pub(super) fn char_select(value: &Value) -> Result<CharSelectArgs, Fault> {
    let record = Record::of(value)?;
    let usual = CharSelectArgs::default();
    Ok(CharSelectArgs {
        group: record.maybe("group", |v| value::word(v, CharGroup::WORDS))?,
        copy_on_select: record.or("copy_on_select", usual.copy_on_select, value::boolean)?,
        copy_to: record.or("copy_to", usual.copy_to, copy)?,
    })
}

/// How one line of text is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptArgs {
    /// What is asked.
    pub description: String,
    /// What stands before the line.
    pub prompt: String,
    /// What stands in the line at first.
    pub initial_value: Option<String>,
    /// What is done with the line: an event whose handlers get (window, pane, line), or nothing.
    pub action: Box<KeyAssignment>,
}

/// Reads the argument of `PromptInputLine`.
pub(super) fn prompt(value: &Value) -> Result<PromptArgs, Fault> {
    let record = Record::of(value)?;
    Ok(PromptArgs {
        description: record
            .maybe("description", value::text)?
            .unwrap_or_default(),
        prompt: record.or("prompt", "> ".to_owned(), value::text)?,
        initial_value: record.maybe("initial_value", value::text)?,
        action: record.must("action", callback)?,
    })
}

/// One entry of a list to pick from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorChoice {
    /// What is shown, which may hold escape sequences.
    pub label: String,
    /// What the handler gets beside it.
    pub id: Option<String>,
}

/// A list to pick from.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectorArgs {
    /// What it is called.
    pub title: String,
    /// What may be picked.
    pub choices: Vec<SelectorChoice>,
    /// What is done with the pick: an event whose handlers get (window, pane, id, label), or nothing.
    pub action: Box<KeyAssignment>,
    /// Whether it begins with filtering.
    pub fuzzy: bool,
    /// The characters of which the labels of entries are made; none means the usual ones.
    pub alphabet: Option<String>,
    /// What it says above the list; none means how to use it.
    pub description: Option<String>,
    /// What it says before the text that filters; none means how to use it.
    pub fuzzy_description: Option<String>,
}

/// Reads the argument of `InputSelector`.
pub(super) fn selector(value: &Value) -> Result<SelectorArgs, Fault> {
    let record = Record::of(value)?;
    Ok(SelectorArgs {
        title: record.maybe("title", value::text)?.unwrap_or_default(),
        choices: record.must("choices", |v| value::list(v, choice))?,
        action: record.must("action", callback)?,
        fuzzy: record.or("fuzzy", false, value::boolean)?,
        alphabet: record.maybe("alphabet", alphabet)?,
        description: record.maybe("description", value::text)?,
        fuzzy_description: record.maybe("fuzzy_description", value::text)?,
    })
}

fn choice(value: &Value) -> Result<SelectorChoice, Fault> {
    let record = Record::of(value)?;
    Ok(SelectorChoice {
        label: record.must("label", written)?,
        id: record.maybe("id", written)?,
    })
}

/// Reads a text; a number is written out, as Lua does where it joins texts.
fn written(value: &Value) -> Result<String, Fault> {
    match value {
        Value::Integer(number) => Ok(number.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        other => value::text(other),
    }
}

/// How a question is asked that is answered with yes or no.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfirmationArgs {
    /// The question, which may hold escape sequences.
    pub message: String,
    /// What is done after yes: an event whose handlers get (window, pane), or nothing.
    pub action: Box<KeyAssignment>,
    /// What is done after no.
    pub cancel: Option<Box<KeyAssignment>>,
}

/// Reads the argument of `Confirmation`.
pub(super) fn confirmation(value: &Value) -> Result<ConfirmationArgs, Fault> {
    let record = Record::of(value)?;
    Ok(ConfirmationArgs {
        message: record.or("message", "🛑 Really continue?".to_owned(), value::text)?,
        action: record.must("action", callback)?,
        cancel: record.maybe("cancel", callback)?,
    })
}

/// Reads the characters of which labels are made.
fn alphabet(value: &Value) -> Result<String, Fault> {
    let text = value::text(value)?;
    launcher::alphabet(&text)?;
    Ok(text)
}

/// Reads an action that gets more than the window and the pane, as only handlers can.
fn callback(value: &Value) -> Result<Box<KeyAssignment>, Fault> {
    match super::read(value)? {
        action @ (KeyAssignment::EmitEvent(_) | KeyAssignment::Nop) => Ok(Box::new(action)),
        other => Err(Fault::new(format!(
            "expected what wezterm.action_callback returns, got the action {}",
            other.name()
        ))),
    }
}

/// Reads an argument that may be left out altogether.
pub(super) fn or_absent<T>(
    value: &Value,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    match is_absent(value) {
        true => Ok(None),
        false => read(value).map(Some),
    }
}
