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

/// One change of a tree; numbers choose among the panes that there are.
#[derive(Clone, Debug)]
enum Change {
    Split(usize, usize),
    Remove(usize),
    Adjust(usize, usize, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        3 => (any::<usize>(), 0usize..4).prop_map(|(at, to)| Change::Split(at, to)),
        1 => any::<usize>().prop_map(Change::Remove),
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
            Change::Split(at, to) => {
                assert!(tree.split(panes[at % panes.len()], DIRECTIONS[to], pane(id)));
                panes.push(pane(id));
            }
            Change::Remove(at) if panes.len() > 1 => {
                let gone = panes.remove(at % panes.len());
                assert!(tree.remove(gone));
            }
            Change::Remove(_) => {}
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
    assert!(tree.split(pane(1), Direction::Right, pane(2)));
    assert!(tree.split(pane(2), Direction::Up, pane(3)));
    assert!(!tree.split(pane(9), Direction::Up, pane(4)));
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
                    rect: Rect::new(40, 0, 1, 25),
                    vertical: true
                },
                Divider {
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
    tree.split(pane(1), Direction::Right, pane(2));
    tree.split(pane(2), Direction::Down, pane(3));
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
    tree.split(pane(1), Direction::Right, pane(2));
    tree.split(pane(2), Direction::Down, pane(3));
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
    tree.split(pane(1), Direction::Right, pane(2));
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
