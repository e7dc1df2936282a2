//! iTerm2's files in the text (<https://iterm2.com/documentation-images.html>).
//!
//! `OSC 1337 ; File = facts : data`, or in parts. A file that is not to be shown (`inline=0`) is not
//! kept: what is printed may not write to the disk. Also how large a file is shown.

use super::MAX_DATA_BYTES;
use super::sizes::{scaled, within};
use super::text::{Base64, TextError};

/// The longest facts, in bytes.
const MAX_FACTS: usize = 4096;

/// How long one side is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Length {
    /// As the image has it, or as its shape asks for.
    #[default]
    Auto,
    Cells(u32),
    Pixels(u32),
    Percent(u32),
}

impl Length {
    fn parse(text: &str) -> Self {
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
        if let Some(pixels) = text.strip_suffix("px") {
            number(pixels).map_or(Self::Auto, Self::Pixels)
        } else if let Some(percent) = text.strip_suffix('%') {
            number(percent).map_or(Self::Auto, |percent| Self::Percent(percent.min(100)))
        } else {
            number(text).map_or(Self::Auto, Self::Cells)
        }
    }

    /// Returns the length in pixels; `None` when it is not said.
    fn pixels(self, cell: u32, whole: u32) -> Option<u32> {
        let pixels = match self {
            Self::Auto => return None,
            Self::Cells(cells) => u64::from(cells) * u64::from(cell),
            Self::Pixels(pixels) => u64::from(pixels),
            Self::Percent(percent) => u64::from(whole) * u64::from(percent) / 100,
        };
        Some(pixels.clamp(1, u64::from(super::MAX_SIDE)) as u32)
    }
}

/// What a file's sender says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileFacts {
    pub(crate) width: Length,
    pub(crate) height: Length,
    pub(crate) keeps_shape: bool,
    pub(crate) inline: bool,
    pub(crate) moves_cursor: bool,
}

impl FileFacts {
    fn parse(text: &[u8]) -> Self {
        let mut facts = Self {
            width: Length::Auto,
            height: Length::Auto,
            keeps_shape: true,
            inline: false,
            moves_cursor: true,
        };
        for fact in String::from_utf8_lossy(text).split(';') {
            match fact.split_once('=') {
                Some(("width", value)) => facts.width = Length::parse(value),
                Some(("height", value)) => facts.height = Length::parse(value),
                Some(("preserveAspectRatio", value)) => facts.keeps_shape = value != "0",
                Some(("inline", value)) => facts.inline = value == "1",
                Some(("doNotMoveCursor", value)) => facts.moves_cursor = value != "1",
                _ => {}
            }
        }
        facts
    }

    /// Returns how large an image is shown, in pixels of the screen. `room` is the screen.
    pub(crate) fn size(&self, image: (u32, u32), cell: (u32, u32), room: (u32, u32)) -> (u32, u32) {
        let width = self.width.pixels(cell.0, room.0);
        let height = self.height.pixels(cell.1, room.1);
        match (width, height) {
            (Some(width), Some(height)) if self.keeps_shape => within(image, (width, height)),
            (Some(width), Some(height)) => (width, height),
            (Some(width), None) if self.keeps_shape => (width, scaled(image.1, width, image.0)),
            (None, Some(height)) if self.keeps_shape => (scaled(image.0, height, image.1), height),
            (Some(width), None) => (width, image.1),
            (None, Some(height)) => (image.0, height),
            (None, None) if image.0 > room.0 => (room.0, scaled(image.1, room.0, image.0)),
            (None, None) => image,
        }
    }
}

/// The string of a file as it comes.
pub(crate) struct FileString {
    facts: Vec<u8>,
    in_data: bool,
    data: Base64,
}

impl FileString {
    /// Begins a string of facts and perhaps data.
    pub(crate) fn of_facts() -> Self {
        Self {
            facts: Vec::new(),
            in_data: false,
            data: Base64::new(MAX_DATA_BYTES),
        }
    }

    /// Begins a string of data alone.
    pub(crate) fn of_data() -> Self {
        Self {
            in_data: true,
            ..Self::of_facts()
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.in_data {
            return self.data.push(bytes);
        }
        let end = bytes.iter().position(|byte| *byte == b':');
        let facts = &bytes[..end.unwrap_or(bytes.len())];
        let room = MAX_FACTS - self.facts.len();
        self.facts
            .extend_from_slice(&facts[..facts.len().min(room)]);
        if let Some(end) = end {
            self.in_data = true;
            self.data.push(&bytes[end + 1..]);
        }
    }

    pub(crate) fn finish(self) -> (FileFacts, Result<Vec<u8>, TextError>) {
        (FileFacts::parse(&self.facts), self.data.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: (u32, u32) = (10, 20);
    const ROOM: (u32, u32) = (400, 200);

    fn size(facts: &str, image: (u32, u32)) -> (u32, u32) {
        FileFacts::parse(facts.as_bytes()).size(image, CELL, ROOM)
    }

    #[test]
    fn a_file_is_as_large_as_is_asked_for_and_keeps_its_shape() {
        for (facts, image, expected) in [
            ("", (100, 50), (100, 50)),
            ("", (800, 50), (400, 25)),
            ("width=20", (100, 50), (200, 100)),
            ("width=50%", (100, 50), (200, 100)),
            ("height=40px", (100, 50), (80, 40)),
            ("height=2", (100, 50), (80, 40)),
            ("width=20;height=2", (100, 50), (80, 40)),
            ("width=4;height=20", (100, 50), (40, 20)),
            (
                "width=20;height=2;preserveAspectRatio=0",
                (100, 50),
                (200, 40),
            ),
            ("width=auto;height=auto", (7, 7), (7, 7)),
            ("width=0", (7, 7), (7, 7)),
            ("width=4294967295", (1, 1), (20_000, 20_000)),
            ("width=999%", (100, 50), (400, 200)),
        ] {
            assert_eq!(size(facts, image), expected, "{facts} {image:?}");
        }
    }

    #[test]
    fn facts_may_stand_in_any_order_and_unknown_ones_are_passed_over() {
        let facts = FileFacts::parse(b"name=YQ==;size=3;inline=1;doNotMoveCursor=1;x");
        assert!(facts.inline && !facts.moves_cursor && facts.keeps_shape);
        assert!(!FileFacts::parse(b"").inline);
        assert!(!FileFacts::parse(b"\xff=;inline=2;=;;").inline);
    }
}
