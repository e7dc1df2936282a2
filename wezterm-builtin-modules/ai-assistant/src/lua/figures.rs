//! The figures of answers as tables of Lua.
//!
//! Times are seconds, rates are tokens a second; what is not known is nil. Main thread only.

use std::time::Duration;

use mlua::{Lua, Table};

use crate::assistant::Assistant;
use crate::metrics::{Figures, Session};

/// Returns the sums of the session and its last answers, the oldest first.
pub(super) fn metrics(lua: &Lua, assistant: &Assistant) -> mlua::Result<Table> {
    let (session, answers) = (assistant.metrics().session(), assistant.metrics().answers());
    let table = lua.create_table()?;
    table.set("session", session_table(lua, &session)?)?;
    let rows = answers.iter().map(|figures| answer_table(lua, figures));
    let rows = rows.collect::<mlua::Result<Vec<Table>>>()?;
    table.set("last", rows.last())?;
    table.set("answers", lua.create_sequence_from(rows)?)?;
    Ok(table)
}

fn session_table(lua: &Lua, session: &Session) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    table.set("answers", session.answers())?;
    table.set("complete", session.complete)?;
    table.set("cut_off", session.cut_off)?;
    table.set("stopped", session.stopped)?;
    table.set("failed", session.failed)?;
    table.set("prompt_tokens", session.prompt_tokens)?;
    table.set("completion_tokens", session.completion_tokens)?;
    table.set("cached_tokens", session.cached_tokens)?;
    table.set("cache_hits", session.cache_hits)?;
    table.set("time_to_first_token", seconds(session.first_token()))?;
    table.set("tokens_per_second", session.tokens_per_second())?;
    Ok(table)
}

fn answer_table(lua: &Lua, figures: &Figures) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    if let Some(model) = &figures.model {
        table.set("model", model.name.as_str())?;
        table.set("device", model.device.as_str())?;
        table.set("quantization", model.quantization.as_str())?;
    }
    table.set("ended", figures.ended.name())?;
    table.set("load_time", seconds(figures.load))?;
    table.set("time_to_first_token", seconds(figures.first_token))?;
    table.set("total_time", seconds(Some(figures.total)))?;
    if let Some(usage) = figures.usage {
        table.set("prompt_tokens", usage.prompt_tokens)?;
        table.set("completion_tokens", usage.completion_tokens)?;
        table.set("cached_tokens", usage.cached_tokens)?;
    }
    table.set(
        "prompt_tokens_per_second",
        figures.prompt_tokens_per_second(),
    )?;
    table.set("tokens_per_second", figures.tokens_per_second())?;
    table.set("context_used", figures.context_used())?;
    table.set("context_max", figures.context_max())?;
    Ok(table)
}

fn seconds(time: Option<Duration>) -> Option<f64> {
    time.map(|time| time.as_secs_f64())
}
