//! Styles as the parameters of SGR (ECMA-48 8.3.117, with the colours and underlines that xterm and
//! kitty added).

use super::{Blink, Color, Style, Underline};
use std::fmt::Write;

impl Style {
    /// Returns the parameters of the SGR sequence that sets exactly this style, whatever was set
    /// before: `0;1;31` for bold red. Between `ESC [` and `m` they are the sequence. What is faded is dim
    /// there.
    pub fn sgr(&self) -> String {
        let mut out = String::from("0");
        let flags = [
            (self.bold, ";1"),
            (self.dim || self.faded, ";2"),
            (self.italic, ";3"),
            (self.blink == Blink::Slow, ";5"),
            (self.blink == Blink::Rapid, ";6"),
            (self.inverse, ";7"),
            (self.hidden, ";8"),
            (self.strikethrough, ";9"),
            (self.overline, ";53"),
        ];
        for (_, code) in flags.into_iter().filter(|(set, _)| *set) {
            out.push_str(code);
        }
        out.push_str(match self.underline {
            Underline::None => "",
            Underline::Single => ";4",
            Underline::Double => ";4:2",
            Underline::Curly => ";4:3",
            Underline::Dotted => ";4:4",
            Underline::Dashed => ";4:5",
        });
        push_color(&mut out, self.fg, 30);
        push_color(&mut out, self.bg, 40);
        // Terminals without coloured underlines skip this form; the one with semicolons would confuse
        // them. Writing to a string cannot fail.
        let _ = match self.underline_color {
            Color::Default => Ok(()),
            Color::Palette(index) => write!(out, ";58:5:{index}"),
            Color::Rgb(red, green, blue) => write!(out, ";58:2::{red}:{green}:{blue}"),
        };
        out
    }
}

fn push_color(out: &mut String, color: Color, base: u8) {
    let _ = match color {
        Color::Default => Ok(()),
        Color::Palette(index @ 0..8) => write!(out, ";{}", base + index),
        Color::Palette(index @ 8..16) => write!(out, ";{}", base + 60 + index - 8),
        Color::Palette(index) => write!(out, ";{};5;{index}", base + 8),
        Color::Rgb(red, green, blue) => write!(out, ";{};2;{red};{green};{blue}", base + 8),
    };
}
