//! The lines between panes as a person sees them.

use mux::Direction;
use mux::grid::Size;

use super::harness::{Running, Start};

fn sides(running: &mut Running) -> Vec<(Direction, usize)> {
    let ends = running.app.frame().line_ends.iter();
    ends.map(|end| (end.side, end.at)).collect()
}

#[test]
fn lines_between_panes_meet_and_lead_to_the_windows_edge_unless_something_lies_over_them() {
    let mut start = Start::lua("return { enable_tab_bar = false }");
    start.size = Size::new(41, 11);
    let mut running = start.run().at_prompt();
    running.key("Ctrl+Shift+Alt+%");
    running.wait("two panes", |running| running.app.panes_of_tab().len() == 2);
    running.key("Ctrl+Shift+Alt+\"");
    running.wait("three panes", |running| {
        running.app.panes_of_tab().len() == 3
    });
    running.wait_for("├─");
    let (x, y) = running.place_of("├─");
    let all = [
        (Direction::Up, x),
        (Direction::Down, x),
        (Direction::Right, y),
    ];
    assert_eq!(sides(&mut running), all);
    running.key("Ctrl+Shift+P");
    running.wait_for("─ Commands ─");
    // The box reaches up to the edge, and leaves a rim below and beside it.
    assert_eq!(sides(&mut running), all[1..]);
    running.key("Escape");
    running.key("Ctrl+Shift+Alt+%");
    running.wait("four panes", |running| {
        running.app.panes_of_tab().len() == 4
    });
    running.wait_for("┬");
    running.key("Ctrl+Shift+Z");
    running.wait_gone("├");
    assert!(sides(&mut running).is_empty());
}
