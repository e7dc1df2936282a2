//! What images may take of memory. A test binary of its own: other tests in the same process would be
//! measured too.

mod memory;

use memory::{MIB, engine, resident};

#[test]
fn images_are_kept_within_their_budget_however_many_there_are() {
    // A thousand pictures of a million pixels would be four gigabytes.
    let sixels = format!(
        "\x1bPq\"1;1;1000;1000#1;2;9;9;9{}\x1b\\",
        "!1000~-".repeat(166)
    );
    let raw = "AAAA".repeat(333_333);
    let mut engine = engine();
    let mut events = Vec::new();
    let before = resident();
    let mut most = 0;
    for id in 0..250 {
        engine.advance(sixels.as_bytes(), &mut events);
        let keys = format!("a=T,q=2,f=24,s=1000,v=333,C=1,i={}", id + 1);
        engine.advance(format!("\x1b_G{keys};{raw}\x1b\\").as_bytes(), &mut events);
        most = most.max(resident().saturating_sub(before));
    }
    assert!(most < 400 * MIB, "{most} bytes are taken");
}
