-- The same assignments in each way of writing them.
local wezterm = require 'wezterm'
local act = wezterm.action

return {
  keys = {
    { key = '1', mods = 'ALT', action = act.ToggleFullScreen },
    { key = '3', mods = 'ALT', action = 'ToggleFullScreen' },
    { key = '4', mods = 'ALT', action = wezterm.action 'ToggleFullScreen' },
    { key = '5', mods = 'ALT', action = act('ToggleFullScreen') },
    { key = 'a', mods = 'ALT', action = act.SendString 'x' },
    { key = 'b', mods = 'ALT', action = act.SendString('x') },
    { key = 'c', mods = 'ALT', action = { SendString = 'x' } },
    { key = 'd', mods = 'ALT', action = wezterm.action { SendString = 'x' } },
    { key = 'e', mods = 'ALT', action = act['SendString']('x') },
    { key = 'f', mods = 'ALT', action = act.SplitHorizontal },
    { key = 'g', mods = 'ALT', action = act.SplitHorizontal {} },
    { key = 'h', mods = 'ALT', action = act.SplitVertical { args = { 'top' }, cwd = '/tmp' } },
    { key = 'i', mods = 'ALT', action = wezterm.action { Multiple = { 'ScrollToTop', { ScrollByLine = 2 }, act.ScrollByLine(-1), wezterm.action { CopyMode = 'EditPattern' } } } },
    { key = 'j', mods = 'ALT', action = act.SpawnTab { DomainName = 'local' } },
    { key = 'k', mods = 'ALT', action = act.SpawnTab 'DefaultDomain' },
    { key = 'l', mods = 'ALT', action = act.ToggleAlwaysOnBottom },
    { key = 'm', mods = 'ALT', action = act.ResetFontAndWindowSize },
    { key = 'n', mods = 'ALT', action = act.Show },
    { key = 'o', mods = 'ALT', action = act.ActivateWindowRelativeNoWrap(-1) },
    { key = 'p', mods = 'ALT', action = act.Copy },
    { key = 'q', mods = 'ALT', action = 'Paste' },
    { key = 'r', mods = 'ALT', action = 'PastePrimarySelection' },
    { key = 's', mods = 'ALT', action = act.CopyMode { MoveBackwardZoneOfType = 'Prompt' } },
    { key = 't', mods = 'ALT', action = act.CopyMode 'MoveForwardSemanticZone' },
    { key = 'u', mods = 'ALT', action = act.PaneSelect { mode = 'MoveToNewTab', show_pane_ids = true } },
    { key = 'v', mods = 'ALT', action = act.Search { CaseSensitiveString = '' } },
    { key = 'w', mods = 'ALT', action = act.SetPaneZoomState(false) },
    { key = 'x', mods = 'ALT', action = act.ActivateTabRelative(1.0) },
    { key = 'y', mods = 'ALT', action = act.AdjustPaneSize { 'Up', 5 } },
    { key = 'Z', mods = 'ALT', action = act.QuickSelectArgs { patterns = { 'a+' }, alphabet = 'ab' } },
  },
}
