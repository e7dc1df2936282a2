//! Which variables may be set for a program by whom.
//!
//! Many variables make a program load or run something else, or hold a secret. A person's own Lua may set any;
//! nobody else may set these. Pure functions over names.

use super::Principal;
use crate::program::shown;

/// Variables by which programs are made to load, run or reach something.
const NAMES: &[&str] = &[
    "BASH_ENV",
    "ENV",
    "SHELLOPTS",
    "BASHOPTS",
    "PS4",
    "PROMPT_COMMAND",
    "IFS",
    "CDPATH",
    "GLOBIGNORE",
    "PATH",
    "SHELL",
    "HOME",
    "TMPDIR",
    "PAGER",
    "EDITOR",
    "VISUAL",
    "BROWSER",
    "LESSOPEN",
    "LESSCLOSE",
    "LESS",
    "MANPAGER",
    "MANOPT",
    "GCONV_PATH",
    "TERMINFO",
    "TERMINFO_DIRS",
    "LOCPATH",
    "NLSPATH",
    "HOSTALIASES",
    "RES_OPTIONS",
    "RIPGREP_CONFIG_PATH",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONHOME",
    "PYTHONUSERBASE",
    "PYTHONINSPECT",
    "PYTHONBREAKPOINT",
    "PYTHONWARNINGS",
    "PERL5OPT",
    "PERL5LIB",
    "PERL5DB",
    "PERLLIB",
    "RUBYOPT",
    "RUBYLIB",
    "NODE_OPTIONS",
    "NODE_PATH",
    "JAVA_TOOL_OPTIONS",
    "_JAVA_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "CLASSPATH",
    "RUSTC",
    "RUSTDOC",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
    "LUA_INIT",
    "LUA_PATH",
    "LUA_CPATH",
    "PHPRC",
    "PHP_INI_SCAN_DIR",
    "MAKEFLAGS",
    "MAKEFILES",
    "TAR_OPTIONS",
    "GZIP",
    "GREP_OPTIONS",
    "POSIXLY_CORRECT",
    "SSH_AUTH_SOCK",
    "SSH_ASKPASS",
    "DBUS_SESSION_BUS_ADDRESS",
    "WEZTERM_UNIX_SOCKET",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DOCKER_HOST",
    "OPENSSL_CONF",
    "OPENSSL_ENGINES",
    "CC",
    "CXX",
    "GOFLAGS",
];
/// The beginnings of such variables' names.
const BEGINNINGS: &[&str] = &[
    "LD_",
    "DYLD_",
    "GIT_",
    "BASH_FUNC_",
    "CARGO_",
    "MALLOC_",
    "LUA_INIT_",
    "LUA_PATH_",
    "LUA_CPATH_",
    "AWS_",
    "NPM_CONFIG_",
    "npm_config_",
    "GLIBC_",
    "GTK_",
    "QT_",
];
/// What such variables' names have anywhere: secrets, and what sends a program's connections elsewhere.
const PARTS: &[&str] = &["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "_PROXY"];
/// Variables that change how something is shown and nothing else; `_` at the end stands for any end.
const HARMLESS: &[&str] = &[
    "LANG",
    "LANGUAGE",
    "LC_",
    "TZ",
    "NO_COLOR",
    "CLICOLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
    "TERM",
    "COLORTERM",
];

/// Tells whether a variable makes programs load, run or reach something, or is named like a secret.
pub fn is_refused(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    NAMES.contains(&upper.as_str())
        || BEGINNINGS
            .iter()
            .any(|beginning| name.starts_with(beginning))
        || PARTS.iter().any(|part| upper.contains(part))
        || name.contains("%%")
        || name.starts_with("()")
}

/// Tells whether a variable only changes how something is shown.
pub fn is_harmless(name: &str) -> bool {
    HARMLESS
        .iter()
        .any(|harmless| match harmless.strip_suffix('_') {
            Some(_) => name.starts_with(harmless),
            None => name == *harmless,
        })
}

/// Tells whether somebody may set a variable for a program; otherwise why not.
pub fn may_set(principal: Principal, name: &str) -> Result<(), String> {
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err(format!(
            "\"{}\" cannot be the name of a variable",
            shown(name)
        ));
    }
    if principal != Principal::UserLua && is_refused(name) {
        return Err(format!(
            "the variable {} can make a program run something else or holds a secret: only your own configuration \
             may set it",
            shown(name)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c21_what_may_make_a_program_run_something_is_set_by_the_persons_lua_only() {
        for name in [
            "LD_PRELOAD",
            "LD_AUDIT",
            "DYLD_INSERT_LIBRARIES",
            "BASH_ENV",
            "ENV",
            "BASH_FUNC_ls%%",
            "PS4",
            "IFS",
            "CDPATH",
            "PROMPT_COMMAND",
            "GLOBIGNORE",
            "SHELLOPTS",
            "GIT_SSH_COMMAND",
            "GIT_CONFIG_COUNT",
            "PYTHONSTARTUP",
            "PERL5OPT",
            "RUBYOPT",
            "NODE_OPTIONS",
            "JAVA_TOOL_OPTIONS",
            "RUSTC_WRAPPER",
            "CARGO_TARGET_X_RUNNER",
            "PAGER",
            "EDITOR",
            "LESSOPEN",
            "MANPAGER",
            "GCONV_PATH",
            "MALLOC_CONF",
            "TERMINFO",
            "LOCPATH",
            "OPENAI_API_KEY",
            "AWS_PROFILE",
            "SSH_AUTH_SOCK",
            "DBUS_SESSION_BUS_ADDRESS",
            "WEZTERM_UNIX_SOCKET",
            "DISPLAY",
            "XAUTHORITY",
            "https_proxy",
            "PATH",
        ] {
            assert!(may_set(Principal::UserLua, name).is_ok(), "{name}");
            for principal in [Principal::Assistant, Principal::Client, Principal::Module] {
                assert!(may_set(principal, name).is_err(), "{name}");
            }
        }
        for name in ["FOO", "RUST_BACKTRACE", "LANG", "LC_ALL", "TZ", "NO_COLOR"] {
            assert!(may_set(Principal::Assistant, name).is_ok(), "{name}");
        }
        for name in ["", "A=B", "A\0"] {
            assert!(may_set(Principal::UserLua, name).is_err(), "{name:?}");
        }
    }
}
