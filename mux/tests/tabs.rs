//! Windows, tabs and splits of a mux with real programs in them.

mod support;

use mux::grid::{Rect, Size};
use mux::{Direction, PaneId, PaneSize, Removed, SpawnError, WindowId};
use support::{Fixture, SIZE, canonical, command, ids};

const CAT: &[&str] = &["cat"];

#[test]
fn tabs_open_behind_all_others_and_move() {
    let mut fixture = Fixture::new();
    let window = fixture.window;
    let mut tabs = Vec::new();
    for _ in 0..3 {
        tabs.push(fixture.mux.spawn_tab(window, command(CAT), SIZE).unwrap().0);
    }
    assert_eq!(fixture.mux.window_tabs(window), tabs);
    assert_eq!(fixture.mux.active_tab(window), Some(tabs[2]));
    assert!(fixture.mux.activate_tab(tabs[0]));
    let (new, pane) = fixture.mux.spawn_tab(window, command(CAT), SIZE).unwrap();
    assert_eq!(
        fixture.mux.window_tabs(window),
        [tabs[0], tabs[1], tabs[2], new]
    );
    assert_eq!(fixture.mux.active_pane(window), Some(pane));
    assert_eq!(fixture.mux.tab_of(pane), Some(new));
    assert_eq!(fixture.mux.window_of(new), Some(window));
    assert!(fixture.mux.move_tab(new, 1));
    assert_eq!(
        fixture.mux.window_tabs(window),
        [tabs[0], new, tabs[1], tabs[2]]
    );
    assert!(fixture.mux.move_tab(new, 99));
    assert_eq!(
        fixture.mux.window_tabs(window),
        [tabs[0], tabs[1], tabs[2], new]
    );
    assert_eq!(
        fixture.mux.active_tab(window),
        Some(new),
        "the same tab is shown"
    );
    let removed = fixture.mux.remove_tab(new);
    assert_eq!(
        removed,
        Removed {
            tab: Some(new),
            window: None
        }
    );
    assert_eq!(fixture.mux.active_tab(window), Some(tabs[2]));
    assert_eq!(fixture.mux.panes().len(), 3);
}

#[test]
fn splits_share_the_window_and_follow_its_size() {
    let mut fixture = Fixture::new();
    let window = fixture.window;
    let (tab, first) = fixture.mux.spawn_tab(window, command(CAT), SIZE).unwrap();
    let second = fixture
        .mux
        .split(first, Direction::Right, command(CAT))
        .unwrap();
    let third = fixture
        .mux
        .split(second, Direction::Up, command(CAT))
        .unwrap();
    assert_eq!(fixture.mux.tab_panes(tab), [first, third, second]);
    assert_eq!(fixture.mux.active_pane(window), Some(third));
    let size = PaneSize {
        cells: Size::new(81, 25),
        pixel_width: 810,
        pixel_height: 500,
        dpi: 96,
    };
    fixture.mux.resize_window(window, size);
    let layout = fixture.mux.layout(tab);
    let expected = [
        (first, Rect::new(0, 0, 40, 25)),
        (third, Rect::new(41, 0, 40, 12)),
        (second, Rect::new(41, 13, 40, 12)),
    ];
    assert_eq!(layout.panes, expected);
    for (pane, rect) in expected {
        assert_eq!(fixture.mux.pane(pane).unwrap().size(), rect.size());
    }
    assert!(fixture.mux.adjust_pane(first, Direction::Right, 5));
    assert_eq!(fixture.mux.pane(first).unwrap().size(), Size::new(45, 25));
    assert_eq!(fixture.mux.pane(second).unwrap().size(), Size::new(35, 12));
}

#[test]
fn the_input_moves_between_panes_and_returns() {
    let mut fixture = Fixture::new();
    let window = fixture.window;
    let (_, first) = fixture.mux.spawn_tab(window, command(CAT), SIZE).unwrap();
    let second = fixture
        .mux
        .split(first, Direction::Right, command(CAT))
        .unwrap();
    let third = fixture
        .mux
        .split(second, Direction::Down, command(CAT))
        .unwrap();
    assert_eq!(
        fixture.mux.activate_direction(window, Direction::Left),
        Some(first)
    );
    assert_eq!(
        fixture.mux.activate_direction(window, Direction::Left),
        None
    );
    assert_eq!(fixture.mux.activate_next(window, -1), Some(third));
    assert_eq!(fixture.mux.activate_next(window, 4), Some(first));
    assert!(fixture.mux.activate_pane(second));
    assert!(!fixture.mux.activate_pane(PaneId(999)));
    // When a pane goes, the one that was used before it gets the input.
    let removed = fixture.mux.remove_pane(second);
    assert_eq!(removed, Removed::default());
    assert_eq!(fixture.mux.active_pane(window), Some(first));
    assert_eq!(fixture.mux.pane(third).unwrap().size(), Size::new(29, 12));
    fixture.mux.remove_pane(first);
    let removed = fixture.mux.remove_pane(third);
    assert_eq!(removed.window, Some(window));
    assert!(fixture.mux.windows().is_empty());
    assert_eq!(ids(&fixture.mux.panes()), []);
}

#[test]
fn a_new_pane_starts_where_the_one_beside_it_is() {
    let mut fixture = Fixture::new();
    let home = canonical(fixture.home.path());
    let folder = home.join("here");
    std::fs::create_dir(&folder).unwrap();
    let first = fixture.script("cd here; echo ready; read x");
    fixture.wait_until(&first, "the start", |text| text.contains("ready"));
    let pwd = command(&["/bin/sh", "-c", "pwd -P; read x"]);
    let split = fixture
        .mux
        .split(first.id(), Direction::Down, pwd.clone())
        .unwrap();
    let split = fixture.mux.pane(split).unwrap();
    let folder = folder.to_string_lossy().into_owned();
    fixture.wait_until(&split, "the directory", |text| {
        text.replace('\n', "") == folder
    });
    let elsewhere = mux::Spawn {
        cwd: Some("/usr".into()),
        ..pwd
    };
    let (_, tab) = fixture
        .mux
        .spawn_tab(fixture.window, elsewhere, SIZE)
        .unwrap();
    let tab = fixture.mux.pane(tab).unwrap();
    fixture.wait_until(&tab, "the directory", |text| text == "/usr");
}

#[test]
fn what_cannot_be_split_says_so() {
    let mut fixture = Fixture::new();
    let window = fixture.window;
    let missing = fixture
        .mux
        .split(PaneId(77), Direction::Up, command(CAT))
        .unwrap_err();
    assert_eq!(missing.to_string(), "there is no pane 77: it was closed");
    let tiny = PaneSize::of_cells(Size::new(2, 12));
    let (_, pane) = fixture.mux.spawn_tab(window, command(CAT), tiny).unwrap();
    let error = fixture
        .mux
        .split(pane, Direction::Left, command(CAT))
        .unwrap_err();
    assert!(
        matches!(error, SpawnError::TooSmall(small) if small == pane),
        "{error}"
    );
    fixture
        .mux
        .split(pane, Direction::Down, command(CAT))
        .unwrap();
    let gone = WindowId(99);
    let error = fixture.mux.spawn_tab(gone, command(CAT), SIZE).unwrap_err();
    assert!(
        matches!(error, SpawnError::NoWindow(window) if window == gone),
        "{error}"
    );
}

#[test]
fn the_list_has_every_pane_with_its_place() {
    let mut fixture = Fixture::new();
    let window = fixture.window;
    let (tab, first) = fixture.mux.spawn_tab(window, command(CAT), SIZE).unwrap();
    let second = fixture
        .mux
        .split(first, Direction::Right, command(CAT))
        .unwrap();
    let other = fixture.mux.open_window();
    let (other_tab, third) = fixture.mux.spawn_tab(other, command(CAT), SIZE).unwrap();
    let places: Vec<_> = fixture
        .mux
        .list()
        .into_iter()
        .map(|row| (row.window, row.tab, row.pane, row.active))
        .collect();
    assert_eq!(
        places,
        [
            (window, tab, first, false),
            (window, tab, second, true),
            (other, other_tab, third, true)
        ]
    );
    assert!(fixture.mux.list().iter().all(|row| !row.program.is_empty()));
    fixture.mux.close_window(window);
    assert_eq!(ids(&fixture.mux.panes()), [third]);
}

#[test]
fn options_reach_panes_that_are_there() {
    let mut fixture = Fixture::new();
    let pane = fixture.script("i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done; read x");
    fixture.wait_until(&pane, "the output", |text| text.contains("99"));
    assert!(pane.facts().scrollback_rows > 50);
    let mut options = fixture.mux.options().clone();
    options.scrollback_lines = 10;
    fixture.mux.set_options(options);
    pane.inject_output(b"more\r\n");
    assert_eq!(pane.facts().scrollback_rows, 10);
    pane.clear_scrollback();
    assert_eq!(pane.facts().scrollback_rows, 0);
}
