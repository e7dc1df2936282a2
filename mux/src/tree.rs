//! The tree of splits in a tab: which pane lies where.
//!
//! A tree of halves with weights, so that a layout follows from any size and repeated resizing does
//! not drift. The main thread owns it. It knows panes by their ids only and resizes none of them.

use crate::PaneId;
use crate::grid::Rect;

/// A direction on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Direction {
    /// Returns whether the direction is left or right.
    pub const fn is_horizontal(self) -> bool {
        matches!(self, Direction::Left | Direction::Right)
    }

    const fn is_forward(self) -> bool {
        matches!(self, Direction::Right | Direction::Down)
    }
}

/// How much room a new half gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitSize {
    /// That many hundredths.
    Percent(u8),
    /// That many cells.
    Cells(usize),
}

/// Where a new pane goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitAt {
    /// On which side.
    pub direction: Direction,
    /// How much room it gets; at least a cell is left for either half.
    pub size: SplitSize,
    /// Beside all panes of the tab instead of beside one.
    pub whole_tab: bool,
}

impl From<Direction> for SplitAt {
    fn from(direction: Direction) -> Self {
        Self {
            direction,
            size: SplitSize::Percent(50),
            whole_tab: false,
        }
    }
}

/// A line between two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Divider {
    /// Names it among the dividers of its tab, until a pane comes or goes.
    pub index: usize,
    /// Its cells.
    pub rect: Rect,
    /// Whether it runs from top to bottom.
    pub vertical: bool,
}

/// Where the panes of a tab lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The panes; one without room has an empty rectangle.
    pub panes: Vec<(PaneId, Rect)>,
    /// The lines between them.
    pub dividers: Vec<Divider>,
}

impl Layout {
    /// Returns the rectangle of a pane.
    pub fn rect(&self, pane: PaneId) -> Option<Rect> {
        let found = self.panes.iter().find(|(id, _)| *id == pane);
        found.map(|(_, rect)| *rect)
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Leaf(PaneId),
    Split(Box<Split>),
}

#[derive(Clone, Debug, PartialEq)]
struct Split {
    /// Whether the halves lie side by side.
    horizontal: bool,
    /// The first half's part of the room, between 0 and 1.
    share: f64,
    first: Node,
    second: Node,
}

/// The tree of splits of one tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tree {
    root: Option<Node>,
}

impl Tree {
    /// Returns a tree of one pane.
    pub(crate) fn new(pane: PaneId) -> Self {
        Self {
            root: Some(Node::Leaf(pane)),
        }
    }

    /// Returns whether no pane is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Returns the panes from left to right and from top to bottom.
    pub(crate) fn panes(&self) -> Vec<PaneId> {
        let mut panes = Vec::new();
        if let Some(root) = &self.root {
            root.collect(&mut panes);
        }
        panes
    }

    /// Splits a pane in a tab of this area, or all of the tab, and puts `new` into the new part;
    /// `false` when the pane is not there.
    pub(crate) fn split(&mut self, pane: PaneId, at: SplitAt, new: PaneId, area: Rect) -> bool {
        let Some(area) = self.area_to_split(pane, at, area) else {
            return false;
        };
        let root = self.root.as_mut();
        let part = match at.whole_tab {
            true => root,
            false => root.and_then(|root| root.leaf_mut(pane)),
        };
        let Some(part) = part else {
            return false;
        };
        let old = std::mem::replace(part, Node::Leaf(new));
        let horizontal = at.direction.is_horizontal();
        let room = length(area, horizontal).saturating_sub(1).max(1);
        let share = match at.size {
            SplitSize::Percent(percent) => f64::from(percent.min(100)) / 100.0,
            SplitSize::Cells(cells) => cells.min(room) as f64 / room as f64,
        };
        let (share, first, second) = if at.direction.is_forward() {
            (1.0 - share, old, Node::Leaf(new))
        } else {
            (share, Node::Leaf(new), old)
        };
        *part = Node::Split(Box::new(Split {
            horizontal,
            share,
            first,
            second,
        }));
        true
    }

    /// Returns the area that [`Self::split`] divides, in a tab of this area.
    pub(crate) fn area_to_split(&self, pane: PaneId, at: SplitAt, area: Rect) -> Option<Rect> {
        let of_pane = self.layout(area).rect(pane)?;
        Some(if at.whole_tab { area } else { of_pane })
    }

    /// Lets two panes change places; `false` when one is not there.
    pub(crate) fn swap(&mut self, one: PaneId, other: PaneId) -> bool {
        let Some(root) = &mut self.root else {
            return false;
        };
        if !root.contains(one) || !root.contains(other) {
            return false;
        }
        root.rename(&mut |pane| match pane {
            pane if pane == one => other,
            pane if pane == other => one,
            pane => pane,
        });
        true
    }

    /// Moves every pane to the place of the next in reading order, or of the one before.
    pub(crate) fn rotate(&mut self, clockwise: bool) {
        let mut panes = self.panes();
        if panes.is_empty() {
            return;
        }
        if clockwise {
            panes.rotate_right(1);
        } else {
            panes.rotate_left(1);
        }
        let mut panes = panes.into_iter();
        if let Some(root) = &mut self.root {
            root.rename(&mut |pane| panes.next().unwrap_or(pane));
        }
    }

    /// Moves a divider to a column, or to a row, as far as there is room; `false` when there is no
    /// such divider.
    pub(crate) fn move_divider(&mut self, index: usize, to: usize, area: Rect) -> bool {
        let mut left = index;
        let root = self.root.as_mut();
        root.is_some_and(|root| root.move_divider(&mut left, to, area))
    }

    /// Takes a pane out; the other half of its split takes its room. `false` when it is not there.
    pub(crate) fn remove(&mut self, pane: PaneId) -> bool {
        let Some(root) = self.root.take() else {
            return false;
        };
        let (rest, removed) = root.without(pane);
        self.root = rest;
        removed
    }

    /// Returns where the panes lie in this area.
    pub(crate) fn layout(&self, area: Rect) -> Layout {
        let mut layout = Layout::default();
        if let Some(root) = &self.root {
            root.place(area, &mut layout, &mut 0);
        }
        layout
    }

    /// Returns the pane that is next to another in a direction: of those that touch it, the one
    /// with the longest common edge.
    pub(crate) fn neighbour(&self, pane: PaneId, to: Direction, area: Rect) -> Option<PaneId> {
        let layout = self.layout(area);
        let from = layout.rect(pane)?;
        let touching = layout.panes.iter().filter_map(|(id, rect)| {
            let edge = common_edge(from, *rect, to);
            (edge > 0 && *id != pane).then_some((*id, edge))
        });
        // The first of equals, in reading order.
        touching
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(id, _)| id)
    }

    /// Moves the edge of a pane that lies in a direction by `cells`, as far as there is room; the
    /// opposite edge when the pane lies at the end. `false` when it has neither.
    pub(crate) fn adjust(&mut self, pane: PaneId, to: Direction, cells: usize, area: Rect) -> bool {
        let Some(root) = &mut self.root else {
            return false;
        };
        root.adjust(pane, to, cells, area, to.is_forward())
            || root.adjust(pane, to, cells, area, !to.is_forward())
    }
}

impl Node {
    fn collect(&self, panes: &mut Vec<PaneId>) {
        match self {
            Node::Leaf(pane) => panes.push(*pane),
            Node::Split(split) => {
                split.first.collect(panes);
                split.second.collect(panes);
            }
        }
    }

    fn contains(&self, pane: PaneId) -> bool {
        match self {
            Node::Leaf(leaf) => *leaf == pane,
            Node::Split(split) => split.first.contains(pane) || split.second.contains(pane),
        }
    }

    fn leaf_mut(&mut self, pane: PaneId) -> Option<&mut Node> {
        match self {
            Node::Leaf(leaf) => (*leaf == pane).then_some(self),
            Node::Split(split) => match split.first.leaf_mut(pane) {
                Some(found) => Some(found),
                None => split.second.leaf_mut(pane),
            },
        }
    }

    fn without(self, pane: PaneId) -> (Option<Node>, bool) {
        match self {
            Node::Leaf(leaf) if leaf == pane => (None, true),
            Node::Leaf(_) => (Some(self), false),
            Node::Split(split) => {
                let Split {
                    horizontal,
                    share,
                    first,
                    second,
                } = *split;
                let (first, in_first) = first.without(pane);
                let (second, in_second) = if in_first {
                    (Some(second), false)
                } else {
                    second.without(pane)
                };
                let rest = match (first, second) {
                    (Some(first), Some(second)) => Some(Node::Split(Box::new(Split {
                        horizontal,
                        share,
                        first,
                        second,
                    }))),
                    (first, second) => first.or(second),
                };
                (rest, in_first || in_second)
            }
        }
    }

    /// Replaces the panes in reading order.
    fn rename(&mut self, change: &mut impl FnMut(PaneId) -> PaneId) {
        match self {
            Node::Leaf(pane) => *pane = change(*pane),
            Node::Split(split) => {
                split.first.rename(change);
                split.second.rename(change);
            }
        }
    }

    fn place(&self, area: Rect, layout: &mut Layout, splits: &mut usize) {
        match self {
            Node::Leaf(pane) => layout.panes.push((*pane, area)),
            Node::Split(split) => {
                let (first, divider, second) = split.areas(area);
                let index = *splits;
                *splits += 1;
                split.first.place(first, layout, splits);
                if !divider.is_empty() {
                    layout.dividers.push(Divider {
                        index,
                        rect: divider,
                        vertical: split.horizontal,
                    });
                }
                split.second.place(second, layout, splits);
            }
        }
    }

    /// Moves the divider that is `left` splits further on, counted as [`Self::place`] does.
    fn move_divider(&mut self, left: &mut usize, to: usize, area: Rect) -> bool {
        let Node::Split(split) = self else {
            return false;
        };
        if *left == 0 {
            let begin = if split.horizontal { area.x } else { area.y };
            split.put_divider(to.saturating_sub(begin), area);
            return true;
        }
        *left -= 1;
        let (first, _, second) = split.areas(area);
        split.first.move_divider(left, to, first) || split.second.move_divider(left, to, second)
    }

    /// Moves the innermost divider that lies on the asked side of the pane.
    fn adjust(
        &mut self,
        pane: PaneId,
        to: Direction,
        cells: usize,
        area: Rect,
        side_is_second: bool,
    ) -> bool {
        let Node::Split(split) = self else {
            return false;
        };
        let (first, _, second) = split.areas(area);
        let in_first = split.first.contains(pane);
        let (half, half_area) = if in_first {
            (&mut split.first, first)
        } else if split.second.contains(pane) {
            (&mut split.second, second)
        } else {
            return false;
        };
        if half.adjust(pane, to, cells, half_area, side_is_second) {
            return true;
        }
        // The divider is behind the first half and before the second.
        if split.horizontal != to.is_horizontal() || in_first != side_is_second {
            return false;
        }
        split.shift_divider(to.is_forward(), cells, area);
        true
    }
}

impl Split {
    /// Returns the length of the first half, of the divider and of the second half.
    fn lengths(&self, total: usize) -> (usize, usize, usize) {
        match total {
            0 => (0, 0, 0),
            1 => (1, 0, 0),
            2 => (1, 0, 1),
            _ => {
                let room = total - 1;
                let first = (room as f64 * self.share).round() as usize;
                let first = first.clamp(1, room - 1);
                (first, 1, room - first)
            }
        }
    }

    fn areas(&self, area: Rect) -> (Rect, Rect, Rect) {
        let Rect { x, y, cols, rows } = area;
        if self.horizontal {
            let (first, divider, second) = self.lengths(cols);
            (
                Rect::new(x, y, first, rows),
                Rect::new(x + first, y, divider, rows),
                Rect::new(x + first + divider, y, second, rows),
            )
        } else {
            let (first, divider, second) = self.lengths(rows);
            (
                Rect::new(x, y, cols, first),
                Rect::new(x, y + first, cols, divider),
                Rect::new(x, y + first + divider, cols, second),
            )
        }
    }

    fn shift_divider(&mut self, forward: bool, cells: usize, area: Rect) {
        let (first, ..) = self.lengths(length(area, self.horizontal));
        let moved = if forward {
            first.saturating_add(cells)
        } else {
            first.saturating_sub(cells)
        };
        self.put_divider(moved, area);
    }

    /// Gives the first half that many cells, as far as there is room.
    fn put_divider(&mut self, first: usize, area: Rect) {
        let total = length(area, self.horizontal);
        let (_, divider, _) = self.lengths(total);
        if divider == 0 {
            return;
        }
        let room = total - 1;
        self.share = first.clamp(1, room - 1) as f64 / room as f64;
    }
}

fn length(area: Rect, horizontal: bool) -> usize {
    if horizontal { area.cols } else { area.rows }
}

/// Returns how many cells of `to`'s edge of `a` lie opposite of `b`, which a divider may separate.
fn common_edge(a: Rect, b: Rect, to: Direction) -> usize {
    let touches = |end: usize, begin: usize| begin == end || begin == end + 1;
    let overlap = |a: (usize, usize), b: (usize, usize)| a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let touching = match to {
        Direction::Right => touches(a.right(), b.x),
        Direction::Left => touches(b.right(), a.x),
        Direction::Down => touches(a.bottom(), b.y),
        Direction::Up => touches(b.bottom(), a.y),
    };
    if !touching || a.is_empty() || b.is_empty() {
        return 0;
    }
    if to.is_horizontal() {
        overlap((a.y, a.bottom()), (b.y, b.bottom()))
    } else {
        overlap((a.x, a.right()), (b.x, b.right()))
    }
}

#[cfg(test)]
mod tests;
