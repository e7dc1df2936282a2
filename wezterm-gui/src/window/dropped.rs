//! Files dropped onto the window, as text for a shell.
//!
//! One pure function. Where nobody chose otherwise, the path is quoted so that no shell reads anything into it.

use std::path::Path;

use config::DroppedFileQuoting;

/// Returns the path written for a shell, with a space behind it for the next one.
///
/// Control characters, which a shell's line editor would act on, are written as `$'\n'` whatever was asked for.
pub fn as_shell_words(path: &Path, quoting: DroppedFileQuoting) -> String {
    use DroppedFileQuoting as Q;
    let text = path.to_string_lossy();
    let blank = text.contains(char::is_whitespace);
    let written = match quoting {
        _ if text.chars().any(char::is_control) => ansi_quoted(&text),
        Q::None => text.into_owned(),
        Q::SpacesOnly => text.replace(' ', "\\ "),
        Q::Posix => format!("'{}'", text.replace('\'', r"'\''")),
        Q::Windows if !blank => text.into_owned(),
        Q::Windows | Q::WindowsAlwaysQuoted => format!("\"{text}\""),
    };
    format!("{written} ")
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
            let written = as_shell_words(Path::new(path), DroppedFileQuoting::Posix);
            assert_eq!(written, expected, "{path:?}");
        }
    }

    #[test]
    fn a_path_is_written_as_a_person_chose() {
        use DroppedFileQuoting as Q;
        let table = [
            (Q::None, "/a b$c", "/a b$c "),
            (Q::SpacesOnly, "/a b$c", r"/a\ b$c "),
            (Q::Windows, "/ab", "/ab "),
            (Q::Windows, "/a b", "\"/a b\" "),
            (Q::WindowsAlwaysQuoted, "/ab", "\"/ab\" "),
            (Q::None, "/a\rb", r"$'/a\x0db' "),
        ];
        for (quoting, path, expected) in table {
            let written = as_shell_words(Path::new(path), quoting);
            assert_eq!(written, expected, "{quoting:?}");
        }
    }

    #[test]
    fn a_real_shell_reads_back_what_was_dropped() {
        for path in ["/tmp/a b", "/tmp/it's \"$HOME\" `id` \\ *", "/tmp/ü;|&<>()"] {
            let word = as_shell_words(Path::new(path), DroppedFileQuoting::default());
            let script = format!("printf %s {word}");
            let output = std::process::Command::new("/bin/sh")
                .args(["-c", &script])
                .output()
                .expect("/bin/sh runs");
            assert_eq!(String::from_utf8_lossy(&output.stdout), path);
        }
    }
}
