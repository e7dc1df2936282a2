//! The mouse: its bindings, and the table of those that hold when nothing is configured.
//!
//! Hides the ways in which Lua writes a mouse event, and how a person's bindings cover the defaults.
//! Plain data. It knows nothing of cells or pointers: the roof matches what happens against the table.

use std::fmt;

use mlua::Value;

use crate::actions::{self, CopyDestination, KeyAssignment, PasteSource, SelectionMode};
use crate::keys::{self, KeyMods};
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, Faults};

/// What a binding waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MousePhase {
    /// The button goes down, or the wheel turns.
    Down,
    /// The button comes up.
    Up,
    /// The pointer moves while the button is held.
    Drag,
}

/// A button as a binding names it; the wheel is four of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MouseButton {
    /// The left button.
    Left,
    /// The middle button.
    Middle,
    /// The right button.
    Right,
    /// The wheel, away from the hand.
    WheelUp,
    /// The wheel, towards the hand.
    WheelDown,
    /// The wheel, to the left.
    WheelLeft,
    /// The wheel, to the right.
    WheelRight,
}

impl MouseButton {
    fn is_wheel(self) -> bool {
        !matches!(self, Self::Left | Self::Middle | Self::Right)
    }
}

/// What happens with the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MouseTrigger {
    /// What the button does.
    pub phase: MousePhase,
    /// The button.
    pub button: MouseButton,
    /// How many presses followed each other closely, this one among them; 1 for the wheel.
    pub streak: u8,
}

/// A mouse event, when it counts, and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct MouseBinding {
    /// The event.
    pub event: MouseTrigger,
    /// What is held with it.
    pub mods: KeyMods,
    /// Whether it counts where the program in the pane reads the mouse; otherwise it counts where it does not.
    pub mouse_reporting: bool,
    /// Whether the pane must show the alternate screen; none where that does not matter.
    pub alt_screen: Option<bool>,
    /// What it does.
    pub action: KeyAssignment,
}

impl MouseBinding {
    /// Returns whether it counts for an event in a pane that is so.
    pub fn counts(
        &self,
        event: MouseTrigger,
        mods: KeyMods,
        mouse_reporting: bool,
        alt_screen: bool,
    ) -> bool {
        self.event == event
            && self.mods == mods
            && self.mouse_reporting == mouse_reporting
            && self.alt_screen.is_none_or(|wanted| wanted == alt_screen)
    }

    /// Returns all but the action as people read it.
    pub(crate) fn for_people(&self) -> String {
        let MouseTrigger {
            phase,
            button,
            streak,
        } = self.event;
        let mut text = format!("{phase:?} {button:?}");
        if streak > 1 {
            text.push_str(&format!(" x{streak}"));
        }
        let screen = match self.alt_screen {
            Some(true) => Some("on the alternate screen"),
            Some(false) => Some("not on the alternate screen"),
            None => None,
        };
        let reader = self.mouse_reporting.then_some("of a program that reads it");
        for when in [reader, screen].into_iter().flatten() {
            text.push_str(&format!(", {when}"));
        }
        text
    }

    /// Returns whether the other one counts wherever this one does.
    fn is_covered_by(&self, other: &Self) -> bool {
        self.event == other.event
            && self.mods == other.mods
            && self.mouse_reporting == other.mouse_reporting
            && (other.alt_screen.is_none() || self.alt_screen == other.alt_screen)
    }
}

impl fmt::Display for MouseTrigger {
    /// Writes it as Lua has it in a binding's field `event`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let button = match self.button {
            wheel if wheel.is_wheel() => format!("{{ {wheel:?} = 1 }}"),
            button => format!("'{button:?}'"),
        };
        let (phase, streak) = (self.phase, self.streak);
        write!(
            f,
            "{{ {phase:?} = {{ streak = {streak}, button = {button} }} }}"
        )
    }
}

impl fmt::Display for MouseBinding {
    /// Writes all but the action, as Lua has it between the braces of a binding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event = {}, mods = '{}'", self.event, self.mods)?;
        if self.mouse_reporting {
            f.write_str(", mouse_reporting = true")?;
        }
        match self.alt_screen {
            Some(wanted) => write!(f, ", alt_screen = {wanted}"),
            None => Ok(()),
        }
    }
}

/// How the path of a dropped file is written for a shell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DroppedFileQuoting {
    /// As it is.
    None,
    /// With a backslash before each blank.
    SpacesOnly,
    /// As one word for a POSIX shell.
    #[default]
    Posix,
    /// In double quotes where there is a blank in it.
    Windows,
    /// In double quotes.
    WindowsAlwaysQuoted,
}

/// The words of `quote_dropped_files`.
pub(crate) const QUOTING: &[(&str, DroppedFileQuoting)] = &[
    ("None", DroppedFileQuoting::None),
    ("SpacesOnly", DroppedFileQuoting::SpacesOnly),
    ("Posix", DroppedFileQuoting::Posix),
    ("Windows", DroppedFileQuoting::Windows),
    (
        "WindowsAlwaysQuoted",
        DroppedFileQuoting::WindowsAlwaysQuoted,
    ),
];

/// Reads `config.mouse_bindings`; the good bindings are kept where others are wrong.
pub(crate) fn bindings(value: &Value) -> Result<(Vec<MouseBinding>, Faults), Fault> {
    let mut bindings = Vec::new();
    let mut faults = Faults::default();
    for (i, entry) in value::elements(value::table(value)?)?.iter().enumerate() {
        match binding(entry) {
            Ok((binding, doubts)) => {
                bindings.push(binding);
                faults
                    .0
                    .extend(doubts.into_iter().map(|fault| fault.nth(i + 1)));
            }
            Err(fault) => faults.0.push(fault.nth(i + 1)),
        }
    }
    Ok((bindings, faults))
}

/// Reads one binding; what is doubtful about a good one comes with it.
fn binding(value: &Value) -> Result<(MouseBinding, Vec<Fault>), Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).unwrap_or(&Value::Nil);
    let known = ["event", "mods", "action", "mouse_reporting", "alt_screen"];
    let mut doubts = value::unknown_fields(value, &known);
    let within = actions::unknown_fields(get("action")).into_iter();
    doubts.extend(within.map(|fault| fault.within("action")));
    if get("event").is_nil() {
        return Err(Fault::new(
            "`event` is missing, such as event = { Up = { streak = 1, button = 'Left' } }",
        ));
    }
    if get("action").is_nil() {
        return Err(Fault::new(
            "`action` is missing, or names something that is nil",
        ));
    }
    let event = trigger(get("event")).map_err(|fault| fault.within("event"))?;
    if event.streak > 3 {
        let text = "presses are counted to three, so this never happens";
        doubts.push(Fault::warning(text).within("streak").within("event"));
    }
    let binding = MouseBinding {
        event,
        mods: mods(get("mods")).map_err(|fault| fault.within("mods"))?,
        mouse_reporting: match get("mouse_reporting") {
            Value::Nil => false,
            value => value::boolean(value).map_err(|fault| fault.within("mouse_reporting"))?,
        },
        alt_screen: alt_screen(get("alt_screen")).map_err(|fault| fault.within("alt_screen"))?,
        action: actions::read(get("action")).map_err(|fault| fault.within("action"))?,
    };
    Ok((binding, doubts))
}

fn trigger(value: &Value) -> Result<MouseTrigger, Fault> {
    let phases = [
        ("Down", MousePhase::Down),
        ("Up", MousePhase::Up),
        ("Drag", MousePhase::Drag),
    ];
    let fields = value::fields(value)?;
    let mut fields = fields.iter();
    let (Some((name, press)), None) = (fields.next(), fields.next()) else {
        return Err(Fault::new(
            "expected one of Down, Up and Drag, such as { Up = { streak = 1, button = 'Left' } }",
        ));
    };
    let Some((_, phase)) = phases.iter().find(|(known, _)| known == name) else {
        let hint = did_you_mean(name, phases.map(|(name, _)| name));
        let hint = hint.or_else(|| Some("there are Down, Up and Drag".to_owned()));
        return Err(Fault::new("no such event").hint(hint).within(name));
    };
    let (streak, button) = press_of(press).map_err(|fault| fault.within(name))?;
    if button.is_wheel() && *phase != MousePhase::Down {
        let fault = Fault::new("a wheel is not held: it only has Down");
        return Err(fault.within("button").within(name));
    }
    Ok(MouseTrigger {
        phase: *phase,
        button,
        streak: if button.is_wheel() { 1 } else { streak },
    })
}

fn press_of(value: &Value) -> Result<(u8, MouseButton), Fault> {
    let (mut streak, mut button) = (None, None);
    for (name, value) in value::fields(value)? {
        let outcome = match name.as_str() {
            "streak" => value::integer(&value, 1, i64::from(u8::MAX))
                .map(|count| streak = u8::try_from(count).ok()),
            "button" => button_of(&value).map(|read| button = Some(read)),
            other => {
                let hint = did_you_mean(other, ["streak", "button"]);
                Err(Fault::new("no such field").hint(hint))
            }
        };
        outcome.map_err(|fault| fault.within(&name))?;
    }
    let missing = |name: &str| Fault::new(format!("`{name}` is missing"));
    Ok((
        streak.ok_or_else(|| missing("streak"))?,
        button.ok_or_else(|| missing("button"))?,
    ))
}

/// Reads a button: a word, or a table with how far the wheel turned, which counts for nothing.
fn button_of(value: &Value) -> Result<MouseButton, Fault> {
    use MouseButton as B;
    let buttons = [
        ("Left", B::Left),
        ("Middle", B::Middle),
        ("Right", B::Right),
    ];
    let wheels = [
        ("WheelUp", B::WheelUp),
        ("WheelDown", B::WheelDown),
        ("WheelLeft", B::WheelLeft),
        ("WheelRight", B::WheelRight),
    ];
    if !matches!(value, Value::Table(_)) {
        let all: Vec<(&str, B)> = buttons.into_iter().chain(wheels).collect();
        return value::word(value, &all);
    }
    let fields = value::fields(value)?;
    let mut fields = fields.iter();
    match (fields.next(), fields.next()) {
        (Some((name, turned)), None) => {
            let Some((_, wheel)) = wheels.iter().find(|(known, _)| known == name) else {
                let hint = did_you_mean(name, wheels.map(|(name, _)| name));
                return Err(Fault::new("no such wheel").hint(hint).within(name));
            };
            value::integer(turned, -1_000_000, 1_000_000).map_err(|fault| fault.within(name))?;
            Ok(*wheel)
        }
        _ => Err(Fault::new("expected one wheel, such as { WheelUp = 1 }")),
    }
}

/// Reads modifiers such as "CTRL|SHIFT"; nil means none. On which side they are is not told with the mouse.
pub(crate) fn mods(value: &Value) -> Result<KeyMods, Fault> {
    match value {
        Value::Nil => Ok(KeyMods::empty()),
        held => Ok(keys::parse_mods(&value::text(held)?)?.without_sides()),
    }
}

fn alt_screen(value: &Value) -> Result<Option<bool>, Fault> {
    match value {
        Value::Nil => Ok(None),
        Value::Boolean(wanted) => Ok(Some(*wanted)),
        Value::String(word) if word.to_string_lossy() == "Any" => Ok(None),
        other => Err(value::expected("true, false or \"Any\"", other)),
    }
}

/// Lays bindings over each other, those that come first in front: the first layer wins, within one the last.
///
/// `DisableDefaultAssignment` stays, because it may take a default away on one of the two screens only.
pub(crate) fn layered(layers: &[&[MouseBinding]]) -> Vec<MouseBinding> {
    let mut all: Vec<MouseBinding> = Vec::new();
    for binding in layers.iter().flat_map(|layer| layer.iter().rev()) {
        if !all.iter().any(|known| binding.is_covered_by(known)) {
            all.push(binding.clone());
        }
    }
    all
}

/// The bindings that hold when nothing is configured.
#[rustfmt::skip]
pub(crate) fn defaults() -> Vec<MouseBinding> {
    use KeyAssignment as A;
    use MouseButton::{Left, Middle, WheelDown, WheelUp};
    use MousePhase::{Down, Drag, Up};
    use SelectionMode as M;
    const NONE: KeyMods = KeyMods::empty();
    const SHIFT: KeyMods = KeyMods::SHIFT;
    const ALT: KeyMods = KeyMods::ALT;
    const SUPER: KeyMods = KeyMods::SUPER;
    const BOTH: CopyDestination = CopyDestination::ClipboardAndPrimarySelection;
    let table = [
        (Down, Left, 3, NONE, A::SelectTextAtMouseCursor(M::Line)),
        (Down, Left, 2, NONE, A::SelectTextAtMouseCursor(M::Word)),
        (Down, Left, 1, NONE, A::SelectTextAtMouseCursor(M::Cell)),
        (Down, Left, 1, SHIFT, A::ExtendSelectionToMouseCursor(M::Cell)),
        (Down, Left, 1, ALT, A::SelectTextAtMouseCursor(M::Block)),
        (Up, Left, 1, SHIFT, A::CompleteSelectionOrOpenLinkAtMouseCursor(BOTH)),
        (Up, Left, 1, NONE, A::CompleteSelectionOrOpenLinkAtMouseCursor(BOTH)),
        (Up, Left, 1, ALT, A::CompleteSelection(BOTH)),
        (Up, Left, 2, NONE, A::CompleteSelection(BOTH)),
        (Up, Left, 3, NONE, A::CompleteSelection(BOTH)),
        (Drag, Left, 1, NONE, A::ExtendSelectionToMouseCursor(M::Cell)),
        (Drag, Left, 1, ALT, A::ExtendSelectionToMouseCursor(M::Block)),
        (Down, Left, 1, ALT | SHIFT, A::ExtendSelectionToMouseCursor(M::Block)),
        (Up, Left, 1, ALT | SHIFT, A::CompleteSelection(BOTH)),
        (Drag, Left, 2, NONE, A::ExtendSelectionToMouseCursor(M::Word)),
        (Drag, Left, 3, NONE, A::ExtendSelectionToMouseCursor(M::Line)),
        (Down, Middle, 1, NONE, A::PasteFrom(PasteSource::PrimarySelection)),
        (Drag, Left, 1, SUPER, A::StartWindowDrag),
        (Drag, Left, 1, KeyMods::CTRL | SHIFT, A::StartWindowDrag),
        (Down, WheelUp, 1, NONE, A::ScrollByCurrentEventWheelDelta),
        (Down, WheelDown, 1, NONE, A::ScrollByCurrentEventWheelDelta),
    ];
    table
        .into_iter()
        .map(|(phase, button, streak, mods, action)| MouseBinding {
            event: MouseTrigger { phase, button, streak },
            mods,
            mouse_reporting: false,
            // On the alternate screen there is nothing to scroll: the wheel is the program's.
            alt_screen: button.is_wheel().then_some(false),
            action,
        })
        .collect()
}
