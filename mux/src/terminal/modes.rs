//! The modes that decide how input is encoded, and those that programs save, restore and ask for.
//!
//! The engine keeps modes of its own, shows few of them and restores none; this follows them by
//! looking at each action before it is applied. Used under the pane's lock. It applies nothing to
//! the screen.

use tattoy_wezterm_escape_parser::csi::{
    CSI, DecPrivateMode, DecPrivateModeCode, Device, Keyboard, KittyKeyboardFlags,
    KittyKeyboardMode, Mode, TerminalMode, TerminalModeCode, XtermKeyModifierResource,
};
use tattoy_wezterm_escape_parser::{Action, Esc, EscCode};

/// The flags of kitty's keyboard protocol that are honoured.
const SUPPORTED_KITTY_FLAGS: u16 = KittyKeyboardFlags::DISAMBIGUATE_ESCAPE_CODES.bits()
    | KittyKeyboardFlags::REPORT_EVENT_TYPES.bits()
    | KittyKeyboardFlags::REPORT_ALTERNATE_KEYS.bits()
    | KittyKeyboardFlags::REPORT_ALL_KEYS_AS_ESCAPE_CODES.bits()
    | KittyKeyboardFlags::REPORT_ASSOCIATED_TEXT.bits();
/// How many sets of flags a program may push, as kitty limits it.
const MAX_KITTY_STACK: usize = 32;

/// Modes of ECMA-48 and DEC's own.
const INSERTION: u16 = 4;
const SEND_RECEIVE: u16 = 12;
const NEWLINE: u16 = 20;
/// Modes of ECMA-48 that are known and cannot be set, as in DEC's terminals; and the one that would
/// lock the keyboard (KAM).
const NEVER_SET: [u16; 13] = [1, 2, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19];

const APP_CURSOR: u16 = 1;
/// 132 columns; a pane has those of its window.
pub(super) const COLUMNS_132: u16 = 3;
const SMOOTH_SCROLL: u16 = 4;
const REVERSE_VIDEO: u16 = 5;
const ORIGIN: u16 = 6;
const AUTO_WRAP: u16 = 7;
const AUTO_REPEAT: u16 = 8;
const X10_MOUSE: u16 = 9;
/// The cursor blinks.
pub(super) const CURSOR_BLINK: u16 = 12;
const PRINT_FORM_FEED: u16 = 18;
const PRINT_EXTENT: u16 = 19;
const SHOW_CURSOR: u16 = 25;
/// Whether 3 does anything.
const ALLOW_132: u16 = 40;
const REVERSE_WRAP: u16 = 45;
/// A page is never wider than what is seen of it.
const CURSOR_COUPLING: u16 = 60;
const KEYPAD: u16 = 66;
/// Backspace sends BS, not DEL.
const BACKSPACE_IS_BS: u16 = 67;
const MARGINS: u16 = 69;
/// Sixels are drawn in the screen's corner, and neither scroll it nor move the cursor (DECSDM).
const SIXEL_DISPLAY: u16 = 80;
const MOUSE: u16 = 1000;
const BUTTON_MOUSE: u16 = 1002;
const ANY_MOUSE: u16 = 1003;
const FOCUS: u16 = 1004;
const UTF8_MOUSE: u16 = 1005;
const SGR_MOUSE: u16 = 1006;
const ALT_SCROLL: u16 = 1007;
const SGR_PIXELS: u16 = 1016;
const BRACKETED_PASTE: u16 = 2004;
const SYNCHRONISED_OUTPUT: u16 = 2026;
/// The cursor goes to the right of a sixel picture.
const SIXEL_RIGHT: u16 = 8452;
/// Private modes that show the alternate screen.
pub(super) const ALT_SCREENS: [u16; 3] = [47, 1047, 1049];

/// Private modes that are followed.
const FOLLOWED: &[u16] = &[
    APP_CURSOR,
    COLUMNS_132,
    SMOOTH_SCROLL,
    REVERSE_VIDEO,
    ORIGIN,
    AUTO_WRAP,
    X10_MOUSE,
    PRINT_FORM_FEED,
    PRINT_EXTENT,
    SHOW_CURSOR,
    ALLOW_132,
    REVERSE_WRAP,
    KEYPAD,
    BACKSPACE_IS_BS,
    MARGINS,
    SIXEL_DISPLAY,
    MOUSE,
    BUTTON_MOUSE,
    ANY_MOUSE,
    FOCUS,
    UTF8_MOUSE,
    SGR_MOUSE,
    ALT_SCROLL,
    SGR_PIXELS,
    BRACKETED_PASTE,
    SIXEL_RIGHT,
];

/// Those of them that the engine says nothing of.
const TOLD_HERE: [u16; 12] = [
    COLUMNS_132,
    SMOOTH_SCROLL,
    REVERSE_VIDEO,
    X10_MOUSE,
    PRINT_FORM_FEED,
    PRINT_EXTENT,
    ALLOW_132,
    KEYPAD,
    BACKSPACE_IS_BS,
    SIXEL_DISPLAY,
    ALT_SCROLL,
    SIXEL_RIGHT,
];

/// Which mouse events the program wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MouseTracking {
    Off,
    /// Presses alone, without modifiers.
    X10,
    /// Presses and releases.
    Buttons,
    /// Also moves with a button held.
    Drag,
    /// Also moves without a button.
    Any,
}

/// How the program wants mouse positions to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MouseEncoding {
    Bytes,
    Utf8,
    Sgr,
    SgrPixels,
}

/// The modes as they stand.
#[derive(Clone, Debug)]
pub(super) struct Modes {
    on: Vec<u16>,
    saved: Vec<(u16, bool)>,
    insertion: bool,
    /// Enter sends a newline too.
    pub(super) newline: bool,
    /// xterm's modifyOtherKeys: 0, 1 or 2.
    pub(super) modify_other_keys: u8,
    alt_screen: bool,
    kitty: [Vec<u16>; 2],
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            on: vec![AUTO_WRAP, SHOW_CURSOR, ALT_SCROLL],
            saved: Vec::new(),
            insertion: false,
            newline: false,
            modify_other_keys: 0,
            alt_screen: false,
            kitty: [Vec::new(), Vec::new()],
        }
    }
}

impl Modes {
    /// Follows an action that is about to be applied.
    pub(super) fn follow(&mut self, action: &Action) {
        match action {
            Action::CSI(CSI::Mode(mode)) => self.follow_mode(mode),
            Action::CSI(CSI::Device(device)) if **device == Device::SoftReset => {
                for number in [
                    APP_CURSOR,
                    REVERSE_VIDEO,
                    ORIGIN,
                    REVERSE_WRAP,
                    KEYPAD,
                    MARGINS,
                ] {
                    self.set(number, false);
                }
                self.insertion = false;
                self.set(AUTO_WRAP, true);
                self.set(SHOW_CURSOR, true);
                self.alt_screen = false;
                self.modify_other_keys = 0;
                self.kitty = [Vec::new(), Vec::new()];
            }
            Action::Esc(Esc::Code(EscCode::FullReset)) => *self = Self::default(),
            Action::Esc(Esc::Code(EscCode::DecApplicationKeyPad)) => self.set(KEYPAD, true),
            Action::Esc(Esc::Code(EscCode::DecNormalKeyPad)) => self.set(KEYPAD, false),
            _ => {}
        }
    }

    fn follow_mode(&mut self, mode: &Mode) {
        match mode {
            Mode::SetDecPrivateMode(mode) => self.set_private(mode_number(mode), true),
            Mode::ResetDecPrivateMode(mode) => self.set_private(mode_number(mode), false),
            Mode::SaveDecPrivateMode(mode) => self.save(mode_number(mode)),
            Mode::RestoreDecPrivateMode(mode) => self.restore(mode_number(mode)),
            Mode::SetMode(TerminalMode::Code(TerminalModeCode::Insert)) => self.insertion = true,
            Mode::ResetMode(TerminalMode::Code(TerminalModeCode::Insert)) => self.insertion = false,
            Mode::SetMode(TerminalMode::Code(TerminalModeCode::AutomaticNewline)) => {
                self.newline = true;
            }
            Mode::ResetMode(TerminalMode::Code(TerminalModeCode::AutomaticNewline)) => {
                self.newline = false;
            }
            Mode::XtermKeyMode {
                resource: XtermKeyModifierResource::OtherKeys,
                value,
            } => self.modify_other_keys = value.unwrap_or(0).clamp(0, 2) as u8,
            _ => {}
        }
    }

    fn set_private(&mut self, number: u16, on: bool) {
        if ALT_SCREENS.contains(&number) {
            self.alt_screen = on;
        }
        if FOLLOWED.contains(&number) && (number != COLUMNS_132 || self.is_on(ALLOW_132)) {
            self.set(number, on);
        }
    }

    fn set(&mut self, number: u16, on: bool) {
        self.on.retain(|known| *known != number);
        if on {
            self.on.push(number);
        }
    }

    fn save(&mut self, number: u16) {
        if FOLLOWED.contains(&number) {
            self.saved.retain(|(known, _)| *known != number);
            self.saved.push((number, self.is_on(number)));
        }
    }

    fn restore(&mut self, number: u16) {
        if let Some((_, on)) = self.saved.iter().find(|(known, _)| *known == number) {
            self.set(number, *on);
        }
    }

    /// Returns the action that brings a private mode back as it was saved; `None` when it was not. The
    /// modes that show the alternate screen are not saved.
    pub(super) fn restored(&self, mode: &DecPrivateMode) -> Option<Action> {
        let number = mode_number(mode);
        let (_, on) = self.saved.iter().find(|(known, _)| *known == number)?;
        let mode = mode.clone();
        let restored = if *on {
            Mode::SetDecPrivateMode(mode)
        } else {
            Mode::ResetDecPrivateMode(mode)
        };
        Some(Action::CSI(CSI::Mode(restored)))
    }

    /// Returns how DECRQM tells a private mode that the engine says nothing of: 1 and 2 for one that is
    /// on or off, 3 for one that is always on and 4 for one that never is; `None` for one that the engine
    /// tells, or that nobody knows.
    pub(super) fn told_here(&self, number: u16) -> Option<u8> {
        let on = match number {
            AUTO_REPEAT => return Some(3),
            CURSOR_COUPLING => return Some(4),
            number if ALT_SCREENS.contains(&number) => self.alt_screen,
            number if TOLD_HERE.contains(&number) => self.is_on(number),
            _ => return None,
        };
        Some(if on { 1 } else { 2 })
    }

    /// Returns the answer to DECRQM for a mode of ECMA-48.
    pub(super) fn ansi_report(&self, mode: &TerminalMode) -> Option<String> {
        let number = match mode {
            TerminalMode::Code(code) => code.clone() as u16,
            TerminalMode::Unspecified(number) => *number,
        };
        let value = match number {
            INSERTION => 2 - u8::from(self.insertion),
            NEWLINE => 2 - u8::from(self.newline),
            // What is typed is never shown but by the program.
            SEND_RECEIVE => 3,
            number if NEVER_SET.contains(&number) => 4,
            _ => 0,
        };
        Some(format!("\x1b[{number};{value}$y"))
    }

    fn is_on(&self, number: u16) -> bool {
        self.on.contains(&number)
    }

    /// Follows a request of kitty's keyboard protocol and returns the answer to it, if it has one.
    pub(super) fn keyboard(&mut self, request: &Keyboard) -> Option<String> {
        let stack = &mut self.kitty[usize::from(self.alt_screen)];
        match request {
            Keyboard::QueryKittySupport => {
                return Some(format!("\x1b[?{}u", stack.last().unwrap_or(&0)));
            }
            Keyboard::PushKittyState { flags, .. } => {
                if stack.len() == MAX_KITTY_STACK {
                    stack.remove(0);
                }
                stack.push(flags.bits() & SUPPORTED_KITTY_FLAGS);
            }
            Keyboard::PopKittyState(count) => {
                let count = usize::try_from(*count).unwrap_or(usize::MAX).max(1);
                stack.truncate(stack.len().saturating_sub(count));
            }
            Keyboard::SetKittyState { flags, mode } => {
                let flags = flags.bits() & SUPPORTED_KITTY_FLAGS;
                let old = stack.pop().unwrap_or(0);
                stack.push(match mode {
                    KittyKeyboardMode::AssignAll => flags,
                    KittyKeyboardMode::SetSpecified => old | flags,
                    KittyKeyboardMode::ClearSpecified => old & !flags,
                });
            }
            Keyboard::ReportKittyState(_) => {}
        }
        None
    }

    /// Forgets what programs have asked for of kitty's keyboard protocol.
    pub(super) fn forget_kitty(&mut self) {
        self.kitty = [Vec::new(), Vec::new()];
    }

    /// Returns the flags of kitty's keyboard protocol that are in force.
    pub(super) fn kitty_flags(&self) -> KittyKeyboardFlags {
        let stack = &self.kitty[usize::from(self.alt_screen)];
        KittyKeyboardFlags::from_bits_truncate(*stack.last().unwrap_or(&0))
    }

    /// Returns whether cursor keys are sent in application form.
    pub(super) fn app_cursor(&self) -> bool {
        self.is_on(APP_CURSOR)
    }

    /// Returns whether Backspace sends BS (DECBKM).
    pub(super) fn backspace_is_bs(&self) -> bool {
        self.is_on(BACKSPACE_IS_BS)
    }

    /// Returns whether the number of columns may be chosen.
    pub(super) fn chooses_columns(&self) -> bool {
        self.is_on(ALLOW_132)
    }

    /// Returns whether sixels are drawn in the screen's corner.
    pub(super) fn sixels_stay(&self) -> bool {
        self.is_on(SIXEL_DISPLAY)
    }

    /// Returns whether the cursor goes to the right of a sixel picture.
    pub(super) fn sixels_move_right(&self) -> bool {
        self.is_on(SIXEL_RIGHT)
    }

    /// Returns whether the program wants to know about focus.
    pub(super) fn focus(&self) -> bool {
        self.is_on(FOCUS)
    }

    /// Returns whether pasted text is to be bracketed.
    pub(super) fn bracketed_paste(&self) -> bool {
        self.is_on(BRACKETED_PASTE)
    }

    /// Returns whether the wheel becomes cursor keys, as on the alternate screen.
    pub(super) fn wheel_is_keys(&self) -> bool {
        self.alt_screen && self.is_on(ALT_SCROLL)
    }

    /// Returns which mouse events the program wants.
    pub(super) fn mouse_tracking(&self) -> MouseTracking {
        let wanted = [
            (ANY_MOUSE, MouseTracking::Any),
            (BUTTON_MOUSE, MouseTracking::Drag),
            (MOUSE, MouseTracking::Buttons),
            (X10_MOUSE, MouseTracking::X10),
        ];
        let found = wanted.into_iter().find(|(number, _)| self.is_on(*number));
        found.map_or(MouseTracking::Off, |(_, tracking)| tracking)
    }

    /// Returns how mouse positions are to be written.
    pub(super) fn mouse_encoding(&self) -> MouseEncoding {
        let wanted = [
            (SGR_PIXELS, MouseEncoding::SgrPixels),
            (SGR_MOUSE, MouseEncoding::Sgr),
            (UTF8_MOUSE, MouseEncoding::Utf8),
        ];
        let found = wanted.into_iter().find(|(number, _)| self.is_on(*number));
        found.map_or(MouseEncoding::Bytes, |(_, encoding)| encoding)
    }
}

/// Returns what shows the cursor after a soft reset, as VT510's manual has it; the engine leaves a
/// hidden one hidden.
pub(super) fn shown_after(action: &Action) -> Option<Action> {
    let Action::CSI(CSI::Device(device)) = action else {
        return None;
    };
    let show = DecPrivateMode::Code(DecPrivateModeCode::ShowCursor);
    let show = Action::CSI(CSI::Mode(Mode::SetDecPrivateMode(show)));
    (**device == Device::SoftReset).then_some(show)
}

/// Returns whether an action begins (`true`) or ends (`false`) synchronised output.
pub(super) fn synchronised_output(action: &Action) -> Option<bool> {
    let Action::CSI(CSI::Mode(mode)) = action else {
        return None;
    };
    let is_it = |mode: &DecPrivateMode| mode_number(mode) == SYNCHRONISED_OUTPUT;
    match mode {
        Mode::SetDecPrivateMode(mode) if is_it(mode) => Some(true),
        Mode::ResetDecPrivateMode(mode) if is_it(mode) => Some(false),
        _ => None,
    }
}

/// Returns whether an action asks for that mode.
pub(super) fn asks_for_synchronised_output(action: &Action) -> bool {
    matches!(
        action,
        Action::CSI(CSI::Mode(Mode::QueryDecPrivateMode(mode)))
            if mode_number(mode) == SYNCHRONISED_OUTPUT
    )
}

/// Returns the number of a private mode; 0, which is none, for one without a number.
pub(super) fn mode_number(mode: &DecPrivateMode) -> u16 {
    match mode {
        DecPrivateMode::Code(code) => code_number(code),
        DecPrivateMode::Unspecified(number) => *number,
    }
}

fn code_number(code: &DecPrivateModeCode) -> u16 {
    code.clone() as u16
}
