//! Tests of what the doctor finds: with the starter model, with a model that is not there, of a server.

use super::*;

fn about<'a>(findings: &'a [Finding], name: &str) -> &'a Finding {
    let found = findings.iter().find(|finding| finding.about == name);
    found.unwrap_or_else(|| panic!("nothing about {name}: {findings:#?}"))
}

async fn examined(model: &ModelSettings) -> Vec<Finding> {
    let cache = tempfile::tempdir().expect("a folder");
    examine(model, &[], cache.path().to_owned()).await
}

#[cfg(feature = "mistral")]
#[tokio::test(flavor = "multi_thread")]
async fn every_question_about_the_starter_is_answered() {
    let findings = examined(&ModelSettings::default()).await;
    assert!(findings.iter().all(|one| one.ok), "{findings:#?}");
    let names: Vec<_> = findings.iter().map(|one| one.about).collect();
    assert_eq!(
        names,
        [
            "settings",
            "kernels",
            "threads",
            "memory",
            "model",
            "keys",
            "network",
            "device",
            "stored as",
            "context",
            "prefix cache",
            "speed"
        ]
    );
    assert_eq!(about(&findings, "network").shown, "not needed");
    assert!(about(&findings, "context").value.as_u64() > Some(100));
    let speed = &about(&findings, "speed").value;
    assert!(speed["tokens_per_second"].as_f64() > Some(0.0), "{speed}");
    let memory = &about(&findings, "memory").value;
    assert!(
        memory["free"].as_u64() < memory["total"].as_u64(),
        "{memory}"
    );
}

#[cfg(feature = "mistral")]
#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_not_there_is_told_with_what_to_do() {
    let findings = examined(&ModelSettings {
        model_id: Some("/no/such/model".to_owned()),
        ..ModelSettings::default()
    })
    .await;
    for name in ["model", "device"] {
        let finding = about(&findings, name);
        assert!(!finding.ok, "{finding:?}");
        assert_eq!(finding.shown, "there is no model at /no/such/model");
        assert!(finding.advice.is_some(), "{finding:?}");
    }
    assert!(findings.iter().all(|one| one.about != "speed"));
}

#[test]
fn keys_are_told_by_name_and_a_missing_one_is_wrong() {
    let remote = |api_key_env: Option<&str>, endpoint: Option<&str>| ModelSettings {
        engine: Engine::OpenAi,
        model_id: Some("m".to_owned()),
        api_key_env: api_key_env.map(str::to_owned),
        endpoint: endpoint.map(str::to_owned),
        ..ModelSettings::default()
    };
    let told = |model: &ModelSettings, set: &[&str]| {
        let finding = keys(model, &|name| set.contains(&name));
        (finding.ok, finding.shown)
    };
    let own = remote(None, None);
    assert_eq!(
        told(&own, &[]),
        (false, "$OPENAI_API_KEY is needed and not set".to_owned())
    );
    assert_eq!(
        told(&own, &["OPENAI_API_KEY"]),
        (
            true,
            "$OPENAI_API_KEY is needed; set: $OPENAI_API_KEY".to_owned()
        )
    );
    let named = remote(Some("MINE"), Some("http://localhost:1"));
    assert!(!told(&named, &["OPENAI_API_KEY"]).0);
    assert!(told(&named, &["MINE"]).0);
    // A server of one's own is not shown the provider's key, and needs none.
    let elsewhere = remote(None, Some("http://localhost:1"));
    assert_eq!(told(&elsewhere, &[]), (true, "none is needed".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_named_and_not_asked() {
    let findings = examined(&ModelSettings {
        engine: Engine::OpenAi,
        model_id: Some("m".to_owned()),
        endpoint: Some("http://localhost:9/v1".to_owned()),
        ..ModelSettings::default()
    })
    .await;
    let network = about(&findings, "network");
    assert_eq!(network.shown, "needed: localhost:9 (not asked now)");
    assert!(about(&findings, "speed").shown.starts_with("not measured"));
}

#[test]
fn errors_in_the_settings_are_wrong_and_warnings_are_not() {
    let problem = |kind| SettingProblem {
        kind,
        key: "config.modules.ai_assistant.x".to_owned(),
        message: "is odd".to_owned(),
    };
    assert!(!settings(&[problem(ProblemKind::Error)]).ok);
    let warned = settings(&[problem(ProblemKind::Warning)]);
    assert!(warned.ok && warned.shown.contains("is odd"), "{warned:?}");
}
