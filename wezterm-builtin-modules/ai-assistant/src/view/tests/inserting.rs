//! A command on its way from an answer to a prompt.

use super::*;

#[tokio::test]
async fn insert_puts_the_command_at_the_prompt_and_closes() {
    let mut desk = desk([vec![Step::Say("```sh\nls \\\n -la\n```")]]);
    desk.ask("x").await;
    desk.done().await;
    desk.view.chord("Alt+I");
    desk.closed().await;
    assert_eq!(
        desk.view.host().inserted(),
        [(PaneId(1), "ls   -la".to_owned())]
    );
}

#[tokio::test]
async fn a_command_that_cannot_be_undone_is_inserted_only_once_that_was_said() {
    let mut desk = desk([vec![Step::Say("```sh\nrm -r build\n```")]]);
    desk.assistant.set_judge(Box::new(|command| {
        let known = command == "rm -r build";
        let warnings = known.then(|| "removes build and all below it".to_owned());
        Box::pin(async move { warnings.into_iter().collect() })
    }));
    desk.ask("x").await;
    desk.done().await;
    desk.view.chord("Alt+I");
    desk.view
        .wait_until("the warning", |screen| {
            screen.contains("it removes build and all below it: Alt+I again inserts it")
        })
        .await;
    assert_eq!(desk.view.host().inserted(), []);
    desk.view.chord("Alt+I");
    assert_eq!(
        desk.view.host().inserted(),
        [(PaneId(1), "rm -r build".to_owned())]
    );
    assert!(desk.view.wants_close());
}

#[tokio::test]
async fn who_types_on_while_a_command_is_read_keeps_the_overlay() {
    let mut desk = desk([vec![Step::Say("```sh\nls\n```")]]);
    let (held, given_up) = tokio::sync::oneshot::channel::<()>();
    let held = std::sync::Mutex::new(Some(held));
    desk.assistant.set_judge(Box::new(move |_| {
        let held = held.lock().expect("nobody broke it").take();
        Box::pin(async move {
            let _held = held;
            std::future::pending().await
        })
    }));
    desk.ask("x").await;
    desk.done().await;
    desk.view.chord("Alt+I");
    tokio::task::yield_now().await;
    desk.view.type_("n");
    assert!(given_up.await.is_err(), "it is read no further");
    desk.view.pump();
    assert_eq!(desk.view.host().inserted(), []);
    assert!(!desk.view.wants_close());
}

#[tokio::test]
async fn a_command_of_several_lines_is_not_put_at_a_prompt() {
    let mut desk = desk([vec![Step::Say("```sh\ncd /\nls\n```")]]);
    desk.ask("x").await;
    desk.done().await;
    desk.view.chord("Ctrl+I");
    assert_eq!(desk.view.host().inserted(), []);
    assert!(desk.view.screen().contains("the command has several lines"));
    assert!(!desk.view.wants_close());
}
