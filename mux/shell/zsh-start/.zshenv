# zsh reads this when the terminal starts it: it gives ZDOTDIR back, reads the user's own .zshenv from
# there, and adds the marks once the other files have been read.
if [[ -n ${WEZTERM_ZDOTDIR+set} ]]; then
    export ZDOTDIR=$WEZTERM_ZDOTDIR
    unset WEZTERM_ZDOTDIR
else
    unset ZDOTDIR
fi
__wezterm_shell=${${(%):-%x}:A:h:h}
# Not in a function: what it declares would be gone with that.
[[ ! -r ${ZDOTDIR:-$HOME}/.zshenv ]] || source ${ZDOTDIR:-$HOME}/.zshenv
if [[ -o interactive ]]; then
    # The first prompt comes after every file; what they set must not be overwritten by them.
    __wezterm_load() {
        () {
            emulate -L zsh
            precmd_functions=(${precmd_functions:#__wezterm_load})
        }
        unfunction __wezterm_load
        source $__wezterm_shell/wezterm.zsh
        unset __wezterm_shell
        __wezterm_ended
        __wezterm_prompt
    }
    typeset -ga precmd_functions
    precmd_functions+=(__wezterm_load)
fi
