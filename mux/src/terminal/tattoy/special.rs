//! xterm's special colours: those of bold, underlined, blinking, reverse and italic text.
//!
//! Programs set, ask for and reset them (OSC 5, 105, and OSC 4, 104 from 256 on). As in xterm with its
//! own settings, text is not drawn in them: what a program asks for is what it set. Plain data.

use crate::palette::Rgb;
use std::str::FromStr;
use tattoy_wezterm_term::color::SrgbaTuple;

/// How many special colours there are.
const COUNT: usize = 5;
/// The number of the first one among the colours of the palette.
const FIRST: usize = 256;

/// The special colours that a program set.
#[derive(Debug, Default)]
pub(super) struct SpecialColors([Option<SrgbaTuple>; COUNT]);

impl SpecialColors {
    /// Does what a command asks; `None` for one that is about other colours, else the answers to it.
    /// A colour that was not set is that of text.
    pub(super) fn command(&mut self, fields: &[Vec<u8>], text: Rgb) -> Option<String> {
        let fields: Vec<&str> = fields
            .iter()
            .map(|field| std::str::from_utf8(field).unwrap_or_default())
            .collect();
        let (number, rest) = fields.split_first()?;
        let first = match *number {
            "5" | "105" => 0,
            "4" | "104" => FIRST,
            _ => return None,
        };
        let index = |field: &str| {
            let number: usize = field.parse().ok()?;
            number.checked_sub(first).filter(|index| *index < COUNT)
        };
        if number.starts_with("10") {
            let named: Option<Vec<usize>> = rest
                .iter()
                .filter(|field| !field.is_empty())
                .map(|field| index(field))
                .collect();
            let named = named?;
            let all = named.is_empty() && first == 0;
            for at in 0..COUNT {
                if all || named.contains(&at) {
                    self.0[at] = None;
                }
            }
            return Some(String::new());
        }
        let mut answers = String::new();
        for pair in rest.chunks_exact(2) {
            let at = index(pair[0])?;
            if pair[1] == "?" {
                let color = self.0[at].unwrap_or_else(|| text.into());
                let color = color.to_x11_16bit_rgb_string();
                answers.push_str(&format!("\x1b]{number};{};{color}\x1b\\", at + first));
            } else if let Ok(color) = SrgbaTuple::from_str(pair[1]) {
                self.0[at] = Some(color);
            }
        }
        Some(answers)
    }
}
