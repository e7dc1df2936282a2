//! The images that one terminal keeps, and where they are shown.
//!
//! Hides how images are numbered, how they move, what is given up when there is no more room. What is
//! shown on which cell the engine knows, by the numbers of placements; this says what such a number
//! stands for. Used under the pane's lock.

mod motion;

use super::MAX_DATA_BYTES;
use super::budget::Budget;
use super::decode::Animation;
use super::files::FileFacts;
use super::kitty::{Control, KittyError, Named};
use super::laying::{Above, Below, Laying, fits};
use super::text::TextError;
use crate::grid::{Image, Layer, Picture, PixelRect};
use motion::{Motion, State};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many placements are kept.
const MAX_PLACEMENTS: usize = 8192;
/// How many images are kept.
const MAX_IMAGES: usize = 4096;
/// How many frames an image may have.
const MAX_FRAMES: usize = 4096;
/// How long a frame is shown when nothing is said, in kitty's protocol.
const USUAL_GAP: Duration = Duration::from_millis(40);
/// Below this an image lies under the backgrounds of cells.
const UNDER_BACKGROUNDS: i32 = i32::MIN / 2;

/// The number of an image on its shelf; later ones are higher.
pub(crate) type Key = u64;
/// The number of a placement on its shelf; later ones are higher.
pub(crate) type Number = u32;

/// One picture of an image.
struct Shown {
    image: Arc<Image>,
    gap: Duration,
}

/// An image.
struct Kept {
    /// The number that its program gave it, or got for it; 0 for none.
    id: u32,
    /// What its program calls it besides; 0 for nothing.
    number: u32,
    width: u32,
    height: u32,
    frames: Vec<Shown>,
    motion: Motion,
}

impl Kept {
    fn gaps(&self) -> Vec<Duration> {
        self.frames.iter().map(|frame| frame.gap).collect()
    }

    /// Returns what is shown now, and when that changes.
    fn now(&self, now: Instant) -> Option<(&Arc<Image>, Option<Instant>)> {
        let (index, next) = if self.frames.len() > 1 {
            self.motion.at(&self.gaps(), now)
        } else {
            (0, None)
        };
        Some((&self.frames.get(index)?.image, next))
    }
}

/// How an image is to be shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Layout {
    /// Which part of the image; nothing for all.
    pub(crate) source: PixelRect,
    pub(crate) offset: (u32, u32),
    /// How large, in pixels of the screen.
    pub(crate) size: (u32, u32),
    /// How large a cell is.
    pub(crate) cell: (u32, u32),
    pub(crate) z: i32,
}

/// A place where an image is shown.
pub(crate) struct Placement {
    key: Key,
    /// The number that its program gave it; 0 for none.
    id: u32,
    layout: Layout,
    /// It is of kitty's protocol, which has text leave images alone.
    pub(crate) kitty: bool,
    /// It is shown where text says so, in so many columns and rows.
    stands_for: Option<(u32, u32)>,
}

/// A frame that is to be made of pixels that are laid upon others.
#[derive(Debug)]
pub(crate) struct FrameEdit {
    key: Key,
    /// The frame whose place it takes; a new one where there is none.
    to: Option<usize>,
    /// How long it is shown, where that changes.
    gap: Option<Duration>,
    laying: Laying,
}

impl FrameEdit {
    /// Makes the frame, which takes as long as its pixels do.
    pub(crate) fn run(self) -> Result<Edited, KittyError> {
        let outside = || KittyError::invalid("the frame is not within the image");
        Ok(Edited {
            key: self.key,
            to: self.to,
            gap: self.gap,
            pixels: self.laying.run().ok_or_else(outside)?,
        })
    }
}

/// A frame that was made.
#[derive(Debug)]
pub(crate) struct Edited {
    key: Key,
    to: Option<usize>,
    gap: Option<Duration>,
    pixels: Vec<u8>,
}

/// A file in parts.
type Parts = (FileFacts, Result<Vec<u8>, TextError>);

/// The images of a terminal.
pub(crate) struct Shelf {
    budget: Budget,
    images: BTreeMap<Key, Kept>,
    placements: BTreeMap<Number, Placement>,
    last_key: Key,
    last_number: Number,
    last_id: u32,
    upload: Option<(Control, Vec<u8>)>,
    parts: Option<Parts>,
}

impl Shelf {
    /// Returns an empty shelf whose images take from this budget.
    pub(crate) fn new(budget: Budget) -> Self {
        Self {
            budget,
            images: BTreeMap::new(),
            placements: BTreeMap::new(),
            last_key: 0,
            last_number: 0,
            last_id: 0,
            upload: None,
            parts: None,
        }
    }

    /// Returns whether nothing is shown or kept.
    pub(crate) fn is_empty(&self) -> bool {
        self.images.is_empty() && self.placements.is_empty()
    }

    /// Begins a file in parts.
    pub(crate) fn begin_file(&mut self, facts: FileFacts) {
        self.parts = Some((facts, Ok(Vec::new())));
    }

    /// Takes a part of a file.
    pub(crate) fn file_part(&mut self, part: Result<Vec<u8>, TextError>) {
        let Some((_, whole)) = &mut self.parts else {
            return;
        };
        *whole = match (std::mem::replace(whole, Err(TextError::Wrong)), part) {
            (Ok(whole), Ok(part)) if whole.len() + part.len() > MAX_DATA_BYTES => {
                Err(TextError::TooLong)
            }
            (Ok(mut whole), Ok(part)) => {
                whole.extend_from_slice(&part);
                Ok(whole)
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        };
    }

    /// Ends a file in parts.
    pub(crate) fn end_file(&mut self) -> Option<Parts> {
        self.parts.take()
    }

    /// Takes a command that carries data, or a part of one; returns it once it is whole.
    pub(crate) fn upload(
        &mut self,
        control: Control,
        data: Result<Vec<u8>, TextError>,
    ) -> Option<(Control, Result<Vec<u8>, TextError>)> {
        let more = control.number(b'm') == 1;
        let alone = [b'i', b'I', b's', b'v', b'f', b't', b'p'];
        let follows = !alone.iter().any(|key| control.has(*key));
        let (first, before) = match self.upload.take() {
            Some((first, before)) if follows => (first, before),
            // Another command came before the last part did.
            _ => (control, Vec::new()),
        };
        let mut whole = before;
        match data {
            Ok(data) if whole.len() + data.len() > MAX_DATA_BYTES => {
                return Some((first, Err(TextError::TooLong)));
            }
            Ok(data) if whole.is_empty() => whole = data,
            Ok(data) => whole.extend_from_slice(&data),
            Err(error) => return Some((first, Err(error))),
        }
        if more {
            self.upload = Some((first, whole));
            return None;
        }
        Some((first, Ok(whole)))
    }

    /// Forgets a command of which not all has come.
    pub(crate) fn break_off(&mut self) {
        self.upload = None;
    }

    /// Keeps an image that has no number, to be shown once. `None` when there is no room for it.
    pub(crate) fn keep(&mut self, animation: Animation) -> Option<Key> {
        let loops = animation.loops;
        let motion = Motion::new(State::Running, loops, Instant::now());
        self.put(animation, 0, 0, motion).ok()
    }

    /// Keeps an image that a command of kitty's protocol sent, and names it.
    pub(crate) fn keep_named(
        &mut self,
        animation: Animation,
        named: &mut Named,
    ) -> Result<Key, KittyError> {
        if named.id != 0 {
            let old = self.find(named.id, 0);
            old.into_iter().for_each(|key| self.remove(key));
        } else if named.number != 0 {
            named.id = self.free_id();
        }
        let moves = animation.frames.len() > 1;
        let state = if moves {
            State::Running
        } else {
            State::Stopped
        };
        let motion = Motion::new(state, animation.loops, Instant::now());
        self.put(animation, named.id, named.number, motion)
    }

    fn put(
        &mut self,
        animation: Animation,
        id: u32,
        number: u32,
        motion: Motion,
    ) -> Result<Key, KittyError> {
        let (width, height) = (animation.width, animation.height);
        let mut frames = Vec::with_capacity(animation.frames.len());
        for frame in animation.frames {
            let image = self.image(width, height, frame.pixels, None);
            match image {
                Ok(image) => frames.push(Shown {
                    image,
                    gap: frame.gap,
                }),
                // What there is room for is shown.
                Err(_) if !frames.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        while self.images.len() >= MAX_IMAGES {
            self.give_up(None);
        }
        self.last_key += 1;
        let kept = Kept {
            id,
            number,
            width,
            height,
            frames,
            motion,
        };
        self.images.insert(self.last_key, kept);
        Ok(self.last_key)
    }

    /// Makes an image of pixels; others, but not `spared`, are given up where there is no room.
    fn image(
        &mut self,
        width: u32,
        height: u32,
        pixels: Vec<u8>,
        spared: Option<Key>,
    ) -> Result<Arc<Image>, KittyError> {
        let full = || KittyError::new("ENOSPC", "there is no room for the image");
        let lease = loop {
            if let Some(lease) = self.budget.take(pixels.len()) {
                break lease;
            }
            if !self.give_up(spared) {
                return Err(full());
            }
        };
        let image = Image::with_lease(width, height, pixels, Some(lease));
        image.map(Arc::new).ok_or_else(full)
    }

    /// Gives up one image: the oldest that is shown nowhere, else the oldest. Returns whether there
    /// was one.
    fn give_up(&mut self, spared: Option<Key>) -> bool {
        let free = |key: &Key| Some(*key) != spared;
        let placed = self.placed_keys();
        let unused = |key: &Key| free(key) && !placed.contains(key);
        let oldest = self.images.keys().copied().find(unused);
        let oldest = oldest.or_else(|| self.images.keys().copied().find(free));
        oldest.inspect(|key| self.remove(*key)).is_some()
    }

    /// Returns the images that are shown somewhere.
    fn placed_keys(&self) -> HashSet<Key> {
        self.placements.values().map(|placed| placed.key).collect()
    }

    fn remove(&mut self, key: Key) {
        self.images.remove(&key);
        self.placements.retain(|_, placed| placed.key != key);
    }

    fn free_id(&mut self) -> u32 {
        loop {
            self.last_id = self.last_id % 0x7fff_ffff + 1;
            let id = self.last_id | 0x4000_0000;
            if self.find(id, 0).is_none() {
                return id;
            }
        }
    }

    /// Returns the image with this id, else the newest with this number.
    fn find(&self, id: u32, number: u32) -> Option<Key> {
        let mut keys = self.images.iter().rev();
        let named = |(_, kept): &(&Key, &Kept)| match id {
            0 => number != 0 && kept.number == number,
            id => kept.id == id,
        };
        keys.find(named).map(|(key, _)| *key)
    }

    /// Returns the image that a command names, and completes its name.
    pub(crate) fn find_named(&self, named: &mut Named) -> Result<Key, KittyError> {
        if named.id == 0 && named.number == 0 {
            return Err(KittyError::missing("no image is named (i or I)"));
        }
        let found = self.find(named.id, named.number);
        let key = found.ok_or_else(|| KittyError::missing("there is no such image"))?;
        named.id = self.images[&key].id;
        Ok(key)
    }

    /// Returns an image's width and height.
    pub(crate) fn size(&self, key: Key) -> (u32, u32) {
        let size = |kept: &Kept| (kept.width, kept.height);
        self.images.get(&key).map_or((0, 0), size)
    }

    /// Takes that an image is to be shown on cells; returns what these are to be given.
    pub(crate) fn place(&mut self, key: Key, layout: Layout) -> Number {
        self.add(Placement {
            key,
            id: 0,
            layout,
            kitty: false,
            stands_for: None,
        })
    }

    /// The same for kitty's protocol, where a placement takes the place of another by its name; with
    /// columns and rows it is shown where text says so.
    pub(crate) fn place_named(
        &mut self,
        key: Key,
        id: u32,
        layout: Layout,
        stands_for: Option<(u32, u32)>,
    ) -> Number {
        let named = self.images.get(&key).is_some_and(|kept| kept.id != 0);
        let id = if named { id } else { 0 };
        if id != 0 {
            let same = |placed: &Placement| (placed.key, placed.id) == (key, id);
            self.placements.retain(|_, placed| !same(placed));
        }
        self.add(Placement {
            key,
            id,
            layout,
            kitty: true,
            stands_for,
        })
    }

    fn add(&mut self, placement: Placement) -> Number {
        while self.placements.len() >= MAX_PLACEMENTS {
            self.placements.pop_first();
        }
        // Numbers come round after thousands of millions of pictures.
        loop {
            self.last_number = self.last_number.wrapping_add(1);
            if !self.placements.contains_key(&self.last_number) {
                break;
            }
        }
        self.placements.insert(self.last_number, placement);
        self.last_number
    }

    /// Returns what a placement's number stands for.
    pub(crate) fn placement(&self, number: Number) -> Option<&Placement> {
        self.placements.get(&number)
    }

    /// Returns how placements lie upon each other: the higher, the later it is drawn.
    pub(crate) fn order(&self, number: Number) -> (i32, u32) {
        let placed = self.placements.get(&number);
        placed.map_or((0, number), |placed| (placed.layout.z, number))
    }

    /// Returns what a placement shows now, and when that changes.
    pub(crate) fn picture(
        &self,
        number: Number,
        now: Instant,
    ) -> Option<(Picture, Option<Instant>)> {
        let placed = self.placements.get(&number)?;
        let kept = self.images.get(&placed.key)?;
        let (image, next) = kept.now(now)?;
        let whole = PixelRect {
            x: 0,
            y: 0,
            width: kept.width,
            height: kept.height,
        };
        let source = match placed.layout.source {
            PixelRect { width: 0, .. } => whole,
            source => source,
        };
        let picture = Picture {
            image: image.clone(),
            source,
            offset: placed.layout.offset,
            size: placed.layout.size,
            cell: placed.layout.cell,
            layer: match placed.layout.z {
                ..UNDER_BACKGROUNDS => Layer::UnderBackgrounds,
                UNDER_BACKGROUNDS..0 => Layer::UnderText,
                0.. => Layer::OverText,
            },
        };
        Some((picture, next))
    }

    /// Returns the placement that text stands for: of the image with this id, and with this
    /// placement's id unless that is 0.
    pub(crate) fn stood_for(&self, id: u32, placement: u32) -> Option<Number> {
        let key = self.find(id, 0)?;
        let stands = |placed: &Placement| {
            placed.key == key
                && placed.stands_for.is_some()
                && (placement == 0 || placed.id == placement)
        };
        let mut placements = self.placements.iter();
        placements
            .find(|(_, placed)| stands(placed))
            .map(|(number, _)| *number)
    }

    /// Forgets placements that no cell shows any more, and images that nothing can show again.
    pub(crate) fn forget_unseen(&mut self, mut is_seen: impl FnMut(Number) -> bool) {
        self.placements
            .retain(|number, placed| placed.stands_for.is_some() || is_seen(*number));
        let placed = self.placed_keys();
        self.images
            .retain(|key, kept| kept.id != 0 || placed.contains(key));
    }

    /// Removes these placements; with `data` the images too that are shown nowhere then.
    pub(crate) fn unplace(&mut self, numbers: &[Number], data: bool) {
        let mut keys = Vec::new();
        for number in numbers {
            let real = |placed: &&Placement| placed.kitty && placed.stands_for.is_none();
            if self.placements.get(number).filter(real).is_some() {
                let placed = self.placements.remove(number);
                keys.extend(placed.map(|placed| placed.key));
            }
        }
        self.drop_unplaced(&keys, data);
    }

    fn drop_unplaced(&mut self, keys: &[Key], data: bool) {
        let placed = self.placed_keys();
        for key in keys {
            let nameless = self.images.get(key).is_some_and(|kept| kept.id == 0);
            if (data || nameless) && !placed.contains(key) {
                self.images.remove(key);
            }
        }
    }

    /// Removes the placements of images by their ids; with `data` the images too.
    pub(crate) fn unplace_images(&mut self, keys: &[Key], placement: u32, data: bool) {
        for key in keys {
            self.placements.retain(|_, placed| {
                placed.key != *key || (placement != 0 && placed.id != placement)
            });
        }
        self.drop_unplaced(keys, data);
    }

    /// Returns the image that a command names.
    pub(crate) fn named(&self, named: &Named) -> Vec<Key> {
        self.find(named.id, named.number).into_iter().collect()
    }

    /// Returns the images with ids from one to another.
    pub(crate) fn in_range(&self, from: u32, to: u32) -> Vec<Key> {
        let within = |kept: &Kept| kept.id != 0 && (from..=to).contains(&kept.id);
        let found = self.images.iter().filter(|(_, kept)| within(kept));
        found.map(|(key, _)| *key).collect()
    }

    /// Returns the placements at this height.
    pub(crate) fn at_height(&self, z: i32) -> Vec<Number> {
        let same = self
            .placements
            .iter()
            .filter(|(_, placed)| placed.layout.z == z);
        same.map(|(number, _)| *number).collect()
    }

    /// Returns what adds or edits a frame of an image, by a command of kitty's protocol.
    pub(crate) fn frame(
        &self,
        key: Key,
        control: &Control,
        part: Animation,
    ) -> Result<FrameEdit, KittyError> {
        let kept = self.images.get(&key).ok_or_else(gone)?;
        let whole = (kept.width, kept.height);
        let (edited, base) = (control.number(b'r'), control.number(b'c'));
        let index = |number: u32| (number as usize).checked_sub(1);
        let below = match index(edited).or_else(|| index(base)) {
            Some(index) => {
                let frame = kept.frames.get(index).ok_or_else(no_frame)?;
                Below::Frame(frame.image.clone())
            }
            None => Below::Color(control.number(b'Y')),
        };
        if edited == 0 && kept.frames.len() >= MAX_FRAMES {
            return Err(KittyError::new("ENOSPC", "the image has too many frames"));
        }
        let (size, at) = ((part.width, part.height), control.corner(b'x', b'y'));
        let drawn = part.frames.into_iter().next().ok_or_else(gone)?;
        if !fits(at, size, whole) {
            return Err(KittyError::invalid("the frame is not within the image"));
        }
        let gap = control.signed(b'z');
        Ok(FrameEdit {
            key,
            to: index(edited),
            gap: (gap != 0).then(|| gap_of(gap)),
            laying: Laying {
                below,
                whole,
                above: Above::Pixels(drawn.pixels),
                above_whole: size,
                from: (0, 0),
                size,
                at,
                replaces: control.number(b'X') == 1,
            },
        })
    }

    /// Takes a frame that was added or edited.
    pub(crate) fn take_edited(&mut self, edited: Edited) -> Result<(), KittyError> {
        let Edited {
            key,
            to,
            gap,
            pixels,
        } = edited;
        let kept = self.images.get(&key).ok_or_else(gone)?;
        let (width, height) = (kept.width, kept.height);
        let image = self.image(width, height, pixels, Some(key))?;
        let kept = self.images.get_mut(&key).ok_or_else(gone)?;
        match to {
            Some(index) => {
                let frame = kept.frames.get_mut(index).ok_or_else(no_frame)?;
                frame.image = image;
                frame.gap = gap.unwrap_or(frame.gap);
            }
            None => {
                let now = Instant::now();
                let (shown, _) = kept.motion.at(&kept.gaps(), now);
                kept.motion.begin_at(shown, now);
                let gap = gap.unwrap_or(USUAL_GAP);
                kept.frames.push(Shown { image, gap });
            }
        }
        Ok(())
    }

    /// Controls how an image moves.
    pub(crate) fn animate(&mut self, key: Key, control: &Control) -> Result<(), KittyError> {
        let kept = self.images.get_mut(&key).ok_or_else(gone)?;
        let now = Instant::now();
        let (mut shown, _) = kept.motion.at(&kept.gaps(), now);
        if let Some(edited) = (control.number(b'r') as usize).checked_sub(1) {
            let frame = kept.frames.get_mut(edited).ok_or_else(no_frame)?;
            let gap = control.signed(b'z');
            if gap != 0 {
                frame.gap = gap_of(gap);
            }
        }
        if let Some(current) = (control.number(b'c') as usize).checked_sub(1) {
            if current >= kept.frames.len() {
                return Err(no_frame());
            }
            shown = current;
        }
        match control.number(b's') {
            1 => kept.motion.state = State::Stopped,
            2 => kept.motion.state = State::Loading,
            3 => kept.motion.state = State::Running,
            _ => {}
        }
        match control.number(b'v') {
            0 => {}
            1 => kept.motion.loops = None,
            times => kept.motion.loops = Some(times - 1),
        }
        kept.motion.begin_at(shown, now);
        Ok(())
    }

    /// Returns what draws a part of one frame onto another.
    pub(crate) fn compose(&self, key: Key, control: &Control) -> Result<FrameEdit, KittyError> {
        let kept = self.images.get(&key).ok_or_else(gone)?;
        let frame = |number: u32| {
            let index = (number as usize).checked_sub(1);
            index
                .filter(|index| *index < kept.frames.len())
                .ok_or_else(no_frame)
        };
        let (from, to) = (frame(control.number(b'r'))?, frame(control.number(b'c'))?);
        let whole = (kept.width, kept.height);
        let side = |key: u8, all: u32| match control.number(key) {
            0 => all,
            side => side,
        };
        let size = (side(b'w', whole.0), side(b'h', whole.1));
        let (source, target) = (control.corner(b'X', b'Y'), control.corner(b'x', b'y'));
        if !fits(source, size, whole) || !fits(target, size, whole) {
            return Err(KittyError::invalid("the rectangle is not within the image"));
        }
        let apart = |a: u32, b: u32, size: u32| a.abs_diff(b) >= size;
        if from == to && !apart(source.0, target.0, size.0) && !apart(source.1, target.1, size.1) {
            return Err(KittyError::invalid("the rectangles overlap"));
        }
        Ok(FrameEdit {
            key,
            to: Some(to),
            gap: None,
            laying: Laying {
                below: Below::Frame(kept.frames[to].image.clone()),
                whole,
                above: Above::Frame(kept.frames[from].image.clone()),
                above_whole: whole,
                from: source,
                size,
                at: target,
                replaces: control.number(b'C') == 1,
            },
        })
    }

    /// Removes the frames of an image but the first one; with `data` an image that has no others.
    pub(crate) fn drop_frames(&mut self, key: Key, data: bool) {
        let Some(kept) = self.images.get_mut(&key) else {
            return;
        };
        if kept.frames.len() > 1 {
            kept.frames.truncate(1);
            kept.motion = Motion::new(State::Stopped, None, Instant::now());
        } else if data {
            self.remove(key);
        }
    }
}

impl Placement {
    /// Returns in how many columns and rows it is shown where text says so.
    pub(crate) fn stands_for(&self) -> Option<(u32, u32)> {
        self.stands_for
    }

    /// Returns whether it is shown at this height.
    pub(crate) fn is_at(&self, z: i32) -> bool {
        self.layout.z == z
    }
}

fn gone() -> KittyError {
    KittyError::missing("there is no such image")
}

fn no_frame() -> KittyError {
    KittyError::missing("there is no such frame")
}

/// Returns a gap from its number; a frame without one is passed over.
fn gap_of(millis: i32) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

#[cfg(test)]
mod tests;
