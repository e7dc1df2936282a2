//! The host terminal's bytes as keys, text, mouse events, pastes and answers.
//!
//! Hides how a terminal encodes keys: the classic sequences (whose table is termwiz's), kitty's
//! `CSI u`, xterm's modifyOtherKeys, SGR mouse reports, bracketed paste and focus reports, whole or
//! split across reads. Runs on the main thread and never waits: `Decoder::patience` says how long
//! the rest of a begun sequence is worth waiting for. It does not know what a key does (`app`), and
//! does not ask the host anything (`host`).

use std::time::{Duration, Instant};

use mux::Rgb;
use mux::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind};
use tattoy_termwiz::input::{InputEvent, InputParser, KeyCode, Modifiers};

mod scan;

use super::pictures::ANSWER;
use scan::{Csi, Scan, Token, scan};

/// How long an Escape may be followed by the rest of a sequence before it is the Escape key.
const ESCAPE_PATIENCE: Duration = Duration::from_millis(50);

/// How long a sequence that can be no key of its own is waited for; slow lines split sequences.
const SEQUENCE_PATIENCE: Duration = Duration::from_secs(1);

/// Presses of one button on one cell within this time count as double and triple clicks.
const CLICK_TIME: Duration = Duration::from_millis(400);

/// A paste without an end is handed on in pieces of this size.
const PASTE_PIECE: usize = 16 * 1024 * 1024;

const PASTE_END: &[u8] = b"\x1b[201~";

/// Something that the host terminal said.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text arrived that is no single key: an emoji of several characters, an input method.
    Text(String),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The host's window gained or lost the focus.
    Focus(bool),
    /// The host answered a question.
    Reply(Reply),
}

/// The host's answer to a question that was asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The kitty keyboard flags in force.
    KittyFlags(u32),
    /// The level of modifyOtherKeys in force.
    ModifyOtherKeys(u32),
    /// The primary device attributes, which every host answers.
    DeviceAttributes,
    /// They say that the host shows sixels.
    Sixels,
    /// The host knows kitty's protocol for images.
    Graphics,
    /// How wide and how high a cell is, in pixels.
    CellSize(u32, u32),
    /// The colour of text that has none of its own.
    Foreground(Rgb),
    /// The colour behind it.
    Background(Rgb),
}

/// Turns bytes into input.
pub struct Decoder {
    waiting: Vec<u8>,
    /// How much of the paste in `waiting` is known to hold no end; none outside of a paste.
    pasting: Option<usize>,
    legacy: InputParser,
    clicks: Clicks,
    erase: u8,
}

impl Decoder {
    /// Makes a decoder for a terminal whose Backspace key sends `erase`.
    pub fn new(erase: u8) -> Decoder {
        Decoder {
            waiting: Vec::new(),
            pasting: None,
            legacy: InputParser::new(),
            clicks: Clicks::default(),
            erase,
        }
    }

    /// Takes what was read at `now` and appends what it says.
    pub fn feed(&mut self, bytes: &[u8], now: Instant, inputs: &mut Vec<Input>) {
        self.waiting.extend_from_slice(bytes);
        self.decode(now, inputs);
    }

    /// Says how long the rest of a begun sequence may take; none when nothing has begun.
    pub fn patience(&self) -> Option<Duration> {
        if self.waiting.is_empty() || self.pasting.is_some() {
            return None;
        }
        // Up to two bytes may be keys by themselves: Escape, Alt+[ and Alt+O.
        let may_be_a_key = self.waiting[0] == 0x1b && self.waiting.len() <= 2;
        Some(if may_be_a_key {
            ESCAPE_PATIENCE
        } else {
            SEQUENCE_PATIENCE
        })
    }

    /// Makes of a begun sequence what can be made of it, because its rest did not come in time.
    pub fn give_up_waiting(&mut self, now: Instant, inputs: &mut Vec<Input>) {
        if self.patience().is_none() {
            return;
        }
        match *self.waiting.as_slice() {
            [0x1b] => inputs.push(key(Key::Escape, Mods::empty())),
            [0x1b, 0x1b] => {
                inputs.push(key(Key::Escape, Mods::empty()));
                inputs.push(key(Key::Escape, Mods::empty()));
            }
            [0x1b, 0x1b, ..] => {
                inputs.push(key(Key::Escape, Mods::empty()));
                self.waiting.remove(0);
                self.decode(now, inputs);
                return self.give_up_waiting(now, inputs);
            }
            [0x1b, letter] => inputs.push(typed(char::from(letter), Mods::ALT)),
            _ => log::debug!("input broke off after {:?}", self.waiting.escape_ascii()),
        }
        self.waiting.clear();
    }

    fn decode(&mut self, now: Instant, inputs: &mut Vec<Input>) {
        // Taken out so that tokens can borrow from it while `self` changes.
        let waiting = std::mem::take(&mut self.waiting);
        let mut rest = waiting.as_slice();
        loop {
            if let Some(searched) = self.pasting {
                match self.take_paste(rest, searched, inputs) {
                    Some(used) => rest = &rest[used..],
                    None => break,
                }
                continue;
            }
            match scan(rest) {
                Scan::Incomplete => break,
                Scan::Found(token, used) => {
                    rest = &rest[used..];
                    self.token(token, now, inputs);
                }
            }
        }
        self.waiting = rest.to_vec();
    }

    /// Takes a paste, or a large piece of one, from the front; says how many bytes that were.
    fn take_paste(
        &mut self,
        bytes: &[u8],
        searched: usize,
        inputs: &mut Vec<Input>,
    ) -> Option<usize> {
        let found = bytes[searched..]
            .windows(PASTE_END.len())
            .position(|window| window == PASTE_END);
        if let Some(end) = found.map(|at| searched + at) {
            self.pasting = None;
            inputs.push(Input::Paste(pasted(&bytes[..end])));
            return Some(end + PASTE_END.len());
        }
        let safe = bytes.len().saturating_sub(PASTE_END.len() - 1);
        if safe >= PASTE_PIECE {
            let piece = char_boundary(&bytes[..safe]);
            self.pasting = Some(0);
            inputs.push(Input::Paste(pasted(&bytes[..piece])));
            return Some(piece);
        }
        self.pasting = Some(safe);
        None
    }

    fn token(&mut self, token: Token<'_>, now: Instant, inputs: &mut Vec<Input>) {
        match token {
            Token::Text(text) => self.text(text, inputs),
            Token::Control(code) => inputs.push(Input::Key(self.control(code))),
            Token::Escape => inputs.push(key(Key::Escape, Mods::empty())),
            Token::Alt(inner) => {
                let from = inputs.len();
                self.token(*inner, now, inputs);
                for input in &mut inputs[from..] {
                    if let Input::Key(event) = input {
                        event.mods |= Mods::ALT;
                    }
                }
            }
            Token::Csi(csi) => self.csi(&csi, now, inputs),
            Token::Legacy(sequence) => inputs.extend(self.legacy(sequence, Mods::empty())),
            Token::Application(string) => {
                let (begin, end) = ANSWER;
                if string.starts_with(begin) && string.ends_with(end) {
                    inputs.push(Input::Reply(Reply::Graphics));
                }
            }
            Token::System(string) => inputs.extend(told_color(string).map(Input::Reply)),
            Token::Ignored => {}
        }
    }

    fn text(&self, text: &str, inputs: &mut Vec<Input>) {
        // Joined emoji and composed text must stay together; everything else is keys.
        let joined = text.chars().nth(1).is_some() && !text.is_ascii();
        if joined {
            inputs.push(Input::Text(text.to_owned()));
        } else {
            inputs.extend(text.chars().map(|letter| typed(letter, Mods::empty())));
        }
    }

    fn control(&self, code: u8) -> KeyEvent {
        let (key, mods) = match code {
            0x7f => (Key::Backspace, Mods::empty()),
            _ if code == self.erase => (Key::Backspace, Mods::empty()),
            0x09 => (Key::Tab, Mods::empty()),
            0x0d => (Key::Enter, Mods::empty()),
            0x00 => (Key::Char(' '), Mods::CTRL),
            0x01..=0x1a => (Key::Char(char::from(code + 0x60)), Mods::CTRL),
            _ => (Key::Char(char::from(code + 0x40)), Mods::CTRL),
        };
        KeyEvent::new(key, mods)
    }

    fn csi(&mut self, csi: &Csi<'_>, now: Instant, inputs: &mut Vec<Input>) {
        let first = csi.number(0, 0);
        match (csi.marker, csi.last) {
            (Some(b'<'), b'M' | b'm') => inputs.extend(self.mouse(csi, now)),
            (Some(b'?'), b'u') => inputs.push(Input::Reply(Reply::KittyFlags(first))),
            (Some(b'?'), b'c') => {
                if (1..16).any(|index| csi.number(index, 0) == 4) {
                    inputs.push(Input::Reply(Reply::Sixels));
                }
                inputs.push(Input::Reply(Reply::DeviceAttributes));
            }
            (None, b't') if first == 6 => {
                let (height, width) = (csi.number(1, 0), csi.number(2, 0));
                inputs.push(Input::Reply(Reply::CellSize(width, height)));
            }
            (Some(b'>'), b'm') if first == 4 => {
                inputs.push(Input::Reply(Reply::ModifyOtherKeys(csi.number(1, 0))));
            }
            (Some(_), _) => {}
            (None, b'I') => inputs.push(Input::Focus(true)),
            (None, b'O') => inputs.push(Input::Focus(false)),
            (None, b'u') => inputs.extend(kitty_key(csi)),
            (None, b'~') if first == 200 => self.pasting = Some(0),
            (None, b'~') if first == 27 => inputs.extend(other_key(csi)),
            (None, _) if csi.field(1, 1) == Some(RELEASE) => {}
            // termwiz knows the key; the modifiers are read here because its table lacks many.
            (None, b'~') => {
                let sequence = format!("\x1b[{first}~");
                inputs.extend(self.legacy(sequence.as_bytes(), csi.mods()));
            }
            (None, b'A'..=b'F' | b'H' | b'P'..=b'S') => {
                let sequence = [0x1b, b'[', b'1', csi.last];
                inputs.extend(self.legacy(&sequence, csi.mods()));
            }
            (None, _) => inputs.extend(self.legacy(csi.whole, Mods::empty())),
        }
    }

    /// Looks one classic sequence up; a sequence that is no key of the table is nothing.
    fn legacy(&mut self, sequence: &[u8], mods: Mods) -> Option<Input> {
        let mut events = self.legacy.parse_as_vec(sequence, false);
        let (Some(InputEvent::Key(event)), true) = (events.pop(), events.is_empty()) else {
            return None;
        };
        let key = named_key(event.key)?;
        Some(Input::Key(KeyEvent::new(
            key,
            mods | legacy_mods(event.modifiers),
        )))
    }

    fn mouse(&mut self, csi: &Csi<'_>, now: Instant) -> Option<Input> {
        let code = csi.number(0, 0);
        let (x, y) = (csi.number(1, 1), csi.number(2, 1));
        let (x, y) = (x.saturating_sub(1) as usize, y.saturating_sub(1) as usize);
        let mut mods = Mods::empty();
        mods.set(Mods::SHIFT, code & 4 != 0);
        mods.set(Mods::ALT, code & 8 != 0);
        mods.set(Mods::CTRL, code & 16 != 0);
        let button = match code & 3 {
            0 => Some(MouseButton::Left),
            1 => Some(MouseButton::Middle),
            2 => Some(MouseButton::Right),
            _ => None,
        };
        let kind = match code & !0b1_1111 {
            0 if csi.last == b'm' => MouseKind::Release(button?),
            0 => MouseKind::Press(button?),
            32 => MouseKind::Move(button),
            64 => match button {
                Some(MouseButton::Left) => MouseKind::WheelUp,
                Some(MouseButton::Middle) => MouseKind::WheelDown,
                Some(MouseButton::Right) => MouseKind::WheelLeft,
                None => MouseKind::WheelRight,
            },
            _ => return None,
        };
        let clicks = match kind {
            MouseKind::Press(button) => self.clicks.count(button, x, y, now),
            _ => 0,
        };
        Some(Input::Mouse(MouseEvent {
            kind,
            x,
            y,
            mods,
            clicks,
        }))
    }
}

/// Reads the answer to the question for one of the two default colours.
fn told_color(string: &[u8]) -> Option<Reply> {
    let (number, color) = std::str::from_utf8(string).ok()?.split_once(';')?;
    let parts = color
        .strip_prefix("rgb:")
        .or_else(|| color.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(|part| {
        let most = 16_u32.pow(
            u32::try_from(part.len())
                .ok()
                .filter(|len| (1..=4).contains(len))?,
        ) - 1;
        let value = u32::from_str_radix(part, 16).ok()?;
        u8::try_from((value * 255 + most / 2) / most).ok()
    });
    let color = (parts.next()??, parts.next()??, parts.next()??);
    match number {
        "10" => Some(Reply::Foreground(color)),
        "11" => Some(Reply::Background(color)),
        _ => None,
    }
}

/// Counts presses that follow each other closely.
#[derive(Default)]
struct Clicks {
    last: Option<(MouseButton, usize, usize, Instant)>,
    count: u8,
}

impl Clicks {
    fn count(&mut self, button: MouseButton, x: usize, y: usize, now: Instant) -> u8 {
        let again = self.last.is_some_and(|(last, last_x, last_y, at)| {
            (last, last_x, last_y) == (button, x, y) && now.duration_since(at) < CLICK_TIME
        });
        self.count = if again { self.count % 3 + 1 } else { 1 };
        self.last = Some((button, x, y, now));
        self.count
    }
}

/// The event type of a key that came up, in kitty's sub-parameter.
const RELEASE: u32 = 3;

impl Csi<'_> {
    /// Returns the modifiers of the second parameter, which counts from one.
    fn mods(&self) -> Mods {
        let bits = self.number(1, 1).saturating_sub(1);
        let mut mods = Mods::empty();
        mods.set(Mods::SHIFT, bits & 1 != 0);
        mods.set(Mods::ALT, bits & (2 | 32) != 0);
        mods.set(Mods::CTRL, bits & 4 != 0);
        mods.set(Mods::SUPER, bits & 8 != 0);
        mods
    }
}

fn key(key: Key, mods: Mods) -> Input {
    Input::Key(KeyEvent::new(key, mods))
}

/// Returns the key of a typed character; an upper case letter means that Shift was held.
fn typed(letter: char, mods: Mods) -> Input {
    let shift = if letter.is_uppercase() {
        Mods::SHIFT
    } else {
        Mods::empty()
    };
    key(Key::Char(letter), mods | shift)
}

/// Decodes `CSI code:shifted ; mods:event u`.
fn kitty_key(csi: &Csi<'_>) -> Option<Input> {
    if csi.field(1, 1) == Some(RELEASE) {
        return None;
    }
    let mods = csi.mods();
    let code = csi.number(0, 0);
    if let Some(named) = code_key(code).or_else(|| kitty_named_key(code)) {
        return Some(key(named, mods));
    }
    let shifted = csi.field(0, 1).filter(|_| mods.contains(Mods::SHIFT));
    character(shifted.unwrap_or(code), mods)
}

/// Decodes `CSI 27 ; mods ; code ~`.
fn other_key(csi: &Csi<'_>) -> Option<Input> {
    let (mods, code) = (csi.mods(), csi.number(2, 0));
    match code_key(code) {
        Some(named) => Some(key(named, mods)),
        None => character(code, mods),
    }
}

fn character(code: u32, mods: Mods) -> Option<Input> {
    let letter = char::from_u32(code).filter(|letter| !letter.is_control())?;
    // Kitty's private codes that are not in the table name keys that do nothing here.
    if (0xe000..=0xf8ff).contains(&code) {
        return None;
    }
    let mut upper = letter.to_uppercase();
    let letter = match (mods.contains(Mods::SHIFT), upper.next(), upper.next()) {
        (true, Some(upper), None) => upper,
        _ => letter,
    };
    Some(typed(letter, mods))
}

/// Returns the key that sends this control code by itself.
fn code_key(code: u32) -> Option<Key> {
    Some(match code {
        8 | 127 => Key::Backspace,
        9 => Key::Tab,
        13 => Key::Enter,
        27 => Key::Escape,
        _ => return None,
    })
}

/// Returns the key that kitty names by a private code; keypad keys are what they type.
fn kitty_named_key(code: u32) -> Option<Key> {
    Some(match code {
        57361 => Key::PrintScreen,
        57362 => Key::Pause,
        57363 => Key::Menu,
        57376..=57398 => Key::F((code - 57376 + 13) as u8),
        57399..=57408 => Key::Char(char::from(b'0' + (code - 57399) as u8)),
        57409 => Key::Char('.'),
        57410 => Key::Char('/'),
        57411 => Key::Char('*'),
        57412 => Key::Char('-'),
        57413 => Key::Char('+'),
        57414 => Key::Enter,
        57415 => Key::Char('='),
        57416 => Key::Char(','),
        57417 => Key::Left,
        57418 => Key::Right,
        57419 => Key::Up,
        57420 => Key::Down,
        57421 => Key::PageUp,
        57422 => Key::PageDown,
        57423 => Key::Home,
        57424 => Key::End,
        57425 => Key::Insert,
        57426 => Key::Delete,
        _ => return None,
    })
}

fn named_key(code: KeyCode) -> Option<Key> {
    Some(match code {
        KeyCode::Char(letter) if !letter.is_control() => Key::Char(letter),
        KeyCode::Enter => Key::Enter,
        KeyCode::Tab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Escape => Key::Escape,
        KeyCode::LeftArrow | KeyCode::ApplicationLeftArrow => Key::Left,
        KeyCode::RightArrow | KeyCode::ApplicationRightArrow => Key::Right,
        KeyCode::UpArrow | KeyCode::ApplicationUpArrow => Key::Up,
        KeyCode::DownArrow | KeyCode::ApplicationDownArrow => Key::Down,
        KeyCode::Home | KeyCode::KeyPadHome => Key::Home,
        KeyCode::End | KeyCode::KeyPadEnd => Key::End,
        KeyCode::PageUp | KeyCode::KeyPadPageUp => Key::PageUp,
        KeyCode::PageDown | KeyCode::KeyPadPageDown => Key::PageDown,
        KeyCode::Insert => Key::Insert,
        KeyCode::Delete => Key::Delete,
        KeyCode::Function(number) => Key::F(number),
        KeyCode::Menu | KeyCode::Applications => Key::Menu,
        _ => return None,
    })
}

fn legacy_mods(modifiers: Modifiers) -> Mods {
    let mut mods = Mods::empty();
    mods.set(Mods::SHIFT, modifiers.contains(Modifiers::SHIFT));
    mods.set(Mods::ALT, modifiers.contains(Modifiers::ALT));
    mods.set(Mods::CTRL, modifiers.contains(Modifiers::CTRL));
    mods.set(Mods::SUPER, modifiers.contains(Modifiers::SUPER));
    mods
}

/// Returns pasted text with the line ends of text files; terminals send Enter's code.
fn pasted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Returns how much of the bytes ends with a whole character.
fn char_boundary(bytes: &[u8]) -> usize {
    let is_start = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    let tail = bytes.iter().rev().take(4).position(is_start);
    bytes.len() - tail.map_or(0, |behind| behind + 1)
}

#[cfg(test)]
mod tests;
