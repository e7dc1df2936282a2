//! Readers of the arguments that key assignments take.

use mlua::Value;

use super::KeyAssignment as A;
use super::{ClearMode, CopyDestination, KeyAssignment, PaneDirection, PasteSource};
use crate::keys;
use crate::spawn::{share, spawn};
use crate::suggest::did_you_mean;
use crate::value::{self, Fault, is_absent};

pub(super) fn whole(value: &Value) -> Result<i64, Fault> {
    value::integer(value, -1_000_000_000, 1_000_000_000)
}

pub(super) fn copy(value: &Value) -> Result<CopyDestination, Fault> {
    use CopyDestination as C;
    value::word(
        value,
        &[
            ("Clipboard", C::Clipboard),
            ("PrimarySelection", C::PrimarySelection),
            (
                "ClipboardAndPrimarySelection",
                C::ClipboardAndPrimarySelection,
            ),
        ],
    )
}

pub(super) fn copy_text(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    Ok(A::CopyTextTo {
        text: value::text(&get("text")).map_err(|f| f.within("text"))?,
        destination: copy(&get("destination")).map_err(|f| f.within("destination"))?,
    })
}

pub(super) fn copy_output(value: &Value) -> Result<KeyAssignment, Fault> {
    let (mut block, mut destination) = (None, CopyDestination::Clipboard);
    if !value.is_nil() {
        for (name, value) in value::fields(value)? {
            let named = |fault: Fault| fault.within(&name);
            match name.as_str() {
                "block" => block = Some(value::integer(&value, -1_000_000, -1).map_err(named)?),
                "destination" => destination = copy(&value).map_err(named)?,
                _ => {
                    let hint = did_you_mean(&name, ["block", "destination"]);
                    return Err(named(Fault::new("no such field").hint(hint)));
                }
            }
        }
    }
    Ok(A::CopyCommandOutput { block, destination })
}

pub(super) fn paste(value: &Value) -> Result<PasteSource, Fault> {
    value::word(
        value,
        &[
            ("Clipboard", PasteSource::Clipboard),
            ("PrimarySelection", PasteSource::PrimarySelection),
        ],
    )
}

pub(super) fn clear(value: &Value) -> Result<ClearMode, Fault> {
    value::word(
        value,
        &[
            ("ScrollbackOnly", ClearMode::ScrollbackOnly),
            ("ScrollbackAndViewport", ClearMode::ScrollbackAndViewport),
        ],
    )
}

pub(super) fn direction(value: &Value) -> Result<PaneDirection, Fault> {
    use PaneDirection as D;
    value::word(
        value,
        &[
            ("Left", D::Left),
            ("Right", D::Right),
            ("Up", D::Up),
            ("Down", D::Down),
            ("Next", D::Next),
            ("Prev", D::Prev),
        ],
    )
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
    if value.is_nil() {
        return Ok(true);
    }
    let fields = value::fields(value)?;
    match fields.get("confirm") {
        Some(value) => value::boolean(value).map_err(|f| f.within("confirm")),
        None => Ok(true),
    }
}

pub(super) fn split(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    Ok(A::SplitPane {
        direction: side(&get("direction")).map_err(|f| f.within("direction"))?,
        command: spawn(&get("command")).map_err(|f| f.within("command"))?,
        size: share(&get("size")).map_err(|f| f.within("size"))?,
        top_level: top_level(&get("top_level"))?,
    })
}

pub(super) fn module_action(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let text = |name: &str| {
        let field = fields.get(name).unwrap_or(&Value::Nil);
        value::text(field).map_err(|f| f.within(name))
    };
    Ok(A::RunModuleAction {
        module: text("module")?,
        action: text("action")?,
    })
}

pub(super) fn split_module(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    Ok(A::SplitModulePane {
        module: value::text(&get("module")).map_err(|f| f.within("module"))?,
        direction: match get("direction") {
            Value::Nil => PaneDirection::Right,
            value => side(&value).map_err(|f| f.within("direction"))?,
        },
        size: share(&get("size")).map_err(|f| f.within("size"))?,
        top_level: top_level(&get("top_level"))?,
    })
}

pub(super) fn top_level(value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Nil => Ok(false),
        value => value::boolean(value).map_err(|f| f.within("top_level")),
    }
}

pub(super) fn rotate(value: &Value) -> Result<KeyAssignment, Fault> {
    let directions = [("Clockwise", true), ("CounterClockwise", false)];
    let clockwise = value::word(value, &directions)?;
    Ok(A::RotatePanes { clockwise })
}

pub(super) fn workspace(value: &Value) -> Result<KeyAssignment, Fault> {
    let fields = match value {
        absent if is_absent(absent) => Default::default(),
        value => value::fields(value)?,
    };
    let name = fields.get("name").filter(|name| !name.is_nil());
    let name = name.map(value::text).transpose();
    let command = fields.get("spawn").unwrap_or(&Value::Nil);
    Ok(A::SwitchToWorkspace {
        name: name.map_err(|f| f.within("name"))?,
        spawn: spawn(command).map_err(|f| f.within("spawn"))?,
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
    let fields = value::fields(value)?;
    let get = |name: &str| fields.get(name).cloned().unwrap_or(Value::Nil);
    let (key, mods) = keys::combination(&get("key"), &get("mods"))?;
    Ok(A::SendKey { key, mods })
}
