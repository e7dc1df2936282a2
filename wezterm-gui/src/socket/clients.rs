//! Who has said hello on the socket and is still there.
//!
//! Hides the list that the threads of the connections share. What is not known of somebody is left
//! out. Any thread; nothing here waits.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The clients of one socket.
#[derive(Default)]
pub(super) struct Clients(Mutex<List>);

#[derive(Default)]
struct List {
    last: u64,
    there: BTreeMap<u64, Client>,
}

#[derive(Clone, Copy)]
struct Client {
    process: Option<i32>,
    since: Instant,
    heard: Instant,
}

/// A client as long as it is connected.
pub(super) struct Connected {
    clients: Arc<Clients>,
    number: u64,
}

impl Clients {
    fn list(&self) -> MutexGuard<'_, List> {
        // No code that could panic runs while it is locked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a client that has said hello.
    pub(super) fn enter(self: &Arc<Clients>, stream: &UnixStream) -> Connected {
        let now = Instant::now();
        let client = Client {
            process: process_of(stream),
            since: now,
            heard: now,
        };
        let mut list = self.list();
        list.last += 1;
        let number = list.last;
        list.there.insert(number, client);
        drop(list);
        Connected {
            clients: Arc::clone(self),
            number,
        }
    }
}

impl Connected {
    /// Takes note that it has sent something.
    pub(super) fn heard(&self) {
        if let Some(client) = self.clients.list().there.get_mut(&self.number) {
            client.heard = Instant::now();
        }
    }

    /// Returns the others, in the order in which they came.
    pub(super) fn others(&self) -> Vec<Value> {
        let list = self.clients.list();
        let others = list
            .there
            .iter()
            .filter(|(number, _)| **number != self.number);
        let others: Vec<Client> = others.map(|(_, client)| *client).collect();
        drop(list);
        let row = |client: Client| {
            json!({
                "kind": "socket",
                "pid": client.process,
                "connection_elapsed": time_json(client.since.elapsed()),
                "idle_time": time_json(client.heard.elapsed()),
                "workspace": null,
                "focused_pane_id": null,
            })
        };
        others.into_iter().map(row).collect()
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        self.clients.list().there.remove(&self.number);
    }
}

/// Returns a time as WezTerm's lists have it.
pub(crate) fn time_json(time: Duration) -> Value {
    json!({ "secs": time.as_secs(), "nanos": time.subsec_nanos() })
}

#[cfg(target_os = "linux")]
fn process_of(stream: &UnixStream) -> Option<i32> {
    let peer = rustix::net::sockopt::socket_peercred(stream).ok()?;
    Some(peer.pid.as_raw_nonzero().get())
}

#[cfg(not(target_os = "linux"))]
fn process_of(_: &UnixStream) -> Option<i32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_listed_for_others_while_it_is_there() {
        let clients = Arc::new(Clients::default());
        let (one, _other) = UnixStream::pair().expect("a pair of sockets");
        let (first, second) = (clients.enter(&one), clients.enter(&one));
        assert_eq!(first.others().len(), 1);
        drop(second);
        assert_eq!(first.others(), Vec::<Value>::new());
    }
}
