//! The module as the framework drives it.

use std::path::PathBuf;
use std::sync::Mutex;

use wezterm_module_framework::grid::Size;
use wezterm_module_framework::rpc::code;
use wezterm_module_framework::testing::FakeHost;
use wezterm_module_framework::{
    Capabilities, Chain, HealthStatus, IpcHandle, ManagerOptions, ModuleManager, PaneId, ViewId,
};

use super::*;
use crate::llm::LlmEngine;
use crate::llm::scripted::{Scripted, Step};

fn module(
    settings: &Value,
    answers: impl IntoIterator<Item = Vec<Step>>,
) -> (AiAssistant, Arc<FakeHost>) {
    let engine: Arc<dyn LlmEngine> = Arc::new(Scripted::new(answers));
    let module = AiAssistant::new(Assistant::with_engine(settings, engine));
    let host = FakeHost::new();
    assert!(module.host.set(Arc::clone(&host) as Arc<dyn Host>).is_ok());
    (module, host)
}

fn request(method: &str, params: Value) -> ModuleMessage {
    ModuleMessage::Request {
        id: "1".into(),
        from: "tests".into(),
        method: method.into(),
        params,
        chain: Chain::default(),
    }
}

fn a_model() -> Value {
    json!({ "model": { "model_id": "/models/tiny" } })
}

#[tokio::test]
async fn a_query_of_another_module_is_answered() {
    let (module, host) = module(&a_model(), [vec![Step::Say("one "), Step::Say("two")]]);
    let answer = module
        .handle_message(request("query", json!({ "prompt": "x" })))
        .await;
    assert_eq!(
        answer.expect("an answer"),
        ModuleMessage::Response {
            id: "1".into(),
            to: "tests".into(),
            result: json!({ "response": "one two" }),
        }
    );
    assert_eq!(host.events().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused() {
    let (module, _) = module(&a_model(), []);
    for (message, code, why) in [
        (
            request("sing", json!({})),
            code::METHOD_NOT_FOUND,
            "unknown method `sing`",
        ),
        (
            request("query", json!({})),
            code::INVALID_PARAMS,
            "`query` needs params.prompt, a text",
        ),
        (
            request("query", json!({ "prompt": " " })),
            code::REFUSED,
            "the question is empty; type a question",
        ),
    ] {
        let answer = module.handle_message(message).await.expect("an answer");
        assert_eq!(
            answer,
            ModuleMessage::Error {
                id: "1".into(),
                to: "tests".into(),
                code,
                error: why.into(),
            }
        );
    }
}

#[tokio::test]
async fn the_event_of_a_user_variable_changes_the_context() {
    let (module, host) = module(&a_model(), []);
    let handlers = module.register_events();
    assert_eq!(handlers[0].event_name, "user-var-changed");
    let event = EventData {
        name: "user-var-changed".into(),
        pane: Some(PaneId(2)),
        args: json!({ "name": "PROJECT", "value": "engine" }),
    };
    assert!((handlers[0].handler)(event).await);
    let context = module
        .assistant
        .context(host.as_ref(), Some(PaneId(2)))
        .await;
    assert_eq!(
        context.user_vars.get("PROJECT").map(String::as_str),
        Some("engine")
    );
}

#[test]
fn another_model_in_the_settings_needs_no_new_instance() {
    let (module, _) = module(&a_model(), []);
    let other = json!({ "model": { "model_id": "/models/other", "temperature": 0.5 } });
    assert_eq!(module.settings_changed(&other), SettingsChange::Applied);
    assert_eq!(module.assistant.model_name(), "other");
    assert_eq!(module.assistant.model().temperature, Some(0.5));
    assert_eq!(
        module.settings_changed(&Value::Null),
        SettingsChange::Applied
    );
    assert!(module.assistant.uses_starter());
    for more in [
        json!({ "system_prompt": "x" }),
        json!({ "model": { "device": "tpu" } }),
    ] {
        assert_eq!(module.settings_changed(&more), SettingsChange::Reload);
    }
}

#[test]
fn health_names_a_setting_that_cannot_be_used() {
    let (healthy, _) = module(&a_model(), []);
    assert_eq!(healthy.health_check().status, HealthStatus::Healthy);
    let (broken, _) = module(&json!({ "model": { "engine": "gemma" } }), []);
    let health = broken.health_check();
    assert_eq!(health.status, HealthStatus::Unhealthy);
    assert!(
        health
            .message
            .is_some_and(|why| why.contains("model.engine"))
    );
    assert_eq!(health.metrics.get("model_loaded"), Some(&0.0));
}

#[test]
fn the_overlay_stands_where_the_settings_say() {
    for (ui, expected) in [
        (json!({}), Placement::Over),
        (
            json!({ "position": "bottom", "height_percent": 30 }),
            Placement::Bottom { percent: 30 },
        ),
        (
            json!({ "position": "right" }),
            Placement::Right { percent: 40 },
        ),
    ] {
        let (module, host) = module(&json!({ "ui": ui }), []);
        let overlay = module
            .create_overlay(OverlayContext {
                view: ViewId(1),
                host,
                pane: None,
                size: Size::new(80, 24),
            })
            .expect("an overlay");
        assert_eq!(overlay.placement, expected);
    }
}

#[tokio::test]
async fn after_shutdown_nothing_is_loaded_any_more() {
    let (module, _) = module(&a_model(), [vec![Step::Say("x")]]);
    module.shutdown().await.expect("it shuts down");
    let answer = module
        .handle_message(request("query", json!({ "prompt": "x" })))
        .await;
    assert_eq!(
        answer.expect("an answer"),
        ModuleMessage::Error {
            id: "1".into(),
            to: "tests".into(),
            code: code::REFUSED,
            error: "the assistant was shut down; restart the terminal".into(),
        }
    );
}

#[test]
fn the_descriptor_makes_a_module_without_touching_a_disk() {
    let described = descriptor(Value::Null);
    assert_eq!(described.metadata.name, "ai-assistant");
    assert_eq!(described.metadata.lua_namespace.as_deref(), Some("ai"));
    let wezterm_module_framework::ModuleType::BuiltIn(factory) = described.module_type else {
        panic!("it is part of the program");
    };
    let made = factory(Value::Null).expect("a module");
    assert_eq!(made.metadata(), metadata());
    assert_eq!(made.health_check().metrics.get("model_loaded"), Some(&0.0));
}

/// Starts the assistant with these answers, and other modules beside it that may do what they say.
async fn beside(
    answers: impl IntoIterator<Item = Vec<Step>>,
    others: &[(&str, &[ModuleCapability])],
) -> (ModuleManager, Vec<IpcHandle>) {
    /// A module that only keeps its end of the bus.
    struct Other(ModuleMetadata, Arc<Mutex<Vec<IpcHandle>>>);

    #[async_trait]
    impl WezTermModule for Other {
        fn metadata(&self) -> ModuleMetadata {
            self.0.clone()
        }

        async fn initialize(&self, context: ModuleContext) -> anyhow::Result<()> {
            self.1.lock().expect("nobody panicked").push(context.ipc);
            Ok(())
        }
    }

    let nowhere = PathBuf::from("/nonexistent/wezterm");
    let host = FakeHost::new() as Arc<dyn Host>;
    let options = ManagerOptions::new(host, nowhere.clone(), nowhere.clone(), nowhere);
    let manager = ModuleManager::new(options);
    let engine: Arc<dyn LlmEngine> = Arc::new(Scripted::new(answers));
    manager.register_builtin(ModuleDescriptor::built_in(
        metadata(),
        a_model(),
        move |settings| {
            let assistant = Assistant::with_engine(&settings, Arc::clone(&engine));
            Ok(Arc::new(AiAssistant::new(assistant)))
        },
    ));
    let handles = Arc::new(Mutex::new(Vec::new()));
    for (name, capabilities) in others {
        let stated = ModuleMetadata {
            name: (*name).into(),
            capabilities: capabilities.to_vec(),
            lua_namespace: None,
            ..metadata()
        };
        let kept = Arc::clone(&handles);
        manager.register_builtin(ModuleDescriptor::built_in(
            stated.clone(),
            Value::Null,
            move |_| Ok(Arc::new(Other(stated.clone(), Arc::clone(&kept)))),
        ));
    }
    manager.start_all().await;
    let handles = handles.lock().expect("nobody panicked").clone();
    (manager, handles)
}

#[tokio::test]
async fn over_the_bus_query_is_answered_and_another_method_is_an_error() {
    let (manager, _) = beside([vec![Step::Say("forty-two")]], &[]).await;
    let system = manager.ipc().system();
    let asked = system.request(NAME, "query", json!({ "prompt": "6 * 7" }));
    assert_eq!(asked.await, Ok(json!({ "response": "forty-two" })));
    let error = system.request(NAME, "sing", json!({})).await.unwrap_err();
    assert_eq!(error.code(), code::METHOD_NOT_FOUND);
    assert_eq!(
        error.to_string(),
        "module `ai-assistant`: unknown method `sing`"
    );
}

#[tokio::test]
async fn a_module_without_the_right_to_run_a_model_cannot_have_the_assistant_run_one() {
    let others: [(&str, &[ModuleCapability]); 2] = [
        ("able", &[ModuleCapability::LLMInference]),
        ("mute", &[ModuleCapability::ToolExecution]),
    ];
    let (_manager, handles) = beside([vec![Step::Say("yes")]], &others).await;
    let [able, mute] = handles.as_slice() else {
        panic!("both are started");
    };
    let prompt = json!({ "prompt": "may I?" });
    let error = mute.request(NAME, "query", prompt.clone()).await;
    let error = error.expect_err("it is refused");
    assert_eq!(error.code(), code::CAPABILITY_MISSING);
    let said = error.to_string();
    assert!(
        said.contains("module `mute` does not have the capability LLMInference"),
        "{said}"
    );
    let answer = able.request(NAME, "query", prompt).await;
    assert_eq!(answer, Ok(json!({ "response": "yes" })));
}

#[tokio::test]
async fn without_the_right_to_run_a_model_every_question_is_refused() {
    let (module, _) = module(&a_model(), [vec![Step::Say("never")]]);
    let rights = Capabilities::new(NAME, [ModuleCapability::UIOverlay]);
    module.assistant.set_rights(rights);
    let outcome = module.assistant.ask_once("x").await;
    let error = outcome.map(drop).expect_err("it is refused").explained();
    assert!(error.contains("LLMInference"), "{error}");
    assert!(error.contains("ai-assistant"), "{error}");
    let answer = module
        .handle_message(request("query", json!({ "prompt": "x" })))
        .await;
    assert!(answer.is_err(), "{answer:?}");
}
