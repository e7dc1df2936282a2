//! The password file: who this user is and which shell is theirs.
//!
//! Hides its format (`passwd(5)`). Any thread; it reads one small file of this machine.

use rustix::process::{Uid, getuid};

/// Returns the name of the user who runs this program; the number where the file has none.
pub fn user_name() -> String {
    name_in(&password_file(), getuid())
}

/// Returns the shell of that user; `None` where the file has none.
pub(crate) fn user_shell() -> Option<String> {
    shell_in(&password_file(), getuid())
}

fn password_file() -> String {
    std::fs::read_to_string("/etc/passwd").unwrap_or_default()
}

fn name_in(users: &str, user: Uid) -> String {
    let name = field_of(users, user, 0);
    name.map_or_else(|| user.as_raw().to_string(), str::to_owned)
}

fn shell_in(users: &str, user: Uid) -> Option<String> {
    field_of(users, user, 6).map(str::to_owned)
}

/// Returns a field of a user's line, counted from 0; `None` for one that is not there or empty.
fn field_of(users: &str, user: Uid, field: usize) -> Option<&str> {
    let number = user.as_raw();
    let mut lines = users.lines().map(|line| line.split(':'));
    let mut found = lines.find(|fields| {
        let mut fields = fields.clone();
        let named = fields.next().is_some_and(|name| !name.is_empty());
        let id = fields.nth(1);
        named && id.is_some_and(|id| id.parse() == Ok(number))
    })?;
    let field = found.nth(field)?.trim();
    (!field.is_empty()).then_some(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\n\n:x:5:5::/:/bin/sh\n\
        me:x:1000:1000:,,,:/home/me:/usr/bin/fish\nno:x:2:2::/:\nbroken";

    #[test]
    fn users_are_named_where_their_names_are_known() {
        let name = |user| name_in(USERS, Uid::from_raw(user));
        assert_eq!([0, 1000, 5, 7].map(name), ["root", "me", "5", "7"]);
    }

    #[test]
    fn a_shell_is_found_where_there_is_one() {
        let shell = |user| shell_in(USERS, Uid::from_raw(user));
        assert_eq!(shell(1000).as_deref(), Some("/usr/bin/fish"));
        assert_eq!([2, 77].map(shell), [None, None]);
    }
}
