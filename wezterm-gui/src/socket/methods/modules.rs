//! The methods that list modules, ask how they are doing, and switch them on, off and over.
//!
//! What takes time runs on the modules' background runtime, on behalf of a connection, whose own
//! thread waits for it as long as its client stays; a change that has begun is carried through. The
//! main thread only says where the modules are.

use std::sync::Arc;
use std::sync::mpsc;

use serde::Deserialize;
use serde_json::{Value, json};
use wezterm_module_framework::{Change, Host, ModuleError, ModuleManager, ModulesHandle};

use super::{Call, NoParams, Outcome, ask_main, failed, read, wait_for};
use crate::module_report as report;
use crate::socket::rpc::RpcError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TheModule {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SomeModules {
    /// Left out: all.
    name: Option<String>,
}

struct Modules {
    manager: ModulesHandle,
    host: Arc<dyn Host>,
}

/// Returns the modules of the running program.
fn modules(call: &Call<'_>) -> Result<Modules, RpcError> {
    ask_main(call.mailbox, |app| {
        let modules = app.modules_or_why().map_err(failed)?;
        Ok(Modules {
            manager: Arc::clone(modules.manager()),
            host: modules.host(),
        })
    })
}

/// Waits for what runs in the background, as long as the client stays.
fn wait<T: Send + 'static>(
    call: &Call<'_>,
    host: &Arc<dyn Host>,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, RpcError> {
    let (reply, answer) = mpsc::channel();
    host.spawn(Box::pin(async move {
        // The client has gone when this fails.
        let _ = reply.send(work.await);
    }));
    wait_for(call, &answer)
}

pub(super) fn list(call: &Call<'_>, params: Value) -> Outcome {
    let NoParams {} = read(params)?;
    let manager = modules(call)?.manager;
    let names = manager.list().into_iter().map(|row| row.name);
    let infos = names.filter_map(|name| manager.info(&name));
    Ok(infos.map(|info| report::row(&info)).collect())
}

pub(super) fn info(call: &Call<'_>, params: Value) -> Outcome {
    let TheModule { name } = read(params)?;
    let manager = modules(call)?.manager;
    match manager.info(&name) {
        Some(info) => Ok(report::details(&info)),
        None => Err(failed(report::unknown(&name, &manager))),
    }
}

pub(super) fn health(call: &Call<'_>, params: Value) -> Outcome {
    let SomeModules { name } = read(params)?;
    let Modules { manager, host } = modules(call)?;
    let Some(name) = name else {
        let all = wait(call, &host, async move { manager.health_all().await })?;
        return Ok(all
            .iter()
            .map(|(name, health)| report::health(name, health))
            .collect());
    };
    let asked = (Arc::clone(&manager), name.clone());
    let health = wait(call, &host, async move { asked.0.health(&asked.1).await })?;
    match health {
        Some(health) => Ok(json!([report::health(&name, &health)])),
        None => Err(failed(report::unknown(&name, &manager))),
    }
}

/// What a person wants done with a module.
#[derive(Clone, Copy)]
enum Wish {
    Enable,
    Disable,
    Reload,
}

pub(super) fn enable(call: &Call<'_>, params: Value) -> Outcome {
    change(call, params, Wish::Enable)
}

pub(super) fn disable(call: &Call<'_>, params: Value) -> Outcome {
    change(call, params, Wish::Disable)
}

pub(super) fn reload(call: &Call<'_>, params: Value) -> Outcome {
    change(call, params, Wish::Reload)
}

fn change(call: &Call<'_>, params: Value, wish: Wish) -> Outcome {
    let TheModule { name } = read(params)?;
    let Modules { manager, host } = modules(call)?;
    let (changed, module) = (Arc::clone(&manager), name.clone());
    let outcome = wait(
        call,
        &host,
        async move { make(&changed, &module, wish).await },
    )?;
    match outcome {
        Ok(change) => Ok(report::change(&name, &change)),
        Err(error) => Err(failed(report::refusal(&error, &manager))),
    }
}

async fn make(manager: &ModuleManager, name: &str, wish: Wish) -> Result<Change, ModuleError> {
    match wish {
        Wish::Enable => manager.enable(name).await,
        Wish::Disable => manager.disable(name).await,
        Wish::Reload => manager.reload(name).await,
    }
}
