//! The eyes and hands of the benchmark on an X server: pixels by `GetImage`, keys by XTEST.
//!
//! A look costs one round trip for a few pixels, about a tenth of a millisecond, so that times are as
//! good as that. It knows no terminal. Lengths and places are pixels of the whole screen, at whose
//! upper left corner windows open where there is no window manager.

use std::io::IoSlice;
use std::time::{Duration, Instant};

use anyhow::Context;
use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat, InputFocus, MapState, Window};
use x11rb::rust_connection::RustConnection;

/// How much of the screen is searched for a mark.
const SEARCHED: (u16, u16) = (1200, 700);

/// The number of `FakeInput` among the requests of XTEST, and of its kinds of events.
const FAKE_INPUT: u8 = 2;
const PRESS: u8 = 2;
const RELEASE: u8 = 3;

/// The key of the letter `c` and the left Ctrl key on an X server that nobody has configured.
pub const LETTER: u8 = 54;
pub const CONTROL: u8 = 37;

pub struct Screen {
    connection: RustConnection,
    root: Window,
    xtest: u8,
}

impl Screen {
    pub fn open(display: &str) -> anyhow::Result<Self> {
        let (connection, number) = RustConnection::connect(Some(display))?;
        let root = connection.setup().roots[number].root;
        let xtest = connection.query_extension(b"XTEST")?.reply()?;
        anyhow::ensure!(xtest.present, "{display} has no XTEST");
        Ok(Self {
            connection,
            root,
            xtest: xtest.major_opcode,
        })
    }

    fn pixels(&self, at: (i16, i16), size: (u16, u16)) -> anyhow::Result<Vec<[u8; 3]>> {
        let (format, planes) = (ImageFormat::Z_PIXMAP, u32::MAX);
        let image = self
            .connection
            .get_image(format, self.root, at.0, at.1, size.0, size.1, planes)?
            .reply()?;
        // Blue, green, red and nothing, as on each X server of 24 bits on this processor.
        let pixels = image.data.chunks_exact(4);
        Ok(pixels.map(|part| [part[2], part[1], part[0]]).collect())
    }

    /// Returns the middle of what has this colour, where there is enough of it, and not a whole window.
    pub fn find(&self, colour: [u8; 3]) -> anyhow::Result<Option<(i16, i16)>> {
        let pixels = self.pixels((0, 0), SEARCHED)?;
        let width = usize::from(SEARCHED.0);
        let found = pixels.iter().enumerate();
        let found = found.filter(|(_, pixel)| **pixel == colour);
        let places: Vec<_> = found.map(|(at, _)| (at % width, at / width)).collect();
        let (Some(first), Some(last)) = (places.first(), places.last()) else {
            return Ok(None);
        };
        let right = places.iter().map(|place| place.0).max().unwrap_or(0);
        let middle = ((first.0 + right) / 2, (first.1 + last.1) / 2);
        let is_mark = (1_000..200_000).contains(&places.len());
        Ok(is_mark.then_some((i16::try_from(middle.0)?, i16::try_from(middle.1)?)))
    }

    /// Waits until a place has a colour, and returns when that was.
    pub fn wait_for(
        &self,
        at: (i16, i16),
        colour: [u8; 3],
        limit: Duration,
    ) -> anyhow::Result<Option<Instant>> {
        let end = Instant::now() + limit;
        loop {
            let seen = self.pixels(at, (1, 1))?;
            let now = Instant::now();
            if seen.first() == Some(&colour) {
                return Ok(Some(now));
            }
            if now > end {
                return Ok(None);
            }
            std::thread::park_timeout(Duration::from_micros(200));
        }
    }

    /// Gives the keyboard to the window that is shown; there is only one.
    pub fn focus(&self) -> anyhow::Result<()> {
        let children = self.connection.query_tree(self.root)?.reply()?.children;
        for window in children {
            let attributes = self.connection.get_window_attributes(window)?.reply();
            // A window may have gone meanwhile.
            if attributes.is_ok_and(|found| found.map_state == MapState::VIEWABLE) {
                self.connection.set_input_focus(
                    InputFocus::POINTER_ROOT,
                    window,
                    x11rb::CURRENT_TIME,
                )?;
            }
        }
        self.connection.sync_all()?;
        Ok(())
    }

    /// Presses keys together and lets go of them; returns when the last one was pressed.
    pub fn press(&self, keys: &[u8]) -> anyhow::Result<Instant> {
        for key in keys {
            self.fake(PRESS, *key)?;
        }
        self.connection.flush()?;
        let pressed = Instant::now();
        for key in keys.iter().rev() {
            self.fake(RELEASE, *key)?;
        }
        self.connection.flush()?;
        Ok(pressed)
    }

    fn fake(&self, kind: u8, key: u8) -> anyhow::Result<()> {
        // XTEST's FakeInput: 9 words of which only the first and the kind and key matter for a key.
        let mut request = [0; 36];
        request[..6].copy_from_slice(&[self.xtest, FAKE_INPUT, 9, 0, kind, key]);
        let sent = self
            .connection
            .send_request_without_reply(&[IoSlice::new(&request)], Vec::new());
        sent.context("a key is pressed")?.ignore_error();
        Ok(())
    }
}

/// Waits for the server's answer to anything.
trait SyncAll {
    fn sync_all(&self) -> anyhow::Result<()>;
}

impl SyncAll for RustConnection {
    fn sync_all(&self) -> anyhow::Result<()> {
        self.get_input_focus()?.reply()?;
        Ok(())
    }
}
