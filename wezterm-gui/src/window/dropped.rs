//! Files dropped onto the window, as text for a shell.
//!
//! One pure function. The path is quoted so that no shell reads anything into it.

use std::path::Path;

/// Returns the path quoted for a shell, with a space behind it for the next one.
///
/// Control characters, which a shell's line editor would act on, are written as `$'\n'`.
pub fn as_shell_words(path: &Path) -> String {
    let text = path.to_string_lossy();
    let quoted = if text.chars().any(char::is_control) {
        ansi_quoted(&text)
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    };
    format!("{quoted} ")
}

fn ansi_quoted(text: &str) -> String {
    let mut quoted = String::from("$'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                let mut bytes = [0; 4];
                for byte in control.encode_utf8(&mut bytes).bytes() {
                    quoted.push_str(&format!("\\x{byte:02x}"));
                }
            }
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_one_word_for_a_shell() {
        let table = [
            ("/tmp/a", "'/tmp/a' "),
            ("/tmp/with space", "'/tmp/with space' "),
            ("/tmp/it's", r"'/tmp/it'\''s' "),
            ("/tmp/$(reboot)`x`;\"", "'/tmp/$(reboot)`x`;\"' "),
            ("/tmp/héé", "'/tmp/héé' "),
            ("/tmp/a\nb\x1b'\\", r"$'/tmp/a\x0ab\x1b\'\\' "),
        ];
        for (path, expected) in table {
            assert_eq!(as_shell_words(Path::new(path)), expected, "{path:?}");
        }
    }

    #[test]
    fn a_real_shell_reads_back_what_was_dropped() {
        for path in ["/tmp/a b", "/tmp/it's \"$HOME\" `id` \\ *", "/tmp/ü;|&<>()"] {
            let script = format!("printf %s {}", as_shell_words(Path::new(path)));
            let output = std::process::Command::new("/bin/sh")
                .args(["-c", &script])
                .output()
                .expect("/bin/sh runs");
            assert_eq!(String::from_utf8_lossy(&output.stdout), path);
        }
    }
}
