//! The card as a person sees it and types at it.

use std::cell::Cell;
use std::sync::Arc;

use mux::PaneId;
use mux::input::Key;

use super::*;
use crate::testing::ViewTester;
use crate::tool::ToolRegistry;

/// A person, a clock, and the card between them.
struct Asked {
    tester: ViewTester,
    answer: oneshot::Receiver<Decision>,
    waiting: Option<oneshot::Sender<()>>,
    now: Rc<Cell<Instant>>,
}

fn stored(project: bool) -> Option<String> {
    let own = if project { "project = \"/w\"\n" } else { "" };
    let paths = if project { "/w" } else { "/w/a.txt" };
    Some(format!(
        "principal = \"ai-assistant\"\ntool = \"write_file\"\npaths = [\"{paths}\"]\n{own}"
    ))
}

fn approval() -> (Approval, oneshot::Receiver<Decision>, oneshot::Sender<()>) {
    let (reply, answer) = oneshot::channel();
    let (waiting, given_up) = oneshot::channel();
    let choice = |lifetime, meaning: &str, stores| Choice {
        lifetime,
        meaning: meaning.into(),
        stores,
    };
    let approval = Approval {
        principal: "ai-assistant".into(),
        chain: Vec::new(),
        tool: "write_file".into(),
        effect: Effect::Write,
        summary: "write a.txt, 3 lines".into(),
        scope: vec!["/w/a.txt".into()],
        runs: Vec::new(),
        hold: None,
        cwd: Some("/w".into()),
        pane: Some(PaneId(1)),
        reason: "default rights".into(),
        warnings: Vec::new(),
        preview: None,
        choices: vec![
            choice(Lifetime::Once, "this call and no other", None),
            choice(Lifetime::Turn, "such calls until this answer is done", None),
            choice(Lifetime::Pane, "such calls until the pane is closed", None),
            choice(Lifetime::Project, "such calls in /w", stored(true)),
            choice(
                Lifetime::Always,
                "such calls everywhere, from now on",
                stored(false),
            ),
        ],
        limit: Duration::from_secs(300),
        reply,
        given_up,
    };
    (approval, answer, waiting)
}

impl Asked {
    fn new(change: impl FnOnce(&mut Approval)) -> Self {
        Self::sized(Size { cols: 72, rows: 22 }, change)
    }

    fn sized(size: Size, change: impl FnOnce(&mut Approval)) -> Self {
        let (mut approval, answer, waiting) = approval();
        change(&mut approval);
        let now = Rc::new(Cell::new(Instant::now()));
        let clock = Rc::clone(&now);
        let card = ApprovalCard::new(approval, Rc::new(move || clock.get()));
        let mut tester = ViewTester::open(card, ToolRegistry::default());
        tester.resize(size);
        Self {
            tester,
            answer,
            waiting: Some(waiting),
            now,
        }
    }

    fn later(&self, millis: u64) {
        self.now.set(self.now.get() + Duration::from_millis(millis));
    }

    /// Has the card on the screen for long enough to answer.
    fn seen(self) -> Self {
        self.tester.screen();
        self.later(1000);
        self
    }

    /// Presses keys at the pace of a person.
    fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.tester.key(*key);
            self.tester.screen();
            self.later(150);
        }
    }

    fn answered(&mut self) -> Option<Decision> {
        self.answer.try_recv().ok()
    }
}

const Y: Key = Key::Char('y');

#[tokio::test]
async fn a_tool_that_may_touch_everything_is_not_said_to_look_only() {
    let title = |scope: &[String]| {
        let asked = Asked::new(|approval| {
            approval.effect = Effect::Read;
            approval.scope = scope.to_vec();
        });
        let screen = asked.tester.screen();
        screen.lines().next().unwrap_or_default().to_owned()
    };
    let unknown = title(&super::Reach::Everything.words());
    assert!(
        unknown.contains("ai-assistant wants to call a tool that says it only looks"),
        "{unknown}"
    );
    let known = title(&["/w/a.txt".to_owned()]);
    assert!(known.contains("wants to look at something"), "{known}");
}

#[tokio::test]
async fn the_card_shows_who_wants_what_where_and_what_each_answer_means() {
    let mut asked = Asked::new(|_| {}).seen();
    let wanted = "\
╭─ ai-assistant wants to change something ─────────────────────────────╮
│ write a.txt, 3 lines                                                 │
│                                                                      │
│ tool       write_file                                                │
│ touches    /w/a.txt                                                  │
│ directory  /w                                                        │
│ why        default rights                                            │
│                                                                      │
│ “allow always” keeps this in state.toml, word for word:              │
│   principal = \"ai-assistant\"                                         │
│   tool = \"write_file\"                                                │
│   paths = [\"/w/a.txt\"]                                               │
├──────────────────────────────────────────────────────────────────────┤
│   y  allow once              this call and no other                  │
│   t  allow this turn         such calls until this answer is done    │
│   p  allow in this pane      such calls until the pane is closed     │
│   r  allow in this project   such calls in /w                        │
│   a  allow always            such calls everywhere, from now on      │
│ ▸ n  deny                    whoever asked is told so                │
│ Enter or Esc denies · a letter marks another line                    │
╰──────────────────────────────────────────────────────────────────────╯";
    asked.tester.resize(Size { cols: 72, rows: 21 });
    assert_eq!(asked.tester.screen(), wanted);
    asked.keys(&[Key::Char('r')]);
    let screen = asked.tester.screen();
    assert!(
        screen.contains("“allow in this project” keeps this"),
        "{screen}"
    );
    assert!(screen.contains("paths = [\"/w\"]"), "{screen}");
}

#[tokio::test]
async fn denying_is_what_enter_and_escape_do_at_first() {
    for key in [Key::Enter, Key::Escape, Key::Char('n')] {
        let mut asked = Asked::new(|_| {}).seen();
        asked.keys(&[key, Key::Enter]);
        assert_eq!(asked.answered(), Some(Decision::Deny), "{key:?}");
        assert!(asked.tester.wants_close());
    }
}

#[tokio::test]
async fn a_letter_marks_and_enter_confirms() {
    let table = [
        ('y', Lifetime::Once),
        ('t', Lifetime::Turn),
        ('P', Lifetime::Pane),
        ('r', Lifetime::Project),
        ('a', Lifetime::Always),
    ];
    for (letter, lifetime) in table {
        let mut asked = Asked::new(|_| {}).seen();
        asked.keys(&[Key::Char(letter)]);
        assert_eq!(asked.answered(), None);
        asked.keys(&[Key::Enter]);
        assert_eq!(asked.answered(), Some(Decision::Allow(lifetime)));
    }
    let mut asked = Asked::new(|_| {}).seen();
    asked.keys(&[Key::Down, Key::Down, Key::Enter]);
    assert_eq!(asked.answered(), Some(Decision::Allow(Lifetime::Turn)));
    // What is not offered, and any other letter, marks denying.
    let mut asked = Asked::new(|approval| approval.choices.truncate(1)).seen();
    asked.keys(&[Y, Key::Char('a'), Key::Enter]);
    assert_eq!(asked.answered(), Some(Decision::Deny));
}

#[tokio::test]
async fn keys_that_were_meant_for_something_else_do_nothing() {
    // Before it is drawn.
    let mut asked = Asked::new(|_| {});
    asked.later(5000);
    asked.tester.key(Y);
    asked.tester.key(Key::Enter);
    assert_eq!(asked.answered(), None);
    // While somebody types on, however long they do.
    let mut asked = Asked::new(|_| {});
    asked.tester.screen();
    for key in [Y, Key::Enter].repeat(20) {
        asked.later(150);
        asked.tester.key(key);
    }
    assert_eq!(asked.answered(), None);
    assert!(asked.tester.screen().contains("▸ n"));
}

#[tokio::test]
async fn a_key_that_is_held_allows_nothing() {
    for key in [Y, Key::Enter, Key::Char('a')] {
        let mut asked = Asked::new(|_| {}).seen();
        for _ in 0..100 {
            asked.tester.key(key);
            asked.tester.screen();
            asked.later(30);
        }
        assert!(
            !matches!(asked.answered(), Some(Decision::Allow(_))),
            "{key:?}"
        );
    }
}

#[tokio::test]
async fn a_paste_allows_nothing_whether_it_comes_as_text_or_as_keys() {
    let mut asked = Asked::new(|_| {}).seen();
    asked.tester.text("y\n");
    asked.keys(&[Y]);
    asked.tester.text("\n");
    assert_eq!(asked.answered(), None);
    assert!(asked.tester.screen().contains("▸ n"));
    let mut asked = Asked::new(|_| {}).seen();
    for key in [Y, Key::Enter, Y, Key::Enter] {
        asked.tester.key(key);
    }
    assert!(!matches!(asked.answered(), Some(Decision::Allow(_))));
}

#[tokio::test]
async fn what_does_not_fit_must_be_read_before_it_can_be_allowed() {
    let lines: Vec<String> = (1..40).map(|n| format!("line {n}")).collect();
    let mut asked = Asked::new(|approval| approval.summary = lines.join("\n")).seen();
    assert!(asked.tester.screen().contains("more lines · PageDown"));
    assert!(!asked.tester.screen().contains("line 39"));
    asked.keys(&[Y, Key::Enter]);
    assert_eq!(asked.answered(), None);
    let screen = asked.tester.screen();
    assert!(
        screen.contains("line 13") && screen.contains("Enter reads on"),
        "{screen}"
    );
    // To jump to the end is not to read.
    asked.keys(&[Key::End]);
    assert!(asked.tester.screen().contains("Enter reads on"));
    asked.keys(&[Key::Enter; 3]);
    assert_eq!(asked.answered(), None);
    assert!(
        asked.tester.screen().contains("Enter allows it"),
        "{}",
        asked.tester.screen()
    );
    // Nor is what another choice would store read before it is shown.
    asked.keys(&[Key::Home, Key::Char('r')]);
    let screen = asked.tester.screen();
    assert!(
        screen.contains("project = \"/w\"") && screen.contains("Enter allows"),
        "{screen}"
    );
    asked.keys(&[Y, Key::Enter]);
    assert_eq!(asked.answered(), Some(Decision::Allow(Lifetime::Once)));
}

#[tokio::test]
async fn what_hides_or_misleads_is_written_out_and_said() {
    let asked = Asked::new(|approval| {
        approval.summary = "run r\u{43c} \u{202e}txt.exe \u{1b}[2K".into();
        approval.tool = "exec\u{435}cute".into();
    });
    let screen = asked.tester.screen();
    for words in [
        "\\u{202e}txt.exe",
        "\\u{1b}[2K",
        "exec\\u{435}cute",
        "! What is written",
    ] {
        assert!(screen.contains(words), "{words} is not in:\n{screen}");
    }
    assert!(
        asked
            .tester
            .grid()
            .text()
            .chars()
            .all(|c| !('\u{2028}'..'\u{202f}').contains(&c))
    );
}

const CHANGE: &str = "\
--- a/a.txt
+++ b/a.txt
@@ -1,3 +1,3 @@
 one
-two
--- three
+zwei is longer than a line of this card, and its rest is marked by nothing
+dr\u{202e}ei
\\ No newline at end of file
";

#[tokio::test]
async fn the_card_shows_what_would_change_below_the_facts() {
    let asked = Asked::sized(Size { cols: 64, rows: 26 }, |approval| {
        approval.choices.truncate(1);
        approval.preview = Some(CHANGE.into());
    });
    let wanted = "\
╭─ ai-assistant wants to change something ─────────────────────╮
│ write a.txt, 3 lines                                         │
│ ! What is written \\u{…} hides, misleads or looks like        │
│ another character.                                           │
│                                                              │
│ tool       write_file                                        │
│ touches    /w/a.txt                                          │
│ directory  /w                                                │
│ why        default rights                                    │
│                                                              │
│ It would change this:                                        │
│ --- a/a.txt                                                  │
│ +++ b/a.txt                                                  │
│ @@ -1,3 +1,3 @@                                              │
│  one                                                         │
│ -two                                                         │
│ --- three                                                    │
│ +zwei is longer than a line of this card, and its rest is    │
│  marked by nothing                                           │
│ +dr\\u{202e}ei                                                │
│ \\ No newline at end of file                                  │
├──────────────────────────────────────────────────────────────┤
│   y  allow once   this call and no other                     │
│ ▸ n  deny         whoever asked is told so                   │
│ Enter or Esc denies · a letter marks another line            │
╰──────────────────────────────────────────────────────────────╯";
    assert_eq!(asked.tester.screen(), wanted);

    let grid = asked.tester.grid();
    let style = |row: &str, column: usize| {
        let y = wanted.lines().position(|line| line.contains(row)).unwrap();
        grid.cell(2 + column, y).style
    };
    let plain = Style::default();
    let colored = |color| plain.fg(Color::Palette(color));
    assert_eq!(style("+++ b/a.txt", 0), plain.bold());
    assert_eq!(style("@@ -1,3", 0), colored(6));
    assert_eq!(style("│  one", 1), plain);
    for (row, color) in [
        ("-two", 1),
        ("--- three", 1),
        ("+zwei", 2),
        ("marked by", 2),
    ] {
        assert_eq!(style(row, 1), colored(color), "{row}");
    }
    assert_eq!(style("+zwei", 0), colored(2));
}

#[tokio::test]
async fn what_would_change_must_be_read_before_it_can_be_allowed() {
    let lines: String = (1..40).map(|n| format!("+line {n}\n")).collect();
    let mut asked = Asked::new(|approval| {
        approval.choices.truncate(1);
        approval.preview = Some(format!("@@ -0,0 +1,39 @@\n{lines}"));
    })
    .seen();
    assert!(!asked.tester.screen().contains("+line 39"));
    asked.keys(&[Y, Key::Enter]);
    assert_eq!(asked.answered(), None);
    asked.keys(&[Key::Enter; 3]);
    assert!(asked.tester.screen().contains("+line 39"));
    asked.keys(&[Key::Enter]);
    assert_eq!(asked.answered(), Some(Decision::Allow(Lifetime::Once)));
}

#[tokio::test]
async fn a_small_window_shows_it_in_short_and_a_tiny_one_only_denies() {
    let mut asked = Asked::sized(Size { cols: 40, rows: 9 }, |_| {}).seen();
    let screen = asked.tester.screen();
    assert!(screen.contains(" y  t  p  r  a  n deny "), "{screen}");
    assert!(screen.contains("Enter or Esc denies "), "{screen}");
    asked.keys(&[Y]);
    let screen = asked.tester.screen();
    assert!(screen.contains(" y allow once  t  p ") && screen.contains("Enter reads on"));
    asked.keys(&[Key::Enter; 12]);
    assert_eq!(asked.answered(), Some(Decision::Allow(Lifetime::Once)));

    let mut asked = Asked::sized(Size { cols: 20, rows: 4 }, |_| {}).seen();
    assert!(asked.tester.screen().contains("larger to read it"));
    asked.keys(&[Y, Key::Enter]);
    assert_eq!(asked.answered(), None);
    asked.keys(&[Key::Escape]);
    assert_eq!(asked.answered(), Some(Decision::Deny));
}

#[tokio::test]
async fn every_size_can_be_drawn() {
    let mut asked = Asked::new(|approval| {
        approval.summary = "日本語のとても長い要約 ".repeat(20);
        approval.warnings = vec!["sh runs whatever it is given".into()];
        approval.chain = vec!["filesystem".into()];
    });
    for rows in 0..30 {
        for cols in (0..120).step_by(3) {
            asked.tester.resize(Size { cols, rows });
            asked.tester.screen();
        }
    }
}

#[tokio::test]
async fn the_card_goes_when_the_call_is_given_up_and_dropping_it_answers() {
    let mut asked = Asked::new(|_| {});
    drop(asked.waiting.take());
    let host = Arc::clone(asked.tester.host());
    while !asked.tester.wants_close() {
        asked.tester.pump();
        tokio::task::yield_now().await;
    }
    drop(host);
    let Asked {
        tester, mut answer, ..
    } = asked;
    drop(tester);
    assert!(answer.try_recv().is_err());
}

#[tokio::test]
async fn a_script_is_shown_word_for_word_and_passes_for_no_other_line() {
    let asked = Asked::new(|approval| {
        approval.choices.truncate(1);
        approval.summary =
            "run in a shell:\nfor f in \"$@\"; do\n\trm \"$f\"\n\ntool       ls".into();
    });
    let screen = asked.tester.screen();
    let wanted = "\
│ run in a shell:                                                      │
│ │ for f in \"$@\"; do                                                  │
│ │ →   rm \"$f\"                                                        │
│ │                                                                    │
│ │ tool       ls                                                      │
│                                                                      │
│ tool       write_file                                                │";
    assert!(screen.contains(wanted), "{screen}");
    assert!(!screen.contains("! What is written"), "{screen}");
}

#[tokio::test]
async fn the_cards_own_words_are_not_taken_for_what_misleads() {
    let asked = Asked::new(|approval| {
        approval.runs = vec!["`cargo test …`, with anything after it".into()];
        approval.reason = "it would run … victim – not p\u{430}y".into();
        approval.warnings = vec!["removes x, y and …".into()];
    });
    let screen = asked.tester.screen();
    assert!(screen.contains("run … victim – not p\u{430}y"), "{screen}");
    assert!(!screen.contains("! What is written"), "{screen}");
    // What hides is written out and said, whoever wrote it.
    let asked = Asked::new(|approval| approval.reason = "because\u{200b}".into());
    let screen = asked.tester.screen();
    assert!(
        screen.contains("because\\u{200b}") && screen.contains("! What is written"),
        "{screen}"
    );
}

#[tokio::test]
async fn what_is_dangerous_and_what_holds_it_stand_below_the_command() {
    let card = |hold: Hold| {
        let asked = Asked::new(|approval| {
            approval.summary = "run rm -rf build".into();
            approval.scope.clear();
            approval.runs = vec!["`rm -rf build` exactly".into()];
            approval.warnings = vec!["removes build and all below it".into()];
            approval.hold = Some(hold);
        });
        asked.tester.screen()
    };
    let screen = card(Hold::Sandbox("sandbox full: no network".into()));
    let wanted = "\
│ run rm -rf build                                                     │
│ ! removes build and all below it                                     │
│ sandbox full: no network                                             │
│                                                                      │
│ tool       write_file                                                │
│ lets run   `rm -rf build` exactly                                    │
│ directory  /w                                                        │";
    assert!(screen.contains(wanted), "{screen}");
    let screen = card(Hold::Nothing("no sandbox: with all of your rights".into()));
    assert!(
        screen.contains("│ ! no sandbox: with all of your rights "),
        "{screen}"
    );
}

#[tokio::test]
async fn what_an_answer_means_is_said_in_every_size() {
    let low = |approval: &mut Approval| {
        approval.warnings = vec!["removes a.txt".into()];
        approval.choices.retain(|choice| choice.stores.is_none());
    };
    // Each with its own line.
    let asked = Asked::sized(Size { cols: 40, rows: 14 }, low);
    let wanted = "\
│ write a.txt, 3 lines                 │
│ ! removes a.txt                      │
│                                      │
│ tool       write_file                │
│ touches    /w/a.txt                  │
│ directory  /w                        │
├─ 1 more line · PageDown ─────────────┤
│   y  once: this call and no other    │
│   t  turn: until this answer is done │
│   p  pane: until it is closed        │
│ ▸ n  deny: whoever asked is told so  │";
    assert!(
        asked.tester.screen().contains(wanted),
        "{}",
        asked.tester.screen()
    );
    // All in one: what they mean is read before one of them counts.
    for size in [Size { cols: 40, rows: 8 }, Size { cols: 24, rows: 12 }] {
        let mut asked = Asked::sized(size, low).seen();
        let screen = asked.tester.screen();
        let first: String = screen.lines().skip(1).take(4).collect();
        assert!(first.contains("! removes a.txt"), "{screen}");
        let mut seen = screen;
        asked.keys(&[Y]);
        while asked.answered().is_none() {
            asked.keys(&[Key::Enter]);
            seen.push_str(&asked.tester.screen());
        }
        for words in ["y  once: this call", "no other", "t  turn: until"] {
            assert!(seen.contains(words), "{words} at {size:?} not in {seen}");
        }
    }
}
