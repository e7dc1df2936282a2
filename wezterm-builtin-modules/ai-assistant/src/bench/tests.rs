//! Tests of the measurement: on the starter model through the real engine, and of its arithmetic.

use super::*;

#[test]
fn a_spread_has_its_middle_and_its_ends() {
    let spread = |median, least, greatest| Spread {
        median,
        least,
        greatest,
    };
    assert_eq!(Spread::of([3.0, 1.0, 2.0]), spread(2.0, 1.0, 3.0));
    assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0]), spread(2.5, 1.0, 4.0));
    assert_eq!(Spread::of([]), Spread::default());
}

#[cfg(feature = "mistral")]
#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_measured_with_as_many_tokens_as_were_asked_for() {
    let cache = tempfile::tempdir().expect("a folder");
    let options = BenchOptions {
        prompt_tokens: 60,
        tokens: 40,
        runs: 2,
    };
    let mut steps = Vec::new();
    let report = bench(
        &ModelSettings::default(),
        cache.path().to_owned(),
        options,
        |step| steps.push(step),
    )
    .await
    .expect("a report");
    assert_eq!(
        steps,
        [
            BenchStep::Loading,
            BenchStep::Calibrating,
            BenchStep::Run(1),
            BenchStep::Run(2)
        ]
    );
    let tokens: Vec<_> = report
        .runs
        .iter()
        .map(|run| (run.prompt_tokens, run.tokens))
        .collect();
    assert_eq!(tokens, [(60, 40), (60, 40)], "{report:#?}");
    for run in &report.runs {
        // The starter's chat template leaves out all but the last question.
        assert!(run.follow_up_prompt_tokens > 0, "{run:?}");
        assert!(
            run.first_token_ms > 0.0
                && run.tokens_per_second > 0.0
                && run.follow_up_first_token_ms > 0.0
                && run.cpu_ms_per_token > 0.0,
            "{run:?}"
        );
    }
    assert_eq!(report.quantization, "BF16");
    let memory = report.peak_memory.expect("Linux tells");
    assert!(memory > 10 << 20, "{memory}");
}

#[cfg(feature = "mistral")]
#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_not_there_is_an_error_and_no_other_is_measured() {
    let cache = tempfile::tempdir().expect("a folder");
    let model = ModelSettings {
        model_id: Some("/no/such/model".to_owned()),
        ..ModelSettings::default()
    };
    let options = BenchOptions::default();
    let outcome = bench(&model, cache.path().to_owned(), options, |_| {}).await;
    let error = outcome.expect_err("there is none");
    assert_eq!(error.to_string(), "there is no model at /no/such/model");
}
