//! Mouse events to bytes, in the tracking mode and the encoding that the program asked for.
//!
//! Pure functions of an event, the modes and the size. They send nothing and select nothing.

use super::modes::{Modes, MouseEncoding, MouseTracking};
use super::{PaneSize, TerminalSettings, keys};
use crate::input::{Key, KeyEvent, Mods, MouseButton, MouseEvent, MouseKind, Spot};

/// The value of a button field that means no button or a release.
const NO_BUTTON: u8 = 3;
const MOVED: u8 = 32;
const WHEEL: u8 = 64;

/// Returns the bytes of a mouse event; `None` when the program does not want it. Without a spot the pointer is
/// in the middle of its cell.
pub(super) fn encode(
    event: &MouseEvent,
    spot: Option<Spot>,
    modes: &Modes,
    size: &PaneSize,
    settings: &TerminalSettings,
) -> Option<Vec<u8>> {
    let tracking = modes.mouse_tracking();
    if tracking == MouseTracking::Off {
        return wheel_keys(event, modes, settings);
    }
    let (button, released) = button_field(event, tracking)?;
    let x = event.x.min(size.cells.cols.saturating_sub(1));
    let y = event.y.min(size.cells.rows.saturating_sub(1));
    match modes.mouse_encoding() {
        MouseEncoding::Sgr => Some(sgr(button, released, x + 1, y + 1)),
        MouseEncoding::SgrPixels => {
            let (width, height) = size.cell_pixels();
            let spot = spot.unwrap_or(Spot {
                x: width / 2,
                y: height / 2,
            });
            let pixel = |cell: usize, pixels: usize, within: usize| {
                cell * pixels + within.min(pixels.saturating_sub(1)) + 1
            };
            let (x, y) = (pixel(x, width, spot.x), pixel(y, height, spot.y));
            Some(sgr(button, released, x, y))
        }
        encoding => {
            // Without SGR a release does not say of which button.
            let button = if released { button | NO_BUTTON } else { button };
            let mut bytes = b"\x1b[M".to_vec();
            bytes.push(button + 32);
            push_coordinate(&mut bytes, x, encoding)?;
            push_coordinate(&mut bytes, y, encoding)?;
            Some(bytes)
        }
    }
}

/// Returns the bytes of a move within a cell; `None` when the program does not want positions in pixels.
pub(super) fn encode_within(
    event: &MouseEvent,
    spot: Spot,
    modes: &Modes,
    size: &PaneSize,
    settings: &TerminalSettings,
) -> Option<Vec<u8>> {
    let pixels = modes.mouse_encoding() == MouseEncoding::SgrPixels;
    let moved = matches!(event.kind, MouseKind::Move(_));
    if !(pixels && moved) {
        return None;
    }
    encode(event, Some(spot), modes, size, settings)
}

fn sgr(button: u8, released: bool, x: usize, y: usize) -> Vec<u8> {
    let end = if released { 'm' } else { 'M' };
    format!("\x1b[<{button};{x};{y}{end}").into_bytes()
}

/// Appends a position; `None` when it is too far away for the encoding.
fn push_coordinate(bytes: &mut Vec<u8>, at: usize, encoding: MouseEncoding) -> Option<()> {
    let value = u32::try_from(at + 1 + 32).ok()?;
    let last = if encoding == MouseEncoding::Utf8 {
        2047
    } else {
        255
    };
    if value > last {
        return None;
    }
    if encoding == MouseEncoding::Utf8 {
        let mut utf8 = [0; 4];
        bytes.extend_from_slice(char::from_u32(value)?.encode_utf8(&mut utf8).as_bytes());
    } else {
        bytes.push(u8::try_from(value).ok()?);
    }
    Some(())
}

/// Returns the button field and whether it is a release; `None` for an event that is not tracked.
fn button_field(event: &MouseEvent, tracking: MouseTracking) -> Option<(u8, bool)> {
    let number = |button| match button {
        MouseButton::Left => 0,
        MouseButton::Middle => 1,
        MouseButton::Right => 2,
    };
    let (button, released, least) = match event.kind {
        MouseKind::Press(button) => (number(button), false, MouseTracking::X10),
        MouseKind::WheelUp => (WHEEL, false, MouseTracking::X10),
        MouseKind::WheelDown => (WHEEL + 1, false, MouseTracking::X10),
        MouseKind::WheelLeft => (WHEEL + 2, false, MouseTracking::X10),
        MouseKind::WheelRight => (WHEEL + 3, false, MouseTracking::X10),
        MouseKind::Release(button) => (number(button), true, MouseTracking::Buttons),
        MouseKind::Move(Some(button)) => (number(button) + MOVED, false, MouseTracking::Drag),
        MouseKind::Move(None) => (NO_BUTTON + MOVED, false, MouseTracking::Any),
    };
    if tracking < least {
        return None;
    }
    let mut field = button;
    if tracking > MouseTracking::X10 {
        for (flag, bit) in [(Mods::SHIFT, 4), (Mods::ALT, 8), (Mods::CTRL, 16)] {
            if event.mods.contains(flag) {
                field |= bit;
            }
        }
    }
    Some((field, released))
}

/// Returns the cursor keys that the wheel becomes in a full-screen program without mouse tracking.
fn wheel_keys(event: &MouseEvent, modes: &Modes, settings: &TerminalSettings) -> Option<Vec<u8>> {
    let key = match event.kind {
        MouseKind::WheelUp => Key::Up,
        MouseKind::WheelDown => Key::Down,
        _ => return None,
    };
    if !modes.wheel_is_keys() {
        return None;
    }
    let one = keys::encode(&KeyEvent::from(key).into(), modes, settings)?;
    Some(one.repeat(usize::from(settings.keys_per_wheel_step)))
}
