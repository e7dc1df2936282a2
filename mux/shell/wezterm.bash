# Marks prompts, commands and their results for the terminal (OSC 133, 633;E, 7, 1337;RemoteHost).
#
# Read by bash 4.4 or newer in one of two ways: by the terminal, which starts bash with this file as
# ENV in POSIX mode, or by a line at the end of ~/.bashrc. What was there before stays: PS1, PS2, PS0
# and PROMPT_COMMAND are added to, and no trap is set.

# The terminal's way: bash reads ENV only, so what it would have read is read here.
if [ -n "${WEZTERM_BASH_INJECTED-}" ]; then
    unset WEZTERM_BASH_INJECTED ENV
    if [ -n "${WEZTERM_BASH_ENV+set}" ]; then
        export ENV="$WEZTERM_BASH_ENV"
        unset WEZTERM_BASH_ENV
    fi
    # POSIX mode changes these, and leaving it does not change them back.
    set +o posix
    shopt -u inherit_errexit 2>/dev/null
    [ "${HISTFILE-}" = "$HOME/.sh_history" ] && HISTFILE="$HOME/.bash_history"
    if shopt -q login_shell; then
        [ -r /etc/profile ] && . /etc/profile
        for __wezterm_file in "$HOME/.bash_profile" "$HOME/.bash_login" "$HOME/.profile"; do
            if [ -r "$__wezterm_file" ]; then
                . "$__wezterm_file"
                break
            fi
        done
        unset __wezterm_file
    else
        [ -r /etc/bash.bashrc ] && . /etc/bash.bashrc
        [ -r "$HOME/.bashrc" ] && . "$HOME/.bashrc"
    fi
fi

if [[ $- == *i* && ${__wezterm_aid-} != *":$$" && ${TERM-} != dumb ]] \
    && ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then

    __wezterm_status=0
    __wezterm_ran=
    __wezterm_next='\!'
    __wezterm_history=
    __wezterm_aid="${WEZTERM_SHELL_TOKEN-}:$$"
    __wezterm_mark_start='\[\e]133;P;k=i\a\]'
    __wezterm_mark_more='\[\e]133;P;k=s\a\]'
    __wezterm_mark_input='\[\e]133;B\a\]'

    # Prints $1 with every byte that a URL cannot hold as %XX.
    __wezterm_url() {
        local LC_ALL=C text=$1 out='' char
        if [[ $text != *[!a-zA-Z0-9/._~-]* ]]; then
            printf '%s' "$text"
            return
        fi
        while [[ -n $text ]]; do
            char=${text:0:1}
            text=${text:1}
            case $char in
                [a-zA-Z0-9/._~-]) out+=$char ;;
                *) printf -v char '%%%02X' "'$char"
                    # A byte above 127 counts as negative.
                    out+=%${char: -2} ;;
            esac
        done
        printf '%s' "$out"
    }

    # Comes first in PROMPT_COMMAND, where the status is still the command's.
    __wezterm_ended() {
        __wezterm_status=$?
        # Nothing has run before the first prompt.
        if [[ -n $__wezterm_history ]]; then
            # The text is told again: a program that empties the terminal's queue when it starts, as
            # tmux does, takes with it what was told before. What did not run is not told: a comment,
            # or a line that was broken off, is in the history too.
            [[ -z $__wezterm_ran ]] || __wezterm_tell
            __wezterm_ran=
            printf '\e]133;D;%s;aid=%s\a' "$__wezterm_status" "$__wezterm_aid"
            # Who puts commands before this one may have it called twice.
            __wezterm_history=
        fi
        return "$__wezterm_status"
    }

    # Comes last in PROMPT_COMMAND, when others have set their prompts.
    __wezterm_prompt() {
        printf '\e]7;file://%s%s\a\e]1337;RemoteHost=%s@%s\a\e]133;A;aid=%s\a' \
            "$HOSTNAME" "$(__wezterm_url "$PWD")" "${USER:-$(id -un)}" "$HOSTNAME" "$__wezterm_aid"
        [[ $PS1 == *"$__wezterm_mark_input" ]] || PS1="$__wezterm_mark_start$PS1$__wezterm_mark_input"
        [[ $PS2 == *"$__wezterm_mark_input" ]] || PS2="$__wezterm_mark_more$PS2$__wezterm_mark_input"
        # Without this option a prompt would show what it is to run.
        if shopt -q promptvars && [[ ${PS0-} != *__wezterm_command* ]]; then
            # The first part draws nothing: a substitution of a command could not set a variable.
            PS0="${PS0-}"'${__wezterm_aid:$((__wezterm_ran=1,0)):0}$(__wezterm_command)'
        fi
        __wezterm_hook
        # An empty history numbers its next entry here, any other its last one.
        if [[ -z $__wezterm_history && -z $(builtin history 1) ]]; then
            __wezterm_history=0
        else
            __wezterm_history=${__wezterm_next@P}
        fi
        return "$__wezterm_status"
    }

    # Tells the command's text, when the history has taken it since the last prompt.
    __wezterm_tell() {
        local line number
        line=$(HISTTIMEFORMAT='' builtin history 1)
        line=${line#"${line%%[![:space:]]*}"}
        number=${line%%[!0-9]*}
        # A command that the history does not take is left for the terminal to read from its screen.
        if ((${number:-0} > __wezterm_history)); then
            line=${line#"$number"}
            line=${line#'*'}
            line=${line#"${line%%[![:space:]]*}"}
            line=${line//\\/\\\\}
            line=${line//;/\\x3b}
            line=${line//$'\n'/\\x0a}
            line=${line//[[:cntrl:]]/?}
            printf '\e]633;E;%s;%s\a' "$line" "$__wezterm_aid"
        fi
    }

    # Runs from PS0, just before the command does.
    __wezterm_command() {
        __wezterm_tell
        printf '\e]133;C;aid=%s\a' "$__wezterm_aid"
    }

    # Puts the hooks where they belong, also when others have replaced them.
    __wezterm_hook() {
        local first='! declare -F __wezterm_ended >/dev/null || __wezterm_ended'
        local last='! declare -F __wezterm_prompt >/dev/null || __wezterm_prompt'
        if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
            [[ ${PROMPT_COMMAND[0]-} == __wezterm_ended ]] \
                || PROMPT_COMMAND=(__wezterm_ended "${PROMPT_COMMAND[@]}")
            [[ ${PROMPT_COMMAND[*]} == *__wezterm_prompt* ]] || PROMPT_COMMAND+=(__wezterm_prompt)
        else
            # It may be exported to a shell that does not know the functions.
            [[ ${PROMPT_COMMAND-} == "$first"* ]] || PROMPT_COMMAND="$first"$'\n'"${PROMPT_COMMAND-}"
            [[ $PROMPT_COMMAND == *"$last" ]] || PROMPT_COMMAND+=$'\n'"$last"
        fi
    }
    __wezterm_hook
    # Whoever exports everything (set -a) would hand these to shells that do not read this file.
    declare +x __wezterm_status __wezterm_ran __wezterm_next __wezterm_history __wezterm_aid __wezterm_mark_start \
        __wezterm_mark_more __wezterm_mark_input
fi
