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

/// A line between two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Divider {
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

    /// Halves a pane and puts `new` into the half in that direction; `false` when it is not there.
    pub(crate) fn split(&mut self, pane: PaneId, direction: Direction, new: PaneId) -> bool {
        let leaf = self.root.as_mut().and_then(|root| root.leaf_mut(pane));
        let Some(leaf) = leaf else {
            return false;
        };
        let (first, second) = if direction.is_forward() {
            (pane, new)
        } else {
            (new, pane)
        };
        *leaf = Node::Split(Box::new(Split {
            horizontal: direction.is_horizontal(),
            share: 0.5,
            first: Node::Leaf(first),
            second: Node::Leaf(second),
        }));
        true
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
            root.place(area, &mut layout);
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

    fn place(&self, area: Rect, layout: &mut Layout) {
        match self {
            Node::Leaf(pane) => layout.panes.push((*pane, area)),
            Node::Split(split) => {
                let (first, divider, second) = split.areas(area);
                split.first.place(first, layout);
                if !divider.is_empty() {
                    layout.dividers.push(Divider {
                        rect: divider,
                        vertical: split.horizontal,
                    });
                }
                split.second.place(second, layout);
            }
        }
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
        split.move_divider(to.is_forward(), cells, area);
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

    fn move_divider(&mut self, forward: bool, cells: usize, area: Rect) {
        let total = if self.horizontal {
            area.cols
        } else {
            area.rows
        };
        let (first, divider, _) = self.lengths(total);
        if divider == 0 {
            return;
        }
        let room = total - 1;
        let moved = if forward {
            first.saturating_add(cells)
        } else {
            first.saturating_sub(cells)
        };
        self.share = moved.clamp(1, room - 1) as f64 / room as f64;
    }
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
