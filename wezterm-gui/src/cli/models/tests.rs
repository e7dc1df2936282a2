//! `wezterm ai models` in a home folder of its own, with no terminal running.

use clap::Parser;
use config::Environment;

use super::*;
use crate::cli::{AiCommand, Cli, Command};

struct Home(tempfile::TempDir);

/// What a command wrote and returned.
struct Told {
    output: String,
    notes: String,
    status: Result<i32, String>,
}

fn parse(line: &str) -> ModelsCommand {
    let words = format!("wezterm ai models {line}");
    match Cli::try_parse_from(words.split(' ')).map(|cli| cli.command) {
        Ok(Some(Command::Ai {
            command: AiCommand::Models { command },
        })) => command,
        other => panic!("{line}: {other:?}"),
    }
}

impl Home {
    fn new(lua: &str) -> Home {
        let home = Home(tempfile::tempdir().expect("a temporary folder"));
        std::fs::write(home.0.path().join(".wezterm.lua"), lua).expect("written");
        home
    }

    fn with_model() -> Home {
        let home = Home::new("return {}");
        home.model("phi/tiny");
        home
    }

    fn folders(&self) -> Folders {
        Folders::below(&self.0.path().join("f"))
    }

    /// Makes a folder with a model that passes every check.
    fn model(&self, name: &str) {
        let folder = self.folders().data.join("models").join(name);
        std::fs::create_dir_all(&folder).expect("made");
        let header = r#"{"w":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}}"#;
        let mut weights = (header.len() as u64).to_le_bytes().to_vec();
        weights.extend_from_slice(header.as_bytes());
        weights.extend([0; 8]);
        for (name, contents) in [
            ("model.safetensors", weights.as_slice()),
            ("config.json", br#"{"architectures":["LlamaForCausalLM"]}"#),
            ("tokenizer.json", b"{}"),
            ("tokenizer_config.json", br#"{"chat_template":"x"}"#),
        ] {
            std::fs::write(folder.join(name), contents).expect("written");
        }
    }

    fn run(&self, line: &str) -> Told {
        self.answer(line, None)
    }

    /// Runs a command and answers its question.
    fn answer(&self, line: &str, answer: Option<&str>) -> Told {
        let load = LoadOptions {
            environment: Environment {
                home: Some(self.0.path().to_owned()),
                ..Environment::default()
            },
            ..LoadOptions::default()
        };
        let (mut output, mut notes) = (Vec::new(), Vec::new());
        let mut typed = answer.unwrap_or_default().as_bytes();
        let mut desk = Desk {
            output: &mut output,
            notes: &mut notes,
            person: match answer {
                Some(_) => Some(&mut typed),
                None => None,
            },
        };
        let status = run(&parse(line), &load, &self.folders(), &mut desk);
        let text = |bytes| {
            let text = String::from_utf8(bytes).expect("text");
            text.replace(&self.0.path().display().to_string(), "HOME")
        };
        Told {
            output: text(output),
            notes: text(notes),
            status: status.map_err(|error| format!("{error:#}")),
        }
    }

    fn chosen(&self) -> Option<String> {
        StateFile::open(&self.folders().state).0.chosen_model()
    }
}

#[test]
fn models_are_listed_with_sizes_that_people_read() {
    let home = Home::with_model();
    let told = home.run("list");
    assert_eq!(told.status, Ok(0));
    let line = told
        .output
        .lines()
        .find(|line| line.starts_with("phi/tiny"));
    let words: Vec<&str> = line.expect("it is listed").split_whitespace().collect();
    assert_eq!(words[..3], ["phi/tiny", "text", "0"]);
    let json: Value = serde_json::from_str(&home.run("list --format json").output).expect("JSON");
    let mine = json.as_array().into_iter().flatten();
    let mine: Vec<&Value> = mine.filter(|model| model["name"] == "phi/tiny").collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0]["parameters"], 4);
    assert_eq!(mine[0]["in_use"], false);
}

#[test]
fn one_model_is_told_with_its_checksum() {
    let told = Home::with_model().run("info tiny");
    assert_eq!(told.status, Ok(0));
    let line = told
        .output
        .lines()
        .find(|line| line.starts_with("SHA-256:"));
    assert_eq!(
        line.map(|line| line.trim_start_matches("SHA-256:").trim().len()),
        Some(64)
    );
    assert!(
        told.output.contains("options:       quantization, context"),
        "{}",
        told.output
    );
}

#[test]
fn a_misspelt_name_is_answered_with_the_nearest() {
    let error = Home::with_model()
        .run("info tinny")
        .status
        .expect_err("no such model");
    assert_eq!(error, "there is no model `tinny`; did you mean `tiny`?");
}

#[test]
fn a_choice_lasts_is_marked_and_can_be_taken_back() {
    let home = Home::with_model();
    let told = home.run("use tiny");
    assert_eq!(told.status, Ok(0));
    assert_eq!(told.output, "the assistant will use phi/tiny\n");
    assert!(
        home.chosen()
            .is_some_and(|model| model.ends_with("models/phi/tiny"))
    );
    assert!(home.run("list").output.contains("in use"));
    let error = home.run("remove tiny --yes").status.expect_err("refused");
    assert!(
        error.starts_with("phi/tiny is in use: choose another first"),
        "{error}"
    );
    assert_eq!(home.run("use starter").status, Ok(0));
    assert_eq!(home.chosen(), None);
}

#[test]
fn a_model_in_use_is_known_by_where_its_path_leads_and_kept() {
    let home = Home::new("return {}");
    home.model("phi/tiny");
    let model = home.folders().data.join("models/phi/tiny");
    let link = home.0.path().join("link");
    std::os::unix::fs::symlink(&model, &link).expect("a link");
    let below = |engine: &str| {
        format!(
            "return {{ modules = {{ ai_assistant = {{ model = {{ engine = '{engine}', \
             model_id = '{}' }} }} }} }}",
            link.display()
        )
    };
    let file = home.0.path().join(".wezterm.lua");
    std::fs::write(&file, below("mistral")).expect("written");
    let error = home.run("remove tiny --yes").status.expect_err("refused");
    assert!(error.starts_with("phi/tiny is in use"), "{error}");
    // What a server calls so is not on this machine.
    std::fs::write(&file, below("openai")).expect("written");
    assert!(!home.run("list").output.contains("in use"));
}

#[test]
fn wezterm_lua_wins_over_a_choice() {
    let home = Home::new("return { modules = { ai_assistant = { model = { model_id = '/m' } } } }");
    home.model("tiny");
    let error = home.run("use tiny").status.expect_err("refused");
    assert!(
        error.starts_with("wezterm.lua settles the model (/m): "),
        "{error}"
    );
    assert_eq!(home.chosen(), None);
}

#[test]
fn what_cannot_answer_is_not_chosen() {
    let home = Home::with_model();
    let folder = home.folders().data.join("models/phi/tiny");
    let vectors = r#"{"architectures":["BertModel"]}"#;
    std::fs::write(folder.join("config.json"), vectors).expect("written");
    assert_eq!(
        home.run("use tiny").status,
        Err("phi/tiny cannot answer: it makes vectors of texts and answers nothing".to_owned())
    );
}

#[test]
fn nothing_is_deleted_before_a_person_agrees() {
    let home = Home::with_model();
    let weights = home
        .folders()
        .data
        .join("models/phi/tiny/model.safetensors");
    let error = home.run("remove tiny").status.expect_err("nobody agreed");
    assert!(
        error.ends_with("Nobody can be asked here: say --yes"),
        "{error}"
    );
    let told = home.answer("remove tiny", Some("no\n"));
    assert_eq!(told.status, Ok(1));
    assert!(told.notes.contains("nothing was deleted"), "{}", told.notes);
    assert!(weights.exists());
    assert_eq!(home.answer("remove tiny", Some("y\n")).status, Ok(0));
    assert!(!weights.exists());
}

#[test]
fn a_scan_names_the_places_and_the_problems() {
    let home = Home::with_model();
    let list = home.folders().config.join("MODEL_INVENTORY.json");
    std::fs::create_dir_all(home.folders().config).expect("made");
    std::fs::write(list, r#"[{ "name": "gone", "path": "gone.gguf" }]"#).expect("written");
    let told = home.run("scan");
    assert_eq!(told.status, Ok(0));
    for line in [
        "looked into HOME/f/config/MODEL_INVENTORY.json\n",
        "looked into HOME/f/data/models\n",
        "entry 1 (`gone`): there is no model at HOME/f/config/gone.gguf",
    ] {
        assert!(told.output.contains(line), "{line}: {}", told.output);
    }
}
