//! Running the handlers and callbacks of a configuration against objects that write down what they are told.

use config::{KeyAssignment, read_action};
use futures::executor::block_on;
use mlua::{Function, Lua, MultiValue, Table, Value};
use serde_json::Value as Json;

use super::compare::{Differences, json_of, lua_of, same};
use super::{Case, find, list, text, texts};

/// The registry's name of what records.
const RECORDER: &str = "corpus.recorder";

/// The events whose handler's answer is wanted, and which only the first handler gets.
const ANSWERED: &[&str] = &[
    "augment-command-palette",
    "format-tab-title",
    "format-window-title",
    "mux-is-process-stateful",
];

/// Puts the objects that record in the place of the terminal's.
pub fn install(lua: &Lua) -> mlua::Result<()> {
    let recorder: Table = lua.load(include_str!("../fakes.lua")).eval()?;
    lua.set_named_registry_value(RECORDER, recorder)
}

/// Runs what a case says, in its order.
pub fn run_all(case: &Case, out: &mut Differences) {
    let recorder: Value = case.lua().named_registry_value(RECORDER).expect("a value");
    if recorder.is_nil() {
        return out.say("there is nothing that records".to_owned());
    }
    for run in list(&case.expected["runs"]) {
        let runner = Runner::new(case, run, out);
        if let Some(event) = run.get("event") {
            runner.event(text(event));
        } else if let Some(key) = run.get("key") {
            runner.key(key);
        } else {
            panic!("{run} names an event or a key");
        }
    }
    for run in list(&case.expected["settings_keys"]) {
        Runner::new(case, run, out).inner_of_key();
    }
}

/// One handler's run.
struct Runner<'a> {
    case: &'a Case,
    run: &'a Json,
    what: String,
    recorder: Table,
    out: &'a mut Differences,
}

impl<'a> Runner<'a> {
    fn new(case: &'a Case, run: &'a Json, out: &'a mut Differences) -> Self {
        let named = ["event", "key", "index"].map(|name| run.get(name));
        let what = named.into_iter().flatten().map(ToString::to_string);
        Self {
            case,
            run,
            what: what.collect(),
            recorder: case
                .lua()
                .named_registry_value(RECORDER)
                .expect("the recorder"),
            out,
        }
    }

    fn say(&mut self, line: impl std::fmt::Display) {
        self.out.say(format!("{}: {line}", self.what));
    }

    /// Forgets the calls so far, and gives the answers of this run.
    fn prepare(&self) {
        let lua = self.case.lua();
        let empty = lua.create_table().expect("a table");
        let answers = lua.create_table().expect("a table");
        if let Some(stated) = self.run["answers"].as_object() {
            for (name, answer) in stated {
                let answer = lua_of(lua, answer);
                answers.set(name.as_str(), answer).expect("an answer");
            }
        }
        let config = std::sync::Arc::clone(&self.case.loaded.config);
        let effective = lua.create_function(move |lua, ()| config::effective(lua, &config, None));
        self.recorder.set("calls", empty).expect("no calls");
        self.recorder.set("answers", answers).expect("answers");
        self.recorder
            .set("effective", effective.expect("a function"))
            .expect("the settings");
    }

    fn object(&self, kind: &str) -> Value {
        let object: Function = self.recorder.get("object").expect("a function");
        object.call(kind).expect("an object")
    }

    fn args(&self, args: Option<&Json>) -> MultiValue {
        let stated = match args {
            Some(args) => list(args).to_vec(),
            None => vec![Json::from("$window"), Json::from("$pane")],
        };
        let config = &self.case.loaded.config;
        let values = stated.iter().map(|arg| match arg.as_str() {
            Some("$window") => self.object("window"),
            Some("$pane") => self.object("pane"),
            Some("$config") => Value::Table(self.case.effective(config, None)),
            _ => lua_of(self.case.lua(), arg),
        });
        values.collect()
    }

    fn event(mut self, event: &str) {
        self.prepare();
        let args = self.args(self.run.get("args"));
        let lua = &self.case.loaded.lua;
        let answer = if ANSWERED.contains(&event) {
            let first = lua.call_first(event, args);
            first.map(|values| {
                json_of(
                    &values
                        .and_then(|v| v.front().cloned())
                        .unwrap_or(Value::Nil),
                )
            })
        } else {
            block_on(lua.emit(event, args)).map(Json::Bool)
        };
        match answer {
            Err(error) => {
                let said = self.case.loaded.lua.problem(&error).to_string();
                match self.run["fails"].as_str() {
                    Some(part) if said.contains(part) => self.after(),
                    _ => self.say(said),
                }
            }
            Ok(_) if self.run.get("fails").is_some() => self.say("it does not fail"),
            Ok(answer) => {
                if let Some(expected) = self.run.get("returns") {
                    let what = format!("{}: answer", self.what);
                    same(expected, &answer, &what, self.out);
                }
                self.after();
            }
        }
    }

    fn key(mut self, key: &Json) {
        let all = self.case.loaded.config.key_bindings();
        match find(&all, &key[0], &key[1]).map(|binding| &binding.action) {
            Some(KeyAssignment::EmitEvent(event)) => {
                let event = event.clone();
                self.event(&event);
            }
            other => self.say(format!("no callback but {other:?}")),
        }
    }

    /// Runs the callback within the action of a key, by the key's place in the file.
    fn inner_of_key(mut self) {
        let keys = self.case.loaded.settings.get("keys");
        let Some(Value::Table(keys)) = keys.map(|setting| &setting.value) else {
            return self.say("no keys");
        };
        let index = self.run["index"].as_u64().expect("an index");
        let row: Table = keys.get(index).expect("a row");
        let action: Value = row.get("action").expect("an action");
        let path: Vec<&str> = texts(&self.run["inner"]);
        match inner(&action, &path) {
            Ok(event) => self.event(&event),
            Err(why) => self.say(why),
        }
    }

    /// Compares what was done, and goes on with the callback of the action that was asked for last.
    fn after(mut self) {
        let calls: Table = self.recorder.get("calls").expect("calls");
        let calls: Vec<Table> = calls
            .sequence_values()
            .map(|call| call.expect("a call"))
            .collect();
        if let Some(expected) = self.run.get("does") {
            let wanted: Vec<&str> = list(expected).iter().map(|call| text(&call[0])).collect();
            let names: Vec<String> = calls
                .iter()
                .map(|call| call.get("name").expect("a name"))
                .collect();
            if names != wanted {
                return self.say(format!("{wanted:?} is {names:?}"));
            }
            for (call, wanted) in calls.iter().zip(list(expected)) {
                self.arguments(list(wanted), call);
            }
        }
        let Some(then) = self.run.get("then") else {
            return;
        };
        let action = calls.last().map(first_argument);
        let Some(Value::Table(fields)) = &action else {
            return self.say(format!("{action:?} has no callback"));
        };
        let Some(Ok((name, _))) = fields.pairs::<String, Value>().next() else {
            return self.say("an action without a name");
        };
        match inner(&Value::Table(fields.clone()), &[&name, "action"]) {
            Ok(event) => Runner::new(self.case, then, self.out).event(&event),
            Err(why) => self.say(why),
        }
    }

    /// Compares what a method got, where `wanted` begins with its name.
    fn arguments(&mut self, wanted: &[Json], call: &Table) {
        let args: Table = call.get("args").expect("arguments");
        let count: usize = args.get("n").expect("a count");
        for at in 1..wanted.len().max(count + 1) {
            let arg: Value = args.get(at).expect("an argument");
            let what = format!("{}: {}, argument {at}", self.what, wanted[0]);
            match wanted.get(at) {
                None => self.say(format!("{} also gets {}", wanted[0], json_of(&arg))),
                Some(wanted) => {
                    if let Some(action) = wanted.get("$action") {
                        match read_action(&arg) {
                            Ok(got) => self.case.action(action, &got, &what, self.out),
                            Err(error) => self.say(error),
                        }
                    } else {
                        let wanted = wanted.get("$has").unwrap_or(wanted);
                        same(wanted, &json_of(&arg), &what, self.out);
                    }
                }
            }
        }
    }
}

fn first_argument(call: &Table) -> Value {
    let args: Table = call.get("args").expect("arguments");
    args.get(1).expect("an argument")
}

/// Returns the event of the callback that lies within an action.
fn inner(action: &Value, path: &[&str]) -> Result<String, String> {
    let mut at = action.clone();
    for name in path {
        let Value::Table(fields) = &at else {
            return Err(format!("{} has no {name}", json_of(&at)));
        };
        at = fields.get(*name).expect("a field");
    }
    match read_action(&at)? {
        KeyAssignment::EmitEvent(event) => Ok(event),
        other => Err(format!("no callback but {other:?}")),
    }
}
