//! Readers of the arguments that key assignments take.

use std::collections::BTreeMap;

use mlua::Value;

use super::KeyAssignment as A;
use super::{
    ClearMode, CopyDestination, KeyAssignment, PaneDirection, PasteSource, SelectionMode,
    WindowLevel,
};
use crate::keys;
use crate::spawn::{domain, share, spawn};
use crate::value::{self, Fault, is_absent};

pub(super) fn whole(value: &Value) -> Result<i64, Fault> {
    value::integer(value, -1_000_000_000, 1_000_000_000)
}

/// The named fields of an argument; none where it is left out.
pub(super) struct Record(BTreeMap<String, Value>);

impl Record {
    pub(super) fn of(value: &Value) -> Result<Self, Fault> {
        match is_absent(value) {
            true => Ok(Self(BTreeMap::new())),
            false => value::fields(value).map(Self),
        }
    }

    /// Reads a field that may be missing.
    pub(super) fn maybe<T>(
        &self,
        name: &str,
        read: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let field = self.0.get(name).filter(|field| !field.is_nil());
        field
            .map(read)
            .transpose()
            .map_err(|fault| fault.within(name))
    }

    /// Reads a field that is `default` where it is missing.
    pub(super) fn or<T>(
        &self,
        name: &str,
        default: T,
        read: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        Ok(self.maybe(name, read)?.unwrap_or(default))
    }

    /// Reads a field that may not be missing.
    pub(super) fn must<T>(
        &self,
        name: &str,
        read: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let missing = || Fault::new(format!("`{name}` is missing"));
        self.maybe(name, read)?.ok_or_else(missing)
    }
}

pub(super) fn copy(value: &Value) -> Result<CopyDestination, Fault> {
    value::word(value, CopyDestination::WORDS)
}

pub(super) fn copy_text(value: &Value) -> Result<KeyAssignment, Fault> {
    let record = Record::of(value)?;
    Ok(A::CopyTextTo {
        text: record.must("text", value::text)?,
        destination: record.must("destination", copy)?,
    })
}

pub(super) fn copy_output(value: &Value) -> Result<KeyAssignment, Fault> {
    let record = Record::of(value)?;
    Ok(A::CopyCommandOutput {
        block: record.maybe("block", |v| value::integer(v, -1_000_000, -1))?,
        destination: record.or("destination", CopyDestination::Clipboard, copy)?,
    })
}

pub(super) fn paste(value: &Value) -> Result<PasteSource, Fault> {
    value::word(value, PasteSource::WORDS)
}

pub(super) fn clear(value: &Value) -> Result<ClearMode, Fault> {
    value::word(value, ClearMode::WORDS)
}

pub(super) fn selection(value: &Value) -> Result<SelectionMode, Fault> {
    value::word(value, SelectionMode::WORDS)
}

pub(super) fn level(value: &Value) -> Result<WindowLevel, Fault> {
    value::word(value, WindowLevel::WORDS)
}

pub(super) fn direction(value: &Value) -> Result<PaneDirection, Fault> {
    value::word(value, PaneDirection::WORDS)
}

pub(super) fn side(value: &Value) -> Result<PaneDirection, Fault> {
    match direction(value)? {
        PaneDirection::Next | PaneDirection::Prev => Err(value::expected(
            "\"Left\", \"Right\", \"Up\" or \"Down\"",
            value,
        )),
        side => Ok(side),
    }
}

pub(super) fn confirm(value: &Value) -> Result<bool, Fault> {
    Record::of(value)?.or("confirm", true, value::boolean)
}

pub(super) fn detach(value: &Value) -> Result<KeyAssignment, Fault> {
    domain(value).map(A::DetachDomain)
}

pub(super) fn split(value: &Value) -> Result<KeyAssignment, Fault> {
    let record = Record::of(value)?;
    Ok(A::SplitPane {
        direction: record.must("direction", side)?,
        command: record.or("command", Default::default(), spawn)?,
        size: record.or("size", None, share)?,
        top_level: record.or("top_level", false, value::boolean)?,
    })
}

pub(super) fn module_action(value: &Value) -> Result<KeyAssignment, Fault> {
    let record = Record::of(value)?;
    Ok(A::RunModuleAction {
        module: record.must("module", value::text)?,
        action: record.must("action", value::text)?,
    })
}

pub(super) fn split_module(value: &Value) -> Result<KeyAssignment, Fault> {
    let record = Record::of(value)?;
    Ok(A::SplitModulePane {
        module: record.must("module", value::text)?,
        direction: record.or("direction", PaneDirection::Right, side)?,
        size: record.or("size", None, share)?,
        top_level: record.or("top_level", false, value::boolean)?,
    })
}

pub(super) fn rotate(value: &Value) -> Result<KeyAssignment, Fault> {
    let directions = [("Clockwise", true), ("CounterClockwise", false)];
    let clockwise = value::word(value, &directions)?;
    Ok(A::RotatePanes { clockwise })
}

pub(super) fn workspace(value: &Value) -> Result<KeyAssignment, Fault> {
    let record = Record::of(value)?;
    Ok(A::SwitchToWorkspace {
        name: record.maybe("name", value::text)?,
        spawn: record.or("spawn", Default::default(), spawn)?,
    })
}

pub(super) fn adjust(value: &Value) -> Result<KeyAssignment, Fault> {
    match value::elements(value::table(value)?)?.as_slice() {
        [towards, cells] => Ok(A::AdjustPaneSize(
            side(towards).map_err(|f| f.nth(1))?,
            whole(cells).map_err(|f| f.nth(2))?,
        )),
        _ => Err(Fault::new(
            "expected a direction and a number of cells, such as {\"Left\", 1}",
        )),
    }
}

pub(super) fn send_key(value: &Value) -> Result<KeyAssignment, Fault> {
    let record = Record::of(value)?;
    let held = record
        .maybe("mods", |v| Ok(v.clone()))?
        .unwrap_or(Value::Nil);
    let key = record.must("key", |v| Ok(v.clone()))?;
    let (key, mods) = keys::combination(&key, &held)?;
    let nameless = || Fault::new("has no name that could be sent").within("key");
    let key = key.name().ok_or_else(nameless)?.to_owned();
    Ok(A::SendKey { key, mods })
}
