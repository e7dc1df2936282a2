//! The Secret Service: the keychain of Linux desktops, over the session's bus.
//!
//! It hides D-Bus. A key is an item of the default collection with two attributes: the program and the
//! key's name. It goes over the bus as it is (the service's `plain` session): the bus is a socket that
//! only this user's programs reach, and those may ask the keychain themselves. A connection lives as
//! long as one request. Runs on a thread of its own.

use std::collections::HashMap;

use futures::StreamExt;
use serde::Serialize;
use zbus::connection::Builder;
use zbus::{Connection, DynamicType, Message, OwnedObjectPath, OwnedVariant, Proxy, Variant};

use super::{KeychainError, PATIENCE};

const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";

/// What the service calls "nothing".
const NOTHING: &str = "/";

type Done<T> = Result<T, KeychainError>;
/// A secret on the bus: session, parameters, value, kind.
type Wrapped = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

pub(super) fn get(name: &str) -> Done<Option<String>> {
    run(async {
        let service = Service::open().await?;
        let Some(item) = service.find(name).await? else {
            return Ok(None);
        };
        let answer = service
            .call(item.as_str(), "Item", "GetSecret", &(&service.session,))
            .await?;
        let (secret,): (Wrapped,) = answer.body().deserialize().map_err(failed)?;
        let text = String::from_utf8(secret.2);
        text.map(Some)
            .map_err(|_| KeychainError::Failed("the key is no text".into()))
    })
}

pub(super) fn set(name: &str, key: &str) -> Done<()> {
    run(async {
        let service = Service::open().await?;
        let collection = service.collection().await?;
        let properties: HashMap<&str, Variant<'_>> = HashMap::from([
            (
                "org.freedesktop.Secret.Item.Label",
                Variant::from(format!("WezTerm assistant: {name}")),
            ),
            (
                "org.freedesktop.Secret.Item.Attributes",
                Variant::from(attributes(name)),
            ),
        ]);
        let secret = (
            &service.session,
            Vec::<u8>::new(),
            key.as_bytes().to_vec(),
            "text/plain",
        );
        let answer = service
            .call(
                collection.as_str(),
                "Collection",
                "CreateItem",
                &(properties, secret, true),
            )
            .await?;
        let (_item, prompt): (OwnedObjectPath, OwnedObjectPath) =
            answer.body().deserialize().map_err(failed)?;
        service.ask(&prompt).await
    })
}

pub(super) fn remove(name: &str) -> Done<bool> {
    run(async {
        let service = Service::open().await?;
        let Some(item) = service.find(name).await? else {
            return Ok(false);
        };
        let answer = service.call(item.as_str(), "Item", "Delete", &()).await?;
        let prompt: OwnedObjectPath = answer.body().deserialize().map_err(failed)?;
        service.ask(&prompt).await?;
        Ok(true)
    })
}

/// Runs a request to its end, or as long as a person may take.
fn run<T>(request: impl Future<Output = Done<T>>) -> Done<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(failed)?;
    runtime.block_on(async {
        let limited = tokio::time::timeout(PATIENCE, request).await;
        limited.unwrap_or(Err(KeychainError::Locked))
    })
}

fn failed(error: impl std::fmt::Display) -> KeychainError {
    KeychainError::Failed(error.to_string())
}

fn attributes(name: &str) -> HashMap<&'static str, String> {
    HashMap::from([
        ("application", "wezterm-ai".to_owned()),
        ("key", name.to_owned()),
    ])
}

/// A connection to the service.
struct Service {
    bus: Connection,
    session: OwnedObjectPath,
}

impl Service {
    async fn open() -> Done<Self> {
        let none = |error: zbus::Error| KeychainError::None(error.to_string());
        let bus = Builder::session().build().await.map_err(none)?;
        let plain = ("plain", Variant::from(""));
        let opened = bus
            .call_method(
                Some(SERVICE),
                ROOT,
                Some("org.freedesktop.Secret.Service"),
                "OpenSession",
                &plain,
            )
            .await
            .map_err(none)?;
        let (_output, session): (OwnedVariant, OwnedObjectPath) =
            opened.body().deserialize().map_err(failed)?;
        Ok(Self { bus, session })
    }

    async fn call<B>(&self, path: &str, interface: &str, method: &str, body: &B) -> Done<Message>
    where
        B: Serialize + DynamicType,
    {
        let interface = format!("org.freedesktop.Secret.{interface}");
        let called = self
            .bus
            .call_method(Some(SERVICE), path, Some(interface.as_str()), method, body)
            .await;
        called.map_err(failed)
    }

    /// Returns the item of this name, unlocked.
    async fn find(&self, name: &str) -> Done<Option<OwnedObjectPath>> {
        let answer = self
            .call(ROOT, "Service", "SearchItems", &(attributes(name),))
            .await?;
        let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            answer.body().deserialize().map_err(failed)?;
        if let Some(item) = unlocked.into_iter().next() {
            return Ok(Some(item));
        }
        let Some(item) = locked.into_iter().next() else {
            return Ok(None);
        };
        self.unlock(&item).await?;
        Ok(Some(item))
    }

    /// Returns the collection that new items go into, unlocked.
    async fn collection(&self) -> Done<OwnedObjectPath> {
        let answer = self
            .call(ROOT, "Service", "ReadAlias", &("default",))
            .await?;
        let collection: OwnedObjectPath = answer.body().deserialize().map_err(failed)?;
        if collection.as_str() == NOTHING {
            return Err(KeychainError::None("it has no default collection".into()));
        }
        self.unlock(&collection).await?;
        Ok(collection)
    }

    async fn unlock(&self, object: &OwnedObjectPath) -> Done<()> {
        let answer = self
            .call(ROOT, "Service", "Unlock", &(vec![object],))
            .await?;
        let (_unlocked, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            answer.body().deserialize().map_err(failed)?;
        self.ask(&prompt).await
    }

    /// Has the keychain's own program ask the person, where it wants to.
    async fn ask(&self, prompt: &OwnedObjectPath) -> Done<()> {
        if prompt.as_str() == NOTHING {
            return Ok(());
        }
        let interface = "org.freedesktop.Secret.Prompt";
        let proxy = Proxy::new(&self.bus, SERVICE, prompt, interface)
            .await
            .map_err(failed)?;
        let mut completed = proxy.receive_signal("Completed").await.map_err(failed)?;
        self.call(prompt.as_str(), "Prompt", "Prompt", &("",))
            .await?;
        let Some(signal) = completed.next().await else {
            return Err(KeychainError::Failed("it went away".into()));
        };
        let (dismissed, _result): (bool, OwnedVariant) =
            signal.body().deserialize().map_err(failed)?;
        match dismissed {
            true => Err(KeychainError::Locked),
            false => Ok(()),
        }
    }
}
