//! Who has said hello on the socket and is still there, and as whom the terminal runs.
//!
//! Hides the list that the threads of the connections share. What is not known of somebody is left
//! out. Any thread; nothing here waits.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Uid, getuid};
use serde_json::{Value, json};

/// The clients of one socket.
#[derive(Default)]
pub(super) struct Clients(Mutex<List>);

#[derive(Default)]
struct List {
    last: u64,
    there: BTreeMap<u64, Client>,
}

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
        others
            .map(|(_, client)| {
                json!({
                    "kind": "socket",
                    "pid": client.process,
                    "connection_elapsed": time_json(client.since.elapsed()),
                    "idle_time": time_json(client.heard.elapsed()),
                    "workspace": null,
                    "focused_pane_id": null,
                })
            })
            .collect()
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

/// Returns the name of the user whose terminal this is, who is everybody that is let in; the number
/// where no name is found.
pub(super) fn user_name() -> String {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_in(&users, getuid())
}

fn name_in(users: &str, user: Uid) -> String {
    let number = user.as_raw().to_string();
    let mut fields = users.lines().map(|line| line.split(':'));
    let name = fields.find_map(|mut fields| {
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1) == Some(number.as_str())).then(|| name.to_owned())
    });
    name.unwrap_or(number)
}

/// Returns the name of this machine.
pub(super) fn host_name() -> Option<String> {
    let files = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    let names = files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok());
    let mut names = names.map(|name| name.trim().to_owned());
    names.find(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_named_where_their_names_are_known() {
        let users =
            "root:x:0:0:root:/root:/bin/sh\n\n:x:5:5::/:\nme:x:1000:1000::/home/me:/bin/sh\nbroken";
        let name = |user| name_in(users, Uid::from_raw(user));
        assert_eq!([0, 1000, 5, 7].map(name), ["root", "me", "5", "7"]);
    }

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
