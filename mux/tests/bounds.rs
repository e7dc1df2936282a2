//! What a program's endless strings may take of memory. A test binary of its own: other tests in the
//! same process would be measured too.

mod memory;

use memory::{MIB, engine, resident};

/// What a string that never ends may take, and one that holds an image, which may be as long as 64 MiB.
const MOST: usize = 40 * MIB;
const MOST_OF_IMAGES: usize = 80 * MIB;

/// How strings begin.
const ENDLESS: [&str; 19] = [
    "\x1b]2;",
    "\x1b]9999;",
    "\x1b]52;c;",
    "\x1b]5;0;",
    "\x1b]133;D;",
    "\x1bPz",
    "\x1bPq",
    "\x1bP$q",
    "\x1bP+q",
    "\x1b_",
    "\x1b_Gf=24;",
    "\x1b^",
    "\x1bX",
    "\x1b]8;;",
    "\u{9d}2;",
    "\x1b_Ga=t,i=1,",
    "\x1b]1337;File=inline=1:",
    "\x1b]1337;File=inline=1;",
    "\x1b]1337;FilePart=",
];

#[test]
fn a_string_that_never_ends_is_given_up_and_what_follows_it_is_shown() {
    let text = vec![b'a'; MIB];
    // Each of these is a field, or a row of an image, to the parser.
    let dear = [b";".repeat(MIB), b"~-".repeat(MIB / 2)];
    for (begin, part) in [
        (&b"\x1bP+q"[..], &dear[0]),
        (b"\x1bPq", &dear[1]),
        ("\u{90}+q".as_bytes(), &dear[0]),
        // What the parser takes for the same.
        (b"\x90+q", &dear[0]),
        (b"\x1b\nP+q", &dear[0]),
        ("\x1b_\u{410}+q".as_bytes(), &dear[0]),
    ]
    .into_iter()
    .chain(ENDLESS.map(|begin| (begin.as_bytes(), &text)))
    {
        let name = begin.escape_ascii();
        let mut engine = engine();
        let mut events = Vec::new();
        engine.advance(begin, &mut events);
        let before = resident();
        let mut most = 0;
        let is_image = [&b"\x1b_G"[..], b"\x1b]1337;File"]
            .iter()
            .any(|name| begin.starts_with(name));
        for _ in 0..if is_image { 160 } else { 64 } {
            engine.advance(part, &mut events);
            most = most.max(resident().saturating_sub(before));
        }
        // All that was written would be 64 MiB, or 120 of an image.
        let limit = if is_image { MOST_OF_IMAGES } else { MOST };
        assert!(most < limit, "{name} takes {most} bytes");
        engine.advance(b"\x1b\\\x1b[2J\x1b[Hshown", &mut events);
        assert_eq!(engine.text(), "shown", "{name}");
        assert!(events.is_empty(), "{name}: {events:?}");
    }
}
