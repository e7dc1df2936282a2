# Marks prompts, commands and their results for the terminal (OSC 133, 633;E, 7, 1337;RemoteHost).
#
# Read by fish in one of two ways: from the folder that the terminal adds to XDG_DATA_DIRS, or by a
# line in ~/.config/fish/config.fish. What was there before stays: the prompt's function is wrapped.

if set -q WEZTERM_FISH_DATA_DIRS
    # The terminal added its own folder; what is started from here has nothing to do with it.
    if test -n "$WEZTERM_FISH_DATA_DIRS"
        set -gx XDG_DATA_DIRS $WEZTERM_FISH_DATA_DIRS
    else
        set -e XDG_DATA_DIRS
    end
    set -e WEZTERM_FISH_DATA_DIRS
end

if status is-interactive; and not set -q __wezterm_aid; and test "$TERM" != dumb
    set -g __wezterm_aid "$WEZTERM_SHELL_TOKEN:$fish_pid"

    function __wezterm_wrap --on-event fish_prompt
        functions -e __wezterm_wrap
        # config.fish has been read by now, and the prompt is the user's.
        functions -c fish_prompt __wezterm_user_prompt
        function fish_prompt
            # Nothing comes before it, so that it sees the statuses of the last pipeline.
            __wezterm_user_prompt
            printf '\e]133;B\a'
        end
    end

    function __wezterm_prompt --on-event fish_prompt
        printf '\e]7;file://%s%s\a\e]1337;RemoteHost=%s@%s\a\e]133;A;aid=%s\a\e]133;P;k=i\a' \
            $hostname (string escape --style=url -- $PWD) $USER $hostname $__wezterm_aid
    end

    # Tells the command's text.
    function __wezterm_tell
        set -l line (string join \n -- $argv[1] | string collect)
        set line (string replace -a '\\' '\\\\' -- $line | string replace -a ';' '\\x3b' | string join '\\x0a')
        printf '\e]633;E;%s;%s\a' (string replace -ra '[[:cntrl:]]' '?' -- $line) $__wezterm_aid
    end

    function __wezterm_command --on-event fish_preexec
        __wezterm_tell $argv[1]
        printf '\e]133;C;aid=%s\a' $__wezterm_aid
    end

    # The text is told again: a program that empties the terminal's queue when it starts, as tmux
    # does, takes with it what was told before.
    function __wezterm_ended --on-event fish_postexec
        set -l code $status
        __wezterm_tell $argv[1]
        printf '\e]133;D;%s;aid=%s\a' $code $__wezterm_aid
    end
end
