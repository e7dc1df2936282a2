# Marks prompts, commands and their results for the terminal (OSC 133, 633;E, 7, 1337;RemoteHost).
#
# Read by zsh in one of two ways: by the .zshenv beside it, when the terminal starts zsh, or by a
# line in ~/.zshrc. What was there before stays: hooks and prompts are added to.

() {
    emulate -L zsh
    [[ -o interactive && -z ${__wezterm_aid+set} && ${TERM-} != dumb ]] || return 0
    typeset -g __wezterm_aid="${WEZTERM_SHELL_TOKEN-}:$$"
    typeset -g __wezterm_asked=
    typeset -g __wezterm_told=
    typeset -g __wezterm_mark_start=$'%{\e]133;P;k=i\a%}'
    typeset -g __wezterm_mark_more=$'%{\e]133;P;k=s\a%}'
    typeset -g __wezterm_mark_input=$'%{\e]133;B\a%}'

    # Comes first among the hooks, where the status is still the command's.
    __wezterm_ended() {
        local code=$?
        emulate -L zsh
        # Nothing has run before the first prompt.
        if [[ -n $__wezterm_asked ]]; then
            # The text is told again: a program that empties the terminal's queue when it starts, as
            # tmux does, takes with it what was told before.
            print -rn -- $__wezterm_told$'\e]133;D;'$code';aid='$__wezterm_aid$'\a'
        fi
        __wezterm_told=
        # Others may have put themselves behind the last hook.
        if [[ $precmd_functions[-1] != __wezterm_prompt ]]; then
            precmd_functions=(${precmd_functions:#__wezterm_prompt} __wezterm_prompt)
        fi
        return $code
    }

    # Comes last among the hooks, when others have set their prompts.
    __wezterm_prompt() {
        # Without this option a prompt would show the marks.
        local __wezterm_percent=
        [[ ! -o prompt_percent ]] || __wezterm_percent=1
        emulate -L zsh -o extended_glob
        local LC_ALL=C MATCH MBEGIN MEND
        local url=${PWD//(#m)[^a-zA-Z0-9\/._~-]/%${(l:2::0:)$(([##16]#MATCH))}}
        print -n -- $'\e]7;file://'$HOST$url$'\a\e]1337;RemoteHost='${USERNAME}@$HOST$'\a\e]133;A;aid='$__wezterm_aid$'\a'
        __wezterm_asked=1
        [[ -z $__wezterm_percent || $PS1 == *$__wezterm_mark_input ]] || PS1=$__wezterm_mark_start$PS1$__wezterm_mark_input
        [[ -z $__wezterm_percent || $PS2 == *$__wezterm_mark_input ]] || PS2=$__wezterm_mark_more$PS2$__wezterm_mark_input
    }

    __wezterm_command() {
        emulate -L zsh
        local line=$1
        line=${line//\\/\\\\}
        line=${line//;/\\x3b}
        line=${line//$'\n'/\\x0a}
        line=${line//[[:cntrl:]]/?}
        __wezterm_told=$'\e]633;E;'$line';'$__wezterm_aid$'\a'
        print -rn -- $__wezterm_told$'\e]133;C;aid='$__wezterm_aid$'\a'
    }

    typeset -ga precmd_functions preexec_functions
    precmd_functions=(__wezterm_ended $precmd_functions __wezterm_prompt)
    preexec_functions+=(__wezterm_command)
}
