//! Moving panes, tabs and windows of a mux with real programs in them.

mod support;

use mux::grid::Rect;
use mux::{Direction, PaneId, Removed, SpawnError, SplitAt, SplitSize};
use support::{Fixture, SIZE, command};

const CAT: &[&str] = &["cat"];

/// Returns a tab of three panes: one at the left, two at the right, one above the other.
fn three(fixture: &mut Fixture) -> (mux::TabId, [PaneId; 3]) {
    let window = fixture.window;
    let (tab, first) = fixture.mux.spawn_tab(window, command(CAT), SIZE).unwrap();
    let mut split = |beside, to| fixture.mux.split(beside, to, command(CAT)).unwrap();
    let second = split(first, Direction::Right);
    let third = split(second, Direction::Down);
    (tab, [first, second, third])
}

fn pane_size(fixture: &Fixture, pane: PaneId) -> mux::grid::Size {
    fixture.mux.pane(pane).unwrap().facts().size
}

#[test]
fn a_zoomed_pane_has_the_whole_tab_until_another_is_used() {
    let mut fixture = Fixture::new();
    let (tab, [first, second, third]) = three(&mut fixture);
    let split = fixture.mux.layout(tab);
    assert!(fixture.mux.zoom_pane(second, true));
    assert_eq!(fixture.mux.zoomed_pane(tab), Some(second));
    assert_eq!(fixture.mux.active_pane_of(tab), Some(second));
    assert_eq!(pane_size(&fixture, second), SIZE.cells);
    let layout = fixture.mux.layout(tab);
    assert_eq!(layout.panes, [(second, Rect::of_size(SIZE.cells))]);
    assert!(layout.dividers.is_empty());
    assert!(!fixture.mux.move_divider(tab, 0, 9), "it is out of sight");
    assert!(
        !fixture.mux.adjust_pane(second, Direction::Left, 3),
        "so too"
    );
    let zoomed: Vec<bool> = fixture.mux.list().iter().map(|row| row.zoomed).collect();
    assert_eq!(zoomed, [false, true, false]);
    // The neighbour of a zoomed pane is the one that would be beside it.
    assert_eq!(fixture.mux.neighbour(second, Direction::Down), Some(third));
    fixture.mux.activate_pane(first);
    assert_eq!(fixture.mux.zoomed_pane(tab), None);
    assert_eq!(fixture.mux.layout(tab), split);
    assert_eq!(
        pane_size(&fixture, second),
        split.rect(second).unwrap().size()
    );
    fixture.mux.zoom_pane(third, true);
    fixture.mux.remove_pane(third);
    assert_eq!(fixture.mux.zoomed_pane(tab), None);
    assert_eq!(fixture.mux.tab_panes(tab), [first, second]);
    fixture.mux.remove_pane(second);
    fixture.mux.zoom_pane(first, true);
    assert_eq!(fixture.mux.zoomed_pane(tab), None, "it is alone");
}

#[test]
fn panes_change_places_and_their_programs_follow_the_size() {
    let mut fixture = Fixture::new();
    let (tab, [first, second, third]) = three(&mut fixture);
    let before = fixture.mux.layout(tab);
    let place = |fixture: &Fixture, pane| fixture.mux.layout(tab).rect(pane);
    assert!(fixture.mux.swap_panes(first, third));
    assert_eq!(place(&fixture, first), before.rect(third));
    assert_eq!(place(&fixture, third), before.rect(first));
    assert_eq!(
        pane_size(&fixture, first),
        before.rect(third).unwrap().size()
    );
    assert!(fixture.mux.rotate_panes(tab, true));
    assert_eq!(fixture.mux.tab_panes(tab), [first, third, second]);
    let divider = before.dividers[0];
    assert!(fixture.mux.move_divider(tab, divider.index, 10));
    assert_eq!(pane_size(&fixture, first).cols, 10);
    assert!(!fixture.mux.move_divider(tab, 7, 10));
    assert!(!fixture.mux.swap_panes(first, PaneId(999)));
}

#[test]
fn a_pane_moves_with_its_program_to_another_tab_and_window() {
    let mut fixture = Fixture::new();
    let (tab, [first, second, third]) = three(&mut fixture);
    let window = fixture.window;
    let pid = fixture.mux.pane(third).unwrap().facts().pid;
    let (own, removed) = fixture.mux.move_to_new_tab(third, window).unwrap();
    assert_eq!(removed, Removed::default());
    assert_eq!(fixture.mux.window_tabs(window), [tab, own]);
    assert_eq!(fixture.mux.active_pane(window), Some(third));
    assert_eq!(pane_size(&fixture, third), SIZE.cells);
    assert_eq!(
        fixture.mux.move_to_new_tab(third, window).unwrap().0,
        own,
        "it is alone already"
    );
    let at = SplitAt {
        direction: Direction::Up,
        size: SplitSize::Cells(5),
        whole_tab: true,
    };
    let removed = fixture.mux.move_pane(third, first, at).unwrap();
    assert_eq!(removed.tab, Some(own));
    assert_eq!(fixture.mux.tab_panes(tab), [third, first, second]);
    assert_eq!(pane_size(&fixture, third).rows, 5);
    let (other, _, removed) = fixture
        .mux
        .move_to_new_window(third, Some("elsewhere"))
        .unwrap();
    assert_eq!(removed, Removed::default());
    assert_eq!(fixture.mux.window_workspace(other), Some("elsewhere"));
    let to = Direction::Left;
    let removed = fixture.mux.move_pane(third, second, to).unwrap();
    assert_eq!(removed.window, Some(other));
    assert_eq!(fixture.mux.windows(), [window]);
    assert_eq!(fixture.mux.pane(third).unwrap().facts().pid, pid);
    let moved = fixture.mux.pane(third).unwrap();
    moved.write(b"alive\r").unwrap();
    fixture.wait_until(&moved, "an echo", |text| text.contains("alive"));
}

#[test]
fn what_cannot_be_moved_says_so_and_stays() {
    let mut fixture = Fixture::new();
    let (tab, [first, second, third]) = three(&mut fixture);
    let gone = PaneId(999);
    let to = Direction::Left;
    let mux = &mut fixture.mux;
    let errors = [
        mux.move_pane(first, first, to).unwrap_err(),
        mux.move_pane(gone, first, to).unwrap_err(),
        mux.move_pane(first, gone, to).unwrap_err(),
        mux.move_to_new_tab(gone, fixture.window).unwrap_err(),
        mux.move_to_new_tab(first, mux::WindowId(999)).unwrap_err(),
    ];
    assert_eq!(
        errors,
        [
            SpawnError::BesideItself(first),
            SpawnError::NoPane(gone),
            SpawnError::NoPane(gone),
            SpawnError::NoPane(gone),
            SpawnError::NoWindow(mux::WindowId(999)),
        ]
    );
    assert_eq!(mux.tab_panes(tab), [first, second, third]);
}

#[test]
fn windows_are_sorted_into_workspaces() {
    let mut fixture = Fixture::new();
    let (tab, _) = three(&mut fixture);
    let first = fixture.window;
    let mux = &mut fixture.mux;
    assert_eq!(mux.workspaces(), ["default"]);
    mux.activate_workspace("work");
    assert_eq!(mux.workspaces(), ["default", "work"], "though it is empty");
    let second = mux.open_window();
    assert_eq!(mux.window_workspace(second), Some("work"));
    assert_eq!(mux.workspace_windows("default"), [first]);
    assert!(mux.activate_window(first));
    assert_eq!(mux.active_workspace(), "default");
    assert!(mux.set_window_workspace(first, "work"));
    assert_eq!(mux.recent_window("work"), Some(first), "the last one used");
    let unseen = mux.open_window();
    mux.set_window_workspace(unseen, "work");
    assert_eq!(
        mux.recent_window("work"),
        Some(first),
        "nobody has used the new one"
    );
    mux.close_window(unseen);
    assert!(mux.rename_workspace("work", "play"));
    assert_eq!(mux.workspace_windows("play"), [first, second]);
    assert!(!mux.rename_workspace("work", "play"));
    mux.close_window(first);
    assert_eq!(mux.recent_window("play"), Some(second));
    assert!(!mux.activate_window(first));
    assert!(!mux.set_tab_title(tab, "gone"));
}

#[test]
fn titles_have_no_control_characters_and_are_listed() {
    let mut fixture = Fixture::new();
    let (tab, _) = three(&mut fixture);
    assert!(fixture.mux.set_tab_title(tab, "a\x1b[1mb\n"));
    assert!(fixture.mux.set_window_title(fixture.window, "w"));
    let row = &fixture.mux.list()[0];
    assert_eq!((&*row.tab_title, &*row.window_title), ("a[1mb", "w"));
    assert_eq!(row.workspace, "default");
}

#[test]
fn a_pane_that_somebody_else_draws_stands_beside_programs() {
    let mut fixture = Fixture::new();
    let (tab, [first, second, _]) = three(&mut fixture);
    let view = fixture
        .mux
        .open_view_split(first, Direction::Down.into(), "files".to_owned())
        .unwrap();
    assert!(fixture.mux.has_pane(view));
    assert!(fixture.mux.pane(view).is_none());
    assert_eq!(fixture.mux.view_title(view), Some("files"));
    assert_eq!(fixture.mux.active_pane_of(tab), Some(view));
    let list = fixture.mux.list();
    let row = list.iter().find(|row| row.pane == view).unwrap();
    assert_eq!(row.title, "files");
    assert_eq!(row.size, row.place.size());
    // A program that is started beside it has no directory to start in but its own.
    let beside = fixture
        .mux
        .split(view, Direction::Right, command(CAT))
        .unwrap();
    assert_eq!(fixture.mux.pane_beside(view, 1), Some(beside));
    fixture.mux.swap_panes(view, second);
    let removed = fixture.mux.remove_pane(view);
    assert_eq!(removed, Removed::default());
    assert!(!fixture.mux.has_pane(view));
}
