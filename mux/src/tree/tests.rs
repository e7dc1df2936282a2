//! Property tests of the split tree: panes never overlap, cover the tab, and keep their ids.

use super::*;
use proptest::prelude::*;

const DIRECTIONS: [Direction; 4] = [
    Direction::Left,
    Direction::Right,
    Direction::Up,
    Direction::Down,
];

fn pane(id: u64) -> PaneId {
    PaneId(id)
}

fn split(tree: &mut Tree, beside: u64, at: impl Into<SplitAt>, new: u64) -> bool {
    tree.split(pane(beside), at.into(), pane(new), AREA)
}

/// One change of a tree; numbers choose among the panes that there are.
#[derive(Clone, Debug)]
enum Change {
    Split(usize, SplitAt),
    Remove(usize),
    Swap(usize, usize),
    Rotate(bool),
    Drag(usize, usize),
    Adjust(usize, usize, usize),
}

fn places() -> impl Strategy<Value = SplitAt> {
    let size = prop_oneof![
        any::<u8>().prop_map(SplitSize::Percent),
        (0usize..250).prop_map(SplitSize::Cells),
    ];
    (0usize..4, size, any::<bool>()).prop_map(|(to, size, whole_tab)| SplitAt {
        direction: DIRECTIONS[to],
        size,
        whole_tab,
    })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        4 => (any::<usize>(), places()).prop_map(|(beside, at)| Change::Split(beside, at)),
        1 => any::<usize>().prop_map(Change::Remove),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(one, other)| Change::Swap(one, other)),
        1 => any::<bool>().prop_map(Change::Rotate),
        1 => (0usize..12, 0usize..250).prop_map(|(index, to)| Change::Drag(index, to)),
        1 => (any::<usize>(), 0usize..4, 0usize..50).prop_map(|(at, to, by)| Change::Adjust(at, to, by)),
    ];
    prop::collection::vec(change, 0..24)
}

const AREA: Rect = Rect::new(3, 2, 200, 100);

/// Applies changes and returns the tree with the panes that must be in it.
fn grown(changes: &[Change]) -> (Tree, Vec<PaneId>) {
    let mut tree = Tree::new(pane(0));
    let mut panes = vec![pane(0)];
    for (id, change) in (1..).zip(changes) {
        match *change {
            Change::Split(beside, at) => {
                assert!(tree.split(panes[beside % panes.len()], at, pane(id), AREA));
                panes.push(pane(id));
            }
            Change::Remove(at) if panes.len() > 1 => {
                let gone = panes.remove(at % panes.len());
                assert!(tree.remove(gone));
            }
            Change::Remove(_) => {}
            Change::Swap(one, other) => {
                assert!(tree.swap(panes[one % panes.len()], panes[other % panes.len()]));
            }
            Change::Rotate(clockwise) => tree.rotate(clockwise),
            Change::Drag(index, to) => {
                assert_eq!(tree.move_divider(index, to, AREA), index < panes.len() - 1);
            }
            Change::Adjust(at, to, by) => {
                tree.adjust(panes[at % panes.len()], DIRECTIONS[to], by, AREA);
            }
        }
    }
    (tree, panes)
}

fn area_of(rect: Rect) -> usize {
    rect.cols * rect.rows
}

proptest! {
    #[test]
    fn the_tree_holds_each_pane_once(changes in changes()) {
        let (tree, mut panes) = grown(&changes);
        let mut held = tree.panes();
        held.sort();
        panes.sort();
        prop_assert_eq!(held, panes);
    }

    #[test]
    fn panes_and_dividers_tile_the_area(
        changes in changes(),
        cols in 0usize..220,
        rows in 0usize..120,
    ) {
        let (tree, panes) = grown(&changes);
        let area = Rect::new(1, 5, cols, rows);
        let layout = tree.layout(area);
        prop_assert_eq!(layout.panes.len(), panes.len());
        let dividers = layout.dividers.iter().map(|divider| divider.rect);
        let all: Vec<Rect> = layout.panes.iter().map(|(_, rect)| *rect).chain(dividers).collect();
        for (index, rect) in all.iter().enumerate() {
            prop_assert!(rect.is_empty() || rect.intersect(area) == *rect, "{:?} leaves {:?}", rect, area);
            for other in &all[index + 1..] {
                prop_assert!(rect.intersect(*other).is_empty(), "{:?} meets {:?}", rect, other);
            }
        }
        prop_assert_eq!(all.iter().map(|rect| area_of(*rect)).sum::<usize>(), area_of(area));
    }

    #[test]
    fn a_neighbour_touches_on_the_asked_side(changes in changes(), to in 0usize..4) {
        let (tree, panes) = grown(&changes);
        let to = DIRECTIONS[to];
        let layout = tree.layout(AREA);
        for from in panes {
            let here = layout.rect(from).unwrap();
            let at_the_end = match to {
                Direction::Left => here.x == AREA.x,
                Direction::Right => here.right() == AREA.right(),
                Direction::Up => here.y == AREA.y,
                Direction::Down => here.bottom() == AREA.bottom(),
            };
            let Some(next) = tree.neighbour(from, to, AREA) else {
                // Panes squeezed to nothing have no neighbours.
                let squeezed = layout.panes.iter().any(|(_, rect)| rect.is_empty());
                prop_assert!(at_the_end || squeezed, "{from} has no neighbour: {:?}", layout);
                continue;
            };
            prop_assert!(!at_the_end);
            prop_assert!(common_edge(here, layout.rect(next).unwrap(), to) > 0);
        }
    }

    #[test]
    fn what_is_rotated_or_swapped_keeps_every_place(changes in changes(), clockwise in any::<bool>()) {
        let (mut tree, panes) = grown(&changes);
        let (before, places) = (tree.clone(), |tree: &Tree| {
            tree.layout(AREA).panes.into_iter().map(|(_, rect)| rect).collect::<Vec<_>>()
        });
        tree.rotate(clockwise);
        prop_assert_eq!(places(&tree), places(&before));
        tree.rotate(!clockwise);
        prop_assert_eq!(&tree, &before);
        let (one, other) = (panes[0], panes[panes.len() - 1]);
        tree.swap(one, other);
        prop_assert_eq!(tree.layout(AREA).rect(one), before.layout(AREA).rect(other));
        tree.swap(other, one);
        prop_assert_eq!(tree, before);
    }

    #[test]
    fn a_divider_goes_where_it_is_put(changes in changes(), to in 0usize..250) {
        let (tree, _) = grown(&changes);
        for divider in tree.layout(AREA).dividers {
            let mut tree = tree.clone();
            prop_assert!(tree.move_divider(divider.index, to, AREA));
            let moved = tree.layout(AREA).dividers.into_iter().find(|d| d.index == divider.index);
            let rect = moved.expect("it has room still").rect;
            let at = if divider.vertical { rect.x } else { rect.y };
            // As near as the two halves, which keep a cell each, let it.
            tree.move_divider(divider.index, at, AREA);
            let again = tree.layout(AREA).dividers.into_iter().find(|d| d.index == divider.index);
            prop_assert_eq!(again.map(|d| d.rect), Some(rect));
        }
    }

    #[test]
    fn a_layout_depends_on_the_size_alone(changes in changes(), cols in 1usize..300, rows in 1usize..300) {
        let (tree, _) = grown(&changes);
        let before = tree.layout(AREA);
        tree.layout(Rect::new(0, 0, cols, rows));
        prop_assert_eq!(tree.layout(AREA), before);
    }
}

#[test]
fn splits_halve_the_room_around_a_divider() {
    let mut tree = Tree::new(pane(1));
    assert!(split(&mut tree, 1, Direction::Right, 2));
    assert!(split(&mut tree, 2, Direction::Up, 3));
    assert!(!split(&mut tree, 9, Direction::Up, 4));
    let layout = tree.layout(Rect::new(0, 0, 81, 25));
    assert_eq!(
        layout,
        Layout {
            panes: vec![
                (pane(1), Rect::new(0, 0, 40, 25)),
                (pane(3), Rect::new(41, 0, 40, 12)),
                (pane(2), Rect::new(41, 13, 40, 12)),
            ],
            dividers: vec![
                Divider {
                    index: 0,
                    rect: Rect::new(40, 0, 1, 25),
                    vertical: true
                },
                Divider {
                    index: 1,
                    rect: Rect::new(41, 12, 40, 1),
                    vertical: false
                },
            ],
        }
    );
}

#[test]
fn neighbours_are_found_in_every_direction() {
    let mut tree = Tree::new(pane(1));
    split(&mut tree, 1, Direction::Right, 2);
    split(&mut tree, 2, Direction::Down, 3);
    let area = Rect::new(0, 0, 81, 24);
    let next = |from, to| tree.neighbour(pane(from), to, area);
    assert_eq!(next(1, Direction::Left), None);
    // The upper right pane is a row smaller than the lower one or equal: the longer edge wins.
    assert_eq!(next(1, Direction::Right), Some(pane(2)));
    assert_eq!(next(2, Direction::Down), Some(pane(3)));
    assert_eq!(next(3, Direction::Up), Some(pane(2)));
    assert_eq!(next(3, Direction::Left), Some(pane(1)));
    assert_eq!(next(3, Direction::Down), None);
}

#[test]
fn a_removed_pane_leaves_its_room_to_the_other_half() {
    let mut tree = Tree::new(pane(1));
    split(&mut tree, 1, Direction::Right, 2);
    split(&mut tree, 2, Direction::Down, 3);
    assert!(tree.remove(pane(1)));
    assert!(!tree.remove(pane(1)));
    let layout = tree.layout(Rect::new(0, 0, 10, 11));
    assert_eq!(layout.rect(pane(2)), Some(Rect::new(0, 0, 10, 5)));
    assert_eq!(layout.rect(pane(3)), Some(Rect::new(0, 6, 10, 5)));
    assert!(tree.remove(pane(2)) && tree.remove(pane(3)));
    assert!(tree.is_empty());
    assert_eq!(tree.layout(AREA), Layout::default());
}

#[test]
fn an_edge_moves_as_far_as_there_is_room() {
    let area = Rect::new(0, 0, 21, 5);
    let mut tree = Tree::new(pane(1));
    assert!(!tree.adjust(pane(1), Direction::Right, 3, area));
    split(&mut tree, 1, Direction::Right, 2);
    let cols = |tree: &Tree| tree.layout(area).rect(pane(1)).map(|rect| rect.cols);
    assert_eq!(cols(&tree), Some(10));
    assert!(tree.adjust(pane(1), Direction::Right, 3, area));
    assert_eq!(cols(&tree), Some(13));
    assert!(tree.adjust(pane(2), Direction::Left, 1, area));
    assert_eq!(cols(&tree), Some(12));
    // A pane at the end moves its other edge.
    assert!(tree.adjust(pane(2), Direction::Right, 100, area));
    assert_eq!(cols(&tree), Some(19));
    assert!(!tree.adjust(pane(1), Direction::Up, 1, area));
}

#[test]
fn a_new_part_gets_the_asked_room() {
    let area = Rect::new(0, 0, 101, 41);
    let place = |at: SplitAt| {
        let mut tree = Tree::new(pane(1));
        tree.split(pane(1), Direction::Right.into(), pane(2), area);
        assert!(tree.split(pane(1), at, pane(3), area));
        tree.layout(area).rect(pane(3)).unwrap()
    };
    let at = |direction, size, whole_tab| SplitAt {
        direction,
        size,
        whole_tab,
    };
    let (cells, percent) = (SplitSize::Cells(7), SplitSize::Percent(25));
    assert_eq!(
        place(at(Direction::Left, cells, false)),
        Rect::new(0, 0, 7, 41)
    );
    assert_eq!(
        place(at(Direction::Down, cells, false)),
        Rect::new(0, 34, 50, 7)
    );
    assert_eq!(
        place(at(Direction::Up, percent, true)),
        Rect::new(0, 0, 101, 10)
    );
    assert_eq!(
        place(at(Direction::Right, percent, true)),
        Rect::new(76, 0, 25, 41)
    );
    assert_eq!(
        place(at(Direction::Right, SplitSize::Cells(999), true)),
        Rect::new(2, 0, 99, 41),
        "a cell is left for the others"
    );
}

#[test]
fn panes_rotate_in_reading_order() {
    let mut tree = Tree::new(pane(1));
    split(&mut tree, 1, Direction::Right, 2);
    split(&mut tree, 2, Direction::Down, 3);
    tree.rotate(true);
    assert_eq!(tree.panes(), [pane(3), pane(1), pane(2)]);
    tree.rotate(false);
    tree.rotate(false);
    assert_eq!(tree.panes(), [pane(2), pane(3), pane(1)]);
    assert!(!tree.swap(pane(1), pane(9)));
}
