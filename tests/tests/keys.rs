//! `wezterm ai key` through the whole program: a key goes into the keychain and shows nowhere.
//!
//! What the keychain does is tested in `ai-assistant`.

use tests::{Home, HostTerminal, SOON, can_use};

const SECRET: &str = "sk-not-for-anybodys-eyes";

#[test]
fn a_key_is_stored_and_removed_and_in_no_output() {
    let test = "a_key_is_stored_and_removed_and_in_no_output";
    if !can_use(test, &["dbus-daemon", "gnome-keyring"]) {
        return;
    }
    let home = Home::new();
    let file = home.write("key", &format!("{SECRET}\n"));
    let script = format!(
        "printf word | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 9
         \"$0\" ai key set openai <'{}' || exit 8
         \"$0\" ai key remove openai || exit 7
         ! \"$0\" ai key remove openai",
        file.display()
    );
    let program = tests::binary().display().to_string();
    let session = ["--", "sh", "-c", &script, &program];
    let answer = home.answer(home.command("dbus-run-session", &session), "", SOON);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(
        answer.stderr.contains("the keychain has no key openai"),
        "{answer:?}"
    );
    for shown in [&answer.stdout, &answer.stderr, &home.log()] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

#[test]
fn a_key_that_is_typed_is_not_shown_and_without_a_keychain_that_is_said() {
    let home = Home::new();
    let program = tests::binary().display().to_string();
    let script = "\"$0\" ai key set openai; echo \"status $?\"; read x";
    let host = HostTerminal::run(&home, &["sh", "-c", script, &program]);
    host.wait_for_text("it is not shown");
    host.type_text(SECRET);
    host.key("Enter");
    let screen = host.wait_for_text("status 1");
    assert!(!screen.contains(SECRET), "{screen}");
    // It may be broken into two lines.
    let flat: Vec<&str> = screen.split_whitespace().collect();
    assert!(
        flat.join(" ").contains("there is no keychain here"),
        "{screen}"
    );
    // The terminal shows again what is typed.
    host.type_text("seen");
    host.wait_for_text("seen");
}
